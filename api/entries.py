"""Facts that people enter: each becomes a run of its own, through every check a file goes through, and a submission with its author.

The row is told for the day the store answers for, so that it is seen at once and moves that day for nobody; a dated fact of a later day is
seen from its own day on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from api.problems import Conflict, Refused
from api.wiring import default_date, open_store
from graph.errors import InvalidParameter, RowsRefused, StoreBusy
from graph.schema import TABLES
from graph.side_store import Act, Submission

if TYPE_CHECKING:
    from api.security import Visitor
    from api.services import Services
    from graph.store import GraphStore
    from ingest.report import IngestReport

Row = dict[str, str | None]  # a row of a table as a file holds it
_PATIENCE: Final = 10.0  # seconds an entry waits for the one before it


@dataclass(frozen=True)
class Entry:
    """A fact to be entered; `row` may look at what the store holds for its day."""

    kind: str
    subject: str
    table: str
    reason: str
    row: Callable[[GraphStore, date], Row]


@dataclass(frozen=True, eq=False)
class EntryDesk:
    """Takes one entry after the other."""

    turn: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, served: Services, visitor: Visitor, entry: Entry, request_id: str) -> Submission:
        """Load the fact and keep who entered it.

        Raises:
            Refused: the row does not pass the checks of a load; nothing was written.
            StoreBusy: another run is being written.

        """
        if not self.turn.acquire(timeout=_PATIENCE):
            raise StoreBusy("other entries are being written; try again")
        try:
            with closing(open_store(served.settings)) as store:
                row = entry.row(store, default_date(store))
                act = _act(visitor, entry, row, request_id)
                served.trail.now(act)  # before the store knows it: no fact without its author
                report = _load(store, served, visitor, entry.table, row)
                served.snapshots.succession.brought(visitor.who, store.state().last_run)
        finally:
            self.turn.release()
        return served.side.submissions.add(_submission(visitor, entry, row, report))


def day_of_entry(own_day: date, asked: date | None, name: str) -> date:
    """The day of a fact: as asked, at most today; where nobody asked the day the store answers for."""
    latest = latest_day(own_day)
    if asked is not None and asked > latest:
        raise InvalidParameter(f"{name}: {asked} is still to come; the latest day that can be entered is {latest}")
    return asked or own_day


def latest_day(own_day: date) -> date:
    """Today, or the day of the data where that is later."""
    return max(own_day, datetime.now(UTC).astimezone().date())


def listed_row(store: GraphStore, day: date, enterprise: str) -> Row:
    """A firm's row on the ledger of a day; Conflict where it is not on it."""
    found = standing_row(store, day, enterprise)
    if found is None:
        raise Conflict(f"{enterprise} is not on the ledger of {day}")
    return found


def standing_row(store: GraphStore, day: date, enterprise: str) -> Row | None:
    """A firm's row on the ledger of a day, the latest listing where several are open."""
    table = TABLES["risk_list"]
    rows = store.read(table, day)
    mine = rows.loc[rows["enterprise"] == enterprise].sort_values("listed_on", kind="stable")
    if mine.empty:
        return None
    last = mine[[column.name for column in table.file_columns]].iloc[-1]
    return {str(name): _text(value) for name, value in last.items()}


def _text(value: Any) -> str | None:
    import pandas as pd

    if pd.isna(value):
        return None
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def _load(store: GraphStore, served: Services, visitor: Visitor, name: str, row: Row) -> IngestReport:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from ingest.pipeline import ingest

    source = "-".join(filter(None, (TABLES[name].chinese, "录入", visitor.role, visitor.jurisdiction)))
    filled = {column: [value] for column, value in row.items() if value is not None}
    with TemporaryDirectory(prefix=served.uploads.prefix, dir=served.uploads.folder()) as folder:
        pq.write_table(pa.table(filled), Path(folder) / f"{source}.parquet")  # the values as they are, whatever signs they hold
        try:
            return ingest(store, Path(folder), reporting_date=store.state().data_date, whole=True)
        except RowsRefused as refused:
            faults = [{"where": f"body.{one['column']}", "message": str(one["message"])} for one in refused.rejections]
            raise Refused(refused.code, faults) from None


def _act(visitor: Visitor, entry: Entry, row: Row, request_id: str) -> Act:
    return Act(
        visitor.who, visitor.role, visitor.jurisdiction, f"submit.{entry.kind}", entry.subject, reason=entry.reason,
        request_id=request_id, details={"row": row},
    )  # fmt: skip


def _submission(visitor: Visitor, entry: Entry, row: Row, report: IngestReport) -> Submission:
    counts = report.tables[entry.table]
    outcome = "loaded" if counts.loaded else "updated" if counts.updated else "unchanged"
    body = {"row": row, "outcome": outcome, "notices": [one.to_json() for one in report.notices]}
    return Submission(entry.kind, entry.subject, visitor.who, visitor.role, visitor.jurisdiction, entry.reason, body, run_id=report.run_id)
