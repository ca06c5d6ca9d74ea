"""`suretygraph demo` from nothing: what it leaves, and that all that was planted in its city is found, and nothing else."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.circles import structures
from analysis.contagion import cascade
from analysis.contagion.explanation import explain
from analysis.findings import Finding, FindingTable
from analysis.groups import find as controller_groups
from analysis.groups import findings as group_findings
from analysis.lending import lending_desk
from analysis.maturities import ledger
from analysis.rules import RuleBook, Severity
from analysis.supervision import find_all
from api.commands.demo import demo_texts
from api.demo import MARK, Demo, run_demo
from api.output import show
from api.settings import Settings
from graph.assembly import build_network
from graph.facts import CityFacts
from graph.network import GuaranteeNetwork
from graph.progress import silent
from graph.schema import TABLES
from graph.sqlite_store import SqliteStore
from ingest.pipeline import ingest
from ingest.synthetic import City
from tests.reference import rules
from tests.reference.simulated import codes, simulated

ROOT = Path(__file__).parents[2]
STALE = ("queue.json", "answers.json", "report.html", "input/old.xlsx")


@dataclass(frozen=True)
class Left:
    """What one run of the demo, as a process of its own, left and printed."""

    out: Path
    printed: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """A demo where an earlier one was, beside a file that is somebody else's."""
    out = tmp_path_factory.mktemp("demo") / "demo"
    (out / "input").mkdir(parents=True)
    for name in STALE:
        (out / name).write_bytes(b"stale")
    (out / "notes.txt").write_bytes(b"mine")
    (out / MARK).write_text('["old.xlsx"]', encoding="utf-8")
    command = [sys.executable, "-m", "api", "demo", "--scale", "small", "--seed", "7", "--out", str(out), "--json"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SURETYGRAPH_")}
    clean["PYTHONHASHSEED"] = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"  # another than this process has
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=clean, timeout=300)
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return Left(out, done.stdout.decode("utf-8"))


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The same demo in another folder, by this process."""
    return run_demo(Settings.model_construct(), "small", 7, tmp_path_factory.mktemp("again") / "demo", silent)


@pytest.fixture(scope="module")
def city(again: Demo) -> City:
    return again.city


@pytest.fixture(scope="module")
def store(demo: Left) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(demo.out / "suretygraph.db")) as opened:
        yield opened


@pytest.fixture(scope="module")
def report(store: SqliteStore) -> dict[str, Any]:
    """Of the load, as the store keeps it."""
    kept = store.run(store.runs()[-1].run_id).report
    assert kept is not None
    return kept


@pytest.fixture(scope="module")
def network(store: SqliteStore, city: City) -> GuaranteeNetwork:
    return build_network(CityFacts(store, city.as_of))


def planted(city: City, *kinds: str) -> list[dict[str, Any]]:
    return [entry for entry in city.answers["planted"] if entry["kind"] in kinds]


def test_it_leaves_what_it_promises_in_place_of_an_earlier_demo(demo: Left) -> None:
    out = demo.out
    told = json.loads(demo.printed)
    assert {"input", "answers.json", "suretygraph.db", "queue.json", "queue.csv", "report.html", "decisions.json"} <= {
        path.name for path in out.iterdir()
    }
    assert told["files"] == sorted(path.name for path in out.iterdir() if path.name not in ("suretygraph.db-wal", "suretygraph.db-shm"))
    assert (told["rejected"], told["scale"], told["seed"], told["as_of"]) == (0, "small", 7, "2026-06-30")
    assert all(path.suffix == ".xlsx" for path in (out / "input").iterdir())
    assert not any((out / name).exists() and (out / name).read_bytes() == b"stale" for name in STALE)
    assert (out / "notes.txt").read_bytes() == b"mine"


def test_the_same_seed_leaves_the_same_bytes_in_another_folder(demo: Left, again: Demo) -> None:
    for name in ("queue.json", "queue.csv", "answers.json", "report.html"):
        assert (demo.out / name).read_bytes() == (again.out / name).read_bytes(), name


def test_it_prints_published_beside_generated_the_queue_and_how_to_go_on(again: Demo, capfd: pytest.CaptureFixture[str]) -> None:
    show(*demo_texts(again, "zh"))
    printed = capfd.readouterr().out
    for text in ("发表值", "18,700", "0.75", "市级协调清单", again.queue.rows[0].name, "queue --store", "report.html"):
        assert text in printed


def test_the_store_gives_the_queue_that_was_written(demo: Left, call: Callable[..., Any]) -> None:
    asked = call("queue", "--store", f"sqlite:///{(demo.out / 'suretygraph.db').as_posix()}", "--json").json
    assert asked == json.loads((demo.out / "queue.json").read_text(encoding="utf-8"))


def test_every_key_enterprise_is_scored_and_only_firms_on_the_ledger_have_a_class(demo: Left, city: City, call: Callable[..., Any]) -> None:
    document = call("classify", "--store", f"sqlite:///{(demo.out / 'suretygraph.db').as_posix()}", "--json").json
    firms = city.tables["enterprises"]
    keys = set(firms.loc[firms["above_scale"].fillna(value=False) & firms["registered_in_city"].fillna(value=True), "credit_code"])
    ledger = city.tables["risk_list"]
    ledger = set(ledger.loc[ledger["delisted_on"].isna(), "enterprise"])
    rows = {row["enterprise"]: row for row in document["rows"]}
    assert set(rows) == keys | ledger
    assert {code for code, row in rows.items() if row["score"] is not None} == keys
    assert {code for code, row in rows.items() if row["class"] is not None} == keys & ledger
    assert all(0.0 <= rows[code]["score"] <= 100.0 for code in keys)


def test_the_queue_opens_in_excel(demo: Left) -> None:
    assert (demo.out / "queue.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(demo.out / "queue.csv", encoding="utf-8-sig")
    rows = json.loads((demo.out / "queue.json").read_text(encoding="utf-8"))["rows"]
    assert table["排名"].tolist() == [row["rank"] for row in rows]
    assert table["预期外溢(元/年)"].tolist() == [row["expected_spillover"] for row in rows]


def test_the_report_is_self_contained(demo: Left) -> None:
    page = (demo.out / "report.html").read_text(encoding="utf-8")
    markup = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.findall(r"<[^>]+\s(?:src|href)\s*=", markup)
    assert not re.findall(r"<script[^>]*\ssrc|<link\b", page)
    assert "default-src 'none'" in page
    for text in ("岚江市", "2026-06-30", "预期外溢", "名词解释"):
        assert text in page


def test_a_demo_spares_what_it_did_not_write(demo: Left, call: Callable[..., Any]) -> None:
    (demo.out / "input" / "mine.xlsx").write_bytes(b"mine")
    before = (demo.out / "queue.json").read_bytes()
    refused = call("demo", "--out", demo.out)
    (demo.out / "input" / "mine.xlsx").unlink()
    assert (refused.code, refused.out) == (2, "")
    assert "mine.xlsx" in refused.err
    assert (demo.out / "queue.json").read_bytes() == before


def test_the_city_loads_without_a_rejection(city: City, report: dict[str, Any]) -> None:
    read = {name: counts["read"] for name, counts in report["tables"].items()}
    assert report["rejections"] == []
    assert read == {name: number for name, number in city.answers["tables"].items() if number}
    assert all(counts["loaded"] == counts["read"] for counts in report["tables"].values())
    assert [skipped["sheet"] for skipped in report["skipped"]] == ["说明"]
    assert [sorted(twins["parties"]) for twins in report["possible_duplicates"]] == city.answers["possible_duplicates"]
    assert report["external"] == {"enterprises": len(city.answers["external"])}


def test_the_store_holds_every_cell_exactly(city: City, store: SqliteStore) -> None:
    """Titles, units, text numbers and dates of every habit come back as the frames they were written from."""
    for name, table in TABLES.items():
        if not len(city.tables[name]):
            continue
        key = list(table.key)
        read = store.read(table)
        if table.party:
            read = read[~read["external"].fillna(value=False).astype(bool)]
        columns = [column.name for column in table.file_columns]
        expected = city.tables[name].sort_values(key, ignore_index=True)
        held = read[columns].sort_values(key, ignore_index=True)
        for column in columns:
            pd.testing.assert_series_equal(held[column], expected[column], check_exact=False, rtol=1e-12, obj=f"{name}.{column}")


def test_loading_the_files_again_changes_nothing(store: SqliteStore, demo: Left) -> None:
    again = ingest(store, demo.out / "input").to_json()
    assert all(counts["unchanged"] == counts["read"] for counts in again["tables"].values())


def test_mutual_pairs_and_rings_are_all_found_and_none_invented(city: City, network: GuaranteeNetwork) -> None:
    pairs = sorted(sorted(codes(network, pair)) for pair in structures.mutual_pairs(network))
    assert pairs == city.answers["mutual_pairs"]
    rings = structures.rings(network)
    assert not len(rings.cut_parts)
    named = []
    for parties, length in zip(rings.parties, rings.length, strict=True):
        ring = codes(network, parties[:length])
        start = ring.index(min(ring))
        named.append(ring[start:] + ring[:start])
    assert sorted(named, key=lambda ring: (len(ring), ring)) == city.answers["rings"]


def test_lapsed_void_and_external_are_counted_and_not_called(city: City, network: GuaranteeNetwork) -> None:
    assert network.counts.lapsed == len(city.answers["lapsed_guarantees"])
    assert network.counts.void == len(city.answers["void_guarantees"])
    assert network.counts.period_unclear == len(city.answers["guarantees_without_period"])
    outside = codes(network, np.flatnonzero(network.parties.external))
    assert sorted(outside) == city.answers["external"]
    contracts = set(network.guarantees.contract.to_pylist())
    assert contracts.isdisjoint(city.answers["lapsed_guarantees"] + city.answers["void_guarantees"])


def test_every_planted_cascade_ends_as_written_down(city: City, network: GuaranteeNetwork) -> None:
    checked = 0
    for entry in city.answers["planted"]:
        for key, parameters in (("simulate", {}), ("simulate_unlimited", {"unknown_capacity": "unlimited"})):
            for run in entry["expected"].get(key, []):
                told = simulated(network, run, **parameters)
                for field in ("defaulted", "rounds"):
                    assert told[field] == run[field], (entry["kind"], field)
                for field in ("bank_loss", "loss_of_loan", "loss_by_county", "loss_by_bank"):
                    assert told[field] == pytest.approx(run[field], abs=0.005), (entry["kind"], field)
                assert set(told["calls"]) == set(run["calls"]), entry["kind"]
                for loan, called in run["calls"].items():
                    assert told["calls"][loan] == pytest.approx(called, abs=0.005), entry["kind"]
                down, lost = told["worst"]
                assert down == run["worst_case"]["defaulted"], entry["kind"]
                assert lost == pytest.approx(run["worst_case"]["bank_loss"], abs=0.005), entry["kind"]
                checked += 1
    assert checked == 35


def test_the_chain_explains_who_felled_whom(city: City, network: GuaranteeNetwork) -> None:
    (chain,) = planted(city, "chain_across_counties")
    result = cascade.run(network, network.index(chain["codes"][:1]))
    felled = {}
    for record in explain(network, result):
        if record.round:
            felled[codes(network, [record.party])[0]] = {str(network.loans.number[call.loan]): call.amount for call in record.calls}
            assert {call.rule for call in record.calls} == {"joint"}
    assert felled == chain["expected"]["felled_by"]


def test_the_chain_stands_in_the_queue_with_its_spillover(city: City, again: Demo) -> None:
    (chain,) = planted(city, "chain_across_counties")
    (row,) = [row for row in again.queue.rows if chain["codes"][0] in row.members]
    expected = chain["expected"]["queue"]
    assert sorted(row.members) == sorted(chain["codes"])
    assert row.home_county is not None
    assert row.expected_spillover == pytest.approx(expected["expected_spillover_by_home"][row.home_county])
    assert row.worst_case_spillover == pytest.approx(expected["worst_case_spillover_by_home"][row.home_county])
    assert (row.level, row.leader_link, row.employees) == (expected["level"], expected["leader_link"], expected["employees"])
    assert list(row.counties_hit) == expected["counties_hit"]
    assert list(row.banks_hit) == expected["banks_hit"]


def test_lone_firms_reach_the_queue_by_application_or_by_size(city: City, again: Demo) -> None:
    rows = {row.members[0]: row for row in again.queue.rows if len(row.members) == 1}
    for entry in planted(city, "application_of_a_lone_firm", "large_employer"):
        row = rows[entry["codes"][0]]
        told = {"kind": row.kind, "application": row.application, "level": row.level, "leader_link": row.leader_link}
        told |= {"employees": row.employees, "expected_spillover": row.expected_spillover}
        assert {key: told[key] for key in entry["expected"]["queue"]} == entry["expected"]["queue"]


def test_planted_circles_hold_their_members_and_nobody_else(city: City, network: GuaranteeNetwork, again: Demo) -> None:
    of = again.queue.circles.circle_of
    for entry in planted(city, "mutual_pair", "self_fulfilling_pair", "ring_3", "ring_4", "ring_5", "joint_guarantee_group"):
        (place,) = set(of[network.index(entry["codes"])].tolist())
        assert sorted(codes(network, np.flatnonzero(of == place))) == sorted(entry["codes"]), entry["kind"]


def test_exposure_and_shortfall_respect_margin_and_collateral(city: City, network: GuaranteeNetwork) -> None:
    (entry,) = planted(city, "collateral_and_margin")
    place = network.loans.number.to_pylist().index(entry["numbers"]["loan"])
    assert network.loans.exposure[place] == entry["expected"]["exposure"]
    assert network.loans.shortfall[place] == entry["expected"]["shortfall"]


def test_the_controller_s_group_is_found_with_its_chains_and_only_as_of_the_day(city: City, store: SqliteStore) -> None:
    """Nine firms held directly, two through shareholdings; the twelfth was sold a year ago and is there on a day before."""
    (entry,) = planted(city, "controller_with_many_lenders")
    person, firms, (sold,) = entry["expected"]["controller"], entry["expected"]["firms"], entry["numbers"]["no_longer_held"]
    now = CityFacts(store, city.as_of)
    groups = controller_groups(now, RuleBook())
    assert groups.members(firms[0]) == (person, *firms)
    assert groups.members(person)[0] == person
    assert groups.members(sold) == (sold,)
    loans = now["loans"].assign(group=lambda frame: groups.of(frame["borrower"]))
    held = loans.loc[loans["group"] == person]
    assert held["bank_code"].nunique() == entry["expected"]["lenders"]
    assert held["balance"].sum() / 100 == entry["expected"]["balance"]
    assert controller_groups(now.on(date(2025, 6, 30)), RuleBook()).members(sold) == (person, *sorted([*firms, sold]))
    assert len(group_findings(groups, RuleBook())) == 0
    frame = groups.frame()
    stated = now["controls"].set_index("enterprise")["controller"]
    stated = stated[now["controls"].set_index("enterprise")["kind"] == "actual_controller"]
    assert (frame.set_index("party")["group"].reindex(stated.index) == stated).all()


@pytest.fixture(scope="module")
def told(store: SqliteStore, city: City, network: GuaranteeNetwork) -> FindingTable:
    """What all rules find in the city."""
    facts, book = CityFacts(store, city.as_of), RuleBook()
    return find_all(lending_desk(facts, network, controller_groups(facts, book), book), network)


def test_all_planted_findings_are_found_with_their_numbers(city: City, told: FindingTable) -> None:
    def found(rule: str, kind: str, place: int = 0) -> tuple[dict[str, Any], Finding]:
        (entry,) = planted(city, kind)
        (one,) = told.only(rule).about(entry["codes"][place]).findings()
        return entry["expected"], one

    expected, one = found("lending.over_lent", "over_lent_borrower")
    named = ("need", "own_funds", "other_funds", "existing", "room", "ratio")
    assert [one.numbers[name] for name in named] == pytest.approx([expected[name] for name in named])
    assert one.details["crossed_by"] == expected["crossed_by"]
    expected, one = found("guarantee.ratio_limit", "guarantor_above_net_assets")
    assert one.numbers == {"guaranteed": expected["guaranteed"], "net_assets": expected["net_assets"], "share": expected["ratio"]}
    expected, one = found("class_floor.overdue", "class_floor")
    assert (one.details["floor"], one.numbers["share"], one.numbers["raised"]) == (expected["class"], expected["share_overdue_90"], 2)
    expected, one = found("lending.joint_limit_warning", "joint_limit_nearly_used")
    assert one.numbers == {name: expected[name] for name in ("financing", "guaranteed_out", "limit", "usage")}
    expected, one = found("lending.group_multi_lender_local", "controller_with_many_lenders")
    (entry,) = planted(city, "controller_with_many_lenders")
    assert one.subject == expected["controller"]
    assert [one.numbers[name] for name in ("lenders", "financing", "members")] == [
        expected["lenders"], expected["balance"], len(expected["firms"])
    ]  # fmt: skip
    assert list(one.contracts) == sorted(entry["numbers"]["loans"])
    assert told.about(*expected["firms"]).only("lending.multi_lender_local").counts() == {}  # none of its firms by itself
    expected, one = found("guarantee_company.client", "guarantee_company_concentration")
    assert (one.details["borrower"], one.numbers["share"]) == (expected["client"], expected["share"])
    expected, one = found("concentration.borrower", "large_exposure")
    assert (one.numbers["exposure"], one.numbers["capital"], one.numbers["share"]) == (12e6, expected["net_capital"], expected["share"])
    expected, one = found("listed.pledge", "heavy_pledge", 1)
    assert (one.details["listed_code"], one.numbers["pledged"]) == (expected["listed_code"], expected["cumulative_share"])
    expected, one = found("signals.bond_default", "bond_default")
    assert one.numbers["balance"] == expected["balance"]
    expected, one = found("signals.shrinking", "falling_signals")
    assert list(one.numbers.values()) == list(expected["signals"].values())
    (entry,) = planted(city, "falling_signals")
    wages = told.only("stability.wages").about(entry["codes"][0]).findings()
    assert [one.numbers["wages"] for one in wages] in ([], [entry["expected"]["wages_owed"]])  # only of firms on the ledger
    (entry,) = planted(city, "unrecorded_after_renewal")
    (one,) = told.only("guarantee.unrecorded_after_renewal").findings()
    assert (one.details["loan"], one.details["guarantee"]) == (entry["numbers"]["loan"], entry["numbers"]["guarantee"])
    (entry,) = planted(city, "period_not_stated")
    (one,) = told.only("guarantee.period_unclear").findings()
    assert one.details["guarantee"] == entry["numbers"]["guarantee"]


def test_every_planted_stage_is_in_the_ledger(city: City, store: SqliteStore) -> None:
    rows = {row["no"]: row for row in ledger(CityFacts(store, city.as_of), RuleBook()).to_json(pd.DataFrame())}
    for entry in planted(city, "maturity_stage", "bond_stage"):
        row = rows[entry["numbers"].get("loan") or entry["numbers"]["bond"]]
        assert {name: row[name] for name in entry["expected"]} == entry["expected"]
        assert row["due"] == entry["numbers"]["due"]


def test_whatever_else_warns_is_what_the_tables_justify(city: City, told: FindingTable) -> None:
    """Every rule that warns against a plain reading of the same tables, and no rule beyond these."""
    wanted = rules.warned(city.tables, city.as_of)
    index = told.at_least(Severity.WARNING).index()
    subjects = {str(rule): set(rows["subject"]) for rule, rows in index.groupby("rule")}
    by_loan = ("maturities.overdue", "maturities.plan_missing")
    subjects |= {rule: {str(one.details["loan"]) for one in told.only(rule).findings()} for rule in by_loan}
    compared = {rule: subjects.pop(rule, set()) for rule in wanted}
    assert compared == wanted
    only = {"bond_default": "signals.bond_default", "heavy_pledge": "listed.pledge", "falling_signals": "signals.shrinking",
            "unrecorded_after_renewal": "guarantee.unrecorded_after_renewal", "period_not_stated": "guarantee.period_unclear",
            "like_case_vetoed": "classification.veto_bankruptcy"}  # fmt: skip
    assert {rule: len(subjects.pop(rule)) for rule in only.values()} == {rule: len(planted(city, kind)) for kind, rule in only.items()}
    # of the background: a listed company's guarantee for a firm of its controller, wages owed around the ledger, a turn to non-banks
    assert set(subjects) == {"listed.related_guarantee", "stability.wages", "signals.nonbank"}
    stated = city.tables["controls"].query("kind == 'actual_controller'").set_index("enterprise")["controller"]
    for one in told.only("listed.related_guarantee").findings():
        assert stated[one.details["borrower"]] == stated[one.subject]
