"""Everything section 2 asks of borrowers, or of several together, of as many of them at once as there are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.lending import many_lenders
from analysis.lending.book import BUCKETS, CLASSES
from analysis.lending.concentration import concentration
from analysis.lending.desk import LendingDesk
from analysis.lending.guaranteed import across
from analysis.lending.history import RECENT_MONTHS, YEAR_MONTHS, changes, earlier, trends
from analysis.lending.survey import by_lender, surveyed
from analysis.lending.working_capital import COMPUTED, NO_NEED, NOT_COMPUTABLE, crossings

_SUMMED: Final = ("need", "own_funds", "other_funds")


class Figures:
    """The figures of every unit of a mapping of codes to units: a borrower by itself, a controller group. When `ready` only read.

    Yuan, fractions; a unit without loans has zeros. Guarantees inside a unit are left out on both sides.
    """

    def __init__(self, desk: LendingDesk, unit: pd.Series[Any]) -> None:
        self._desk, self._unit = desk, unit
        self._members = {name: tuple(codes) for name, codes in unit.index.to_series().groupby(unit.to_numpy()).agg(list).items()}
        self._bank_names = desk.book.banks["name"].to_dict()
        self._by_lender = by_lender(desk.book, unit)
        table = surveyed(self._by_lender)
        self._zeros = dict.fromkeys(map(str, table.columns), 0)
        self._survey = _Rows(table)
        self._joint = _Rows(_status(desk, unit, table))
        self._usage = _Rows(many_lenders.usage(desk, unit))
        self._capital = _Rows(concentration(desk.book, unit).set_index("unit"))
        self._needs = _Rows(desk.needs)
        self._crossings = _Rows(_ordered(desk, unit).set_index("borrower"))

    @cached_property
    def _rest(self) -> _Rest:
        return _Rest(self._desk, self._unit, self._by_lender)

    def ready(self) -> Figures:
        """The same, with everything worked out: then several threads may ask."""
        self._rest  # noqa: B018
        return self

    def about(self, unit: str) -> dict[str, Any]:
        """One unit for JSON; KeyError where there is none."""
        rest, changing = self._rest, self.changing(unit)
        row = self._survey.one(unit) or self._zeros
        over, stated = rest.across.one(unit), rest.stated.one(unit)
        needed = changing["working_capital"]
        bases = {"net_assets": stated.get("net_assets"), "revenue": stated.get("revenue"), "need": needed["need"]}
        return {
            "lenders": changing["lenders"],
            "by_lender": [self._lender(one) for one in rest.lenders.of(unit)],
            "limits": money(row["limits"]),
            "used": money(row["used"]),
            "balance": changing["balance"],
            "by_class": {word: money(row[f"class_{word}"]) for word in CLASSES},
            "by_maturity": {word: money(row[f"bucket_{word}"]) for word in BUCKETS},
            "working_capital": needed,
            "largest_share": changing["largest_share"],
            "hhi": changing["hhi"],
            "offsite_balance": money(row["offsite_balance"]),
            "unlocated_balance": money(row["unlocated_balance"]),
            "nonbank_balance": money(row["nonbank_balance"]),
            "nonbank_lenders": int(row["nonbanks"]),
            "guaranteed_in": money(over.get("guaranteed_in", 0.0)),
            "guaranteed_out": money(over.get("guaranteed_out", 0.0)),
            "clients": int(over.get("clients", 0)),
            "balance_to": {name: ratio(float(row["balance"]), base) for name, base in bases.items()},
            **_history(rest, unit),
            "concentration": changing["concentration"],
            "joint_credit": changing["joint_credit"],
        }

    def changing(self, unit: str) -> dict[str, Any]:
        """The figures of a unit that one more loan would change."""
        row, used = self._survey.one(unit) or self._zeros, self._usage.one(unit)
        return {
            "lenders": int(row["lenders"]),
            "balance": money(row["balance"]),
            "working_capital": self._working_capital(self._members[unit]),
            "largest_share": share(row["largest_share"]),
            "hhi": share(row["hhi"]),
            "joint_credit": {
                "status": self._joint.one(unit).get("status", "none"),
                "usage": share(used.get("usage")),
                "limit": money(used.get("limit")),
                "members": int(used.get("members", 0)),
            },
            "concentration": [_exposure(one) for one in self._capital.of(unit)],
        }

    def _working_capital(self, members: Sequence[str]) -> dict[str, Any]:
        """The formula for a borrower; for several, the sums of those that can be computed, and none where one that borrows cannot be."""
        needs = [row for row in map(self._needs.one, members) if row]
        if not needs:
            return {"need": None, "own_funds": None, "other_funds": None, "existing": 0.0, "room": None, "ratio": None,
                    "status": NOT_COMPUTABLE, "reason": "no figures", "by_loan": []}  # fmt: skip
        row = needs[0] if len(members) == 1 else together(needs)
        return {
            **{name: money(row[name]) for name in (*_SUMMED, "existing", "room")},
            "ratio": share(row["ratio"]),
            "status": row["status"],
            "reason": text(row["reason"]),
            "by_loan": [in_order(one) for one in self._crossings.of(members[0])] if len(members) == 1 else [],
        }

    def _lender(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "bank": row["bank"],
            "name": self._bank_names.get(row["bank"]),
            "limit": money(row["limit"]),
            "used": money(row["used"]),
            "balance": money(row["balance"]),
            "loans": int(row["loans"]),
            "nonbank": bool(row["nonbank"]),
            "offsite": bool(row["offsite"]),
            "by_class": {word: money(row[f"class_{word}"]) for word in CLASSES},
            "by_maturity": {word: money(row[f"bucket_{word}"]) for word in BUCKETS},
        }


class _Rest:
    """The tables of what one more loan does not change."""

    def __init__(self, desk: LendingDesk, unit: pd.Series[Any], rows: pd.DataFrame) -> None:
        recent, year = desk.before(RECENT_MONTHS), desk.before(YEAR_MONTHS)
        moved = changes(desk.book, recent, unit)
        self.lenders = _Rows(rows.set_index("unit"))
        self.trends = _Rows(trends(desk.book, recent, year, unit))
        self.changes = _Rows(moved.loc[(moved["change"] != 0.0).to_numpy(dtype=bool)].set_index("unit"))
        self.told = {one: desk.facts.told_on("loans", earlier(desk.facts.as_of, one)) for one in (RECENT_MONTHS, YEAR_MONTHS)}
        self.across = _Rows(across(desk.guarantees, unit))
        self.stated = _Rows(_stated(desk, unit))


def _history(rest: _Rest, unit: str) -> dict[str, Any]:
    """How credit changed over a year and a quarter: all null, and `reported` false, where no report was in by the day compared with.

    What later reports still hold of such a day lacks whatever was repaid since: it would show growth, and nobody lost.
    """
    trend = rest.trends.one(unit)
    year = {"before": money(trend.get("before", 0.0)), "growth": share(trend.get("growth"))}
    quarter = {
        "gained": _codes(trend.get("gained")),
        "lost": _codes(trend.get("lost")),
        "withdrawn": money(trend.get("withdrawn", 0.0)),
        "by_lender": [
            {"bank": one["bank"], "then": money(one["then"]), "now": money(one["now"]), "change": money(one["change"])}
            for one in rest.changes.of(unit)
        ],
    }
    return {
        name: (known if rest.told[months] else dict.fromkeys(known)) | {"reported": rest.told[months]}
        for name, known, months in (("year", year, YEAR_MONTHS), ("quarter", quarter, RECENT_MONTHS))
    }


def figures_of(desk: LendingDesk, unit: pd.Series[Any] | None = None) -> Figures:
    """The figures of the units of a mapping (`lending.book.units`), or with None of every borrower by itself. Linear but for sorting."""
    if unit is None:
        unit = pd.Series(desk.borrowers, index=desk.borrowers, dtype="str")
    return Figures(desk, unit)


def figures(desk: LendingDesk, members: Sequence[str]) -> dict[str, Any]:
    """The figures of a borrower, or of several together."""
    unit = "unit"
    return Figures(desk, pd.Series(unit, index=pd.Index(list(members)))).about(unit)


class _Rows:
    """The rows of a table by its index, one or several a name, as plain dictionaries."""

    def __init__(self, table: pd.DataFrame) -> None:
        table = table.sort_index(kind="stable")
        names = table.index.to_numpy(dtype=object)
        first = np.flatnonzero(np.concatenate([np.ones(min(len(names), 1), dtype=bool), names[1:] != names[:-1]]))
        end = np.append(first, len(names))[1:]
        self._place = dict(zip(names[first], zip(first.tolist(), end.tolist(), strict=True), strict=True))
        self._columns = {str(name): table[name].to_numpy() for name in table.columns}

    def of(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of a name in their order."""
        for place in range(*self._place.get(name, (0, 0))):
            yield {column: values[place] for column, values in self._columns.items()}

    def one(self, name: str) -> dict[str, Any]:
        """Its only row, empty where there is none."""
        return next(self.of(name), {})


