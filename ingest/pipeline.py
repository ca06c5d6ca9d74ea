"""The one entry: a folder of files to facts in the store, in one run, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa

from graph.errors import NothingToLoad, RowsRefused
from graph.progress import Progress, silent
from graph.schema import TABLES
from graph.store import GraphStore, RunWriter
from graph.versions import Changes, compare, empty, identify
from ingest.batch import Batch, gather
from ingest.completeness import close
from ingest.external import PARTIES, with_stubs, without_stubs
from ingest.findings import notices, rejections
from ingest.judge import Judgement, judge
from ingest.manifest import Complete
from ingest.raw import RawTable
from ingest.readers import Reading, read_folder
from ingest.reasons import Notice, Noticed, Rejection
from ingest.report import Counts, IngestReport
from ingest.resolve import Names
from ingest.standing import Known
from ingest.validate import check_rows


def ingest(
    store: GraphStore,
    path: Path,
    *,
    complete: Sequence[Complete] = (),
    reporting_date: date | None = None,
    whole: bool = False,
    progress: Progress = silent,
) -> IngestReport:
    """Load every file below `path`. `complete` adds to what the folder's manifest declares, `reporting_date` goes before its own.

    Raises InputError, before anything is written, for files or declarations that cannot be understood; with `whole` also RowsRefused, for
    the first refused row. A load that changes nothing is a run with a report all the same.
    """
    reading = read_folder(path, progress)
    if not reading.tables:
        raise NothingToLoad(str(path), "no file or sheet is a known table")
    batches = clean(reading.tables, progress)
    declared = tuple(dict.fromkeys((*reading.manifest.complete, *complete)))
    day = reporting_date or reading.manifest.reporting_date
    with store.start_run() as run:
        known = Known(store, run)
        names = Names(batches, known)
        today = run.started_at.astimezone().date()
        judgement = judge(batches, known, names, declared, day, today, progress)
        report = _report(run, reading, batches, judgement, names)
        if whole and report.rejections:
            raise RowsRefused(report.rejections[0].file, tuple(one.to_json() for one in report.rejections))
        del reading, names  # what is written needs the cleaned rows only
        report = _written(report, run, batches, judgement, known, progress)
        run.finish(report.to_json())
    return report


def clean(raws: Sequence[RawTable], progress: Progress = silent) -> dict[str, Batch]:
    """The raw tables as batches, cleaned and held to the rules of a single row, in the order of the schema."""
    batches: dict[str, Batch] = {}
    present = [name for name in TABLES if any(raw.table.name == name for raw in raws)]
    for done, name in enumerate(present):
        progress("clean", done, len(present))
        batches[name] = gather([raw for raw in raws if raw.table.name == name])
        check_rows(batches[name])
    progress("clean", len(present), len(present))
    return batches


def _report(run: RunWriter, reading: Reading, batches: Mapping[str, Batch], judgement: Judgement, names: Names) -> IngestReport:
    """All of the report that is known before anything is written."""
    refused = sorted((one for batch in batches.values() for one in rejections(batch)), key=_place)
    noticed = [one for batch in batches.values() for one in notices(batch)]
    return IngestReport(
        run_id=run.run_id,
        tables={},
        rejections=tuple(refused),
        skipped=tuple({"file": one.file, "sheet": one.sheet, "why": one.why} for one in reading.skipped),
        files=dict(reading.checksums),
        closed={},
        external={name: len(codes) for name, codes in judgement.stubs.items()},
        notices=(*noticed, *judgement.notices, *_left_out(reading.tables)),
        possible_duplicates=tuple(names.duplicates()),
        formulas=sum(raw.formulas for raw in reading.tables),
    )


def _written(
    report: IngestReport, run: RunWriter, batches: dict[str, Batch], judgement: Judgement, known: Known, progress: Progress
) -> IngestReport:
    """Write every table and complete the report with what that came to; batches are let go of on the way."""
    counts: dict[str, Counts] = {}
    closed: dict[str, int] = {}
    arrived = _arrived(batches)
    for loaded in batches.values():
        loaded.raws = ()
    for done, (name, table) in enumerate(TABLES.items()):
        progress("write", done, len(TABLES))
        batch = batches.pop(name, None)
        judgement.standing[name] = replace(judgement.standing[name], batch=None)
        if batch is None and name not in judgement.stubs and not (table.party and len(arrived)):
            continue
        versions = known.versions(name)
        changes = Changes(empty(table), empty(table)[["_key", "_reported_on"]], 0, 0, 0, 0)
        if batch is not None:
            incoming = _accepted(batch, judgement)
            changes = compare(table, incoming, versions, feeds=run.feeds(table), recall=partial(run.rows, table))
            changes = close(table, changes, judgement.missing[name], versions, run)
            repeated = int(batch.good[judgement.repeats[name]].sum())
            rejected = int((~batch.good).sum())
            counts[name] = Counts(len(batch), changes.loaded, changes.updated, changes.unchanged + repeated, rejected)
            closed |= {name: changes.gone} if changes.gone else {}
        if table.party and len(arrived):
            changes = without_stubs(changes, known.stubs(name), arrived)
        if name in judgement.stubs:
            changes = with_stubs(table, changes, judgement.stubs[name], judgement.standing[name], judgement.named_by)
        if len(changes.opened) or len(changes.closed) or changes.feeds:
            run.write(table, changes)
    progress("write", len(TABLES), len(TABLES))
    return report.with_outcome(counts, closed)


def _accepted(batch: Batch, judgement: Judgement) -> pd.DataFrame:
    """The good rows, each fact once, with key, fingerprint and validity."""
    chosen = batch.good.copy()
    chosen[judgement.repeats[batch.table.name]] = False
    return identify(batch.table, batch.frame if chosen.all() else batch.frame.loc[chosen].reset_index(drop=True))


def _arrived(batches: Mapping[str, Batch]) -> pa.Array:
    """The codes of all parties the files bring."""
    found = [batch.texts(batch.table.key[0]).filter(pa.array(batch.good)) for name, batch in batches.items() if name in PARTIES]
    return pa.concat_arrays(found) if found else pa.array([], pa.large_string())


def _left_out(raws: Sequence[RawTable]) -> Iterator[Noticed]:
    """Columns nobody knows, and total rows, by file."""
    for raw in raws:
        place = f"{raw.file}#{raw.sheet}" if raw.sheet else raw.file
        if raw.unmapped:
            notice = Notice.UNMAPPED_COLUMN
            yield Noticed(notice.value, raw.table.name, place, len(raw.unmapped), raw.unmapped, notice.english, notice.chinese)
        if raw.left_out:
            notice = Notice.LEFT_OUT_ROWS
            yield Noticed(notice.value, raw.table.name, place, raw.left_out, (), notice.english, notice.chinese)


def _place(rejection: Rejection) -> tuple[str, str, int, str, str]:
    return rejection.file, rejection.sheet, rejection.row, rejection.column, rejection.code
