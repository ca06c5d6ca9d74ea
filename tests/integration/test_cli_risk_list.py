"""The ledger of risk enterprises from files to `risk-list` and back: history, changes between days, totals, the workbook loaded again."""

from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook

HEADERS = "企业,风险等级,列入日期,销号日期,主管部门,成因,提请市级,牵头领导,责任人,措施,进展\n"


@pytest.fixture
def city(tmp_path, call, credit_code):
    """Firms 甲, 乙, 丙 in two counties; 乙 guarantees 甲's loan. `load(ledger, on=…)` hands in ledgers as of a day."""
    one, two, three = (credit_code(place) for place in range(3))
    turn = iter(range(100))

    def load(ledger, on=None, complete=False):
        out = tmp_path / f"feed{next(turn)}"
        out.mkdir()
        texts = {
            "区县": "行政区划代码,名称\n330101,东山区\n330102,西河县\n",
            "银行": "机构代码,名称\nB1,工行\n",
            "企业": "统一社会信用代码,企业名称,属地区县代码,数据日期,职工人数\n"
            f"{one},甲公司,330101,2026-06-30,120\n{two},乙公司,330102,2026-06-30,\n{three},丙公司,330102,2026-06-30,30\n",
            "借据": f"借据编号,借款企业,机构代码,余额(元),发放日,到期日\nL1,{one},B1,500,2026-01-01,2026-12-01\n",
            "担保合同": f"担保合同编号,担保人,借据编号,最高担保额(元),保证方式,签订日\nG1,{two},L1,300,连带责任保证,2026-01-01\n",
            "风险企业台账": HEADERS + ledger.format(one=one, two=two, three=three),
        }
        for name, text in texts.items():
            (out / f"{name}.csv").write_text(text, encoding="utf-8")
        lines = [f"reporting_date = {on}"] if on else []
        lines += ['complete = ["risk_list@2026-06-30"]'] if complete else []
        if lines:
            (out / "manifest.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        loaded = call("ingest", out, "--json")
        assert loaded.code == 0, loaded.out
        return one, two, three

    return load


LEDGER = (
    "{one},重点,2026-01-10,2026-02-09,工信局,担保代偿,未申请,某领导,某人,协调续贷,推进中\n"
    "{one},一般,2026-04-01,,工信局,资金链紧张,已申请,某领导,某人,处置资产,\n"
    "{two},重点,2026-06-20,,,,,,,,\n"
    "{three},,2025-06-30,2026-06-30,商务局,投资失误,,,,,已化解\n"
)


def listed(call, *options):
    told = call("risk-list", "--json", *options)
    assert told.code == 0, told.err
    return told.json


def test_the_ledger_of_the_day_with_what_stands_beside_each_firm(city, call):
    one, two, _ = city(LEDGER)
    document = listed(call, "--as-of", "2026-06-30")
    rows = {row["enterprise"]: row for row in document["rows"]}
    assert sorted(rows) == sorted([one, two])
    row = rows[one]
    expected = {
        "tier": "ordinary", "listed_on": "2026-04-01", "delisted_on": None, "department": "工信局", "cause": "资金链紧张",
        "application": "filed", "leader": "某领导", "officer": "某人", "measures": "处置资产", "progress": None,
        "days": 90, "days_total": 120, "listings": 2, "employees": 120, "loan_balance": 500.0, "guaranteed_in": 300.0,
        "guaranteed_out": 0.0,
    }  # fmt: skip
    assert row | expected == row
    assert rows[two] | {"employees": None, "guaranteed_out": 300.0, "days": 10} == rows[two]
    by_tier = {one["by"]: one for one in document["totals"]["by_tier"]}
    assert {tier: (row["firms"], row["employees"], row["unknown_employees"]) for tier, row in by_tier.items()} == {
        "ordinary": (1, 120, 0), "key": (1, 0, 1)
    }  # fmt: skip
    assert {row["by"]: row["loan_balance"] for row in document["totals"]["by_county"]} == {"330101": 500.0, "330102": 0.0}
    assert {row["by"] for row in document["totals"]["by_department"]} == {"工信局", None}
    assert [row["enterprise"] for row in listed(call, "--as-of", "2026-06-30", "--tier", "重点")["rows"]] == [two]
    assert [row["enterprise"] for row in listed(call, "--as-of", "2026-06-30", "--county", "330101")["rows"]] == [one]


def test_history_has_every_listing_as_it_was_known_on_the_day(city, call):
    one, two, three = city(LEDGER)
    rows = listed(call, "--history", "--as-of", "2026-06-30")["rows"]
    assert {(row["enterprise"], row["listed_on"]): (row["delisted_on"], row["on_ledger"], row["days"]) for row in rows} == {
        (one, "2026-01-10"): ("2026-02-09", False, 30), (one, "2026-04-01"): (None, True, 90), (two, "2026-06-20"): (None, True, 10),
        (three, "2025-06-30"): ("2026-06-30", False, 365),
    }  # fmt: skip
    earlier = listed(call, "--history", "--as-of", "2026-02-01")["rows"]
    assert {row["enterprise"]: (row["delisted_on"], row["on_ledger"]) for row in earlier} == {one: (None, True), three: (None, True)}
    assert [row["tier"] for row in listed(call, "--as-of", "2026-02-01", "--enterprise", one)["rows"]] == ["key"]


def test_changes_between_two_days(city, call):
    """甲 came back with a lower tier, 乙 is new, 丙 left; a tier nobody stated is no tier raised."""
    one, two, three = city(LEDGER)
    told = listed(call, "--as-of", "2026-06-30", "--since", "2026-01-31")["changes"]
    assert {row["enterprise"]: (row["change"], row["from"], row["to"]) for row in told} == {
        one: ("lowered", "key", "ordinary"), two: ("listed", None, "key"), three: ("delisted", None, None),
    }  # fmt: skip
    assert call("risk-list", "--as-of", "2026-06-30", "--since", "2026-01-31").code == 0


def test_a_tier_raised_by_a_later_report_and_a_listing_a_complete_ledger_no_longer_has(city, call):
    one, two, _ = city("{one},一般,2026-01-10,,,,,,,,\n{two},一般,2026-01-10,,,,,,,,\n", on="2026-03-31")
    city("{one},重点,2026-01-10,,,,,,,,\n", on="2026-06-30", complete=True)
    told = listed(call, "--since", "2026-03-31")
    assert {row["enterprise"]: row["change"] for row in told["changes"]} == {one: "raised", two: "delisted"}
    assert [row["enterprise"] for row in told["rows"]] == [one]
    rows = {row["enterprise"]: row for row in listed(call, "--history")["rows"]}
    assert rows[two] | {"delisted_on": "2026-06-30", "on_ledger": False, "days": 171} == rows[two]


def test_the_workbook_loads_again_as_the_same_ledger(city, call, tmp_path):
    city(LEDGER)
    out = tmp_path / "again"
    assert call("risk-list", "--history", "--as-of", "2026-06-30", "--excel", out / "风险企业台账.xlsx").code == 0
    report = call("ingest", out, "--json")
    assert report.code == 0, report.out
    counts = report.json["tables"]["risk_list"]
    assert (counts["read"], counts["unchanged"], counts["rejected"]) == (4, 4, 0)
    assert {name for name, told in report.json["tables"].items() if told["read"]} == {"risk_list"}


def test_a_city_without_a_ledger_and_wrong_words(city, call, tmp_path):
    city("")
    document = listed(call)
    assert (document["rows"], document["total"], document["totals"]["by_county"]) == ([], 0, [])
    assert touched(call) == {"all": (0, 0, 0, 0, 0, 0, 0.0, 0.0)}
    assert call("risk-list", "--excel", tmp_path / "x.xlsx").code == 0
    assert "'高' is none of 一般, 重点" in call("risk-list", "--tier", "高").err
    assert "no party has the code 'FOO'" in call("risk-list", "--enterprise", "FOO").err
    assert call("risk-list", "--since", "2030-01-01").code == 2


PEOPLE = {  # 甲 and 乙 are on the ledger, in two counties; 丙 guarantees both, 丁 and a natural person only 甲; 戊 guarantees nobody
    "区县": "行政区划代码,名称\n330101,东山区\n330102,西河县\n",
    "银行": "机构代码,名称\nB1,工行\n",
    "自然人": "人员标识,姓名\nZR1,某某\n",
    "企业": "统一社会信用代码,企业名称,属地区县代码,数据日期,职工人数\n{0},甲公司,330101,2026-06-30,120\n{1},乙公司,330102,2026-06-30,40\n"
    "{2},丙公司,330102,2026-06-30,300\n{3},丁公司,330101,2026-06-30,\n{4},戊公司,330101,2026-06-30,7\n",
    "借据": "借据编号,借款企业,机构代码,余额(元),发放日,到期日\nL1,{0},B1,500,2026-01-01,2026-12-01\nL2,{1},B1,500,2026-01-01,2026-12-01\n",
    "担保合同": "担保合同编号,担保人,担保人类型,借据编号,保证方式,签订日\nG1,{2},企业,L1,连带,2026-01-01\nG2,{2},企业,L2,连带,2026-01-01\n"
    "G3,{3},企业,L1,连带,2026-01-01\nG4,ZR1,自然人,L1,连带,2026-01-01\n",
    "风险企业台账": "企业,风险等级,列入日期\n{0},重点,2026-01-10\n{1},一般,2026-01-10\n",
    "其他债务": "企业,债务类型,金额(元)\n{0},工资,10\n{0},供应商,70\n{2},工资,5\n{2},税费,3.5\n{4},工资,99\n",
}
COUNTS = ("risk_firms", "guarantors", "persons", "employees", "unknown_employees", "unknown_debts", "wages", "other_creditors")


def touched(call, *options):
    told = listed(call, *options)["stability"]
    return {row.get("by", "all"): tuple(row[name] for name in COUNTS) for row in (told["total"], *told["by_county"])}


def test_the_people_touched_are_counted_once_in_all_and_in_each_county_they_answer_in(feed, call, tmp_path):
    feed(**PEOPLE)
    # 东山区: 甲, guaranteed by 丙, 丁 and the person; 西河县: 乙, guaranteed by 丙
    expected = {
        "all": (2, 2, 1, 460, 1, 2, 15.0, 73.5), "330101": (1, 2, 1, 420, 1, 1, 15.0, 73.5), "330102": (1, 1, 0, 340, 0, 1, 5.0, 3.5),
    }  # fmt: skip
    assert touched(call) == expected
    assert touched(call, "--county", "330102") == {"all": expected["330102"], "330102": expected["330102"]}
    assert touched(call, "--tier", "重点") == {"all": expected["330101"], "330101": expected["330101"]}
    whole = listed(call)["stability"]
    assert {name: whole["total"][name] for name in ("social_insurance", "tax", "supplier", "private", "other")} == {
        "social_insurance": 0.0, "tax": 3.5, "supplier": 70.0, "private": 0.0, "other": 0.0
    }  # fmt: skip
    shown = call("risk-list").out
    assert whole["note"]["zh"][:20] in shown
    assert all(figure in shown for figure in ("460", "420", "340", "73.5元"))
    assert call("risk-list", "--excel", tmp_path / "台账.xlsx").code == 0
    sheet = CalamineWorkbook.from_path(str(tmp_path / "台账.xlsx")).get_sheet_by_name("社会稳定").to_python()
    rows = {row[0]: row[1:] for row in sheet}
    place = rows["区县"].index("职工人数")
    assert [rows[name][place] for name in ("东山区", "西河县", "减：跨区县重复", "合计")] == [420, 340, -300, 460]
    place = rows["区县"].index("欠薪")  # 万元
    assert [rows[name][place] for name in ("东山区", "西河县", "减：跨区县重复", "合计")] == pytest.approx([15e-4, 5e-4, -5e-4, 15e-4])


def test_a_guarantor_counted_already_changes_no_total_by_guaranteeing_another_risk_firm(feed, call):
    feed(**PEOPLE)
    before = touched(call)
    feed(
        担保合同="担保合同编号,担保人,担保人类型,借据编号,保证方式,签订日\nG5,{3},企业,L2,连带,2026-01-01\nG6,ZR1,自然人,L2,连带,2026-01-01\n"
    )
    after = touched(call)
    assert after["all"] == before["all"]
    assert after["330101"] == before["330101"]
    assert after["330102"] == (1, 2, 1, 340, 1, 2, 5.0, 3.5)


def test_a_guarantor_that_is_on_the_ledger_itself_is_a_risk_firm_in_all(feed, call):
    feed(**PEOPLE | {"风险企业台账": PEOPLE["风险企业台账"] + "{2},重点,2026-02-01\n"})
    told = touched(call)
    assert told["all"] == (3, 1, 1, 460, 1, 2, 15.0, 73.5)  # as before, 丙 on the other side
    assert told["330102"] == (2, 0, 0, 340, 0, 1, 5.0, 3.5)
    assert told["330101"] == (1, 2, 1, 420, 1, 1, 15.0, 73.5)
