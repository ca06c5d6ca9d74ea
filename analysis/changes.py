"""What changed between two networks: parties, loans, guarantees that came, went or have other figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.network import GuaranteeNetwork, Liability, LoanClass


@dataclass(frozen=True, eq=False)
class TableChange:
    """One table: `came` and `went` are rows, `changed` rows with `before` and `after` where a figure differs."""

    came: list[dict[str, Any]]
    went: list[dict[str, Any]]
    changed: list[dict[str, Any]]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows each has."""
        return {"came": len(self.came), "went": len(self.went), "changed": len(self.changed)}


def parties(network: GuaranteeNetwork) -> pd.DataFrame:
    """Parties that borrow or guarantee, by code."""
    found = network.parties
    active = (np.diff(found.first_loan) > 0) | (np.diff(found.first_given) > 0)
    frame = pd.DataFrame({"party": _texts(found.code), "name": _texts(found.name), "county": _labels(network.counties.code, found.county)})
    return frame.loc[active].set_index("party", drop=False)


def loans(network: GuaranteeNetwork) -> pd.DataFrame:
    """Live loans, by number; exposure in yuan."""
    found = network.loans
    frame = pd.DataFrame(
        {
            "loan": _texts(found.number),
            "borrower": _labels(network.parties.code, found.borrower),
            "bank": _labels(network.banks.code, found.bank),
            "exposure": np.round(found.exposure, 2),
            "class": [LoanClass(kind).name.lower() for kind in found.loan_class.tolist()],
        }
    )
    return frame.set_index("loan", drop=False)


def guarantees(network: GuaranteeNetwork) -> pd.DataFrame:
    """Guarantees in force, by contract, guarantor and loan; `cap` missing: the whole debt."""
    found = network.guarantees
    frame = pd.DataFrame(
        {
            "contract": _texts(found.contract),
            "guarantor": _labels(network.parties.code, found.guarantor),
            "loan": _labels(network.loans.number, found.loan),
            "borrower": _labels(network.parties.code, network.loans.borrower[found.loan]),
            "liability": [Liability(kind).name.lower() for kind in found.liability.tolist()],
            "cap": np.where(np.isfinite(found.stated_cap), np.round(found.stated_cap, 2), np.nan),
        }
    )
    return frame.set_index(["contract", "guarantor", "loan"], drop=False).loc[lambda rows: ~rows.index.duplicated()]


def compared(before: pd.DataFrame, after: pd.DataFrame) -> TableChange:
    """Two tables by their index: rows only one has, and rows of both whose cells differ. Linear but for hashing the keys."""
    both = before.index.intersection(after.index, sort=False)
    one, other = before.loc[both], after.loc[both]
    differs = pd.DataFrame({name: (one[name] != other[name]) & ~(one[name].isna() & other[name].isna()) for name in before.columns})
    changed = differs.any(axis=1).to_numpy(dtype=bool)
    return TableChange(
        came=rows(after.loc[~after.index.isin(before.index)]),
        went=rows(before.loc[~before.index.isin(after.index)]),
        changed=[{"before": then, "after": now} for then, now in zip(rows(one.loc[changed]), rows(other.loc[changed]), strict=True)],
    )


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON, missing cells as null."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[return-value]


def _texts(labels: pa.StringArray) -> Any:
    return pd.array(labels.to_pandas(), dtype="str")


def _labels(labels: pa.StringArray, places: Any) -> Any:
    at = np.asarray(places, np.int64)
    return _texts(labels.take(pa.array(at, mask=at < 0)))
