"""321 from files to `maturities --json`: stages, late reports, money recorded, sums, the workbook, and what a missed maturity sets off."""

from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook

LOANS = "借据编号,借款企业,机构代码,余额(元),发放日,到期日,逾期天数,债权人类型\n"


@pytest.fixture
def city(tmp_path, call, credit_code):
    """Three firms, two banks; the second guarantees the first. `load(lines, …)` hands in loans as of 2026-06-30."""
    one, two, three = (credit_code(place) for place in range(3))
    turn = iter(range(100))

    def load(*lines, on=None, **others):
        out = tmp_path / f"feed{next(turn)}"
        out.mkdir()
        texts = {
            "区县": "行政区划代码,名称\n330101,东山区\n330102,西河县\n",
            "银行": "机构代码,名称\nB1,工行\nB2,农商行\n",
            "企业": "统一社会信用代码,企业名称,属地区县代码,数据日期,净资产(元),行业主管部门\n"
            f"{one},甲公司,330101,2026-06-30,100,工信局\n{two},乙公司,330102,2026-06-30,50,\n{three},丙公司,330102,2026-06-30,9000,\n",
            "借据": LOANS + "".join(f"{line.format(one=one, two=two, three=three)}\n" for line in lines),
            **{name: text.format(one=one, two=two, three=three) for name, text in others.items()},
        }
        for name, text in texts.items():
            (out / f"{name}.csv").write_text(text, encoding="utf-8")
        if on:
            (out / "manifest.toml").write_text(f"reporting_date = {on}\n", encoding="utf-8")
        loaded = call("ingest", out, "--json")
        assert loaded.code == 0, loaded.out
        return one, two, three

    return load


def listed(call, *options):
    told = call("maturities", "--json", *options)
    assert told.code == 0, told.err
    return {row["no"]: row for row in told.json["rows"]}


def test_every_stage_on_its_first_and_last_day(city, call):
    city(
        "L0,{one},B1,100,2026-01-01,2026-10-01,,",  # the ledger is due tomorrow
        "L1,{one},B1,100,2026-01-01,2026-09-30,,",
        "L2,{one},B1,100,2026-01-01,2026-08-31,,",  # two months before is clamped to today
        "L3,{one},B1,100,2026-01-01,2026-07-31,,",
        "L4,{one},B1,100,2026-01-01,2026-06-30,,",  # due today: still the enterprise's turn
        "L5,{one},B1,100,2026-01-01,2026-06-29,,",
        "L6,{one},B1,100,2025-01-01,2025-07-05,,",
        "L7,{one},B1,100,2026-01-01,2026-12-31,95,",  # interest in arrears long before it is due
        "L8,{one},B1,100,2026-01-01,2026-06-15,0,",  # the bank says no day is overdue
        "X1,{one},小贷,100,2026-01-01,2026-07-31,,小贷",
        银行="机构代码,名称\nB1,工行\n小贷,小贷公司\n",
        债券="债券代码,发行人,余额(元),到期日\nZ1,{one},500,2026-08-20\n",
    )
    rows = listed(call)
    assert {no: (row["stage"], row["actor"]) for no, row in rows.items()} == {
        "L0": ("before", None), "L1": ("ledger", "financial_regulator"), "L2": ("plan", "bank"), "L3": ("funds", "enterprise"),
        "L4": ("funds", "enterprise"), "L5": ("overdue", "bank"), "L6": ("overdue", "bank"), "L7": ("before", None),
        "L8": ("overdue", "bank"), "Z1": ("plan", "bank"),
    }  # fmt: skip
    assert [rows[no]["overdue_days"] for no in ("L4", "L5", "L6", "L7", "L8")] == [0, 1, 360, 95, 0]
    assert [rows[no]["step"] for no in ("L5", "L6", "L7")] == [0, 360, 90]
    assert rows["Z1"] | {"kind": "bond", "bank": None, "county": "330101", "balance": 500.0, "due": "2026-08-20"} == rows["Z1"]
    assert rows["Z1"]["stage_dates"] == {"ledger": "2026-05-20", "plan": "2026-06-20", "funds": "2026-07-20"}
    assert rows["L3"]["guarantee_period_ends"] == "2027-01-31"
    assert call("maturities", "--json").json["other_creditors"] == 1
    assert sorted(listed(call, "--stage", "funds,plan")) == ["L2", "L3", "L4", "Z1"]


