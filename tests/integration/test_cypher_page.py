"""docs/cypher.md: every query runs as it stands, on files loaded by the command line, and answers what the files say.

The city of the files: two firms guarantee each other (甲, 乙), three do in a ring (丙 → 丁 → 戊 → 丙), 丙 also stands behind 乙, and 己 is
backed from outside. In between lies what is counted wrongly with ease: a repaid loan, a loan the second report no longer holds, a
guarantee past its period, control that ended, a firm controlled in two ways, a cap over two loans, a facility.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase, NotificationMinimumSeverity
from neo4j.time import Date

from graph.cypher.names import properties
from graph.neo4j_store import Neo4jStore
from graph.schema import TABLES
from graph.store_url import parse

pytestmark = pytest.mark.neo4j
PAGE = (Path(__file__).parents[2] / "docs" / "cypher.md").read_text(encoding="utf-8")
BLOCKS: dict[str, str] = dict(re.findall(r"^### (.+?)\n(?:(?!^###|^```)[^\n]*\n)+^```cypher\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
PARAMETERS = {
    name: date.fromisoformat(day) if day else text
    for name, day, text in re.findall(r"^:param (\w+) => (?:date\('([^']+)'\)|'([^']+)')$", PAGE, re.MULTILINE)
}
WAN = 10_000.0
BANKS, MAY, JUNE = ("B1", "B2", "B3"), "2026-05-31", "2026-06-30"
LOAN = ("借据编号", "借款企业", "机构代码", "授信编号", "余额(万元)", "保证金(万元)", "发放日", "到期日", "五级分类")
PROMISE = ("担保合同编号", "担保人", "担保人类型", "借据编号", "授信编号", "最高担保额(万元)", "保证期间届满日", "保证方式", "签订日")
OWN_NAMES = {"last_run", "loading", "data_date", "circle", "circle_class", "level", "queue_rank", "result_as_of", "result_run_id"}
STAMPS = {"run_id", "recorded_at", "closed_by", "set_aside"}


@pytest.fixture
def firm(credit_code: Callable[[int], str]) -> dict[str, str]:
    return {name: credit_code(place) for place, name in enumerate("甲乙丙丁戊己庚")} | {"担保": credit_code(20), "外部": credit_code(30)}


@pytest.fixture
def loans(firm: dict[str, str]) -> Callable[..., list[tuple[Any, ...]]]:
    """The loans of a report; `changes` replace rows, None leaves one out."""
    rows = {
        "JJ1": ("甲", "B1", "", 1000, "", "2026-08-15", "正常"),
        "JJ2": ("乙", "B1", "", 510, "", "2027-01-10", "正常"),
        "JJ3": ("乙", "B1", "", 500, "", "2027-03-01", "正常"),
        "JJ4": ("丙", "B2", "", 300, "", "2026-09-28", "关注"),
        "JJ5": ("丁", "B2", "", 450, "", "2026-06-30", "关注"),
        "JJ6": ("戊", "B2", "", 150, 30, "2026-09-29", "正常"),
        "JJ7": ("己", "B3", "", 0, "", "2026-07-15", "正常"),
        "JJ8": ("己", "B3", "SX1", 600, "", "2027-05-01", "正常"),
        "JJ9": ("丁", "B1", "", 80, "", "2026-08-01", "正常"),
        "JJ10": ("己", "B1", "", 90, "", "2026-06-01", "正常"),
        "JJ12": ("庚", "B2", "", 20, "", "2027-06-01", "正常"),
    }

    def report(*only: str, **changes: tuple[Any, ...] | None) -> list[tuple[Any, ...]]:
        return [
            (number, firm[row[0]], *row[1:5], "2025-09-01", *row[5:])
            for number, row in (rows | changes).items()
            if row is not None and (not only or number in only)
        ]

    return report


@pytest.fixture
def graph(
    neo4j_url: str,
    call: Callable[..., Any],
    firm: dict[str, str],
    loans: Callable[..., list[tuple[Any, ...]]],
    write_workbook: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """Three runs: a report of May, a correction of JJ2 (510 → 500), a report of June; then the queue, saved."""
    monkeypatch.setenv("SURETYGRAPH_CACHE_DIR", str(tmp_path / "cache"))
    people = [("甲", "380101", 1200, 500, 500), ("乙", "380101", 50, 3000, 100), ("丙", "380102", 40, 400, 400),
              ("丁", "380102", 20, 100, 100), ("戊", "380102", 20, 50, 50), ("己", "380101", 10, 900, 100),
              ("庚", "380102", 2000, 9000, 9000)]  # fmt: skip
    promises = [
        ("DB1", firm["甲"], "企业", "JJ2", "", "", ""), ("DB2", firm["乙"], "企业", "JJ1", "", "", ""),
        ("DB3", "P001", "自然人", "JJ1", "", "", ""),
        ("DB4", firm["丙"], "企业", "JJ2", "", 500, ""), ("DB4", firm["丙"], "企业", "JJ3", "", 500, ""),
        ("DB5", firm["丙"], "企业", "JJ5", "", "", ""), ("DB6", firm["丁"], "企业", "JJ6", "", "", ""),
        ("DB7", firm["戊"], "企业", "JJ4", "", 200, ""),
        ("DB8", firm["担保"], "担保公司", "JJ4", "", 100, ""), ("DB9", firm["担保"], "担保公司", "", "SX1", 500, ""),
        ("DB10", firm["外部"], "企业", "", "SX1", "", ""),
        ("DB11", firm["甲"], "企业", "JJ7", "", "", ""), ("DB12", firm["甲"], "企业", "JJ9", "", "", ""),
        ("DB13", firm["乙"], "企业", "JJ6", "", "", "2026-01-31"),
    ]  # fmt: skip
    control = [("P001", firm["甲"], "实际控制人", ""), ("P001", firm["己"], "实际控制人", ""), ("P001", firm["己"], "股东", ""),
               ("P001", firm["戊"], "实际控制人", "2025-12-31"), (firm["乙"], firm["丙"], "股东", "")]  # fmt: skip
    write_workbook(tmp_path / "may" / "报送.xlsx", {
        "区县": (["行政区划代码", "名称"], [("380101", "东山区"), ("380102", "西河县")]),
        "银行": (["机构代码", "名称"], [(code, f"{code}银行") for code in BANKS]),
        "企业": (["统一社会信用代码", "企业名称", "属地区县代码", "职工人数", "数据日期", "净资产(万元)", "货币资金(万元)"],
                 [(firm[name], name, county, staff, JUNE, net, liquid) for name, county, staff, net, liquid in people]),
        "自然人": (["人员标识", "姓名", "净资产(万元)"], [("P001", "张三", 80)]),
        "融资担保公司": (["统一社会信用代码", "名称", "所在区县", "净资产(万元)", "是否主要服务小微三农"],
                         [(firm["担保"], "东山担保", "380101", 1000, "是")]),
        "授信": (["授信编号", "机构代码", "借款企业", "授信额度(万元)"], [("SX1", "B3", firm["己"], 800)]),
        "担保合同": (PROMISE,
                     [(*promise, "连带责任保证", "2025-09-01") for promise in promises]),
        "控制关系": (["控制人", "被控企业", "控制方式", "终止日"], control),
        "借据": (LOAN, loans()),
    })  # fmt: skip
    write_workbook(
        tmp_path / "correction" / "借据更正.xlsx", {"借据": (LOAN, loans("JJ2", JJ2=("乙", "B1", "", 500, "", "2027-01-10", "正常")))}
    )
    june = {
        "JJ2": ("乙", "B1", "", 400, "", "2027-01-10", "正常"),
        "JJ5": ("丁", "B2", "", 450, "", "2026-06-30", "可疑"),
        "JJ9": None,
        "JJ11": ("己", "B2", "", 70, "", "2027-06-01", "正常"),
    }
    write_workbook(tmp_path / "june" / "借据6月.xlsx", {"借据": (LOAN, loans(**june))})
    for folder, day in (("may", MAY), ("correction", None), ("june", JUNE)):
        whole = [option for bank in BANKS for option in ("--complete", f"loans:{bank}@{day}")] if day else []
        loaded = call("ingest", tmp_path / folder, *whole, "--store", neo4j_url, "--json")
        assert loaded.code == 0, loaded.out + loaded.err
    assert call("queue", "--save", "--store", neo4j_url).code == 0
    return neo4j_url


@pytest.fixture
def browser(graph: str, neo4j_login: tuple[str, str]) -> Iterator[Driver]:
    quiet = NotificationMinimumSeverity.OFF
    with GraphDatabase.driver(parse(graph).server, auth=neo4j_login, notifications_min_severity=quiet) as driver:
        yield driver


def rows(driver: Driver, title: str) -> list[dict[str, Any]]:
    """The answer of a query of the page, money in 万元."""
    result = driver.execute_query(BLOCKS[title], {name: PARAMETERS[name] for name in re.findall(r"\$(\w+)", BLOCKS[title])})
    return [{name: _plain(record[name]) for name in result.keys} for record in result.records]


def _plain(value: Any) -> Any:
    if isinstance(value, Date):
        return value.iso_format()
    return value / WAN if isinstance(value, float) and value >= WAN else value


def lines(driver: Driver, title: str) -> list[tuple[Any, ...]]:
    """The same as rows of a table, ids of circles left out: they are the queue's affair."""
    return [tuple(value for name, value in row.items() if name != "circle") for row in rows(driver, title)]


