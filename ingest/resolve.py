"""Names to codes, where exactly one bears the name; and codes that look like the same party twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.lookup import held
from graph.model import Column
from graph.schema import TABLES
from graph.values import Kind, credit_code_faults, normalise_name, normalised
from ingest.batch import Batch
from ingest.clean.codes import may_be_names
from ingest.clean.columns import NAMED
from ingest.reasons import Notice, Reason
from ingest.standing import Known, Standing

FIRMS: Final = ("enterprises", "guarantee_companies")
CODES: Final = frozenset({Kind.CREDIT_CODE, Kind.PARTY_CODE, Kind.COUNTY_CODE})
_SHOWN: Final = 10


class Names:
    """Who bears a name: rows of the files, refused ones too (a bearer who is refused makes a name no less ambiguous), and the store."""

    def __init__(self, batches: Mapping[str, Batch], known: Known) -> None:
        self._batches, self._known = batches, known
        self._bearers: dict[str, pd.DataFrame] = {}

    def bearers(self, name: str) -> pd.DataFrame:
        """Columns `plain` (the normalised name), `code`, `table`, of everyone in a table who has a name of its own."""
        if name not in self._bearers:
            code = TABLES[name].key[0]
            facts = self._known.facts(name)
            parts = [pd.DataFrame({"code": facts["_key"], "name": facts["name"]})]
            if name in self._batches:
                parts.append(self._batches[name].frame[[code, "name"]].rename(columns={code: "code"}))
            people = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True).dropna().drop_duplicates()
            people = people.loc[people["name"] != people["code"]]
            plain = people["name"].map(normalised(people["name"])).astype("str")
            self._bearers[name] = pd.DataFrame({"plain": plain, "code": people["code"], "table": name}).drop_duplicates(["plain", "code"])
        return self._bearers[name]

    def candidates(self, plain: Iterable[str], tables: tuple[str, ...]) -> dict[str, list[tuple[str, str]]]:
        """The codes, and their tables, behind each normalised name."""
        wanted = set(plain)
        found: dict[str, list[tuple[str, str]]] = {}
        for name in tables:
            people = self.bearers(name)
            for row in people.loc[people["plain"].isin(wanted)].sort_values("code").itertuples(index=False):
                found.setdefault(str(row.plain), []).append((str(row.code), str(row.table)))
        return found

    def duplicates(self) -> list[dict[str, Any]]:
        """Codes of firms with the same normalised name, where a good row of this load bears one of them."""
        if not any(name in self._batches for name in FIRMS):
            return []
        everyone = pd.concat([self.bearers(name) for name in FIRMS], ignore_index=True).drop_duplicates(["plain", "code"])
        groups = everyone.loc[everyone.duplicated("plain", keep=False)].sort_values(["plain", "code"])
        groups = groups.loc[groups["plain"] != ""]
        loaded = [self._batches[name] for name in FIRMS if name in self._batches]
        here = pa.concat_arrays([batch.texts(batch.table.key[0]).filter(pa.array(batch.good)) for batch in loaded])
        touched = groups.loc[held(groups["code"], here), "plain"]
        chosen = groups.loc[groups["plain"].isin(touched)]
        return [{"name": plain, "parties": group["code"].tolist()} for plain, group in chosen.groupby("plain", sort=True)]


def resolve_names(batch: Batch, standing: Mapping[str, Standing], names: Names) -> None:
    """Replace names in reference columns by the one code that bears them; refuse rows whose name nobody or several bear."""
    for column in batch.table.columns:
        if column.refers and not column.derived and set(column.refers) <= NAMED:
            _resolve(batch, column, standing, names)


def _resolve(batch: Batch, column: Column, standing: Mapping[str, Standing], names: Names) -> None:
    texts = batch.texts(column.name)
    distinct = pc.unique(texts.drop_null())
    if column.kind in CODES:
        distinct = distinct.filter(pa.array(may_be_names(distinct)))
        distinct = distinct.filter(pa.array(credit_code_faults(pd.Series(distinct.to_pandas(), dtype="str"))))
    doubtful = np.ones(len(distinct), dtype=bool)
    for name in column.refers if len(distinct) else ():
        doubtful &= ~standing[name].mentions(distinct)
    written = distinct.filter(pa.array(doubtful)).to_pylist()
    if not written:
        return
    plain = {text: normalise_name(text) for text in written}
    found = names.candidates(plain.values(), column.refers)
    bearing = {text: found.get(plain[text], []) if plain[text] else [] for text in written}
    values = batch.frame[column.name].astype("object")
    rows = np.flatnonzero(values.isin(written).to_numpy())
    value = values.iloc[rows].tolist()
    one = np.array([len(bearing[text]) == 1 for text in value], dtype=bool)
    several = np.array([len(bearing[text]) > 1 for text in value], dtype=bool)
    if column.kind in CODES:
        wrong = np.flatnonzero(~one & ~several)
        batch.reject(Reason.UNKNOWN_NAME, column.name, rows[wrong], [", ".join(column.refers)] * len(wrong))
    ambiguous = np.flatnonzero(several)
    batch.reject(Reason.AMBIGUOUS_NAME, column.name, rows[ambiguous], [_listed(bearing[value[place]]) for place in ambiguous])
    batch.notice(Notice.RESOLVED_BY_NAME, column.name, rows[one])
    resolved = values.to_numpy(dtype=object, copy=True)
    resolved[rows] = [bearing[text][0][0] if len(bearing[text]) == 1 else None for text in value]
    if column.kind not in CODES:
        resolved[rows[~one & ~several]] = [text for text in value if not bearing[text]]
    batch.frame[column.name] = pd.Series(resolved, dtype="str")


def _listed(candidates: list[tuple[str, str]]) -> str:
    more = f" … ({len(candidates)})" if len(candidates) > _SHOWN else ""
    return ", ".join(f"{code} ({table})" for code, table in candidates[:_SHOWN]) + more
