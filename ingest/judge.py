"""Every check between the rows of a load, in the order that settles them: each table after the tables it refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.lookup import held
from graph.progress import Progress
from graph.schema import TABLES
from graph.timeline import NEVER
from ingest.batch import Batch, Positions
from ingest.completeness import Missing, check_declarations, date_rows, missing_facts, notice_future
from ingest.debts import Debts
from ingest.external import KIND_OF, PARTIES, new_stubs
from ingest.manifest import Complete
from ingest.reasons import Notice, Noticed
from ingest.references import check_references, check_selves
from ingest.resolve import Names, resolve_names
from ingest.standing import Known, Standing, asked_on
from ingest.validate import check_duplicates


@dataclass(eq=False)
class Judgement:
    """What a load comes to, before anything is written. The batches hold which rows are good."""

    standing: dict[str, Standing] = field(default_factory=dict)
    repeats: dict[str, Positions] = field(default_factory=dict)  # rows that say word for word what an earlier row says
    missing: dict[str, list[Missing]] = field(default_factory=dict)
    stubs: dict[str, pd.Series[str]] = field(default_factory=dict)
    named_by: dict[str, tuple[str, int]] = field(default_factory=dict)  # stub → source and row of the first row that names it
    notices: list[Noticed] = field(default_factory=list)


def judge(
    batches: Mapping[str, Batch],
    known: Known,
    names: Names,
    complete: Sequence[Complete],
    reporting_date: date | None,
    today: date,
    progress: Progress,
) -> Judgement:
    """Settle every table. Raises InvalidManifest for declarations about what is not there."""
    judgement = Judgement()
    debts = Debts(batches, known)
    wishes = []
    for done, (name, table) in enumerate(TABLES.items()):
        progress("check", done, len(TABLES))
        if name == "enterprises":  # banks stand by now
            check_declarations(complete, batches, judgement.standing["banks"])
        batch = batches.get(name)
        endings: list[Missing] = []
        if batch is not None:
            resolve_names(batch, judgement.standing, names)
            check_selves(batch, debts)
            date_rows(batch, complete, reporting_date, debts)
            notice_future(batch, today)
            judgement.repeats[name] = check_duplicates(batch)
            wishes.append(check_references(batch, judgement.standing, _asked(batch)))
            endings, more = missing_facts(batch, complete, known, debts)
            judgement.missing[name] = endings
            judgement.notices.extend(more)
        judgement.standing[name] = Standing(table, batch, known, [missing.ending() for missing in endings])
    progress("check", len(TABLES), len(TABLES))
    _collect_stubs(judgement, wishes, batches)
    _compare_kinds(judgement, batches)
    _compare_tables(judgement, batches)
    return judgement


def _asked(batch: Batch) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return asked_on(batch.frame[batch.table.reported_on or "_reported_on"])


def _collect_stubs(judgement: Judgement, wishes: Sequence[pd.DataFrame], batches: Mapping[str, Batch]) -> None:
    """The stubs that good rows ask for."""
    granted = []
    for wish in wishes:
        if len(wish):
            batch = batches[str(wish["batch"].iloc[0])]
            kept = wish.loc[batch.good[wish["row"].to_numpy(dtype=np.int64)]]
            granted.append(kept)
            first = kept.drop_duplicates("code")
            lines = batch.frame.iloc[first["row"].to_numpy(dtype=np.int64)]
            for code, source, row in zip(first["code"], lines["_source"], lines["_row"], strict=True):
                judgement.named_by.setdefault(code, (source, int(row)))
    if granted:
        judgement.stubs = new_stubs(pd.concat(granted, ignore_index=True))


def _compare_kinds(judgement: Judgement, batches: Mapping[str, Batch]) -> None:
    """Notice guarantors whose declared kind is not the table they stand in."""
    batch = batches.get("guarantees")
    if batch is None:
        return
    codes, kinds = batch.texts("guarantor"), batch.texts("guarantor_kind")
    for kind, name in KIND_OF.items():
        rows = np.flatnonzero(pc.fill_null(pc.equal(kinds, kind), fill_value=False).to_numpy(zero_copy_only=False) & batch.good)
        values = codes.take(pa.array(rows))
        there = judgement.standing[name].holds(values, np.full(len(rows), NEVER), own=False)
        if name in judgement.stubs:
            there |= held(values, judgement.stubs[name])
        batch.notice(Notice.KIND_CONTRADICTS_TABLE, "guarantor_kind", rows[~there])


def _compare_tables(judgement: Judgement, batches: Mapping[str, Batch]) -> None:
    """Notice parties that two tables bring."""
    for name in PARTIES:
        batch = batches.get(name)
        if batch is None:
            continue
        column = batch.table.key[0]
        rows = np.flatnonzero(batch.good)
        codes = batch.texts(column).take(pa.array(rows))
        for other in PARTIES:
            if other != name:
                twice = judgement.standing[other].holds(codes, np.full(len(rows), NEVER), own=True)
                batch.notice(Notice.PARTY_IN_TWO_TABLES, column, rows[twice])
