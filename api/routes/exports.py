"""Answers as files to take away: lists for Excel and programs, networks for Gephi and others; each marked with who took it and when."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.problems import NotFound, responses
from api.routes.coordination import circles_of, queue_of
from api.routes.enterprises import listed
from api.security import View, Visitor
from api.security.enterprises import place_of
from api.security.neighbourhood import LinkFilter, network_around
from api.security.roles import Right
from api.snapshots import Snapshot
from api.visiting import Shot, allowed

router = APIRouter(tags=["exports"])

MOST_NODES: Final = 20_000
Rows = Callable[[Snapshot, View], list[dict[str, Any]]]
ExportedList = Literal["coordination-queue", "circles", "enterprises"]
_LISTS: Final[dict[ExportedList, tuple[Right, Rows]]] = {
    "coordination-queue": ("queue", queue_of),
    "circles": ("circles", circles_of),
    "enterprises": ("enterprises", listed),
}
_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "json": "application/json",
}


def _files(*forms: str) -> dict[int | str, dict[str, Any]]:
    content = {_TYPES[form].split(";")[0]: {"schema": {"type": "string", "format": "binary"}} for form in forms}
    return {200: {"description": "The file.", "content": content}}


@router.get("/exports/network", summary="A network as a file", responses=_files("graphml", "gexf", "json") | responses(404))
def network(
    request: Request,
    visitor: Annotated[Visitor, allowed("exports")],
    shot: Shot,
    form: Annotated[Literal["graphml", "gexf", "json"], Query(alias="format")] = "graphml",
    code: Annotated[str | None, Query(max_length=64, description="Only the network around this party.")] = None,
    depth: Annotated[int, Query(ge=0, le=6)] = 2,
    circle: Annotated[str | None, Query(max_length=64, description="Only this circle.")] = None,
) -> FileResponse:
    """Nodes are parties, edges all guarantees of a guarantor for a borrower. Without party or circle all the visitor sees."""
    view = shot.view(visitor)
    start, steps = _start(shot, view, code, circle), depth if circle is None and code is not None else 0
    told = network_around(view, start, steps, MOST_NODES, LinkFilter())
    mark = _mark(request, visitor, shot) + ("（已截断 truncated）" if told["truncated"] else "")
    request.state.results = len(told["nodes"])
    return _send(f"network-{shot.id}.{form}", form, lambda path: _write_network(told, form, path, mark, shot))


@router.get("/exports/{name}", summary="A list as a file", responses=_files("csv", "xlsx", "parquet"))
def exported(
    request: Request,
    visitor: Annotated[Visitor, allowed("exports")],
    shot: Shot,
    name: ExportedList,
    form: Annotated[Literal["csv", "xlsx", "parquet"], Query(alias="format")] = "xlsx",
    lang: Annotated[Literal["zh", "en"], Query(description="Of the headers.")] = "zh",
) -> FileResponse:
    """All rows of a list the visitor may ask for. CSV opens in Excel; XLSX has 万元 and a 合计 row."""
    right, rows_of = _LISTS[name]
    visitor.check(right)
    rows = rows_of(shot, shot.view(visitor))
    mark = _mark(request, visitor, shot)
    request.state.results = len(rows)

    def write(path: Path) -> None:
        from viz.list_sheets import list_frame, list_sheet
        from viz.spreadsheet import write_csv
        from viz.workbook import write_workbook

        if form == "xlsx":
            write_workbook([list_sheet(name, rows, mark, str(shot.id.as_of), lang)], path)
        elif form == "csv":
            write_csv(list_frame(name, rows, mark, lang), path, long_codes=True)
        else:
            list_frame(name, rows, mark, lang).to_parquet(path, index=False)

    return _send(f"{name}-{shot.id}.{form}", form, write)


def _start(shot: Snapshot, view: View, code: str | None, circle: str | None) -> Any:
    """The parties to begin with."""
    if circle is not None:
        row = next((one for one in circles_of(shot, view) if one["circle"] == circle), None)
        if row is None:
            raise NotFound(f"no circle has the id {circle!r}")
        return view.network.index([one for one in row["members"] if place_of(one, view) is not None])
    if code is not None:
        place = place_of(code, view)
        if place is None:
            raise NotFound(f"no party has the code {code!r}")
        return np.array([place])
    return np.flatnonzero(view.own | view.stubs)


def _mark(request: Request, visitor: Visitor, shot: Snapshot) -> str:
    """Who took the file, when, of which snapshot; the request id leads to the audit trail."""
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    return f"{visitor.who}（{visitor.scope.strip(':')}）{now} 快照{shot.id} 编号{request.state.request_id}"


def _write_network(told: dict[str, Any], form: str, path: Path, mark: str, shot: Snapshot) -> None:
    import pandas as pd

    from viz.graph_files import write_gexf, write_graphml

    if form == "json":
        links = [{"source": link["guarantor"], "target": link["borrower"], **link} for link in told["links"]]
        about = {"mark": mark, "snapshot": str(shot.id), "truncated": told["truncated"]}
        nodes = [{"id": node["party"], **node} for node in told["nodes"]]
        document = {"directed": True, "multigraph": False, "graph": about, "nodes": nodes, "links": links}
        path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False), encoding="utf-8")
        return
    node = pd.DataFrame(told["nodes"], columns=["party", "name", "kind", "county", "stub", "external", "loans", "capacity", "employees"])
    node = node.astype({"loans": "Float64", "capacity": "Float64", "employees": "Int64"})
    edge = pd.DataFrame(told["links"], columns=["guarantor", "borrower", "amount", "guarantees", "mutual"])
    write = write_graphml if form == "graphml" else write_gexf
    write(node, edge, path, mark)


def _send(name: str, form: str, write: Callable[[Path], None]) -> FileResponse:
    """A file written to a folder of its own, which is removed when it was sent."""
    folder = Path(tempfile.mkdtemp(prefix="suretygraph-"))
    try:
        write(folder / name)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    headers = {"Cache-Control": "private, no-store"}
    away = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(folder / name, media_type=_TYPES[form], filename=name, headers=headers, background=away)
