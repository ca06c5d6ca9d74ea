"""What a bank reads of the other lenders of its borrowers: sums of three or more, as of reports from which nobody's figure follows.

One city, four monthly reports: of firm 0 one lender changes at a time. The bank that asks is B0, JR38010001.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import pytest

from analysis.lending.book import BUCKETS, CLASSES

OWN, COUNTY = "JR38010001", "380103"
DAYS = ("2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30")
COUNTIES = f"行政区划代码,名称\n{COUNTY},南岭县\n380101,东山区\n"
BANKS = "机构代码,名称,所在区县,资本净额(万元)\n" + f"{OWN},本行,{COUNTY},9000\n" + "".join(
    f"JRX{place},他行{place}号,380101,5000\n" for place in range(1, 6)
)  # fmt: skip
_FIRM = "统一社会信用代码,企业名称,属地区县代码,数据日期,净资产(万元),营业收入(万元),营业成本(万元),销售利润率,预计销售收入年增长率,"
FIRMS = (
    _FIRM + "平均存货(万元),平均应收账款(万元),平均应付账款(万元),平均预付账款(万元),平均预收账款(万元),自有资金(万元),其他渠道资金(万元)\n"
    + "".join(
        f"{{{place}}},第{place}号企业,{COUNTY if place < 9 else '380101'},2026-03-31,90{place},50000,40000,6%,10%,6000,8000,5000,1000,500,"
        "2500,500\n"
        for place in range(12)
    )
)  # fmt: skip
CONTROLS = "控制人,被控企业,控制方式,持股比例\n" + "".join(
    f"{{{holder}}},{{{firm}}},股东,60%\n" for holder, firm in ((9, 0), (9, 1), (9, 2), (10, 3), (10, 4))
)
HEAD = "借据编号,借款企业,机构代码,业务品种,余额,发放日,到期日,五级分类\n"
# firm → its other lenders' balances in yuan, none of them a sum or difference of others
LENT = {
    0: (1_283_471.13, 2_710_937.29, 5_390_112.41, 11_027_713.57),  # 4 others, one of whom changes a month
    1: (3_141_592.65, 2_718_281.83, 1_618_033.99),  # 3
    2: (7_320_508.07, 4_142_135.62, 1_732_050.81),  # 3, and nothing of the bank's own
    3: (6_180_339.88, 5_772_156.65, 1_202_056.90, 9_159_655.94),  # 4, in a group with firm 4
    4: (8_346_268.41, 6_434_105.47),  # 2, and nothing of the bank's own
    5: (),
    6: (4_669_201.61,),
    7: (2_502_907.88, 1_306_377.88),
    8: (9_876_543.21, 8_765_432.19, 7_654_321.98),
}
MONTHLY = ((0, 1, 250_137.31), (0, 2, -410_733.17), (0, 3, 611_953.73))  # firm, lender, by how much it changes in each later month
BORROWERS = (0, 1, 3, 5, 6, 7, 8)
ATTACKED = (0, 1, 3, 7)


def balances(month: int) -> dict[tuple[int, int], float]:
    """Firm and place of the other lender → its balance after a monthly report."""
    told = {(firm, place): amount for firm, amounts in LENT.items() for place, amount in enumerate(amounts, 1)}
    for firm, place, change in MONTHLY[:month]:
        told[firm, place] = round(told[firm, place] + change, 2)
    return told


def loans(month: int, kinds: dict[tuple[int, int], str] | None = None) -> str:
    """The loans of a month; `kinds` classes some of them."""
    told = dict.fromkeys(balances(month), "正常") | (kinds or {})
    rows = [
        f"L{firm}-{place},{{{firm}}},JRX{place},流动资金贷款,{amount:.2f},2025-0{place}-11,2027-01-1{place},{told[firm, place]}"
        for (firm, place), amount in balances(month).items()
    ]
    own = [f"L{firm}-0,{{{firm}}},{OWN},流动资金贷款,{(firm + 1) * 777_777.77:.2f},2025-03-09,2027-01-15,正常" for firm in BORROWERS]
    return HEAD + "\n".join([*own, *rows]) + "\n"


@pytest.fixture
def city(feed: Callable[..., Any], serve: Callable[..., Any], tmp_path: Any, credit_code: Callable[[int], str]) -> Callable[..., Any]:
    """Load a month after another, and ask whenever wanted: `city(loans(0), on=DAYS[0], …)`; the answer is the server."""
    running: list[Any] = []

    def load(rows: str, on: str, **tables: str) -> Any:
        first = {} if running else {"区县": COUNTIES, "银行": BANKS, "企业": FIRMS, "控制关系": CONTROLS}
        feed(on=on, 借据=rows, **first, **tables)
        if not running:
            running.append(serve(f"sqlite:///{(tmp_path / 'city.db').as_posix()}"))
        return running[0]

    return load


def others(served: Any, code: str, **query: Any) -> Any:
    return served.json("bank", f"/enterprises/{code}/credit", **query)["others"]


def test_of_fewer_than_three_others_nothing_is_told_but_how_many(city: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    served = city(loans(0), on=DAYS[0])
    for firm in (6, 7):
        told = served.json("bank", f"/enterprises/{credit_code(firm)}/credit", propose=1_000_000)
        count = len(LENT[firm])
        assert told["others"] == {
            "lenders": count, "balance": None, "by_class": dict.fromkeys(CLASSES), "by_maturity": dict.fromkeys(BUCKETS),
            "suppressed": True, "as_of": DAYS[0],
        }  # fmt: skip
        assert told["lenders"] == count + 1
        assert [row["bank"] for row in told["by_lender"]] == [OWN]
        assert (told["balance"], told["limits"], told["used"], told["hhi"], told["largest_share"]) == (None,) * 5
        assert told["by_class"] == dict.fromkeys(CLASSES)
        need = told["working_capital"]
        assert (need["need"], need["existing"], need["room"], need["ratio"]) == (pytest.approx(103_400_000), None, None, None)
        assert [(row["loan"], row["sum"], row["over"], row["crosses"]) for row in need["by_loan"]] == [(f"L{firm}-0", None, None, None)]
        assert told["balance_to"] == {"net_assets": None, "revenue": None, "need": None}
        assert (told["proposal"]["within_room"], told["proposal"]["balance"], told["proposal"]["lenders"]) == (None, None, count + 1)
        assert told["proposal"]["working_capital"]["room"] is None


def test_of_none_and_of_three_or_more_others_the_sums_are_told(city: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    served = city(loans(0), on=DAYS[0])
    for firm in (5, 0, 1, 8):
        told = served.json("bank", f"/enterprises/{credit_code(firm)}/credit")
        total, own = round(sum(LENT[firm]), 2), round((firm + 1) * 777_777.77, 2)
        zeros = dict.fromkeys(CLASSES, 0.0)
        assert told["others"] == {
            "lenders": len(LENT[firm]), "balance": total, "by_class": zeros | {"normal": total},
            "by_maturity": dict.fromkeys(BUCKETS, 0.0) | {"within_12_months": total}, "suppressed": False, "as_of": DAYS[0],
        }  # fmt: skip
        assert told["balance"] == round(total + own, 2)
        assert told["by_class"]["normal"] == round(total + own, 2)
        need = told["working_capital"]
        assert (need["existing"], need["status"]) == (round(total + own, 2), "computed")
        assert need["room"] == pytest.approx(103_400_000 - 25_000_000 - 5_000_000 - total - own)
        assert told["hhi"] == (1.0 if firm == 5 else None)
    alone = served.json("bank", f"/enterprises/{credit_code(5)}/credit")
    whole = served.json("city", f"/enterprises/{credit_code(5)}/credit")
    assert alone["working_capital"] == whole["working_capital"]


def test_a_cell_of_one_or_two_is_left_out_with_another(city: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    served = city(loans(0, {(0, 1): "关注", (1, 2): "次级", (8, 1): "关注", (8, 2): "关注", (8, 3): "关注"}), on=DAYS[0])
    told = others(served, credit_code(0))
    assert told["by_class"] == dict.fromkeys(CLASSES, 0.0) | {"normal": None, "special_mention": None}
    assert told["balance"] == round(sum(LENT[0]), 2)
    assert others(served, credit_code(1))["by_class"] == dict.fromkeys(CLASSES, 0.0) | {"normal": None, "substandard": None}
    assert others(served, credit_code(8))["by_class"] == dict.fromkeys(CLASSES, 0.0) | {"special_mention": round(sum(LENT[8]), 2)}
    whole = served.json("bank", f"/enterprises/{credit_code(0)}/credit")
    assert whole["by_class"]["normal"] is None
    assert whole["class_floor"]["class"] is None  # special mention is no floor
    flagged = served.json("bank", f"/enterprises/{credit_code(1)}/credit")
    assert flagged["class_floor"] == {
        "class": "special_mention", "share_overdue_90": None, "rule": "class_floor.non_performing", "everywhere": "special_mention",
    }  # fmt: skip
    (flag,) = [one for one in flagged["findings"] if one["rule"] == "class_floor.non_performing"]
    assert flag["restricted"]
    assert (flag["numbers"], flag["units"], flag["details"], flag["contracts"]) == ({}, {}, {}, [])
    assert flag["text_zh"] == "他行不良：至少关注（商业银行金融资产风险分类办法（令〔2023〕第1号））"
    (seen,) = [one for one in served.json("city", f"/enterprises/{credit_code(1)}/findings")["findings"] if one["id"] == flag["id"]]
    assert seen["numbers"]["non_performing"] == LENT[1][1]


def test_a_group_is_summed_only_where_every_member_has_none_or_three(city: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    served = city(loans(0), on=DAYS[0])
    told = served.json("bank", f"/enterprises/{credit_code(0)}/credit")["group"]
    total = round(sum(LENT[0]) + sum(LENT[1]) + sum(LENT[2]), 2)
    assert told["members"] == [credit_code(place) for place in (9, 0, 1, 2)]
    assert (told["others"]["lenders"], told["others"]["balance"]) == (4, total)
    assert told["balance"] == round(total + 3 * 777_777.77, 2)
    assert told["working_capital"] is None  # of firms that borrow nothing from the bank it is not told what they stated
    assert told["balance_to"] == {"net_assets": None, "revenue": None, "need": None}
    few = served.json("bank", f"/enterprises/{credit_code(3)}/credit")
    assert (few["others"]["balance"], few["group"]["others"]["balance"]) == (round(sum(LENT[3]), 2), None)
    assert few["group"]["others"]["suppressed"]
    assert served.json("bank", f"/groups/{credit_code(10)}/credit")["credit"]["others"] == few["group"]["others"]
    assert served.get("bank", f"/groups/{credit_code(11)}/credit").status_code == 404


def test_a_report_that_one_lender_changed_is_held_back_until_three_have(
    city: Callable[..., Any], credit_code: Callable[[int], str]
) -> None:
    seen = []
    for month, day in enumerate(DAYS):
        served = city(loans(month), on=day)
        told = others(served, credit_code(0))
        seen.append((told["as_of"], told["balance"]))
        assert (told["lenders"], told["suppressed"]) == (4, False)
    first, last = (round(sum(balances(month)[0, place] for place in range(1, 5)), 2) for month in (0, 3))
    assert seen == [(DAYS[0], first)] * 3 + [(DAYS[3], last)]
    assert [others(served, credit_code(0), as_of=day)["balance"] for day in DAYS] == [first, first, first, last]
    assert others(served, credit_code(0), as_of="2026-06-29")["balance"] == first
    assert others(served, credit_code(1))["as_of"] == DAYS[3]  # nothing changed: the new report may be shown
    assert served.json("city", f"/enterprises/{credit_code(0)}/credit", as_of=DAYS[1])["balance"] != first + 777_777.77


def test_days_between_reports_are_answered_as_the_report_before(city: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    for month in (0, 1):
        served = city(loans(month), on=DAYS[month])
    told = served.json("bank", f"/enterprises/{credit_code(0)}/credit", as_of="2026-04-29")
    assert (told["as_of"], told["snapshot"][:10]) == (DAYS[0], DAYS[0])
    assert served.json("bank", "/findings", as_of="2030-01-01")["snapshot"][:10] == DAYS[1]
    assert served.json("city", "/findings", as_of="2026-04-29")["snapshot"][:10] == "2026-04-29"
    early = served.get("bank", f"/enterprises/{credit_code(0)}/credit", as_of="2026-03-30")
    assert (early.status_code, early.json()["code"]) == (422, "invalid-parameter")
    cursor = served.json("city", "/maturities", as_of="2026-04-29", limit=1)["next"]
    forged = served.get("bank", "/maturities", as_of="2026-04-29", limit=1, cursor=cursor)
    assert forged.status_code == 422
    snapshot, *rest = json.loads(base64.urlsafe_b64decode(served.json("city", "/maturities", limit=1)["next"] + "=="))
    for run, status in (("-r1", 422), ("-r2", 200)):  # the second report's day, as it was guessed before there was that report
        made = base64.urlsafe_b64encode(json.dumps([snapshot.replace("-r2", run), *rest]).encode()).decode()
        assert served.get("bank", "/maturities", limit=1, cursor=made).status_code == status


def test_loans_one_by_one_need_a_consent_in_force(city: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    consents = "企业,授权日期,授权截止日\n{0},2026-01-01,2026-12-31\n{7},2026-01-01,\n{8},2025-01-01,2026-03-30\n"
    served = city(loans(0), on=DAYS[0], 授权=consents)
    need = served.json("bank", f"/enterprises/{credit_code(0)}/credit")["working_capital"]
    assert [(row["loan"], row["bank"]) for row in need["by_loan"]].count((None, None)) == 4
    assert ("L0-0", OWN) in [(row["loan"], row["bank"]) for row in need["by_loan"]]
    assert need["by_loan"][-1]["sum"] == need["existing"]
    for firm in (7, 8, 1):  # two others; a consent that is over; none
        rows = served.json("bank", f"/enterprises/{credit_code(firm)}/credit")["working_capital"]["by_loan"]
        assert [(row["loan"], row["sum"]) for row in rows] == [(f"L{firm}-0", None)]
    state = served.json("bank", f"/consents/{credit_code(0)}")
    assert {name: state[name] for name in ("in_force", "given_on", "ends_on", "as_of")} == {
        "in_force": True, "given_on": "2026-01-01", "ends_on": "2026-12-31", "as_of": DAYS[0],
    }  # fmt: skip
    assert not served.json("city", f"/consents/{credit_code(8)}")["in_force"]
    assert served.get("bank", f"/consents/{credit_code(2)}").status_code == 404


def test_a_consent_that_is_over_opens_no_past_day(city: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    consents = "企业,授权日期,授权截止日\n{0},2026-01-01,2026-04-15\n"
    city(loans(0), on=DAYS[0], 授权=consents)
    served = city(loans(0), on=DAYS[1])
    told = served.json("bank", f"/enterprises/{credit_code(0)}/credit", as_of=DAYS[0])
    assert [row["loan"] for row in told["working_capital"]["by_loan"]] == ["L0-0"]
    assert served.json("bank", f"/consents/{credit_code(0)}", as_of=DAYS[0])["in_force"]


def numbers(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], float]]:
    """Every number of a document with where it stands."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from numbers(value, (*path, name))
    elif isinstance(document, list):
        for place, value in enumerate(document):
            yield from numbers(value, (*path, place))
    elif isinstance(document, int | float) and not isinstance(document, bool):
        yield path, float(document)