LIVE = [
    ("JJ1", 1000),
    ("JJ10", 90),
    ("JJ11", 70),
    ("JJ12", 20),
    ("JJ2", 400),
    ("JJ3", 500),
    ("JJ4", 300),
    ("JJ5", 450),
    ("JJ6", 150),
    ("JJ8", 600),
]
BORROWER = dict(zip(("JJ1", "JJ2", "JJ3", "JJ4", "JJ5", "JJ6", "JJ8", "JJ10", "JJ11", "JJ12"), "甲乙乙丙丁戊己己己庚", strict=True))
STATE = "State of the store · 库内数据状态"
FINISHED = "Leave out what a running load brings · 不看正在加载的数据"
EXACT = "Exactly as the last finished run left it · 还原上一批次完成时的状态"
AROUND = "1. Who guarantees whom around a firm · 企业周边两层担保关系"
LAST_RUN = "13. Loans the last run changed · 最近批次改动的借据"
HISTORY = "14. The history of a loan · 一笔借据的历史"
EXPECTED: dict[str, list[tuple[Any, ...]]] = {
    STATE: [(JUNE, 3, None)],
    FINISHED: [(loan, BORROWER[loan], balance) for loan, balance in LIVE],
    "2. Mutual guarantees · 互保企业": [("甲", "乙", 400, 1000)],
    "3. Guarantee rings of three · 三户环形担保": [("丙", "丁", "戊")],
    # margin of JJ6 off; 1000 + 400 + 500 + 300 + 450 + 120, and 600 + 90 + 70
    "4. Guarantee circles of a county · 某区县的担保圈": [(1, "C3", "city", 6, 2, 2770), (3, "C1", "county", 2, 1, 760)],
    # 甲 employs 1,200, 庚 2,000: from 1,000 on the city's; only the falls of the first reach another county
    "5. What the city should coordinate · 建议市级协调的担保圈和企业": [(1, "C3", JUNE, 6, 2770), (2, "C1", JUNE, 1, 20)],
    "6. Controllers with many lenders · 同一控制人名下企业的多头贷款": [("P001", "张三", 2, 3, 1760)],
    # 丙: one cap of 500 over JJ2 and JJ3, and JJ5; 戊: the cap; 丁: JJ6 less its margin
    "7. Guarantors beyond their net assets · 担保额超过净资产的担保人": [
        ("张三", 1000, 80), ("丙", 950, 400), ("戊", 200, 50), ("丁", 120, 100),
    ],
    "8. Borrowers with the most lenders · 贷款银行最多的企业": [
        ("己", 3, 3, 760), ("甲", 1, 1, 1000), ("乙", 1, 2, 900), ("丁", 1, 1, 450), ("丙", 1, 1, 300), ("戊", 1, 1, 150), ("庚", 1, 1, 20),
    ],
    "9. Who stands behind non-performing borrowers · 不良企业的担保人": [("丙", "丁", 450, 400, 300)],
    "10. Guarantees across counties · 跨区县担保": [("西河县", "东山区", 1, 2, 900), ("东山区", "西河县", 1, 1, 300)],
    # 己: 500 of 600 through the facility, 丙: 100 of 300
    "11. Exposure of guarantee companies · 融资担保公司的在保余额和放大倍数": [("东山担保", 2, 600, 0.6, 15, 500)],
    "12. Loans that mature within 90 days · 90 天内到期的贷款": [
        (JUNE, "JJ5", "丁", "B2银行", 450, 1), ("2026-08-15", "JJ1", "甲", "B1银行", 1000, 2),
        ("2026-09-28", "JJ4", "丙", "B2银行", 300, 2),
    ],
    LAST_RUN: [
        (3, "JJ11", None, 70, None, "normal"), (3, "JJ2", 500, 400, "normal", "normal"),
        (3, "JJ5", 450, 450, "special_mention", "doubtful"), (3, "JJ9", 80, None, "normal", None),
    ],
    HISTORY: [
        (MAY, 510, "normal", False, 1, 2, "报送.xlsx#借据", 4), (MAY, 500, "normal", False, 2, None, "借据更正.xlsx#借据", 3),
        (JUNE, 400, "normal", False, 3, None, "借据6月.xlsx#借据", 4),
    ],
}  # fmt: skip


