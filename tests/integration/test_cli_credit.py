"""`credit` from files, every figure worked by hand: lenders, limits, need, guarantees, group, floors, proposals, lists, the past."""

from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook

COUNTIES = "行政区划代码,名称\n330101,东山区\n330102,西河县\n"
BANKS = (
    "机构代码,名称,所在区县,所在城市,资本净额(万元)\nB1,东山农商行,330101,,50000\nB2,西河农商行,330102,,\nB3,城商行,330101,,\n"
    "X1,外地银行,,3302,\nN1,小贷公司,330101,,\n"
)
# 万元; the first is the worked example of 令2024年第2号
FIRMS = (
    "统一社会信用代码,企业名称,属地区县代码,数据日期,净资产(万元),营业收入(万元),营业成本(万元),销售利润率,预计销售收入年增长率,"
    "平均存货(万元),平均应收账款(万元),平均应付账款(万元),平均预付账款(万元),平均预收账款(万元),自有资金(万元),其他渠道资金(万元)\n"
    "{0},甲公司,330101,2026-06-30,900,50000,40000,6%,10%,6000,8000,5000,1000,500,2500,500\n"
    "{1},乙公司,330101,2026-06-30,9000,,,,,,,,,,,\n{2},丙公司,330101,2026-06-30,,,,,,,,,,,,\n{3},丁公司,330102,2026-06-30,,,,,,,,,,,,\n"
    "{4},戊控股,330101,2026-06-30,,,,,,,,,,,,\n{5},己公司,330101,2026-06-30,,,,,,,,,,,,\n{6},庚公司,330102,2026-06-30,,,,,,,,,,,,\n"
)
LOANS = (
    "借据编号,借款企业,机构代码,授信编号,业务品种,余额(万元),保证金(万元),发放日,到期日,五级分类,逾期天数,债权人类型\n"
    "L1,{0},B1,F1,流动资金贷款,3000,,2025-09-01,2026-07-15,正常,,\n"
    "L2,{0},B2,,流动资金贷款,2000,500,2025-12-01,2026-12-01,关注,,\n"
    "L3,{0},X1,,固定资产贷款,1500,,2026-05-10,2029-05-10,,,\n"
    "L4,{0},N1,,流动资金贷款,500,,2026-04-20,2026-10-20,正常,,小贷\n"
    "L5,{3},B1,,固定资产贷款,600,,2025-01-01,2027-01-01,次级,95,\n"
    "L6,{3},B1,,固定资产贷款,900,,2025-01-01,2027-01-01,正常,0,\n"
    "L7,{2},B2,,固定资产贷款,400,,2025-01-01,2027-01-01,正常,0,\n"
    "L8,{4},B3,,固定资产贷款,800,,2025-01-01,2027-01-01,正常,0,\n"
    "L9,{3},B2,,固定资产贷款,900,,2025-01-01,2027-01-01,正常,90,\n"
)
LINES = (
    "授信编号,机构代码,借款企业,授信额度(万元),已用额度(万元),起始日,到期日\nF1,B1,{0},4000,3200,2025-01-01,2027-01-01\n"
    "F2,B3,{0},1000,,2025-01-01,2026-06-30\nF3,B2,{6},300,,2026-01-01,\nF4,B1,{0},7000,,2024-01-01,2026-06-29\n"
)
PROMISES = (
    "担保合同编号,担保人,借据编号,最高担保额(万元),保证方式,签订日\n"
    "G1,{1},L1,1000,连带,2025-09-01\nG2,{1},L1,500,连带,2025-09-01\n"  # two contracts on one loan
    "G3,{0},L5,1000,连带,2025-01-01\nG3,{0},L6,1000,连带,2025-01-01\n"  # one maximum-amount guarantee over two loans
    "G4,{2},L2,,连带,2025-12-01\n"  # the subsidiary's, inside the group
)
CONTROLS = "控制人,被控企业,控制方式,持股比例\n{4},{0},股东,60%\n{0},{2},股东,70%\n"
LIMITS = "借款企业,联合授信额度(万元),起始日\n{0},20000,2024-01-01\n{0},10000,2025-01-01\n"
WAN = 10_000.0


@pytest.fixture
def loaded(feed, call, tmp_path_factory):
    """The command line on a store that is loaded once: these tests only read."""
    file = tmp_path_factory.getbasetemp() / "credit.db"
    store = ("--store", f"sqlite:///{file.as_posix()}")
    if not file.exists():
        feed(
            *store, 区县=COUNTIES, 银行=BANKS, 企业=FIRMS, 授信=LINES, 借据=LOANS, 担保合同=PROMISES, 控制关系=CONTROLS, 联合授信额度=LIMITS
        )  # fmt: skip
    return lambda *arguments: call(*arguments, *store)


