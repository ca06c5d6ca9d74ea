"""Files to take away: what a route that sends one says, who took it, and the file itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

if TYPE_CHECKING:
    from fastapi import Request

    from api.security import Visitor
    from api.snapshots import Snapshot
    from viz.style import Lang

TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def files(*forms: str) -> dict[int | str, dict[str, Any]]:
    """What a route answers with that sends a file of one of some forms."""
    content = {TYPES[form].split(";")[0]: {"schema": {"type": "string", "format": "binary"}} for form in forms}
    return {200: {"description": "The file.", "content": content}}


def mark_of(request: Request, visitor: Visitor, shot: Snapshot, lang: Lang = "zh") -> str:
    """Who took the file, when, of which snapshot; the request id leads to the audit trail."""
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    if lang == "en":
        return f"{taker(visitor)} {now}, snapshot {shot.id}, number {request.state.request_id}"
    return f"{taker(visitor)}{now} 快照{shot.id} 编号{request.state.request_id}"


def taker(visitor: Visitor) -> str:
    """Who takes something, as it is marked."""
    return f"{visitor.who}（{visitor.scope.strip(':')}）"


def sent(name: str, form: str, write: Callable[[Path], None]) -> FileResponse:
    """A file written to a folder of its own, which is removed when it was sent."""
    folder = Path(tempfile.mkdtemp(prefix="suretygraph-"))
    try:
        write(folder / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    headers = {"Cache-Control": "private, no-store"}
    away = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(folder / name, media_type=TYPES[form], filename=name, headers=headers, background=away)