def asked(served: Any, credit_code: Callable[[int], str], day: str) -> Iterator[Any]:
    """Every answer the bank can get for a day."""
    codes = [credit_code(firm) for firm in ATTACKED]
    for code in codes:
        for query in ({}, {"propose": 1_000_000}, {"propose": 90_000_000, "working_capital": "false"}):
            yield served.json("bank", f"/enterprises/{code}/credit", as_of=day, **query)
        for path in (f"/enterprises/{code}", f"/enterprises/{code}/findings", f"/consents/{code}", f"/groups/{code}/credit"):
            yield served.json("bank", path, as_of=day)
    rows = [{"code": code, "amount": 3_000_000} for code in [*codes, credit_code(2), credit_code(4)]]
    checked = served.clients["bank"].post("/api/v1/credit-checks", params={"as_of": day}, json={"rows": rows}).json()
    assert checked["unknown"] == [credit_code(2), credit_code(4)]
    yield checked
    yield from (served.every("bank", path, as_of=day) for path in ("/findings", "/maturities"))


def test_a_bank_that_asks_everything_on_every_day_after_every_report_learns_nobody_s_figure(
    city: Callable[..., Any], credit_code: Callable[[int], str]
) -> None:
    seen: set[float] = set()
    by_place: dict[Any, set[float]] = {}
    texts: list[str] = []
    for month, day in enumerate(DAYS):
        served = city(loans(month), on=day)
        for query, document in enumerate(one for when in DAYS[: month + 1] for one in asked(served, credit_code, when)):
            texts.append(repr(document))
            for path, value in numbers(document):
                seen.add(round(value, 2))
                by_place.setdefault((query % (len(ATTACKED) * 7 + 3), path), set()).add(round(value, 2))
    every = [balances(month) for month in range(4)]
    single = {amount for told in every for amount in told.values()}
    pairs = {round(told[one] + told[other], 2) for told in every for one, other in combinations(told, 2) if one[0] == other[0]}
    moved = {abs(change) for _, _, change in MONTHLY} | {
        round(abs(sum(change for _, _, change in some)), 2) for some in combinations(MONTHLY, 2)
    }
    secret = {amount for amount in single | pairs | moved if amount}
    assert secret.isdisjoint(seen)
    for values in by_place.values():  # the same question on two days, or before and after a report
        assert secret.isdisjoint({round(abs(one - other), 2) for one, other in combinations(values, 2)})
    large = [value for value in seen if value > 1000]
    assert secret.isdisjoint({round(abs(one - other), 2) for one, other in combinations(large, 2)})
    blob = "\n".join(texts)
    assert "他行" not in blob.replace("他行不良", "")
    assert not [place for place in range(1, 6) if f"JRX{place}" in blob]
    assert not [f"L{firm}-{place}" for firm, place in balances(0) if f"L{firm}-{place}" in blob]
