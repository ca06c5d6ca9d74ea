"""All findings of one rule as columns, so that a whole city is checked without an object a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.findings.finding import Finding, Speaker
from analysis.rules.book import RuleBook
from analysis.rules.figures import Figure
from analysis.rules.model import Maturity, Rule, Severity
from analysis.rules.units import Unit
from graph.fingerprint import SEPARATOR, large
from graph.lookup import places
from graph.network import Bools, Ints

_SEVERITIES: Final = tuple(Severity)
_MATURITIES: Final = tuple(Maturity)
_WHOLE: Final = frozenset({Unit.COUNT, Unit.DAYS, Unit.MONTHS, Unit.PEOPLE})
HEAD: Final = ("id", "rule", "subject", "name", "county", "severity", "maturity")


@dataclass(frozen=True, eq=False)
class Batch:
    """Findings of one rule. `frame`: `HEAD` (severity and maturity as ranks), then the rule's figures; made by `report`."""

    book: RuleBook
    rule: Rule
    frame: pd.DataFrame
    first_contract: Ints  # n+1: contracts of row i are `contracts[first_contract[i]:first_contract[i+1]]`
    contracts: npt.NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.frame)

    def select(self, rows: Bools) -> Batch:
        """The same with some rows only."""
        places = np.flatnonzero(rows)
        counts = np.diff(self.first_contract)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts[places])])
        kept = self.contracts[np.repeat(rows, counts)]
        return Batch(self.book, self.rule, self.frame.iloc[places].reset_index(drop=True), starts, kept)

    def findings(self, places: Ints | None = None) -> list[Finding]:
        """Rows as objects, for a screen or a file: `places` (default: all) as positions."""
        chosen = self if places is None else self._at(places)
        teller = Teller(chosen)
        return [teller.finding(row) for row in range(len(chosen))]

    def _at(self, places: Ints) -> Batch:
        """The rows at some positions, in their order."""
        counts = np.diff(self.first_contract)[places]
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
        kept = [self.contracts[self.first_contract[place] : self.first_contract[place + 1]] for place in places.tolist()]
        return Batch(self.book, self.rule, self.frame.iloc[places], starts, np.concatenate([self.contracts[:0], *kept]))


