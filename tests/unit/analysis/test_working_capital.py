"""The working-capital formula against the worked example of the rule's own practice, and what it says where it cannot be computed."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.lending.working_capital import COMPUTED, NO_NEED, NOT_COMPUTABLE, crossings, need, room

# in 万元: days 54/57.6/45/9/3.6, together 72; 5 turns; 50,000 × 0.94 × 1.10 / 5 = 10,340
EXAMPLE = {
    "revenue": 50_000, "cost_of_sales": 40_000, "sales_profit_rate": 0.06, "growth_rate": 0.10, "avg_inventory": 6_000,
    "avg_receivables": 8_000, "avg_payables": 5_000, "avg_prepayments": 1_000, "avg_advances": 500, "own_funds": 2_500, "other_funds": 500,
}  # fmt: skip
WAN = 10_000
MONEY = [name for name in EXAMPLE if name not in ("sales_profit_rate", "growth_rate")]


def firms(*changes):
    """The example with changes, amounts in fen as a store has them."""
    rows = [{"credit_code": str(place), **EXAMPLE, **change} for place, change in enumerate(changes)]
    frame = pd.DataFrame(rows)
    for name in MONEY:
        frame[name] = (frame[name].astype("Float64") * WAN * 100).round().astype("Int64")
    return frame


def measured(change, existing=4_000):
    found = room(need(firms(change)), pd.Series({"0": existing * WAN}, dtype="float64"))
    return found.loc["0"]


def test_the_worked_example_to_the_digit():
    row = measured({})
    assert row["days"] == pytest.approx(72, abs=1e-12)
    assert row["turns"] == pytest.approx(5, abs=1e-12)
    assert row["need"] == pytest.approx(10_340 * WAN, abs=1e-4)
    assert row["room"] == pytest.approx(3_340 * WAN, abs=1e-4)
    assert row["ratio"] == pytest.approx(4_000 / 7_340)
    assert row["status"] == COMPUTED


def test_turns_are_never_whole_numbers():
    # 80 days more of inventory: 152 days, 2.368 turns; whole turns would give 25,850 instead of 21,828.89
    row = measured({"avg_inventory": 6_000 + 40_000 * 80 / 360})
    assert row["days"] == pytest.approx(152)
    assert row["need"] == pytest.approx(50_000 * 0.94 * 1.1 * 152 / 360 * WAN, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"revenue": None}, "missing: revenue"),
        ({"growth_rate": None, "avg_payables": None}, "missing: growth_rate, avg_payables"),
        ({"revenue": 0}, "revenue is not above 0"),
        ({"cost_of_sales": 0}, "cost of sales is not above 0"),
        ({"avg_payables": 13_000}, "the day sum is not above 0"),  # 117 days: 72 − 72 = 0
        ({"avg_payables": 20_000}, "the day sum is not above 0"),
    ],
)
def test_what_cannot_be_computed_is_never_zero(change, reason):
    row = measured(change)
    assert row[["need", "room", "ratio"]].isna().all()
    assert (row["status"], row["reason"]) == (NOT_COMPUTABLE, reason)


def test_unknown_funds_leave_the_need_known_and_the_room_unknown():
    row = measured({"other_funds": None})
    assert row["need"] == pytest.approx(10_340 * WAN, abs=1e-4)
    assert pd.isna(row["room"])
    assert (row["status"], row["reason"]) == (NOT_COMPUTABLE, "missing: other_funds")


def test_own_funds_that_cover_the_need_leave_no_ratio():
    row = measured({"own_funds": 9_840})  # 10,340 − 9,840 − 500 = 0
    assert row["status"] == NO_NEED
    assert pd.isna(row["ratio"])
    assert row["room"] == pytest.approx(-4_000 * WAN, abs=1e-4)


def test_no_item_of_cost_asks_for_no_cost():
    row = measured({"cost_of_sales": 0, "avg_inventory": 0, "avg_payables": 0, "avg_prepayments": 0})
    assert row["status"] == COMPUTED
    assert row["days"] == pytest.approx(57.6 - 3.6)


def test_the_loan_that_crosses_the_line_is_named_in_order_of_date_then_number():
    loans = pd.DataFrame(
        [("L3", "0", "B3", "2026-02-01", 20.0), ("L1", "0", "B1", "2025-08-01", 40.0), ("L2", "0", "B2", "2026-02-01", 30.0),
         ("L4", "1", "B1", "2026-01-01", 50.0)],
        columns=["loan_no", "borrower", "bank", "starts_on", "balance"],
    ).assign(starts_on=lambda frame: pd.to_datetime(frame["starts_on"]))  # fmt: skip
    found = crossings(loans, pd.Series({"0": 60.0, "1": 50.0})).set_index("loan_no")
    assert found.index[found["crosses"]].tolist() == ["L2"]
    assert found["over"].to_dict() == {"L1": 0.0, "L2": 10.0, "L3": 20.0, "L4": 0.0}
