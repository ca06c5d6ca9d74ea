"""Days overdue when the day asked for is later than the report: the ledger, its workbook, the findings and the class floors. By hand."""

from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook

REPORT, LATER = "2026-06-30", "2026-10-08"  # 100 days
HEAD = "借据编号,借款企业,机构代码,余额(元),发放日,到期日,五级分类,逾期天数\n"
LOANS = (
    "L1,{0},B1,300,2025-01-01,2027-01-01,次级,95\n"  # interest in arrears
    "L2,{0},B2,700,2025-01-01,2027-01-01,正常,0\n"
    "L3,{1},B1,100,2025-01-01,2026-07-10,正常,0\n"  # 90 days on the later day
    "L4,{2},B1,100,2025-01-01,2026-07-09,正常,0\n"  # 91
    "L5,{3},B1,100,2025-01-01,2026-06-01,正常,0\n"  # matured, and yet the bank says no day
    "L6,{4},B1,100,2025-01-01,2025-12-01,次级,211\n"
)
TABLES = {
    "区县": "行政区划代码,名称\n330101,东山区\n",
    "银行": "机构代码,名称\nB1,工行\nB2,农商行\n",
    "企业": "统一社会信用代码,企业名称,属地区县代码,数据日期\n" + "".join(f"{{{n}}},企业{n},330101,{REPORT}\n" for n in range(5)),
    "债券": "债券代码,发行人,余额(元),到期日\nZ1,{0},500,2026-10-01\n",
}


@pytest.fixture
def told(call, credit_code):
    """What the command line says on a day: the ledger's days, and the floors by firm with their sentences."""

    def ask(day):
        rows = call("maturities", "--as-of", day, "--json").json["rows"]
        days = {row["no"]: (row["overdue_days"], row["overdue_extrapolated"]) for row in rows}
        found = call("findings", "--rule", "class_floor", "--as-of", day, "--json").json["rows"]
        place = {credit_code(n): n for n in range(5)}
        return days, {(place[row["subject"]], row["rule"].split(".")[1]): row for row in found}

    return ask


def floors_of(call, firm, day):
    return call("credit", firm, "--as-of", day, "--json").json["class_floor"]


def test_days_run_on_from_the_report_and_class_floors_with_them(feed, call, told, credit_code, tmp_path):
    feed(on=REPORT, 借据=HEAD + LOANS, **TABLES)
    days, floors = told(REPORT)
    assert days == {"L1": (95, False), "L2": (0, False), "L3": (0, False), "L4": (0, False), "L5": (0, False), "L6": (211, False),
                    "Z1": (0, False)}  # fmt: skip
    assert set(floors) == {(0, "overdue")}  # 300 of 1000; of 4 the bank has followed
    assert "逾期超过90天（报送数）的债权0.03万元，占0.1万元的30%" in floors[0, "overdue"]["text_zh"]
    assert floors_of(call, credit_code(2), REPORT)["class"] is None

    days, floors = told(LATER)
    assert days == {"L1": (195, True), "L2": (0, False), "L3": (90, True), "L4": (91, True), "L5": (100, True), "L6": (311, True),
                    "Z1": (7, True)}  # fmt: skip
    assert set(floors) == {(0, "overdue"), (2, "overdue"), (3, "overdue"), (4, "doubtful")}  # 90 days are not above 90
    assert floors[4, "doubtful"]["numbers"]["days"] == 311
    assert "最长逾期311天（推算；" in floors[4, "doubtful"]["text_zh"]
    assert "up to 311 days overdue (extrapolated; " in floors[4, "doubtful"]["text_en"]
    assert floors_of(call, credit_code(2), LATER)["class"] == "substandard"
    assert floors_of(call, credit_code(1), LATER)["class"] is None

    shown = call("maturities", "--as-of", LATER).out
    assert "311 · 推算" in shown
    path = tmp_path / "台账.xlsx"
    assert call("maturities", "--as-of", LATER, "--excel", path).code == 0
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    head = next(row for row in rows if "逾期天数为推算" in row)
    marks = {row[0]: row[head.index("逾期天数为推算")] for row in rows[rows.index(head) + 1 :]}
    assert (marks["L6"], marks["L2"]) == ("是", "否")


def test_english_tables_mark_them_too(feed, call, monkeypatch):
    feed(on=REPORT, 借据=HEAD + LOANS, **TABLES)
    monkeypatch.setenv("SURETYGRAPH_LANG", "en")
    assert "311 · extrapolated" in call("maturities", "--as-of", LATER).out


def test_a_report_that_repeats_the_figures_tells_them_anew(feed, told):
    """The second report says of every loan what the first did, and so opens no version; it counts all the same."""
    feed(on=REPORT, 借据=HEAD + LOANS, **TABLES)
    feed(on="2026-09-28", 借据=HEAD + LOANS)
    days, floors = told("2026-09-28")
    assert days == {"L1": (95, False), "L2": (0, False), "L3": (0, False), "L4": (0, False), "L5": (0, False), "L6": (211, False),
                    "Z1": (0, False)}  # fmt: skip
    assert set(floors) == {(0, "overdue")}
    days, _ = told(LATER)
    assert {no: days[no][0] for no in ("L1", "L3", "L5", "L6")} == {"L1": 105, "L3": 10, "L5": 10, "L6": 221}
    days, _ = told("2026-09-27")  # the day before, only the first had spoken
    assert {no: days[no][0] for no in ("L1", "L3", "L5", "L6")} == {"L1": 184, "L3": 79, "L5": 89, "L6": 300}


def test_figures_without_a_date_are_of_the_day_the_data_are_for(feed, told):
    feed(借据=HEAD + LOANS, **TABLES)
    assert told(REPORT)[0]["L6"] == (211, False)
    days, floors = told(LATER)
    assert (days["L1"], days["L5"], days["L6"]) == ((195, True), (100, True), (311, True))
    assert (4, "doubtful") in floors


def test_a_matured_loan_the_bank_reports_as_not_overdue_is_told_without_a_step(feed, call):
    feed(on=REPORT, 借据=HEAD + LOANS, **TABLES)
    rows = call("findings", "--rule", "maturities.overdue", "--as-of", REPORT, "--json").json["rows"]
    (one,) = [row for row in rows if row["details"]["loan"] == "L5"]
    assert one["text_zh"].endswith("2026-06-01到期未还，逾期0天（报送数，<30天）")
    assert one["text_en"].endswith("was due on 2026-06-01 and is not repaid: 0 days overdue (as reported, <30 days)")
    (other,) = [row for row in rows if row["details"]["loan"] == "L6"]
    assert other["text_zh"].endswith("逾期211天（报送数，≥90天）")
    assert (other["numbers"]["step"], other["details"]["band"]) == (90, "≥90")