class Teller:
    """Makes objects of the rows of a batch, one by one."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        part = batch.frame.astype(object)
        self._columns = {str(name): part[name].where(part[name].notna(), None).tolist() for name in part}
        self._numbers = [figure for figure in batch.rule.declared if figure.unit.numeric]
        self._details = [figure for figure in batch.rule.declared if not figure.unit.numeric]
        self._speakers: dict[tuple[str | None, Maturity], Speaker] = {}

    def finding(self, row: int) -> Finding:
        """One row."""
        batch = self._batch
        told = {name: values[row] for name, values in self._columns.items()}
        speaker = self._speaker(told["county"], _MATURITIES[told["maturity"]])
        contracts = batch.contracts[batch.first_contract[row] : batch.first_contract[row + 1]]
        return Finding(
            id=told["id"],
            rule=batch.rule.id,
            version=batch.rule.version,
            severity=_SEVERITIES[told["severity"]],
            maturity=speaker.maturity,
            subject=told["subject"],
            name=told["name"],
            county=told["county"],
            numbers={figure.name: _plain(told[figure.name], figure.unit) for figure in self._numbers},
            units={figure.name: figure.unit.value for figure in self._numbers},
            details={figure.name: told[figure.name] for figure in self._details},
            contracts=tuple(contracts.tolist()),
            text_zh=speaker.say(told, "zh"),
            text_en=speaker.say(told, "en"),
        )

    def _speaker(self, county: str | None, maturity: Maturity) -> Speaker:
        if (county, maturity) not in self._speakers:
            self._speakers[county, maturity] = Speaker(self._batch.rule, self._batch.book, county, maturity)
        return self._speakers[county, maturity]


def report(book: RuleBook, rule: str, rows: pd.DataFrame, *, contracts: pd.Series[str] | None = None) -> Batch:
    """Findings of a rule from the rows that meet it, one row a finding. Linear in rows and contracts.

    `rows` holds `subject` (party code), `county` (its code, or missing), optionally `name`, and every figure of the rule: yuan as float
    yuan, shares as fractions, dates as dates or ISO text. `severity` (of `Severity`) is the rule's own unless a column gives it.
    `contracts` are the numbers of loans, guarantees or pledges behind the findings, indexed by the labels of `rows`' index, several a
    label; labels without a row are left out.

    Raises:
        ValueError: a column is missing, the index repeats a label, or two rows would be one finding; the rule is named.

    """
    declared = book.rule(rule)
    lacking = [name for name in ("subject", "county", *declared.figures) if name not in rows]
    if lacking or not declared.finds:
        raise ValueError(f"rule {rule!r}: " + (f"the rows lack {', '.join(lacking)}" if lacking else "it makes no findings"))
    if rows.empty:
        nothing = pd.DataFrame(columns=[*HEAD, *declared.figures], dtype="str")
        return Batch(book, declared, nothing, np.zeros(1, np.int64), np.zeros(0, dtype=object))
    if not rows.index.is_unique:
        raise ValueError(f"rule {rule!r}: the index of the rows repeats a label: reset it")
    subject = rows["subject"].astype("str")
    columns: dict[str, Any] = {"subject": subject, "name": _names(rows), "county": rows["county"].astype("str")}
    columns |= {figure.name: _column(rows[figure.name], figure) for figure in declared.declared}
    stated = rows["severity"] if "severity" in rows else pd.Series(declared.severity.value, index=rows.index)
    severity = stated.astype("str").map({one.value: one.rank for one in Severity}).to_numpy(dtype=np.int8)
    ids = identities(declared, columns)
    if len(np.unique(ids)) < len(ids):
        twice = pd.Series(ids)
        raise ValueError(f"rule {rule!r}: two rows are one finding ({subject[twice.duplicated().to_numpy()].iloc[0]}): check its identity")
    head = {"id": ids, "rule": rule} | {name: columns.pop(name) for name in ("subject", "name", "county")}
    head |= {"severity": severity, "maturity": book.maturities(rule, rows["county"])}
    frame = pd.DataFrame(head | columns, index=rows.index)
    starts, numbers = _grouped(rows.index, contracts)
    return Batch(book, declared, frame.reset_index(drop=True), starts, numbers)


def identities(rule: Rule, columns: dict[str, Any]) -> npt.NDArray[np.object_]:
    """Sixteen hexadecimal signs a row, of rule id and identity fields: equal on every machine, whatever version and numbers.

    SipHash-2-4 with the key pandas fixes, 64 bits: in a million findings two share an id with a chance of 3·10^-8.
    """
    parts = [large(pd.Series(columns[name])) for name in rule.identity]
    texts = [pc.fill_null(part, "") for part in parts]
    joined = pc.binary_join_element_wise(pa.scalar(rule.id, pa.large_string()), *texts, pa.scalar(SEPARATOR, pa.large_string()))
    words = pd.util.hash_array(joined.to_numpy(zero_copy_only=False), categorize=False)
    return np.array([f"{word:016x}" for word in words.tolist()], dtype=object)


def _names(rows: pd.DataFrame) -> pd.Series[Any]:
    return rows["name"].fillna(rows["subject"]).astype("str") if "name" in rows else rows["subject"].astype("str")


def _column(values: pd.Series[Any], figure: Figure) -> pd.Series[Any]:
    if figure.unit is Unit.DATE and pd.api.types.is_datetime64_any_dtype(values):
        return pd.Series(values.dt.strftime("%Y-%m-%d").astype("str"))
    return values.astype("Float64").astype("float64") if figure.unit.numeric else values.astype("str")


def _grouped(index: pd.Index[Any], contracts: pd.Series[str] | None) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.object_]]:
    starts = np.zeros(len(index) + 1, np.int64)
    if contracts is None or not len(index):
        return starts, np.zeros(0, dtype=object)
    text = pd.api.types.is_string_dtype(index.dtype) and pd.api.types.is_string_dtype(contracts.index.dtype)
    row = places(contracts.index, index) if text else index.get_indexer(contracts.index)
    kept = np.flatnonzero(row >= 0)
    row, number = row[kept], contracts.iloc[kept].to_numpy(dtype=object)
    order = np.lexsort((number.astype(str), row))
    np.cumsum(np.bincount(row[order], minlength=len(index)), out=starts[1:])
    return starts, number[order]


def _plain(value: float | None, unit: Unit) -> float | int | None:
    if value is None:
        return None
    if unit in _WHOLE and value.is_integer():
        return int(value)
    return round(value, 2 if unit is Unit.YUAN else 6) + 0.0
