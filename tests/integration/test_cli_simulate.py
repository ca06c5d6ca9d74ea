"""`simulate` from a Chinese workbook in 万元: sentences, withdrawal, cross-default, and the chain to one party."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DAY = "2026-01-10"
# A owes 1,200, guaranteed by X; X owes 500, guaranteed by Y; X and Y guarantee each other
LOANS = [("JJ1", 0, 1200, None), ("JJ2", 1, 500, None), ("JJ3", 2, 100, None)]
PROMISES = [
    ("DB1", 1, "JJ1", None, "连带", None, DAY),
    ("DB2", 2, "JJ2", None, "连带", None, DAY),
    ("DB3", 1, "JJ3", None, "连带", None, DAY),
]


@pytest.fixture
def simulate(call: Callable[..., Any], folder: Callable[..., Path], credit_code: Callable[[int], str]) -> Callable[..., Any]:
    """X can pay 1,300 and Y 400; `simulate` with A as the seed."""
    assert call("ingest", folder([1300, 400, 0], LOANS, PROMISES), "--json").code == 0
    return lambda *options: call("simulate", "--seeds", credit_code(0), *options)


def test_withdrawal_brings_down_who_could_pay(simulate: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    calm = simulate("--json").json
    assert ([fall["party"] for fall in calm["defaulted"]], calm["bank_loss"]) == ([credit_code(0)], 0.0)
    # a third of X's 500 withdrawn: 1,200 + 166.67 > 1,300; then Y is called for 500 of which it has 400
    for given, meant in (("0.3334", 0.3334), ("B1=0.3334", {"B1": 0.3334}), ("0,B1=0.3334", {"*": 0.0, "B1": 0.3334})):
        told = simulate("--withdrawal", given, "--json").json
        assert told["model"]["withdrawal"] == meant
        assert [fall["party"] for fall in told["defaulted"]] == [credit_code(0), credit_code(1), credit_code(2)]
    fall = told["defaulted"][1]
    assert fall["withdrawn"] == 1_667_000.0
    assert "银行随之抽贷166.7万元，两项合计1,366.7万元，超过可动用能力1,300万元" in fall["explanation"]["zh"]


def test_only_due_loans_where_there_is_no_cross_default(simulate: Callable[..., Any]) -> None:
    told = simulate("--cross-default", "due", "--json").json  # nothing of A's falls due this month
    assert (told["model"]["cross_default"], told["calls_paid"], told["bank_loss"]) == ("due", [], 0.0)


def test_the_table_has_the_sentences_and_the_chain(simulate: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    shown = simulate("--withdrawal", "0.5", "--why", credit_code(1))
    assert shown.code == 0
    text = shown.out.replace(" ", "")
    assert "第0轮：企业A为初始违约主体。" in text
    assert "传导路径" in text
    assert "若未知者均可代偿" in text
    assert max(len(line) for line in shown.out.splitlines()) <= 180


@pytest.mark.parametrize("given", ["half", "B1=", "B1=0.2,B1=0.3", "1.5", "-0.1"])
def test_a_share_that_is_none_is_wrong_usage(given: str, simulate: Callable[..., Any]) -> None:
    done = simulate(f"--withdrawal={given}", "--json")
    assert (done.code, done.out) == (2, "")
    assert "withdrawal" in done.err


def test_a_party_that_stands_has_no_chain(simulate: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    done = simulate("--why", credit_code(3), "--json")
    assert (done.code, done.out) == (2, "")