def answer(call, *arguments):
    told = call("credit", *arguments, "--json")
    assert told.code == 0, told.err
    return told.json


def rules_of(findings):
    return sorted(one["rule"] for one in findings)


def test_every_figure_of_a_borrower_and_its_group(loaded, credit_code):
    one = answer(loaded, credit_code(0))
    figures = {name: one[name] for name in ("lenders", "limits", "used", "balance", "offsite_balance", "nonbank_balance")}
    # lines: 4000 and 1000 (the third ended yesterday); used: 3200 as stated, and 1500, 1500, 500 outside any line
    expected = {"limits": 5000, "used": 6700, "balance": 6500, "offsite_balance": 1500, "nonbank_balance": 500}
    assert figures == {"lenders": 4} | {name: value * WAN for name, value in expected.items()}
    assert one["largest_share"] == 3000 / 6500
    assert one["hhi"] == pytest.approx((3000**2 + 2 * 1500**2 + 500**2) / 6500**2)
    assert [(row["bank"], row["limit"], row["used"], row["balance"]) for row in one["by_lender"]] == [
        ("B1", 4000 * WAN, 3200 * WAN, 3000 * WAN), ("B2", 0.0, 1500 * WAN, 1500 * WAN), ("X1", 0.0, 1500 * WAN, 1500 * WAN),
        ("N1", 0.0, 500 * WAN, 500 * WAN), ("B3", 1000 * WAN, 0.0, 0.0),
    ]  # fmt: skip
    b2 = one["by_lender"][1]
    assert {name: value for name, value in b2["by_class"].items() if value} == {"special_mention": 1500 * WAN}
    assert {name: value for name, value in b2["by_maturity"].items() if value} == {"within_12_months": 1500 * WAN}
    assert {name: value / WAN for name, value in one["by_maturity"].items()} == {
        "overdue": 0.0, "within_3_months": 3000.0, "within_12_months": 2000.0, "later": 1500.0
    }  # fmt: skip
    need = one["working_capital"]
    assert {name: need[name] / WAN for name in ("need", "own_funds", "other_funds", "existing", "room")} == {
        "need": 10340.0, "own_funds": 2500.0, "other_funds": 500.0, "existing": 5000.0, "room": 2340.0
    }  # fmt: skip
    assert (need["ratio"], need["status"], need["reason"]) == (pytest.approx(5000 / 7340), "computed", None)
    assert (one["guaranteed_in"], one["guaranteed_out"], one["clients"]) == (3000 * WAN, 1000 * WAN, 1)  # 1500 on L1, 1500 on L2
    assert one["joint_credit"] == {"status": "none", "usage": 0.75, "limit": 10000 * WAN, "members": 1}
    assert one["class_floor"] == {"class": None, "share_overdue_90": 0.0, "rule": None, "everywhere": None}
    assert one["as_guarantor"] == {
        "guaranteed": 1000 * WAN, "net_assets": 900 * WAN, "share": 10 / 9, "free": 0.0, "growth": None, "clients": 1
    }  # fmt: skip
    assert rules_of(one["findings"]) == [
        "groups.dependence",
        "guarantee.ratio_limit",
        "lending.group_multi_lender_local",
        "maturities.funds_missing",
        "maturities.plan_missing",
    ]
    (many,) = [row for row in one["findings"] if row["rule"] == "lending.group_multi_lender_local"]
    assert (many["subject"], many["county"], many["contracts"]) == (credit_code(4), "330101", ["L1", "L2", "L3", "L4", "L7", "L8"])
    assert many["numbers"] == {"lenders": 5, "financing": 7700 * WAN, "largest_share": round(3000 / 7700, 6), "members": 3}

    group = one["group"]
    assert group["members"] == [credit_code(4), credit_code(0), credit_code(2)]
    assert (group["lenders"], group["balance"], group["limits"]) == (5, 7700 * WAN, 5000 * WAN)  # the controller's own 800 at B3 as well
    assert (group["guaranteed_in"], group["guaranteed_out"]) == (1500 * WAN, 1000 * WAN)  # what the subsidiary guarantees is inside
    # what the two members without a limit owe (800, 400) is not held against the third's limit
    assert group["joint_credit"] == {"status": "local", "usage": 0.75, "limit": 10000 * WAN, "members": 1}
    assert (group["working_capital"]["existing"], group["working_capital"]["status"]) == (5000 * WAN, "computed")
    told = loaded("group", credit_code(2), "--json").json["credit"]
    assert told == {name: value for name, value in group.items() if name not in ("id", "name", "members")}


