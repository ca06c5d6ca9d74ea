"""Answers as files to take away: lists for Excel and programs, networks for Gephi and others; each marked with who took it and when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import FileResponse, Response

from api.models.drawing import TakenNetwork
from api.network_files import About, write_network
from api.problems import NotFound, responses
from api.routes.coordination import circles_of, queue_of
from api.routes.enterprises import listed
from api.security import View, Visitor
from api.security.enterprises import place_of
from api.security.neighbourhood import LinkFilter, network_around
from api.security.roles import Right
from api.snapshots import Snapshot
from api.taken import files, mark_of, sent
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
NetworkForm = Literal["graphml", "gexf", "json", "html", "csv", "xlsx"]
_NETWORK_FILES: Final = ("graphml", "gexf", "json", "html", "csv", "xlsx")


@router.get("/exports/network", summary="A network as a file", responses=files(*_NETWORK_FILES) | responses(404))
def network(
    request: Request,
    visitor: Annotated[Visitor, allowed("exports")],
    shot: Shot,
    form: Annotated[NetworkForm, Query(alias="format")] = "graphml",
    code: Annotated[str | None, Query(max_length=64, description="Only the network around this party.")] = None,
    depth: Annotated[int, Query(ge=0, le=6)] = 2,
    circle: Annotated[str | None, Query(max_length=64, description="Only this circle.")] = None,
    lang: Annotated[Literal["zh", "en"], Query(description="Of the words in it.")] = "zh",
) -> FileResponse:
    """Nodes are parties, edges all guarantees of a guarantor for a borrower. Without party or circle all the visitor sees.

    HTML is a picture that opens without any network; CSV is the table of guarantees, XLSX has both tables.
    """
    view = shot.view(visitor)
    start, steps = _start(shot, view, code, circle), depth if circle is None and code is not None else 0
    told = network_around(view, start, steps, MOST_NODES, LinkFilter())
    return _taken(request, visitor, shot, told, TakenNetwork(format=form, lang=lang, title=circle or code or ""))


@router.post("/exports/network", summary="A picture as a file", response_class=Response, responses=files(*_NETWORK_FILES))
def picture(
    request: Request, visitor: Annotated[Visitor, allowed("exports")], shot: Shot, body: Annotated[TakenNetwork, Body()]
) -> FileResponse:
    """The parties of a picture and the guarantees among them, where they stand on it; nothing is changed. The words are those of GET."""
    view = shot.view(visitor)
    places = [place for place in (place_of(code, view) for code in body.parties) if place is not None]
    told = network_around(view, np.array(places, np.int64), 0, MOST_NODES, LinkFilter())
    return _taken(request, visitor, shot, told, body)


@router.get("/exports/{name}", summary="A list as a file", responses=files("csv", "xlsx", "parquet"))
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
    mark = mark_of(request, visitor, shot)
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

    return sent(f"{name}-{shot.id}.{form}", form, write)


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


def _taken(request: Request, visitor: Visitor, shot: Snapshot, told: dict[str, Any], asked: TakenNetwork) -> FileResponse:
    mark = mark_of(request, visitor, shot) + ("（已截断 truncated）" if told["truncated"] else "")
    request.state.results = len(told["nodes"])
    about = About(mark, str(shot.id), str(shot.id.as_of))
    return sent(f"network-{shot.id}.{asked.format}", asked.format, lambda path: write_network(told, asked, path, about))
