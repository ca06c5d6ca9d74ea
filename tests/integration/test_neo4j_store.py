"""What is special about the Neo4j store: the graph it draws, what it refuses, and readers beside a writer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from graph.errors import StoreIncompatible, StoreRefused, StoreUnreachable
from graph.neo4j_store import Neo4jStore, batches
from graph.schema import TABLES
from graph.sqlite_store import SqliteStore
from tests.integration.test_neo4j_crash import same, second_load
from tests.neo4j import city
from tests.neo4j.city import firm
from tests.neo4j.server import free_port

pytestmark = pytest.mark.neo4j
STUB = firm(900)


@pytest.fixture
def store(neo4j_url: str, neo4j_login: tuple[str, str]) -> Iterator[Neo4jStore]:
    store = Neo4jStore(neo4j_url, user=neo4j_login[0], password=neo4j_login[1], create=True)
    yield store
    store.close()


def everything(store):
    return {name: store.read(table) for name, table in TABLES.items()}


@pytest.mark.parametrize("batch", [7, 5_000])
def test_both_stores_tell_the_same(batch, store, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", batch)
    other = SqliteStore.open(tmp_path / "city.db", create=True)
    for one in (store, other):
        city.load_first(one)
        city.load_second(one)
    same(everything(store), everything(other))
    for name in ("enterprises", "loans", "guarantees"):
        table = TABLES[name]
        for day, run in ((city.SPRING, None), (city.SUMMER, None), (city.SUMMER, 1)):
            pd.testing.assert_frame_equal(store.read(table, day, known_at=run), other.read(table, day, known_at=run))
    for text in ("东山", "精密", "7号", "山", "F0000", "外市担保", "f00003"):
        assert store.search(text) == other.search(text)
    assert store.state().data_date == other.state().data_date == city.SUMMER
    other.close()


def test_today_is_plain_to_query(store, neo4j_query):
    city.load_first(store)
    (row,) = neo4j_query(
        """MATCH (e:Enterprise:Party {credit_code: 'F00003'})-[:BORROWED]->(l:Loan {loan_no: 'L3'})<-[:LENT]-(b:Bank)
        MATCH (l)-[:DRAWN_UNDER]->(f:Facility)<-[:GRANTED]-(:Bank), (f)<-[:HAS_LINE]-(e)-[:LOCATED_IN]->(c:County)
        RETURN l.balance AS balance, b.bank_code AS bank, c.name AS county, e.net_assets AS assets, l.source AS source, l.row AS row,
        l.run_id AS run, l.recorded_at AS recorded, l.valid_from AS start, e.code AS code"""
    )
    assert row.pop("recorded").to_native().date() == store.runs()[0].started_at.date()
    assert row.pop("start").iso_format() == "2025-03-01"
    assert row == {
        "balance": 10.03, "bank": "B1", "county": "0县", "assets": 3.03, "source": "loans.csv", "row": 5, "run": 1, "code": "F00003",
    }  # fmt: skip
    held = neo4j_query("MATCH (p)-[g:GUARANTEES]->() RETURN count(g) AS all, count(g.source) AS told, count(DISTINCT p) AS parties")
    assert held == [{"all": 155, "told": 155, "parties": neo4j_query("MATCH (p:Guarantor) RETURN count(p) AS n")[0]["n"]}]
    assert neo4j_query("MATCH (p:External) RETURN p.code AS code, labels(p) AS labels")[0]["code"] == STUB
    assert neo4j_query("MATCH (:Person {person_id: 'P1'})-[:PLEDGED]->(s:EquityPledge) RETURN s.pledge_no AS no") == [{"no": "S0"}]


def test_changes_move_the_drawn_graph_and_stand_beside(store, neo4j_query):
    city.load_first(store)
    city.load_second(store)
    assert neo4j_query("MATCH (l:Loan {loan_no: 'L3'}) RETURN l") == []
    assert neo4j_query("MATCH (l:LoanVersion {loan_no: 'L3'}) RETURN l.gone AS gone, l:Former AS former ORDER BY former") == [
        {"gone": None, "former": False},
        {"gone": True, "former": True},
    ]
    versions = neo4j_query("MATCH (v:LoanVersion)-[:VERSION_OF]->(l:Loan {loan_no: 'L5'}) RETURN v.balance AS was, l.balance AS now")
    assert versions == [{"was": 10.05, "now": 10.12}]
    moved = neo4j_query("MATCH (e)-[:BORROWED]->(l:Loan) WHERE e.credit_code <> l.borrower RETURN count(l) AS wrong")
    once = neo4j_query("MATCH (l:Loan) WHERE COUNT { (l)<-[:BORROWED]-() } <> 1 OR COUNT { (l)<-[:LENT]-() } <> 1 RETURN count(l) AS wrong")
    assert (moved, once) == ([{"wrong": 0}], [{"wrong": 0}])
    waited = neo4j_query("MATCH (e:Enterprise {county_code: '990102'}) RETURN count(e) = COUNT { (:Enterprise)-[:LOCATED_IN]->(:County "
                         "{county_code: '990102'}) } AS all")  # fmt: skip
    assert waited == [{"all": True}]
    gone = neo4j_query("MATCH (p:PersonVersion {person_id: 'P8'}) RETURN p:Party AS party, p:Former AS former, p.closed_by AS run")
    assert gone == [{"party": False, "former": True, "run": 2}]


def test_a_stub_that_becomes_a_guarantee_company_takes_its_guarantees_along(store, neo4j_query):
    city.load_first(store)
    before = neo4j_query("MATCH (:Enterprise {credit_code: $code})-[g:GUARANTEES]->() RETURN g.guarantee_no AS no ORDER BY no", code=STUB)
    assert before == [{"no": "G140"}, {"no": "G69"}]
    city.load_second(store)
    (row,) = neo4j_query(
        """MATCH (c:Party {code: $code}) RETURN labels(c) AS labels, COUNT { (c)-[:GUARANTEES {guarantee_no: 'H1'}]->() } AS new,
        COUNT { (c)-[:PLEDGED]->() } AS pledged""",
        code=STUB,
    )
    assert (sorted(row["labels"]), row["new"], row["pledged"]) == (["GuaranteeCompany", "Guarantor", "Party"], 1, 1)
    assert neo4j_query("MATCH (:Former {code: $code})-[g:GUARANTEES|PLEDGED]->() RETURN g", code=STUB) == []
    left = neo4j_query("MATCH (:Party {code: $code})-[g:GUARANTEES]->() WHERE g.guarantee_no < 'H' RETURN g.guarantee_no AS no", code=STUB)
    assert left == [{"no": "G69"}]  # the second load no longer holds G140


def test_readers_beside_a_writer_see_before_or_after(store, neo4j_url):
    city.load_first(store)
    before = everything(store)
    process = second_load(neo4j_url)
    seen = []
    while process.poll() is None:
        seen.append({name: store.read(TABLES[name]) for name in ("enterprises", "loans", "guarantees")})
        time.sleep(0.05)
    with process:
        assert process.wait() == 0
    after = everything(store)
    assert not before["loans"].equals(after["loans"])
    for tables in seen:
        for name, frame in tables.items():
            assert frame.equals(before[name]) or frame.equals(after[name])
    assert seen


def test_results_colour_the_parties(store, neo4j_query):
    city.load_first(store)
    frame = pd.DataFrame({"party": ["P1", firm(3)], "circle": ["c1", "c1"], "rank": [2, 1], "class": ["A1", "A1"], "level": ["city", None]})
    store.save_results(frame, as_of=city.SUMMER, run_id="1")
    found = neo4j_query(
        """MATCH (p:Party) WHERE p.circle = 'c1'
        RETURN p.code AS code, p.queue_rank AS rank, p.circle_class AS class, p.level AS level, p.result_run_id AS run ORDER BY rank"""
    )
    assert found == [
        {"code": firm(3), "rank": 1, "class": "A1", "level": None, "run": 1},
        {"code": "P1", "rank": 2, "class": "A1", "level": "city", "run": 1},
    ]
    store.save_results(frame.iloc[:1], as_of=city.SUMMER, run_id="1")
    assert neo4j_query("MATCH (p:Party) WHERE p.circle IS NOT NULL RETURN p.code AS code") == [{"code": "P1"}]
    city.load_second(store)
    assert neo4j_query("MATCH (p:Party {code: 'P1'}) RETURN p.circle AS circle") == [{"circle": "c1"}]


def test_an_empty_database_is_no_store_until_something_is_loaded(neo4j_url, neo4j_login, neo4j_query):
    user, password = neo4j_login
    with pytest.raises(StoreUnreachable, match="no store there"):
        Neo4jStore(neo4j_url, user=user, password=password)
    store = Neo4jStore(neo4j_url, user=user, password=password, create=True)
    assert store.read(TABLES["loans"]).empty
    assert (store.state().last_run, store.runs(), store.search("山")) == (0, [], [])
    assert neo4j_query("MATCH (n) RETURN n") == []
    store.close()


def test_other_peoples_data_is_left_alone(neo4j_url, neo4j_login, neo4j_query):
    neo4j_query("CREATE (:Film {title: '城'})")
    with pytest.raises(StoreIncompatible, match="other data"):
        Neo4jStore(neo4j_url, user=neo4j_login[0], password=neo4j_login[1], create=True)
    neo4j_query("MATCH (n:Film) DELETE n CREATE (:Store {name: 'suretygraph', schema: 1})")
    with pytest.raises(StoreIncompatible, match="another version"):
        Neo4jStore(neo4j_url, user=neo4j_login[0], password=neo4j_login[1])


def test_what_goes_wrong_is_one_sentence_without_secrets(neo4j_url, neo4j_login):
    user, secret = neo4j_login[0], "wrong-Secret-1"
    with pytest.raises(StoreRefused) as refused:
        Neo4jStore(neo4j_url, user=user, password=secret, create=True)
    with pytest.raises(StoreUnreachable) as nobody:
        Neo4jStore(f"neo4j://127.0.0.1:{free_port()}/neo4j", user=user, password=secret, create=True)
    with pytest.raises(StoreUnreachable, match="no database 'elsewhere'") as elsewhere:
        Neo4jStore(f"{neo4j_url.rpartition('/')[0]}/elsewhere", user=user, password=neo4j_login[1], create=True)
    assert [fault.value.code for fault in (refused, nobody, elsewhere)] == ["store-auth", "store-unreachable", "store-unreachable"]
    for fault in (refused, nobody, elsewhere):
        assert "\n" not in fault.value.message
        assert secret not in fault.value.message
        assert neo4j_login[1] not in fault.value.message
        assert fault.value.exit_code == 4


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_both_schemes_reach_it(scheme, neo4j_url, neo4j_login):
    address = neo4j_url.partition("://")[2]
    store = Neo4jStore(f"{scheme}://{address}", user=neo4j_login[0], password=neo4j_login[1], create=True)
    assert store.url == f"{scheme}://{address}"
    store.close()