def test_floors_zeros_and_a_line_nobody_drew(loaded, credit_code):
    told, empty, line = answer(loaded, *map(credit_code, (3, 5, 6)))["rows"]
    assert told["class_floor"] == {
        "class": "substandard", "share_overdue_90": 0.25, "rule": "class_floor.overdue", "everywhere": "substandard"
    }  # 600 of 2400; the 90 days at B2 are not above 90  # fmt: skip
    (floor,) = [one for one in told["findings"] if one["rule"] == "class_floor.overdue"]
    assert (floor["contracts"], floor["numbers"]["raised"], floor["maturity"]) == (["L6", "L9"], 2, "unverified")
    assert "（待核）" in floor["text_zh"]

    zeros = ("lenders", "limits", "used", "balance", "largest_share", "hhi", "offsite_balance", "nonbank_balance", "guaranteed_in",
             "guaranteed_out")  # fmt: skip
    assert [empty[name] for name in zeros] == [0] * len(zeros)
    assert (empty["by_lender"], empty["findings"], empty["as_guarantor"]) == ([], [], None)
    assert empty["class_floor"] == {"class": None, "share_overdue_90": None, "rule": None, "everywhere": None}
    need = empty["working_capital"]
    assert (need["need"], need["existing"], need["ratio"], need["status"]) == (None, 0.0, None, "not_computable")
    assert need["reason"].startswith("missing: revenue")
    assert empty["group"]["members"] == [credit_code(5)]

    assert [(row["bank"], row["limit"], row["used"], row["balance"]) for row in line["by_lender"]] == [("B2", 300 * WAN, 0.0, 0.0)]
    assert (line["lenders"], line["limits"], line["largest_share"]) == (0, 300 * WAN, 0.0)


def test_what_one_more_loan_would_change(loaded, credit_code):
    told = answer(loaded, credit_code(0), "--propose", "30000000")["proposal"]
    assert (told["within_room"], told["lenders"], told["balance"]) == (False, 5, 9500 * WAN)
    assert told["working_capital"]["ratio"] == pytest.approx(8000 / 7340)
    assert told["joint_credit"]["usage"] == 1.05
    assert rules_of(told["new_findings"]) == ["lending.joint_limit_exceeded", "lending.multi_lender_local", "lending.over_lent"]
    there = answer(loaded, credit_code(0), "--propose", "20000000.01", "--bank", "B1")["proposal"]
    assert (there["within_room"], there["lenders"], there["largest_share"]) == (True, 4, pytest.approx(5000 / 8500))
    assert there["joint_credit"]["usage"] == pytest.approx(0.95)
    # at B1 a cent above a tenth of its capital of 50,000
    assert rules_of(there["new_findings"]) == ["concentration.borrower", "lending.joint_limit_warning"]
    other = answer(loaded, credit_code(0), "--propose", "20000000", "--bank", "B1", "--other-purpose")["proposal"]
    assert (other["within_room"], other["working_capital"]["room"]) == (None, 2340 * WAN)
    assert rules_of(other["new_findings"]) == ["lending.joint_limit_warning"]  # exactly a tenth is not above


def test_a_list_of_borrowers_and_its_workbook(loaded, credit_code, tmp_path):
    names = tmp_path / "名单.csv"
    names.write_text(
        f"信用代码,拟授信金额(万元),职工人数\n{credit_code(0)},2340,9\n{credit_code(5)},,9\n{credit_code(9)},,9\n,70,\n{credit_code(2)},多一点,\n",
        encoding="gb18030",
    )
    book = tmp_path / "核查.xlsx"
    told = loaded("credit", "--file", names, "--excel", book, "--json")
    assert told.code == 1  # rows were refused
    rows = told.json["rows"]
    assert [row["borrower"] for row in rows] == [credit_code(0), credit_code(5)]
    assert rows[0]["proposal"]["within_room"] is True  # to the yuan
    assert "proposal" not in rows[1]
    assert told.json["unknown"] == [credit_code(9)]
    refused = [tuple(one[name] for name in ("file", "sheet", "row", "column", "value", "code")) for one in told.json["rejections"]]
    assert refused == [
        ("名单.csv", "", 4, "credit_code", credit_code(9), "unknown-reference"),
        ("名单.csv", "", 5, "credit_code", "", "required-empty"),
        ("名单.csv", "", 6, "proposed", "多一点", "amount-invalid"),
    ]
    assert (told.json["unread_columns"], told.json["skipped"]) == (["职工人数"], [])
    assert "职工人数" in told.err
    sheets = CalamineWorkbook.from_path(str(book))
    assert sheets.sheet_names == ["多头授信", "债权机构", "提示", "拟新增授信", "退回"]
    figures = sheets.get_sheet_by_name("多头授信").to_python()
    place = next(row for row in figures if "余额" in row).index("余额")
    assert (figures[-1][0], figures[-1][place]) == ("合计", 6500.0)
    assert [row[2] for row in sheets.get_sheet_by_name("退回").to_python()[-3:]] == [4, 5, 6]


