from __future__ import annotations

from typing import Any

import pandas as pd

from ingest.batch import Batch, gather
from ingest.validate import check_duplicates, check_rows


def refused(batch: Batch) -> list[tuple[str, str, list[int]]]:
    return [(finding.reason.value, finding.column, finding.rows.tolist()) for finding in batch.findings]


def loans(raw: Any, **columns: Any) -> Batch:
    size = len(next(iter(columns.values())))
    base = {"borrower": ["某公司"] * size, "bank_code": ["B1"] * size, "balance": ["1"] * size}
    dates = {"starts_on": ["2026-01-01"] * size, "matures_on": ["2026-01-01"] * size}
    return gather([raw("loans", **(base | dates | columns))])


def test_dates_may_meet_but_not_cross(raw: Any) -> None:
    batch = loans(raw, loan_no=["L1", "L2", "L3"], matures_on=["2026-01-01", "2025-12-31", "bad"])
    check_rows(batch)
    assert refused(batch) == [("date-invalid", "matures_on", [2]), ("maturity-before-start", "matures_on", [1])]
    assert batch.good.tolist() == [True, False, False]


def test_a_guarantee_secures_exactly_one_debt(raw: Any) -> None:
    batch = gather(
        [raw("guarantees", guarantee_no=["1", "2", "3", "4"], guarantor=["甲", "乙", "丙", "丁"], signed_on=["2026-01-01"] * 4,
             loan_no=["L1", None, "L1", "6.2E+18"], facility_no=[None, None, "F1", None], cap=["1", "", "0", None])]
    )  # fmt: skip
    check_rows(batch)
    assert refused(batch) == [
        ("number-rounded", "loan_no", [3]),
        ("guaranteed-debt-missing", "loan_no", [1]),
        ("guaranteed-debt-ambiguous", "facility_no", [2]),
        ("cap-zero", "cap", [2]),
    ]


def test_equal_rows_repeat_and_different_ones_conflict(raw: Any) -> None:
    batch = loans(raw, loan_no=["L1", "L2", "L1", "L2", "L3", "L1"], balance=["1", "2", "1.00", "3", "4", "1"])
    assert check_duplicates(batch).tolist() == [2, 5]
    assert refused(batch) == [("duplicate-conflict", "loan_no", [1, 3])]
    assert batch.findings[0].details == ["loans.csv row 3; loans.csv row 5"] * 2


def test_a_row_refused_for_itself_says_nothing_about_others(raw: Any) -> None:
    batch = loans(raw, loan_no=["L1", "L1"], balance=["1", "x"])
    assert check_duplicates(batch).tolist() == []
    assert batch.good.tolist() == [True, False]


def test_figures_of_two_dates_stand_side_by_side(raw: Any, codes: list[str]) -> None:
    batch = gather(
        [raw("enterprises", credit_code=[codes[0]] * 4, name=["甲"] * 4, county_code=["990101"] * 4, net_assets=["1", "2", "3", "4"],
             as_of=["2025-12-31", "2026-06-30", None, "2026-06-30"])]
    )  # fmt: skip
    assert check_duplicates(batch).tolist() == []
    assert refused(batch) == [("duplicate-conflict", "credit_code", [1, 3])]


def test_rows_of_several_files_are_compared(raw: Any) -> None:
    one, other = (raw("persons", person_id=["P1", f"P{number}"], net_assets=[str(number), "5"]) for number in (2, 3))
    batch = gather([one, other])
    assert len(batch) == 4
    assert check_duplicates(batch).tolist() == []
    assert refused(batch) == [("duplicate-conflict", "person_id", [0, 2])]


def test_absent_columns_are_missing_and_types_canonical(raw: Any) -> None:
    batch = gather([raw("persons", person_id=["P1"], net_assets=pd.Series([1.5]), units={"net_assets": 1_000_000})])
    assert batch.frame["net_assets"].tolist() == [1_500_000]
    assert batch.frame["name"].isna().all()
    assert {name: str(kind) for name, kind in batch.frame.dtypes.items()} == {
        "person_id": "str", "name": "str", "net_assets": "Int64", "external": "boolean", "_source": "str", "_row": "Int64",
    }  # fmt: skip
