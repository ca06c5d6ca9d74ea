"""Values between frames and Cypher come back exactly."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.neo4j_store.cells import EXACT, column, filled, rows
from graph.schema import TABLES

LOANS = TABLES["loans"]
LARGEST = 2**63 - 1


def there_and_back(name, values, dtype):
    frame = pd.DataFrame({name: pd.Series(values, dtype=dtype)})
    sent, days = rows(LOANS, frame, [name])
    cells = [days[cell].isoformat() if dtype.startswith("datetime") and cell is not None else cell for (cell,) in sent]
    pd.testing.assert_series_equal(column(LOANS, name, cells, dtype), frame[name], check_names=False)
    return sent


@given(st.lists(st.none() | st.integers(-LARGEST, LARGEST), min_size=1))
def test_money_is_exact_to_the_fen(fen):
    there_and_back("balance", fen, "Int64")


@given(st.lists(st.integers(EXACT - 1000, EXACT + 1000) | st.integers(-EXACT - 1000, -EXACT + 1000), min_size=1))
def test_money_is_exact_around_the_largest_double(fen):
    there_and_back("balance", fen, "Int64")


def test_money_is_yuan():
    assert there_and_back("balance", [123_456_78, 1, None, -5], "Int64") == [[123_456.78], [0.01], [None], [-0.05]]
    assert there_and_back("balance", [EXACT], "Int64") == [["22517998136852.48"]]


@pytest.mark.parametrize(
    ("name", "values", "dtype"),
    [
        ("loan_no", ["甲", None, "", "a\x1fb"], "str"),
        ("starts_on", ["2026-03-01", None, "1949-10-01", "2026-03-01"], "datetime64[s]"),
        ("rate", [0.0435, None, -0.0, 1e-300], "float64"),
        ("overdue_days", [0, None, 2**40], "Int64"),
    ],
)
def test_values_come_back(name, values, dtype):
    there_and_back(name, values, dtype)


def test_dates_are_sent_once():
    frame = pd.DataFrame(
        {
            "starts_on": pd.Series(["2026-03-01"] * 3, dtype="datetime64[s]"),
            "matures_on": pd.Series(["2026-03-01"] * 3, dtype="datetime64[s]"),
        }
    )
    sent, days = rows(LOANS, frame, ["starts_on", "matures_on"])
    assert len(days) == 2
    assert sent == [[0, 1]] * 3


def test_columns_that_say_nothing_stay_behind():
    frame = pd.DataFrame({"loan_no": ["1"], "purpose": pd.Series([None], dtype="str"), "_gone": [False]})
    assert filled(frame, list(frame.columns)) == ["loan_no"]
    assert filled(frame.assign(_gone=True), list(frame.columns)) == ["loan_no", "_gone"]