def test_a_loan_handed_in_after_its_ledger_was_due_is_late(city, call):
    soon = "{one},B1,100,2026-01-01,2026-08-15,,"  # its ledger was due on 2026-05-15
    city(f"EARLY,{soon}", on="2026-05-01")
    city(f"EARLY,{soon}", f"LATE,{soon}", "FRESH,{one},B1,100,2026-06-20,2026-08-15,,", "FAR,{one},B1,100,2026-01-01,2026-12-01,,",
         on="2026-06-20")  # fmt: skip
    assert {no: row["late"] for no, row in listed(call).items()} == {"EARLY": False, "LATE": True, "FRESH": False, "FAR": False}


def test_files_without_a_date_count_as_handed_in_on_the_day_asked_for(city, call):
    city("L1,{one},B1,100,2026-01-01,2026-08-15,,", "L2,{one},B1,100,2026-01-01,2026-09-30,,")
    city("L1,{one},B1,90,2026-01-01,2026-08-15,,", "L2,{one},B1,90,2026-01-01,2026-09-30,,")  # a correction is no new loan
    assert {no: row["late"] for no, row in listed(call).items()} == {"L1": True, "L2": False}


def test_plans_and_funds_add_up_and_what_follows_is_the_borrowers_cascade(city, call):
    _, two, _ = city(
        "L1,{one},B1,100,2026-01-01,2026-07-20,,",
        "L2,{two},B2,30,2026-01-01,2026-12-20,,",
        还款计划="借据编号,阶段,资金来源,金额(元),登记日期\nL1,计划,自有资金,40,2026-06-20\nL1,计划,续贷,60,2026-06-21\n"
        "L1,资金到位,自有资金,40,2026-06-28\nL1,资金到位,自有资金,60,2026-07-02\n",
        担保合同="担保合同编号,担保人,借据编号,保证方式,签订日\nG1,{two},L1,连带责任保证,2026-01-01\n",
    )
    rows = listed(call)
    row = rows["L1"]
    assert (row["planned"], row["funded"], row["gap"], row["sources"]) == (100.0, 40.0, 60.0, ["own_funds", "renewal"])
    # 100 called, 50 to pay with: the guarantor falls, and with it 30 at B2
    assert row["if_missed"] == {"pulled_down": 1, "employees": 0, "own_loss": 100.0, "caused_loss": 30.0, "counties": 1, "banks": 1}
    assert rows["L2"]["if_missed"]["pulled_down"] == 0
    told = call("simulate", "--seeds", row["borrower"], "--json").json
    assert [fall["party"] for fall in told["defaulted"][1:]] == [two]


def test_sums_and_the_workbook_are_the_list_added_up(city, call, tmp_path):
    city("L1,{one},B1,1000000,2026-01-01,2026-07-20,,", "L2,{two},B1,2500000.01,2026-01-01,2026-09-10,,",
         "L3,{three},B2,3000000,2026-01-01,2027-05-01,,")  # fmt: skip
    told = call("maturities", "--by", "county", "--json").json
    assert [(row["by"], row["count"], row["balance_ledger"], row["balance_before"]) for row in told["sums"]] == [
        ("330102", 2, 2_500_000.01, 3_000_000.0), ("330101", 1, 0.0, 0.0)
    ]  # fmt: skip
    alone = call("maturities", "--by", "group", "--json").json["sums"]
    assert sorted(row["balance"] for row in alone) == [1_000_000.0, 2_500_000.01, 3_000_000.0]  # nobody controls anybody
    path = tmp_path / "台账.xlsx"
    assert call("maturities", "--by", "department", "--excel", path).code == 0
    book = CalamineWorkbook.from_path(str(path))
    rows = book.get_sheet_by_name(book.sheet_names[0]).to_python()
    place = next(row for row in rows if "余额" in row).index("余额")
    assert [row[place] for row in rows[-3:]] == [100.0, 250.000001, pytest.approx(350.000001, abs=1e-9)]
    assert rows[-1][0] == "合计"
    assert len(book.sheet_names) == 2


def test_a_stage_nobody_knows_is_said(city, call):
    city("L1,{one},B1,100,2026-01-01,2026-07-20,,")
    told = call("maturities", "--stage", "funded")
    assert told.code == 2
    assert "'funded' is none of before, ledger, plan, funds, overdue" in told.err


@pytest.mark.parametrize(("option", "kind"), [("--county", "county"), ("--bank", "bank"), ("--borrower", "party")])
def test_a_code_nobody_has_is_said(city, call, option, kind):
    city("L1,{one},B1,100,2026-01-01,2026-07-20,,")
    told = call("maturities", option, "9")
    assert (told.code, told.out) == (2, "")
    assert f"no {kind} has the code '9'" in told.err