def _ordered(desk: LendingDesk, unit: pd.Series[Any]) -> pd.DataFrame:
    """Working-capital loans in their order, of those that are a unit by themselves."""
    line = desk.needs["line"]
    alone = unit.index[~unit.duplicated(keep=False).to_numpy()]
    return crossings(desk.working_capital_loans, line.loc[np.isfinite(line.to_numpy()) & line.index.isin(alone)])


def _stated(desk: LendingDesk, unit: pd.Series[Any]) -> pd.DataFrame:
    """What the members that stated it have together; missing where none did."""
    stated = pd.concat({name: desk.yuan(name).reindex(unit.index) for name in ("net_assets", "revenue")}, axis=1)
    return stated.groupby(unit.to_numpy()).sum(min_count=1).round(2)


def _status(desk: LendingDesk, unit: pd.Series[Any], table: pd.DataFrame) -> pd.DataFrame:
    """Whether joint credit must, may or by the local line should be looked at; a group of one by the lines of borrowers."""
    members = unit.index.to_series().groupby(unit.to_numpy())
    first, several = members.first().reindex(table.index), members.size().reindex(table.index).to_numpy() > 1
    home = first.map(desk.group).fillna(first).map(desk.homes).where(several, first.map(desk.county))
    rows = table.assign(financing=table["balance"], county=home)
    of_groups, of_borrowers = (many_lenders.joint_credit(desk.rules, rows, prefix) for prefix in ("lending.group_", "lending."))
    return pd.DataFrame({"status": np.where(several, of_groups, of_borrowers)}, index=table.index)


