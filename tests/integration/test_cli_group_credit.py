"""What the rules on many lenders and joint limits find about controller groups, worked by hand. Amounts in 万元."""

from __future__ import annotations

import pytest

COUNTIES = "行政区划代码,名称\n330101,东山区\n330102,西河县\n"
BANKS = "机构代码,名称,所在区县,所在城市\n" + "".join(f"B{n},银行{n},330101,\n" for n in range(1, 7)) + "X1,外地银行,,3302\n"
FIRMS = "统一社会信用代码,企业名称,属地区县代码,数据日期\n" + "".join(
    f"{{{n}}},企业{n},{'330102' if n in (4, 7) else '330101'},{day}\n" for day in ("2025-06-30", "2026-06-30") for n in range(10)
)
PERSONS = "人员标识,姓名\nZR1,某某\nZR2,某某\n"
# 0 holds 1 and, through it, 2; ZR1 controls 3 and 4; ZR2 controls 5 alone; 8 controls 9
CONTROLS = (
    "控制人,被控企业,控制方式,持股比例\n{0},{1},股东,60%\n{1},{2},股东,60%\nZR1,{3},实际控制人,\nZR1,{4},实际控制人,\n"
    "ZR2,{5},实际控制人,\n{8},{9},股东,51%\n"
)
HEAD = "借据编号,借款企业,机构代码,余额(万元),发放日,到期日\n"
THEN = [("P1", 3, "B1", 1000), ("P2", 4, "B2", 2000)]
NOW = [
    *((f"A{n}", 0, f"B{n}", 1000) for n in range(1, 6)),  # a borrower of its own: 5 lenders, 5000
    ("A6", 1, "B5", 500), ("A7", 2, "X1", 6000),  # with 1 and 2: 6 lenders, 11500, of which 6000 from outside
    ("C1", 3, "B1", 1000), ("C2", 3, "B2", 500), ("C3", 4, "B2", 2000), ("C4", 4, "B4", 2000),  # 3 lenders, 5500: 3000 a year ago
    *((f"D{n}", 5, f"B{n}", 1000) for n in range(1, 6)),  # the one borrower of its group
    ("E1", 8, "B1", 800), ("E2", 9, "B1", 700), ("P1", 3, "B1", 0), ("P2", 4, "B2", 0),
]  # fmt: skip
PROMISES = (
    "担保合同编号,担保人,借据编号,最高担保额(万元),保证方式,签订日\n"
    "G1,{1},E1,300,连带,2026-01-01\n"  # outside the group: 1 and 8 are a circle
    "G2,{0},A6,500,连带,2026-01-01\n"  # inside it
)
LIMITS = "借款企业,联合授信额度(万元),起始日\n{0},5200,2026-01-01\n{1},800,2026-01-01\n{8},1000,2026-01-01\n"


def lines(rows, drawn):
    return HEAD + "".join(f"{no},{{{who}}},{bank},{amount},{drawn},2027-01-01\n" for no, who, bank, amount in rows)


@pytest.fixture
def loaded(feed, call, tmp_path_factory):
    """The command line on a store that is loaded once: these tests only read."""
    file = tmp_path_factory.getbasetemp() / "group_credit.db"
    where = ("--store", f"sqlite:///{file.as_posix()}")
    if not file.exists():
        tables = {"区县": COUNTIES, "银行": BANKS, "企业": FIRMS, "自然人": PERSONS, "控制关系": CONTROLS, "联合授信额度": LIMITS}
        feed(*where, on="2025-06-30", 借据=lines(THEN, "2025-01-01"), **tables)
        feed(*where, on="2026-06-30", 借据=lines(NOW, "2026-01-01"), 担保合同=PROMISES)
    return lambda *arguments: call(*arguments, *where)


def found(call, *arguments):
    told = call("findings", "--severity", "info", "--rule", "lending", "--json", "--as-of", "2026-06-30", *arguments)
    assert told.code == 0, told.err
    return {(row["rule"].removeprefix("lending."), row["subject"]): row for row in told.json["rows"]}


