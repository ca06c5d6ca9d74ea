"""What the rules on classes find: vetoes, much missing, like cases treated unlike, indicators that may not be used."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.classification.assessment import Classification
from analysis.classification.classes import BANKRUPTCY, CLOSED
from analysis.classification.fairness import RULE as UNLIKE
from analysis.findings import Batch, FindingTable, report
from analysis.rules import Severity

_MISSING: Final = "classification.missing_data"
_SOURCE: Final = "classification.no_source"


def find(found: Classification) -> FindingTable:
    """Findings about firms on the ledger, and about the scheme itself. Linear in its rows."""
    return FindingTable.of([*_vetoes(found), _missing(found), _unlike(found), _sources(found)])


def _ledger(found: Classification) -> pd.DataFrame:
    rows = found.firms.loc[found.firms["on_ledger"].to_numpy(dtype=bool)]
    return rows.assign(subject=rows.index)


def _vetoes(found: Classification) -> list[Batch]:
    rows = _ledger(found).rename(columns={"veto_kind": "kind", "veto_on": "stage_on"})
    return [report(found.book, rule, rows.loc[(rows["veto"] == rule).to_numpy(dtype=bool)]) for rule in (BANKRUPTCY, CLOSED)]


def _missing(found: Classification) -> Batch:
    rows = _ledger(found)
    rows = rows.loc[rows["score"].notna().to_numpy(dtype=bool)]
    much = np.round(rows["missing"].to_numpy(dtype=np.float64), 9) >= found.book.numbers(_MISSING, "missing_from", rows["county"])
    return report(found.book, _MISSING, rows.loc[much])


def _unlike(found: Classification) -> Batch:
    """What only the lines or a veto part is information; what somebody set by hand is a warning."""
    pairs, firms = found.unlike, found.firms

    def of(column: str, who: str) -> Any:
        return firms[column].reindex(pairs[who]).to_numpy()

    rows = pairs.assign(
        subject=pairs["firm"], name=of("name", "firm"), county=of("county", "firm"), score=of("score", "firm"),
        other_score=of("score", "other"), other_class=of("class", "other"),
        severity=np.where(pairs["cause"] == "override", Severity.WARNING, Severity.INFO),
    ).assign(**{"class": of("class", "firm")})  # fmt: skip
    return report(found.book, UNLIKE, rows)


def _sources(found: Classification) -> Batch:
    """One finding an indicator, whose subject is the scheme."""
    scheme = found.scores.scheme
    refused = [one for one in scheme.indicators if one.refused is not None]
    rows = pd.DataFrame(
        {
            "subject": scheme.id,
            "name": f"{scheme.id} {scheme.version}",
            "county": pd.Series([None] * len(refused), dtype="str"),
            "indicator": pd.Series([one.zh for one in refused], dtype="str"),
            "reason": pd.Series([one.refused for one in refused], dtype="str"),
        }
    )
    return report(found.book, _SOURCE, rows.drop_duplicates("indicator"))
