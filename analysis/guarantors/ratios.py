"""What every guarantor stands behind, against its net assets, a year ago, and what it could still take on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.proportion import change, share
from analysis.rules import RuleBook
from graph.facts import CityFacts
from graph.values import FEN_PER_YUAN

_KINDS: Final = (("guarantee_companies", "credit_code"), ("enterprises", "credit_code"), ("persons", "person_id"))


@dataclass(frozen=True, eq=False)
class Ratios:
    """One row a guarantor, by code.

    Columns: `name`, `county`, `kind` (enterprises | guarantee_companies | persons), `net_assets` (yuan, NaN unknown), `small_business`,
    `guaranteed` (yuan), `clients`, `share` (of net assets; NaN where those are unknown or not above 0), `free` (yuan it could still
    guarantee up to the limit of the rules; at least 0, NaN unknown), `before` (guaranteed a year ago), `growth` (NaN without).
    """

    table: pd.DataFrame

    def about(self, code: str) -> dict[str, Any] | None:
        """One guarantor for JSON, amounts in yuan, unknown as null; None for a party that guarantees nothing."""
        if code not in self.table.index:
            return None
        row = self.table.loc[code].to_dict()
        told = {name: None if pd.isna(row[name]) else float(row[name]) for name in ("guaranteed", "net_assets", "share", "free", "growth")}
        return told | {"clients": int(row["clients"])}


def ratios(facts: CityFacts, guarantees: pd.DataFrame, before: pd.DataFrame, book: RuleBook) -> Ratios:
    """`guarantees` and `before` are those in force now and a year ago, by guarantor and loan (`lending.guaranteed.links`). Linear.

    An enterprise's and a person's limit is `guarantee.ratio_limit` of its net assets, a guarantee company's its leverage.
    """
    given = guarantees.groupby("guarantor")
    people = _people(facts).reindex(pd.Index(given["amount"].sum().index, name="guarantor"))
    table = people.assign(guaranteed=given["amount"].sum(), clients=given["borrower"].nunique())
    net, guaranteed = table["net_assets"].to_numpy(dtype=np.float64), table["guaranteed"].to_numpy(dtype=np.float64)
    then = before.groupby("guarantor")["amount"].sum().reindex(table.index).fillna(0.0).to_numpy(dtype=np.float64)
    room = limits(table, book) * np.maximum(net, 0.0) - guaranteed
    return Ratios(
        table.assign(
            share=share(guaranteed, net),
            free=np.where(np.isnan(net), np.nan, np.maximum(room, 0.0)).round(2),
            before=then,
            growth=change(guaranteed, then),
        )
    )


def limits(table: pd.DataFrame, book: RuleBook) -> Any:
    """How many times its net assets each guarantor may guarantee."""
    company = (table["kind"] == "guarantee_companies").to_numpy(dtype=bool)
    county = table["county"]
    small = table["small_business"].fillna(value=False).to_numpy(dtype=bool)
    times = np.where(
        small,
        book.numbers("guarantee_company.leverage", "small_business_times_above", county),
        book.numbers("guarantee_company.leverage", "times_above", county),
    )
    return np.where(company, times, book.numbers("guarantee.ratio_limit", "share_above", county))


def _people(facts: CityFacts) -> pd.DataFrame:
    """Everyone the tables name, a guarantee company before an enterprise before a person, by code."""
    parts = []
    for name, key in _KINDS:
        rows = facts[name]
        parts.append(
            pd.DataFrame(
                {
                    "code": rows[key],
                    "name": rows["name"],
                    "county": rows["county_code"] if "county_code" in rows else pd.Series(np.nan, index=rows.index, dtype="str"),
                    "kind": name,
                    "net_assets": rows["net_assets"].astype("Float64").astype("float64") / FEN_PER_YUAN,
                    "small_business": rows["small_business_focus"] if "small_business_focus" in rows else pd.Series(
                        pd.NA, index=rows.index, dtype="boolean"
                    ),
                }
            )
        )  # fmt: skip
    people = pd.concat(parts, ignore_index=True).drop_duplicates("code")
    return people.set_index("code")
