"""A classification as plain rows, for JSON, tables and workbooks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analysis.classification.assessment import Classification
from analysis.classification.classes import CLASSES
from analysis.classification.scheme import Dimension
from analysis.classification.sentences import NOTE, items, reason
from graph.network import Floats


def rows(found: Classification, firms: pd.DataFrame, *, with_items: bool = False) -> list[dict[str, Any]]:
    """Some rows of `Classification.firms` as plain values; `with_items` adds what made each score, indicator by indicator."""
    scores = found.scores
    place = scores.firms.get_indexer(firms.index)
    parts = {one.value: scores.dimension(one) for one in Dimension}
    told = firms.astype("object").where(firms.notna(), None)
    made = []
    for at, (code, row) in zip(place.tolist(), zip(firms.index.tolist(), told.to_dict("records"), strict=True), strict=True):
        held = found.standings.get(code)
        plain = {str(name): value for name, value in row.items()}
        plain["score"] = np.nan if row["score"] is None else row["score"]
        made.append(
            {
                "enterprise": code,
                "name": row["name"],
                "county": row["county"],
                "key_enterprise": row["key"],
                "on_ledger": row["on_ledger"],
                "tier": row["tier"],
                "score": row["score"],
                "dimensions": {name: _dimension(part, at) for name, part in parts.items()} if at >= 0 else {},
                "class": row["class"],
                "proposed": row["proposed"],
                "reason": reason(plain, held, found.book).to_json(),
                "veto": {"rule": row["veto"], "kind": row["veto_kind"], "on": _day(row["veto_on"])} if row["veto"] else None,
                "missing": None if row["missing"] is None else round(row["missing"], 6),
                "status": row["status"],
                "published_on": _day(row["published_on"]),
                "objection_until": _day(row["objection_until"]),
                "objections": [one.to_json() for one in held.objections] if held else [],
                "override": held.override.to_json() if held and held.override else None,
                "overrides_waiting": [one.to_json() for one in held.waiting] if held else [],
                "overrides_past": [one.to_json() for one in held.past] if held else [],
                **({"items": items(scores, code)} if with_items else {}),
            }
        )
    return made


def head(found: Classification) -> dict[str, Any]:
    """What stands above the rows: the day, the scheme, the rules, the decisions read, what the classes are worth."""
    return {
        "as_of": found.as_of.isoformat(),
        "scheme": found.scores.scheme.to_json(),
        "rules": found.book.to_json(),
        "decisions": found.decisions.to_json(),
        "note": NOTE,
        "scored": len(found.scores.firms),
        "on_ledger": int(found.firms["on_ledger"].sum()),
    }


def benchmarks(found: Classification) -> list[dict[str, Any]]:
    """What every county was measured against, and why where it is not its own."""
    table = found.scores.benchmarks
    told = table.astype("object").where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in told.to_dict("records")]


def unlike(found: Classification, firms: pd.Index[Any] | None = None) -> list[dict[str, Any]]:
    """The pairs treated unlike, those set by hand first; with `firms` only those that touch one of them."""
    pairs = found.unlike
    if firms is not None:
        pairs = pairs.loc[pairs["firm"].isin(firms) | pairs["other"].isin(firms)]
    pairs = pairs.assign(_hand=pairs["cause"] != "override").sort_values(["_hand", "points", "firm", "other"], kind="stable")
    firm, other = (found.firms.loc[pairs[name], ["name", "county", "score", "class"]] for name in ("firm", "other"))
    return [
        {"enterprise": one, "name": a[0], "county": a[1], "score": a[2], "class": a[3],
         "other": two, "other_name": b[0], "other_county": b[1], "other_score": b[2], "other_class": b[3], "points": apart, "cause": cause}
        for one, two, apart, cause, a, b in zip(
            pairs["firm"].tolist(), pairs["other"].tolist(), pairs["points"].tolist(), pairs["cause"].tolist(),
            _plain(firm), _plain(other), strict=True,
        )
    ]  # fmt: skip


def counts(found: Classification) -> list[dict[str, Any]]:
    """How many firms on the ledger have which class proposed and which after overrides, county by county; None: no county known."""
    ledger = found.firms.loc[found.firms["on_ledger"].to_numpy(dtype=bool)]
    county = ledger["county"].astype("object").where(ledger["county"].notna(), None)
    made = []
    for code, rows_ in ledger.groupby(county, dropna=False, sort=True):
        classes = rows_["class"].value_counts()
        made.append({
            "county": code if isinstance(code, str) else None, "firms": len(rows_),
            **{one: int(classes.get(one, 0)) for one in CLASSES},
            "unclassed": int(rows_["class"].isna().sum()), "overridden": int((rows_["status"] == "overridden").sum()),
        })  # fmt: skip
    return made


def _plain(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    told = table.astype("object").where(table.notna(), None)
    return list(told.itertuples(index=False, name=None))


def _dimension(part: tuple[Floats, Floats], at: int) -> dict[str, float | None]:
    points, weight = float(part[0][at]), float(part[1][at])
    return {"score": round(100 * points / weight, 2) if weight > 0.0 else None, "points": round(points, 4), "weight": round(weight, 4)}


def _day(value: Any) -> str | None:
    return None if value is None else f"{value:%Y-%m-%d}"
