"""Searching parties: any part of a name, as written or normalised, or of a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from graph.store import GraphStore
from graph.versions import Changes

Rows = list[dict[str, Any]]
Load = Callable[..., dict[str, Changes]]

PARTIES: dict[str, Rows] = {
    "enterprises": [
        {"credit_code": "91330100MA27U0A001", "name": "东山（集团）有限责任公司", "county_code": "990101"},
        {"credit_code": "91330100MA27U0B002", "name": "东山水泥有限公司"},
        {"credit_code": "91330100MA27U0C003", "name": "100%纯棉_服饰'有限\"公司"},
        {"credit_code": "91330100MA27U0D004", "name": "ＡＢＣ Textile Co., Ltd."},
    ],
    "persons": [{"person_id": "P-0001", "name": "张三"}, {"person_id": "P-0002", "name": None}],
    "guarantee_companies": [
        {"credit_code": "91330100MA27U0E005", "name": "西湖融资担保有限公司", "county_code": "990101", "net_assets": 1},
    ],
}
GROUP, CEMENT, COTTON, TEXTILE = (row["credit_code"] for row in PARTIES["enterprises"])
SURETY = PARTIES["guarantee_companies"][0]["credit_code"]


@pytest.fixture
def filled(store: GraphStore, load: Load) -> GraphStore:
    load(store, counties=[{"county_code": "990101", "name": "东山区"}], **PARTIES)
    return store


def codes(store: GraphStore, text: str, limit: int = 20) -> list[str]:
    return [hit.party for hit in store.search(text, limit)]


CONTAINED = {
    "东": [GROUP, CEMENT],
    "东山": [GROUP, CEMENT],
    "山水": [CEMENT],
    "山水泥": [CEMENT],
    "东山水泥有限公司": [CEMENT],
    "水泥厂": [],
    "张": ["P-0001"],
    "张三": ["P-0001"],
    "融资担保": [SURETY],
    "东山(集团)": [GROUP],
    "东山（集团）": [GROUP],
    "东山集团": [GROUP],
    "集团有限公司": [GROUP],
    "（集": [GROUP],
    "责任": [GROUP],
    "有限责任公司": [CEMENT, GROUP, COTTON, SURETY],
    "abc": [TEXTILE],
    "AB": [TEXTILE],
    "ＡＢＣ": [TEXTILE],
    "textile co": [TEXTILE],
    "91330100MA27U0B002": [CEMENT],
    "91330100ma27u0b002": [CEMENT],
    "U0B0": [CEMENT],
    "0B": [CEMENT],
    "P-00": ["P-0002", "P-0001"],
    "p-0002": ["P-0002"],
    "  东山水泥  ": [CEMENT],
    "%": [COTTON],
    "0%": [COTTON],
    "100%纯": [COTTON],
    "_": [COTTON],
    "棉_服": [COTTON],
    "'": [COTTON],
    '"': [COTTON],
    "饰'有限\"": [COTTON],
    "": [],
    "   ": [],
    "没有这家": [],
    "%%%": [],
    "___": [],
    "***": [],
    "' OR 1=1 --": [],
    '" OR "': [],
    "name:东山水": [],
    "东山 OR 西湖": [],
    "东山*": [GROUP, CEMENT],
    "NEAR(东山 水泥)": [],
    "`}) DETACH DELETE n //": [],
    "\\": [],
    "\0": [],
    "/.*/": [],
}


def test_a_text_finds_exactly_the_parties_that_contain_it(filled: GraphStore) -> None:
    found = {text: sorted(codes(filled, text)) for text in CONTAINED}
    assert found == {text: sorted(expected) for text, expected in CONTAINED.items()}


def test_an_exact_code_comes_first_then_names(store: GraphStore, load: Load) -> None:
    named = [
        {"credit_code": "91330100MA27U0A001", "name": "乙"},
        {"credit_code": "91330100MA27U0B002", "name": "丙"},
        {"credit_code": "91330100MA27U0C003", "name": "关于91330100MA27U0B002的公司"},
        {"credit_code": "91330100MA27U0D004", "name": "丁"},
    ]
    load(store, enterprises=named)
    found = store.search("91330100MA27U0B002")
    assert [hit.name for hit in found] == ["丙", "关于91330100MA27U0B002的公司"]
    names = [hit.name for hit in store.search("91330100MA27U0")]
    assert names == sorted(row["name"] for row in named)
    assert [hit.name for hit in store.search("91330100MA27U0", 2)] == names[:2]


def test_a_hit_says_who_it_is(filled: GraphStore) -> None:
    (firm,) = filled.search("东山集团")
    assert (firm.party, firm.name, firm.kind, firm.county) == (GROUP, "东山（集团）有限责任公司", "enterprise", "990101")
    (person,) = filled.search("P-0002")
    assert (person.party, person.name, person.kind, person.county) == ("P-0002", "P-0002", "person", None)
    (surety,) = filled.search("西湖")
    assert (surety.kind, surety.county) == ("guarantee_company", "990101")


def test_search_follows_the_latest_name(filled: GraphStore, load: Load) -> None:
    load(filled, enterprises=[{"credit_code": CEMENT, "name": "南海水泥有限公司", "as_of": "2026-06-30"}])
    assert codes(filled, "东山水泥") == []
    assert codes(filled, "南海水") == codes(filled, "南海") == [CEMENT]
    load(filled, enterprises=[{"credit_code": CEMENT, "name": "北海水泥有限公司", "as_of": "2026-03-31"}])
    assert codes(filled, "北海") == []
    load(filled, enterprises=[{"credit_code": CEMENT, "name": "黄海水泥有限公司", "as_of": "2026-06-30"}])
    assert (codes(filled, "南海"), codes(filled, "黄海水泥")) == ([], [CEMENT])


def test_search_forgets_parties_that_are_gone(filled: GraphStore, load: Load) -> None:
    load(filled, complete={"persons": ""}, persons=PARTIES["persons"][1:])
    assert codes(filled, "张三") == []
    load(filled, persons=PARTIES["persons"])
    assert codes(filled, "张三") == ["P-0001"]


def test_a_run_that_was_not_finished_is_not_found(filled: GraphStore, write_rows: Callable[..., Changes]) -> None:
    with filled.start_run() as run:
        write_rows(run, "persons", [{"person_id": "P-0001", "name": "李四"}])
        assert codes(filled, "李四") == []
    assert codes(filled, "李四") == []
    assert codes(filled, "张三") == ["P-0001"]
