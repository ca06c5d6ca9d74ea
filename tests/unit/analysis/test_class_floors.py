"""Class floors on cases worked by hand from the rules' own examples."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.lending.class_floors import below_floor, class_floors, same_bank


def loans(*rows):
    return pd.DataFrame(
        [(f"L{place}", "X", *row) for place, row in enumerate(rows)],
        columns=["loan_no", "borrower", "bank", "gross", "overdue_days", "class"],
    ).assign(overdue_extrapolated=False)


def floor(*rows, **how):
    return class_floors(loans(*rows), pd.Index(["X"]), **how).loc["X"]


def test_a_quarter_overdue_95_days_is_substandard_everywhere():
    rows = [("A", 3_000, 0, "normal"), ("B", 5_000, 95, "substandard"), ("C", 12_000, 0, "normal")]
    found = floor(*rows)
    assert (found["class"], found["rule"], found["everywhere"]) == ("substandard", "class_floor.overdue", "substandard")
    assert found["share_overdue"] == 0.25
    assert below_floor(loans(*rows), class_floors(loans(*rows), pd.Index(["X"])))["bank"].tolist() == ["A", "C"]


@pytest.mark.parametrize(
    ("rows", "expected", "everywhere"),
    [
        ([("A", 1, 0, "normal")], None, None),
        ([("A", 75, 0, "normal"), ("B", 25, 90, "normal")], None, None),  # 90 days are not above 90
        ([("A", 80, 0, "normal"), ("B", 20, 91, "normal")], None, None),  # 20 % is not above 20 %
        ([("A", 79, 0, "normal"), ("B", 21, 91, "normal")], "substandard", "substandard"),
        ([("A", 99, 0, "normal"), ("B", 1, 10, "doubtful")], "special_mention", "special_mention"),
        ([("A", 99, 0, "normal"), ("B", 1, 270, "normal")], None, None),
        ([("A", 99, 0, "normal"), ("B", 1, 271, "normal")], "doubtful", None),
        ([("A", 99, 0, "normal"), ("B", 1, 361, "loss")], "loss", "special_mention"),
    ],
)
def test_lines_are_strict_and_long_overdue_ties_to_its_own_debt(rows, expected, everywhere):
    found = floor(*rows)
    assert (found["class"] if found["class"] is not None else None) == expected
    assert found["everywhere"] == everywhere


def test_a_long_overdue_loan_is_asked_for_its_own_days_only():
    rows = loans(("A", 900, 0, "normal"), ("B", 5, 280, "substandard"), ("C", 5, 400, "loss"))
    low = below_floor(rows, class_floors(rows, pd.Index(["X"])))
    assert low["bank"].tolist() == ["A", "B"]  # A must mention it, B call it doubtful; C is loss already


def test_a_document_of_evasion_and_a_liquidation_hold_everywhere():
    rows = [("A", 1, 0, "normal")]
    assert floor(*rows, evaders=["X"])[["class", "everywhere"]].tolist() == ["doubtful", "doubtful"]
    assert floor(*rows, in_liquidation=["X"])[["class", "everywhere"]].tolist() == ["loss", "loss"]


def test_a_firm_without_loans_has_no_share_and_no_floor():
    found = class_floors(loans(("A", 1, 0, "normal")), pd.Index(["Y"])).loc["Y"]
    assert found["class"] is None
    assert pd.isna(found["share_overdue"])


def test_a_tenth_bad_at_one_bank_asks_for_all_claims_there():
    rows = loans(("A", 89, 0, "normal"), ("A", 11, 95, "loss"), ("B", 90, 0, "normal"), ("B", 10, 95, "loss"), ("C", 5, 95, "loss"))
    assert same_bank(rows)[["bank", "share"]].to_numpy().tolist() == [["A", 0.11]]
