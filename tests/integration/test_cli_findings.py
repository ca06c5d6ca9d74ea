"""`findings` on a city made of cases that lie just on a line and just beyond it, each worked by hand. Amounts in yuan."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.groups import find as groups_of
from analysis.lending import lending_desk
from analysis.rules import RuleBook
from analysis.signals import stability
from graph.assembly import build_network
from graph.facts import CityFacts
from graph.sqlite_store import SqliteStore

NET = {0: 100, 1: 100, 2: 100, 3: 1000, 4: 0, 12: 100, 13: 100, 14: 10**9, 18: 1000}  # of the rest unknown
LISTED = {15: "600001", 19: "600002"}
FIRMS = "统一社会信用代码,企业名称,属地区县代码,数据日期,净资产(元),总资产(元),总负债(元),职工人数,证券代码\n" + "".join(
    f"{{{place}}},企业{place},{'330102' if place in (0, 1) else '330101'},2026-06-30,"
    f"{ {15: '1000,3000,2000', 6: '29,100,71', 7: '30,100,70'}.get(place) or str(NET.get(place, '')) + ',,' },"
    f"{ {6: 300, 1: 200}.get(place, '') },{LISTED.get(place, '')}\n"
    for place in [*range(20), 23]
)
LOANS = (
    "借据编号,借款企业,机构代码,余额(元),发放日,到期日,续贷方式,债权人类型\n"
    + "".join(f"L{place},{{{place}}},B1,10000,2025-01-10,2027-01-10,,\n" for place in (*range(6, 12), 16, 17))
    + "LX,{6},B1,1,2025-01-10,2025-12-29,,\nLY,{6},B1,1,2025-01-10,2025-12-30,,\nLR,{7},B1,1,2026-03-01,2027-03-01,借新还旧,\n"
    "N1,{10},小贷1,5,2026-05-01,2027-05-01,,小贷\nN2,{10},小贷2,5,2026-05-01,2027-05-01,,小贷\n"
    "N3,{9},小贷1,100,2025-05-01,2027-05-01,,小贷\nN4,{9},小贷1,30,2026-05-01,2027-05-01,,小贷\n"
    "N5,{8},小贷1,100,2025-05-01,2027-05-01,,小贷\nN6,{8},小贷1,29.99,2026-05-01,2027-05-01,,小贷\n"
)
SAME_DAY, DAY = "2026-03-01", "2025-01-10"
PROMISES = "担保合同编号,担保人,担保人类型,借据编号,最高担保额(元),保证方式,签订日,保证期间届满日\n" + "".join(
    f"{number},{{{who}}},{'融资担保公司' if who >= 20 else '企业'},{loan},{cap},{kind},{day},{end}\n"
    for number, who, loan, cap, kind, day, end in [
        ("R0", 0, "L6", 50, "连带", DAY, ""),
        ("R1", 1, "L6", 30, "连带", DAY, ""),
        ("R2", 1, "L6", 21, "连带", DAY, ""),  # 51 together
        ("R3", 2, "L6", 101, "连带", DAY, ""),
        *((f"C{place}", 3, f"L{place}", 1, "连带", DAY, "") for place in range(6, 12)),
        ("Z0", 4, "L6", 5, "连带", DAY, ""),
        ("Z1", 5, "L6", 5, "连带", DAY, ""),
        ("D1", 20, "L6", 100, "连带", DAY, ""),  # a tenth of 1000
        ("D2", 20, "L7", 100.01, "连带", DAY, ""),
        ("D3", 20, "L8", 80, "连带", DAY, ""),
        ("D4", 20, "L9", 80, "连带", DAY, ""),  # 8 and 9 have one controller: 160
        ("D5", 21, "L10", 100.01, "连带", DAY, ""),  # ten times 10
        ("D6", 22, "L10", 150, "连带", DAY, ""),  # fifteen times 10
        ("D7", 23, "L11", 5, "连带", DAY, ""),  # for its own controller
        ("E1", 12, "LX", "", "连带", DAY, ""),
        ("E2", 12, "LY", "", "连带", DAY, ""),
        ("E3", 12, "L7", 1, "连带", DAY, "2026-06-29"),
        ("E4", 12, "L7", 1, "连带", DAY, "2026-06-30"),
        ("E5", 13, "L7", 1, "未约定", "2020-12-31", ""),
        ("E6", 13, "L7", 1, "未约定", "2021-01-01", ""),
        ("E7", 12, "LR", "", "连带", DAY, ""),
        ("E8", 13, "LR", "", "连带", DAY, ""),
        ("E9", 13, "LR", "", "连带", SAME_DAY, ""),  # recorded again on the day of the renewal
        ("P1", 15, "L6", 400, "连带", DAY, ""),
        ("P2", 16, "L7", 101, "连带", DAY, ""),  # its subsidiary's
        ("P3", 15, "L16", 50, "连带", DAY, ""),  # for its subsidiary
        ("P4", 15, "L17", 1, "连带", DAY, ""),  # for a shareholder
    ]
)
COMPANIES = (
    "统一社会信用代码,名称,所在区县,净资产(元),是否主要服务小微三农\n{20},担保20,330101,1000,否\n{21},担保21,330101,10,否\n"
    "{22},担保22,330101,10,是\n{23},担保23,330101,10000,否\n"
)
CONTROLS = (
    "控制人,被控企业,控制方式,持股比例,起始日,终止日\nZR1,{8},实际控制人,60%,,\nZR1,{9},实际控制人,60%,,\n{11},{23},股东,60%,,\n"
    "{15},{16},股东,70%,,\n{17},{15},股东,10%,,\n{8},{9},股东,30%,2020-01-01,2026-02-01\nZR1,{9},股东,30%,2026-02-02,\n"
)
SIGNALS = "企业,信号类型,观察日期,数值,来源\n" + "".join(
    f"{{{who}}},{kind},{day},{value},{source}\n"
    for who, kind, day, value, source in [
        (14, "税收", "2026-06-10", -0.20, "税务"),
        (14, "用电", "2026-06-10", "-15%", "电力"),
        (14, "社保", "2026-05-10", -0.15, "社保"),
        (13, "税收下降", "2026-06-10", 0.30, "税务"),
        (13, "用电下降", "2026-06-10", 0.14, "电力"),  # not by 15 %
        (13, "社保下降", "2026-06-10", 0.30, "社保"),
        (14, "参保人数", "2026-05-20", -0.30, "社保"),
        (14, "参保人数", "2026-06-20", -0.35, "社保"),
        (13, "参保人数", "2026-04-20", -0.40, "社保"),
        (13, "参保人数", "2026-06-20", -0.40, "社保"),  # not two months running
        (14, "涉诉", "2026-01-20", 3_000_000, "法院"),
        (14, "涉诉", "2025-07-01", 2_000_000.01, "法院"),
        (14, "诉讼", "2025-06-30", 9_000_000, "法院"),  # over a year ago
        (13, "涉诉", "2026-01-20", 20.01, "法院"),  # of 100
        (12, "涉诉", "2026-01-20", 20, "法院"),
        (13, "征信查询", "2026-06-20", 6, "人行"),
        (8, "资产转移", "2025-07-01", 700, "{9}"),
        (8, "资产转移", "2025-06-30", 700, "{9}"),  # a day too early
        (8, "资产转移", "2026-01-01", 700, "{10}"),  # out of the group
        (8, "个别清偿", "2025-12-31", 70, "法院"),
        (8, "个别清偿", "2025-12-30", 70, "法院"),  # six months and a day
        (14, "逃废债", "2026-01-01", "", "法院"),
    ]
)
INDICATORS = "企业,指标,期间,数值\n" + "".join(
    f"{{12}},{kind},{month},{level}\n"
    for kind, before, now in (("纳税额", 100, 80), ("用电量", 100, 85), ("社保缴费", 100, 85))
    for month, level in (("2025-05", before), ("2026-05", now))
)
TABLES = {
    "区县": "行政区划代码,名称\n330101,东山区\n330102,西河县\n",
    "银行": "机构代码,名称\nB1,农商行\n小贷1,小贷公司\n小贷2,又一家小贷\n",
    "自然人": "人员标识,姓名\nZR1,某某\nZR2,某某\n",
    "企业": FIRMS,
    "借据": LOANS,
    "担保合同": PROMISES,
    "融资担保公司": COMPANIES,
    "控制关系": CONTROLS,
    "风险信号": SIGNALS,
    "指标值": INDICATORS,
    "债券": "债券代码,发行人,余额(元),到期日,是否违约\nZ1,{14},1000,2026-09-30,是\nZ2,{13},1000,2027-09-30,否\n",
    "股权质押": "质押编号,出质人,证券代码,质押比例,累计质押比例\nY1,ZR2,600001,30%,\nY2,ZR2,600001,20.1%,\nY3,ZR2,600002,1%,50%\n",
    "风险企业台账": "企业,风险等级,列入日期\n{6},重点,2026-01-01\n{7},一般,2026-01-01\n",
    "其他债务": "企业,债务类型,金额(元)\n{6},工资,10\n{1},工资,5\n{14},工资,9\n{6},供应商,70\n",
}


@pytest.fixture
def store(tmp_path_factory):
    return tmp_path_factory.getbasetemp() / "findings.db"


@pytest.fixture
def loaded(feed, call, store):
    """The command line on a store that is loaded once: these tests only read."""
    where = ("--store", f"sqlite:///{store.as_posix()}")
    if not store.exists():
        feed(*where, **TABLES)
    return lambda *arguments: call(*arguments, *where)


def test_every_case_beyond_its_line_is_found_and_none_on_it(loaded, credit_code):
    place = {credit_code(n): n for n in range(30)}
    told = loaded("findings", "--severity", "info", "--json").json
    found: dict[str, list] = {}
    for row in told["rows"]:
        told_of = [place.get(row["details"][name], row["details"][name]) for name in ("borrower", "guarantee", "loan", "bank", "kind")
                   if name in row["details"]]  # fmt: skip
        found.setdefault(row["rule"], []).append((place.get(row["subject"], row["subject"]), *told_of))
    rows = {rule: sorted(ones, key=str) for rule, ones in found.items()}
    assert rows.pop("groups.dependence")  # held elsewhere
    expected = {
        "guarantee.ratio_warning": [(1,)],  # the listed company itself guarantees 451 of 1000
        "guarantee.ratio_limit": [(2,)],
        "guarantee.clients": [(3,)],
        "guarantee.no_net_assets": [(4,)],
        "guarantee.net_assets_unknown": [(16,), (5,)],
        "guarantee_company.client": [(20, 7), (21, 10), (22, 10)],
        "guarantee_company.related_clients": [(20,)],
        "guarantee_company.leverage": [(21,)],
        "guarantee_company.own_controller": [(23, 11)],
        "guarantee.lapsed": [(12, "E3", "L7")],
        "guarantee.period_unclear": [(12, "E1", "LX")],
        "guarantee.unclear_liability": [(13, "E5", "L7"), (13, "E6", "L7")],
        "guarantee.unrecorded_after_renewal": [(12, "E7", "LR")],
        "signals.shrinking": [(12,), (14,)],
        "signals.payroll": [(14,)],
        "signals.lawsuits": [(13,), (14,)],
        "signals.nonbank": [(10,), (13,), (9,)],
        "signals.bond_default": [(14,)],
        "evasion.asset_transfer": [(8, "个别清偿"), (8, "股权转移"), (8, "资产转移")],
        "evasion.document": [(14, "逃废债")],
        "listed.net_assets": [(15,)],
        "listed.single_guarantee": [(15, 6, "P1"), (15, 7, "P2")],
        "listed.debtor_leverage": [(15, 6)],
        "listed.related_guarantee": [(15, 17)],
        "listed.pledge": [("ZR2",)],
        "listed.quarter": [(15,), (19,)],
        "stability.wages": [(1,), (6,)],
        "stability.people": [(6,)],
        "maturities.ledger": [(14,)],
        "maturities.overdue": [(6,), (6,)],
    }
    short = ("maturities.ledger", "maturities.overdue", "guarantee_company.related_clients", "signals.bond_default")
    assert {rule: [one[:1] if rule in short else one for one in ones] for rule, ones in rows.items()} == expected

    one = {(row["rule"], place.get(row["subject"])): row for row in told["rows"]}
    assert one["guarantee.ratio_warning", 1]["numbers"] == {"guaranteed": 51.0, "net_assets": 100.0, "share": 0.51}
    assert one["guarantee.ratio_warning", 1]["contracts"] == ["R1", "R2"]
    assert one["guarantee_company.leverage", 21]["numbers"]["limit_times"] == 10.0
    assert one["guarantee_company.related_clients", 20]["numbers"] == {
        "clients": 2, "guaranteed": 160.0, "net_assets": 1000.0, "share": 0.16
    }  # fmt: skip
    how = {
        row["details"]["guarantee"]: row["details"]["resolved_as"] for row in told["rows"] if row["rule"] == "guarantee.unclear_liability"
    }
    assert how == {"E5": "连带责任保证", "E6": "一般保证"}
    assert one["signals.shrinking", 12]["numbers"] == {"tax_change": -0.2, "power_change": -0.15, "insurance_change": -0.15}
    assert one["signals.payroll", 14]["numbers"] == {"heads_change": -0.3}
    assert one["signals.lawsuits", 14]["numbers"]["amount"] == 5_000_000.01
    assert one["signals.nonbank", 9]["numbers"] | {"growth": 0.3, "new_lenders": 0, "before": 100.0} == one["signals.nonbank", 9]["numbers"]
    assert one["signals.nonbank", 13]["numbers"]["growth"] is None
    (pledge,) = [row for row in told["rows"] if row["rule"] == "listed.pledge"]
    assert pledge["contracts"] == ["Y1", "Y2"]  # of that pledgor's shares of 600001; Y3 pledges others
    for finding in (("signals.nonbank", 9), ("listed.related_guarantee", 15), ("listed.debtor_leverage", 15)):
        assert one[finding]["contracts"], finding
    assert one["listed.net_assets", 15]["numbers"] == {"guaranteed": 552.0, "net_assets": 1000.0, "share": 0.552}
    reviews = {place[row["subject"]]: row for row in told["rows"] if row["rule"] == "listed.quarter"}
    # of 600001: half of net assets, two single guarantees, one leveraged debtor, one shareholder, the pledges
    assert {n: (row["details"]["quarter"], row["numbers"]["raised"]) for n, row in reviews.items()} == {
        15: ("2026年二季度", 6), 19: ("2026年二季度", 0)
    }  # fmt: skip
    moves = {row["details"]["kind"]: row for row in told["rows"] if row["rule"] == "evasion.asset_transfer"}
    assert {kind: (row["details"]["moved_on"], place.get(row["details"]["to"], row["details"]["to"])) for kind, row in moves.items()} == {
        "资产转移": ("2025-07-01", 9), "个别清偿": ("2025-12-31", None), "股权转移": ("2026-02-02", "ZR1")
    }  # fmt: skip


def test_credit_tells_of_a_firm_what_findings_does(loaded, credit_code):
    told = loaded("findings", "--severity", "info", "--json").json["rows"]
    asked = loaded("credit", *map(credit_code, (3, 6, 8, 14, 15)), "--json").json["rows"]
    for one in asked:
        assert {row["id"]: row["numbers"] for row in one["findings"]} == {
            row["id"]: row["numbers"] for row in told if row["subject"] == one["borrower"]
        }
    floor = asked[3]["class_floor"]
    assert (floor["class"], floor["everywhere"], floor["rule"]) == ("doubtful", "doubtful", "class_floor.doubtful")  # by the document


def test_nobody_is_counted_twice_across_risk_firms(loaded, store, credit_code):
    assert loaded("info").code == 0  # loads the store
    day = date(2026, 6, 30)
    opened = SqliteStore.open(store)
    facts = CityFacts(opened, day)
    found = stability(lending_desk(facts, build_network(facts), groups_of(facts, RuleBook()), RuleBook()))
    opened.close()
    of_six = {0, 1, 2, 3, 4, 5, 6, 12, 15, 20}
    of_seven = {3, 7, 12, 13, 16, 20}
    assert found.firms["firms"].to_dict() == {credit_code(6): len(of_six), credit_code(7): len(of_seven)}
    total = found.total()
    assert (total["risk_firms"], total["guarantors"], total["persons"]) == (2, len(of_six | of_seven) - 2, 0)
    assert (total["employees"], total["wages"], total["other_creditors"]) == (500, 15.0, 70.0)
    assert found.firms.loc[credit_code(6), ["employees", "wages", "supplier", "banks"]].tolist() == [500, 15.0, 70.0, 1]


def test_a_county_s_own_numbers_hold_there_only_and_are_marked(loaded, credit_code, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text(
        'version = "1"\nauthor = "某某"\n[city]\nguarantee.clients.clients_above = 6\n'
        "[county.330102]\nguarantee.ratio_warning.share_above = 0.4\nsignals.nonbank.months = 6\n",
        encoding="utf-8",
    )
    told = loaded("findings", "--rules", rules, "--json").json
    rows = {(row["rule"], row["subject"]): row for row in told["rows"]}
    assert ("guarantee.clients", credit_code(3)) not in rows
    own = rows["guarantee.ratio_warning", credit_code(0)]  # 50 %, in the county
    assert (own["maturity"], "地方自设" in own["text_zh"], "40%" in own["text_zh"]) == ("local", True, True)
    assert rows["signals.nonbank", credit_code(10)]["maturity"] == "secondary"  # in another county
    assert [one["value"] for one in told["rules"]["overrides"]] == [6, 0.4, 6]
    assert ("signals.nonbank", credit_code(9)) in rows


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--rule", "lendign"), "no rule's id begins with 'lendign'"),
        (("--county", "999999"), "no county has the code '999999'"),
        (("--subject", "FOO"), "no party has the code 'FOO'"),
        (("--since", "2026-06-30"), "is not before"),
    ],
)
def test_wrong_questions_are_named(loaded, arguments, said):
    told = loaded("findings", *arguments)
    assert told.code == 2
    assert said in told.err