def test_a_list_tells_a_person_what_was_refused_and_a_sound_one_ends_well(loaded, credit_code, tmp_path):
    names = tmp_path / "名单.csv"
    names.write_text(f"信用代码\n{credit_code(9)}\n", encoding="utf-8")
    told = loaded("credit", "--file", names)
    assert told.code == 1
    assert "库中都不存在" in told.out
    names.write_text(f"信用代码,申请金额\n{credit_code(5)},0\n{credit_code(0)},\n", encoding="utf-8")
    told = loaded("credit", "--file", names, "--propose", "5000000", "--json")
    assert (told.code, told.json["rejections"], told.json["unknown"], told.err) == (0, [], [], "")
    assert [one.get("proposal", {}).get("amount") for one in told.json["rows"]] == [None, 5_000_000.0]  # 0 is an amount, a blank is none


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("91330101MA2AAXXXX",), "no enterprise has the code '91330101MA2AAXXXX'"),
        (("{0}", "--propose", "-5"), "must be an amount above 0"),
        (("{0}", "--propose", "nan"), "must be an amount above 0"),
        (("{0}", "--propose", "inf"), "must be an amount above 0"),
        (("{0}", "--propose", "5", "--bank", "B9"), "no bank has the code 'B9'"),
        ((), "no borrower is named"),
        (("--file", "empty.csv"), "no column of it holds a unified social credit code"),
    ],
)
def test_bad_input_is_named(loaded, credit_code, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.csv").write_text("信用代码\n", encoding="utf-8")
    told = loaded("credit", *(one.format(credit_code(0)) for one in arguments))
    assert told.code in (2, 3)
    assert said in told.err
    assert told.out == ""


def test_figures_that_cannot_be_computed_say_so(feed, call, credit_code):
    head = FIRMS.splitlines()[0]
    feed(
        区县=COUNTIES,
        银行=BANKS,
        企业=f"{head}\n"
        "{0},零收入,330101,2026-06-30,1,0,40000,6%,10%,6000,8000,5000,1000,500,2500,500\n"
        "{1},天数为负,330101,2026-06-30,1,50000,40000,6%,10%,0,0,5000,0,500,2500,500\n"
        "{2},自有充足,330101,2026-06-30,1,50000,40000,6%,10%,6000,8000,5000,1000,500,9840,500\n",
        借据="借据编号,借款企业,机构代码,业务品种,余额(元),发放日,到期日\n"
        + "".join(f"L{place},{{{place}}},B1,流动资金贷款,100,2026-01-01,2027-01-01\n" for place in range(3)),
    )
    told = [one["working_capital"] for one in answer(call, *map(credit_code, range(3)))["rows"]]
    assert [(one["need"], one["ratio"], one["status"], one["reason"]) for one in told] == [
        (None, None, "not_computable", "revenue is not above 0"),
        (None, None, "not_computable", "the day sum is not above 0"),
        (10340 * WAN, None, "no_need", None),
    ]
    assert told[2]["room"] == -100.0
    found = call("findings", "--severity", "info", "--rule", "lending", "--json").json
    assert {row["subject"]: row["rule"] for row in found["rows"]} == {
        credit_code(0): "lending.need_unknown", credit_code(1): "lending.need_unknown", credit_code(2): "lending.no_need"
    }  # fmt: skip


def test_two_dated_feeds_tell_growth_lenders_lost_and_withdrawals(feed, call, credit_code):
    head = "借据编号,借款企业,机构代码,余额(万元),发放日,到期日\n"
    firms = "统一社会信用代码,企业名称,属地区县代码,数据日期\n{0},甲公司,330101,2025-06-30\n"
    old = [("L1", "B1", 3000), ("L2", "B2", 2000), ("L3", "B3", 1000)]
    new = [("L1", "B1", 2100), ("L2", "B2", 2000), ("L4", "X1", 5500)]  # B1 took back 30 %, B3 all, X1 is new

    def lines(rows, day):
        return head + "".join(f"{no},{{0}},{bank},{sum_},{day if no == 'L4' else '2024-01-01'},2027-01-01\n" for no, bank, sum_ in rows)

    feed(on="2025-06-30", 区县=COUNTIES, 银行=BANKS, 企业=firms, 借据=lines(old, ""))
    feed("--complete", "loans:B3@2026-06-30", on="2026-06-30", 借据=lines(new, "2026-05-01"))
    told = answer(call, credit_code(0), "--as-of", "2026-06-30")
    assert told["year"] == {"before": 6000 * WAN, "growth": 0.6, "reported": True}
    quarter = told["quarter"]
    assert (quarter["gained"], quarter["lost"], quarter["withdrawn"]) == (["X1"], ["B3"], 1900 * WAN)
    found = {(one["rule"], one["details"].get("bank")): one["numbers"] for one in told["findings"]}
    assert found["lending.growth", None] == {"before": 6000 * WAN, "financing": 9600 * WAN, "growth": 0.6}
    assert found["signals.bank_withdrawal", "B1"] == {"before": 3000 * WAN, "balance": 2100 * WAN, "change": -0.3}
    assert found["signals.bank_withdrawal", "B3"]["change"] == -1.0
    assert ("signals.bank_withdrawal", "B2") not in found

    changed = call("findings", "--severity", "info", "--since", "2025-06-30", "--as-of", "2026-06-30", "--json").json
    status = {(row["rule"], row["details"].get("bank")): row["status"] for row in changed["rows"]}
    assert {key for key, word in status.items() if word == "new"} >= {("signals.bank_withdrawal", "B1"), ("lending.growth", None)}
    assert changed["since"] == "2025-06-30"


@pytest.mark.parametrize(
    ("first", "year", "quarter"), [("2025-07-15", False, True), ("2026-04-01", False, False), ("2025-06-30", True, True)]
)
def test_of_days_nobody_had_reported_by_then_no_figure_is_told(feed, call, credit_code, tmp_path, monkeypatch, first, year, quarter):
    """L2 was repaid between the reports: of a day before the first of them nobody can say that B2 was lost, or that credit grew."""
    head = "借据编号,借款企业,机构代码,余额(万元),发放日,到期日\n"
    firms = "统一社会信用代码,企业名称,属地区县代码,数据日期\n{0},甲公司,330101,2025-06-30\n"
    lent = "L1,{0},B1,3000,2024-01-01,2027-01-01\n"
    feed(on=first, 区县=COUNTIES, 银行=BANKS, 企业=firms, 借据=head + lent + "L2,{0},B2,2000,2024-01-01,2027-01-01\n")
    feed("--complete", "loans:B2@2026-06-30", on="2026-06-30", 借据=head + lent)
    one = answer(call, credit_code(0), "--as-of", "2026-06-30")
    assert one["year"] == {"before": 5000 * WAN if year else None, "growth": -0.4 if year else None, "reported": year}
    lost = [{"bank": "B2", "then": 2000 * WAN, "now": 0.0, "change": -2000 * WAN}]
    known = {"gained": [], "lost": ["B2"], "withdrawn": 2000 * WAN, "by_lender": lost}
    assert one["quarter"] == (known if quarter else dict.fromkeys(known)) | {"reported": quarter}
    assert {name: one["group"][name] for name in ("year", "quarter")} == {name: one[name] for name in ("year", "quarter")}

    book = tmp_path / "核查.xlsx"
    call("credit", credit_code(0), "--as-of", "2026-06-30", "--excel", book)
    *_, titles, values, _ = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("多头授信").to_python()
    cells = dict(zip(titles, values, strict=True))
    assert cells["近12个月增长"] == (-0.4 if year else "未报告")
    assert (cells["近3个月退出机构"], cells["近3个月压贷抽贷"]) == (("B2", 2000.0) if quarter else ("未报告", "未报告"))
    assert ("未报告" in call("credit", credit_code(0), "--as-of", "2026-06-30").out) is not (year and quarter)
    monkeypatch.setenv("SURETYGRAPH_LANG", "en")
    assert ("not reported" in call("credit", credit_code(0), "--as-of", "2026-06-30").out) is not (year and quarter)
