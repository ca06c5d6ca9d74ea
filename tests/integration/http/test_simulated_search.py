"""A bank that asks what-ifs of its own borrowers to find out what others lend them finds one significant figure of it, and no day."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.http.conftest import BANK

OTHERS, OWN, CAPACITY = 1_440, 500, 2_000  # 万元: another bank's loan and the bank's own that one firm answers for, and what it can pay
TABLES = {
    "区县": "行政区划代码,名称\n380103,东山区\n",
    "银行": f"机构代码,名称,所在区县\n{BANK},本行,380103\nB1,他行,380103\n",
    "企业": "统一社会信用代码,企业名称,属地区县代码,数据日期,净资产(万元),货币资金(万元)\n"
    f"{{0}},担保人,380103,2026-03-31,{CAPACITY},{CAPACITY}\n{{1}},借款人,380103,2026-03-31,0,0\n",
    "担保合同": "担保合同编号,担保人,担保人类型,借据编号,保证方式,签订日\n"
    "DB1,{0},企业,JJ1,连带责任保证,2026-01-10\nDB2,{0},企业,JJ2,连带责任保证,2026-01-10\n",
}
LOANS = (
    "借据编号,借款企业,机构代码,余额(万元),发放日,到期日,五级分类\n"
    f"JJ0,{{0}},{BANK},1,2026-01-10,2027-01-10,正常\nJJ1,{{1}},{BANK},{OWN},2026-01-10,2027-01-10,正常\n"
    f"JJ2,{{1}},B1,{OTHERS},2026-01-10,2027-01-10,正常\n"
)


@pytest.fixture
def served(feed: Callable[..., Any], serve: Callable[..., Any], tmp_path: Path) -> Any:
    feed(on="2026-03-31", 借据=LOANS, **TABLES)
    feed(on="2026-06-30", 借据=LOANS)
    return serve(f"sqlite:///{(tmp_path / 'city.db').as_posix()}")


def falls(served: Any, role: str, seed: str, who: str, **scenario: Any) -> bool:
    """Whether somebody falls with a seed."""
    address = served.simulated(role, {"model": "cascade", "seeds": [seed]} | scenario)
    return who in {row["party"] for row in served.json(role, address)["result"]["defaulted"]}


def test_whoever_turns_a_number_until_a_borrower_falls_finds_the_rounded_amount(served: Any, credit_code: Callable[[int], str]) -> None:
    guarantor, borrower = credit_code(0), credit_code(1)
    assert not falls(served, "city", borrower, guarantor)
    assert falls(served, "bank", borrower, guarantor) == falls(served, "city", borrower, guarantor)
    for able, by_others, by_rounded in ((1_960, False, False), (1_700, True, False), (1_480, True, True)):
        shock = {"capacity_shocks": [{"party": guarantor, "factor": able / CAPACITY}]}
        assert falls(served, "city", borrower, guarantor, **shock) is (able < OWN + OTHERS) is by_others
        assert falls(served, "bank", borrower, guarantor, **shock) is (able < OWN + 1_000) is by_rounded


def test_what_a_guarantor_pays_a_bank_of_what_it_is_called_for_tells_no_exact_other(served: Any, credit_code: Callable[[int], str]) -> None:
    scenario = {"model": "clearing", "alpha": 1.0, "seeds": [credit_code(1)], "capacity_shocks": [{"party": credit_code(0), "factor": 0.5}]}
    told = {role: served.json(role, served.simulated(role, scenario))["result"] for role in ("city", "bank")}
    paid = {role: next(row for row in one["calls_paid"] if row["loan"] == "JJ1")["paid"] for role, one in told.items()}
    assert paid["city"] == pytest.approx(CAPACITY * 0.5e4 * OWN / (OWN + OTHERS))
    assert paid["bank"] == pytest.approx(CAPACITY * 0.5e4 * OWN / (OWN + 1_000))
    assert (told["bank"]["others_rounded"], told["city"].get("others_rounded")) == (True, None)


def test_a_bank_simulates_on_days_that_reports_are_of(served: Any, credit_code: Callable[[int], str]) -> None:
    scenario = {"model": "cascade", "seeds": [credit_code(1)], "as_of": "2026-05-15"}
    assert served.json("city", served.simulated("city", scenario))["snapshot"].startswith("2026-05-15")
    told = served.json("bank", served.simulated("bank", scenario))
    assert (told["snapshot"][:10], told["result"]["scenario"]["as_of"]) == ("2026-03-31", "2026-03-31")
    early = served.clients["bank"].post("/api/v1/simulations", json=scenario | {"as_of": "2026-03-30"})
    assert (early.status_code, early.json()["code"]) == (422, "invalid-parameter")