def test_groups_are_found_beside_the_borrowers_in_them(loaded, credit_code):
    rows = found(loaded)
    a, p = credit_code(0), "ZR1"
    assert {key for key in rows if key[0] != "need_unknown"} == {
        ("multi_lender_local", a), ("multi_lender_local", credit_code(5)), ("offsite", credit_code(2)),
        ("joint_limit_warning", a), ("joint_limit_warning", credit_code(1)),
        ("group_multi_lender_local", a), ("group_offsite", a), ("group_joint_limit_warning", a), ("group_growth", p),
    }  # fmt: skip
    assert rows["multi_lender_local", a]["numbers"] == {"lenders": 5, "financing": 5e7, "largest_share": 0.2}
    many = rows["group_multi_lender_local", a]
    assert many["numbers"] == {"lenders": 6, "financing": 1.15e8, "largest_share": round(6000 / 11500, 6), "members": 3}
    assert many["contracts"] == [f"A{n}" for n in range(1, 8)]
    assert many["text_zh"].startswith("集团企业0（3户成员有融资）在6家机构融资11,500万元")
    assert many["text_en"].startswith("The group of 企业0 (3 members that borrow) has 115,000,000 yuan at 6 lenders")
    assert many["id"] != rows["multi_lender_local", a]["id"]
    offsite = rows["group_offsite", a]["numbers"]
    assert (offsite["offsite_balance"], offsite["financing"]) == (6e7, 1.15e8)
    # 0 and 1 have limits: 5000 + 500 lent and 300 guaranteed for 8; the 500 guaranteed for 1 and the debts of 2 do not count
    assert rows["group_joint_limit_warning", a]["numbers"] == {
        "financing": 5.5e7, "guaranteed_out": 3e6, "limit": 6e7, "usage": round(5800 / 6000, 6), "members": 2
    }  # fmt: skip
    growth = rows["group_growth", p]
    assert growth["numbers"] == {"before": 3e7, "financing": 5.5e7, "growth": round(2500 / 3000, 6), "members": 2}
    assert (growth["name"], growth["county"], growth["contracts"]) == ("某某", "330102", ["C1", "C2", "C3", "C4"])  # 4 owes more than 3


def test_the_county_of_a_group_may_set_a_line_of_its_own(loaded, credit_code, tmp_path):
    own = tmp_path / "rules.toml"
    own.write_text(
        'version = "1"\nauthor = "某某"\n[county.330102]\nlending.group_multi_lender_local = { lenders_from = 3 }\n'
        "[county.330101]\nlending.group_multi_lender_local = { lenders_from = 7 }\n",
        encoding="utf-8",
    )
    rows = {key: row for key, row in found(loaded, "--rules", own).items() if key[0] == "group_multi_lender_local"}
    assert {key: row["maturity"] for key, row in rows.items()} == {("group_multi_lender_local", "ZR1"): "local"}


def test_credit_group_and_queue_tell_what_is_found_about_a_group(loaded, credit_code):
    a = credit_code(0)
    of_group = {"lending.group_multi_lender_local", "lending.group_offsite", "lending.group_joint_limit_warning"}
    for code in (a, credit_code(1), credit_code(2)):
        told = loaded("credit", code, "--json").json
        assert {row["rule"] for row in told["findings"] if row["rule"].startswith("lending.group")} == of_group
        joint = told["group"]["joint_credit"]
        assert joint == {"status": "local", "usage": 5800 / 6000, "limit": 6e7, "members": 2}
        asked = loaded("group", code, "--json").json
        assert {row["rule"] for row in asked["findings"]} == of_group
        assert asked["credit"]["joint_credit"] == joint
    assert loaded("group", credit_code(5), "--json").json["findings"] == []  # what its one borrower owes is that borrower's
    rows = {tuple(row["members"]): row["flags"] for row in loaded("queue", "--no-save", "--json").json["rows"]}
    flags = {code: flags for members, flags in rows.items() for code in members}
    assert {"lending.group_multi_lender_local", "lending.group_joint_limit_warning"} <= set(flags[credit_code(8)])  # beside 1 in a circle
    assert "lending.group_offsite" not in flags[credit_code(8)]  # information is no flag
