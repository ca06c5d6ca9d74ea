"""Loans report by report: what was known of borrowers after every run, on the day its data were for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.lending.book import CreditBook, lenders, live, loan_rows
from analysis.lending.survey import by_lender
from graph.facts import CityFacts
from graph.versions import select

_NEXT: Final = "\x1f"  # between the parts of a composed key; no text of a store holds it


class LoansOverTime:
    """Made once of a day's facts. Whatever later runs corrected is told as it was known then."""

    def __init__(self, facts: CityFacts) -> None:
        self._facts = facts
        self._versions = facts.history("loans")
        self._places = {str(code): np.asarray(rows) for code, rows in self._versions.groupby("borrower").indices.items()}
        self._runs = facts.runs()
        self._first = int(self._versions["_opened"].min()) if len(self._versions) else self._runs[-1].number + 1
        self._banks = lenders(facts)

    def moments(self, borrowers: Collection[str]) -> pd.DataFrame:
        """The runs after which something of some borrowers' loans may be different, with their days: `run`, `day`.

        Those that came on a new day or changed such a loan, from the first that told of any loan.
        """
        runs = [run for run in self._runs if run.number >= self._first]
        number = np.array([run.number for run in runs], dtype=np.int64)
        day = np.array([run.day for run in runs], dtype="datetime64[s]")
        versions = self._of(borrowers)
        new = np.concatenate([np.ones(min(len(day), 1), dtype=bool), day[1:] != day[:-1]])
        changing = np.isin(number, np.concatenate([versions["_opened"].to_numpy(), versions["_closed"].dropna().to_numpy(dtype=np.int64)]))
        return pd.DataFrame({"run": number, "day": day}).loc[new | changing].reset_index(drop=True)

    def loans(self, borrowers: Collection[str]) -> pd.DataFrame:
        """The live loans of some borrowers at `moments`, as `CreditBook.loans` has them but for days overdue, with `run` and `day`.

        Linear in versions times the moments that knew them.
        """
        versions, moments = self._of(borrowers), self.moments(borrowers)
        run = moments["run"].to_numpy()
        opened, closed = versions["_opened"].to_numpy(), versions["_closed"].to_numpy(dtype=np.float64, na_value=np.inf)
        row, moment = np.nonzero((opened[:, None] <= run) & (run < closed[:, None]))
        known = versions.iloc[row].assign(run=run[moment], _as_of=moments["day"].to_numpy()[moment])
        known["_key"] = known["run"].astype("str").str.zfill(10) + _NEXT + known["_key"]
        rows = live(select(known, None))
        late = (rows["overdue_days"] > 0).fillna(value=False).to_numpy(dtype=bool)
        return loan_rows(rows, late, rows["_as_of"]).assign(run=rows["run"], day=rows["_as_of"])

    def _of(self, borrowers: Collection[str]) -> pd.DataFrame:
        places = [self._places[code] for code in dict.fromkeys(borrowers) if code in self._places]
        return self._versions.iloc[np.sort(np.concatenate(places)) if places else []]

    def by_lender(self, loans: pd.DataFrame) -> pd.DataFrame:
        """Such loans added up by run, borrower and bank: `run`, `borrower`, and the columns of `survey.by_lender` but for lines."""
        unit: pd.Series[Any] = loans["run"].astype("str") + _NEXT + loans["borrower"]
        nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in ("facility_no", "borrower", "bank")} | {
            name: pd.Series(dtype="float64") for name in ("limit", "used")
        })  # fmt: skip
        table = by_lender(CreditBook(self._facts.as_of, loans.assign(borrower=unit), nothing, self._banks), None)
        heads = loans[["run", "borrower"]].assign(unit=unit).drop_duplicates("unit")
        return table.drop(columns=["limit", "used"]).merge(heads, on="unit").drop(columns="unit")