def test_every_question_has_its_answer(browser: Driver, firm: dict[str, str]) -> None:
    expected = EXPECTED | {
        EXACT: [(loan, firm[BORROWER[loan]], balance) for loan, balance in LIVE],
        "15. Guarantors from outside · 外部担保人": [(firm["外部"], 1, 1, 600)],
    }
    assert PAGE.count("```cypher") == len(BLOCKS)
    assert set(BLOCKS) == {*expected, AROUND}
    answers = {title: lines(browser, title) for title in BLOCKS if title != AROUND}
    assert answers == expected


def test_two_steps_around_a_firm_are_drawn(browser: Driver, firm: dict[str, str]) -> None:
    assert PARAMETERS["firm"] == firm["甲"]
    drawn = {edge for row in rows(browser, AROUND) for edge in row["path"].relationships}
    owed = {edge.end_node.element_id: edge.start_node["name"] for edge in drawn if edge.type == "BORROWED"}
    told = {(edge.start_node["name"], owed[edge.end_node.element_id]) for edge in drawn if edge.type == "GUARANTEES"}
    assert told == {("甲", "乙"), ("乙", "甲"), ("张三", "甲"), ("丙", "乙")}


def test_a_loading_run_can_be_left_out(
    browser: Driver, graph: str, neo4j_login: tuple[str, str], loans: Callable[..., Any], firm: dict[str, str], tmp_path: Path,
    write_workbook: Callable[..., Path],
) -> None:  # fmt: skip
    from ingest.pipeline import ingest

    later = {"JJ1": None, "JJ3": ("乙", "B1", "", 1, "", "2027-03-01", "正常"), "JJ99": ("甲", "B1", "", 7, "", "2027-03-01", "正常")}
    write_workbook(tmp_path / "july" / "借据.xlsx", {"借据": (LOAN, loans("JJ3", "JJ99", **later))})
    before = lines(browser, FINISHED), lines(browser, EXACT)
    seen: list[Any] = []

    def look(stage: str, done: int, total: int) -> None:
        if stage == "write" and done == total:  # all is written, nothing is finished
            seen.append([lines(browser, title) for title in (STATE, FINISHED, EXACT)])
            raise KeyboardInterrupt

    store = Neo4jStore(graph, user=neo4j_login[0], password=neo4j_login[1])
    with pytest.raises(KeyboardInterrupt):
        ingest(store, tmp_path / "july", complete=_complete("loans:B1"), progress=look)
    store.close()
    ((state, finished, exact),) = seen
    assert state == [(JUNE, 3, 4)]
    gone = ("JJ1", "JJ2", "JJ3", "JJ10")  # of bank B1: what the run ends or changes
    assert finished == [row for row in before[0] if row[0] not in gone]
    assert exact == before[1]
    assert (lines(browser, FINISHED), lines(browser, EXACT)) == before