def together(needs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Need, funds, existing loans and room of several, from theirs."""
    unknown = [row for row in needs if row["existing"] > 0.0 and row["status"] == NOT_COMPUTABLE]
    known = [row for row in needs if row["status"] != NOT_COMPUTABLE]
    summed: dict[str, Any] = {name: math.fsum(row[name] for row in known) if known else math.nan for name in _SUMMED}
    existing = math.fsum(row["existing"] for row in needs)
    line = summed["need"] - summed["own_funds"] - summed["other_funds"]
    if unknown or not known:
        reason = f"cannot be computed for {len(unknown) or len(needs)} of {len(needs)} members"
        return summed | {"existing": existing, "room": math.nan, "ratio": math.nan, "status": NOT_COMPUTABLE, "reason": reason}
    positive = round(line, 2) > 0.0
    used = existing / line if positive else math.nan
    return summed | {
        "existing": existing, "room": line - existing, "ratio": used, "status": COMPUTED if positive else NO_NEED, "reason": None,
    }  # fmt: skip


def in_order(row: dict[str, Any]) -> dict[str, Any]:
    """A working-capital loan in its place (`working_capital.crossings`), for JSON."""
    return {
        "loan": row["loan_no"], "bank": row["bank"], "starts_on": pd.Timestamp(row["starts_on"]).date().isoformat(),
        "balance": money(row["balance"]), "sum": money(row["sum"]), "over": money(row["over"]), "crosses": bool(row["crosses"]),
    }  # fmt: skip


def _exposure(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "bank": row["bank"],
        "exposure": money(row["exposure"]),
        "net_capital": money(row["net_capital"]),
        "share": share(row["share"]),
        "tier1_share": share(row["tier1_share"]),
    }


def money(value: Any) -> float | None:
    """An amount for JSON, None where it is unknown."""
    return None if value is None or pd.isna(value) else round(float(value), 2) + 0.0


def share(value: Any) -> float | None:
    """A fraction for JSON, None where it is unknown."""
    return None if value is None or pd.isna(value) else float(value)


def ratio(amount: float, base: float | None) -> float | None:
    """An amount over a base; None where that is unknown or not above 0."""
    return float(amount / base) if base is not None and base > 0.0 else None


def text(value: Any) -> str | None:
    """A text for JSON, None where there is none."""
    return None if value is None or pd.isna(value) else str(value)


def _codes(joined: Any) -> list[str]:
    return joined.split(",") if isinstance(joined, str) and joined else []