def _complete(text: str) -> tuple[Any, ...]:
    from ingest.manifest import parse_complete

    return (parse_complete(text),)


def test_every_name_on_the_page_exists() -> None:
    labels = {table.label for table in TABLES.values()}
    nodes = {table.label for table in TABLES.values() if table.relationship is None}
    types = {column.edge.type for table in TABLES.values() for column in table.columns if column.edge}
    types |= {table.relationship.type for table in TABLES.values() if table.relationship}
    columns = {column.name for table in TABLES.values() for column in table.columns}
    stored = {name for table in TABLES.values() for name in properties(table).values()} | STAMPS
    listed = [set(re.findall(r"`(\w+)`", row)) for row in re.findall(r"^\| ([^|]*`.*) \|.*\|$", PAGE, re.MULTILINE)]
    assert listed[:2] == [nodes, types]
    assert listed[2] <= columns
    assert listed[4] == stored - (columns - {"valid_from", "valid_to", "source"}) - {"as_of"}
    assert listed[5] | listed[6] == OWN_NAMES
    known_labels = nodes | {f"{label}Version" for label in labels} | (listed[3] - {"Version", "VERSION_OF"})
    for title, text in BLOCKS.items():
        plain = re.sub(r"'[^']*'", "''", text)
        named = {
            name for part in re.findall(r"[(\[]\w*:([\w|]+)|(?<=[a-z]):([A-Z]\w+)", plain) for name in "|".join(part).split("|") if name
        }
        assert named <= known_labels | types | {"VERSION_OF"}, title
        inside = {name for part in re.findall(r"\w+\{([^}]*)\}|\{(\w+: \$?\w+)", plain) for name in re.findall(r"(\w+):", "".join(part))}
        used = set(re.findall(r"\b[a-z]\w*\.([a-z_]+)", plain)) | (inside - {"days"})
        assert used <= columns | stored | OWN_NAMES, title
