"""Answers as files to take away: lists for Excel and programs, networks for Gephi and others; each marked with who took it and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from fastapi import APIRouter, Body, Query, Request
from fastapi.responses import FileResponse, Response

from api.models.drawing import TakenNetwork
from api.network_files import About, write_network
from api.problems import NotFound, responses
from api.routes.enterprises import listed
from api.security import View, Visitor
from api.security.circle_members import places_in
from api.security.circles import circles_of, queue_of
from api.security.classification import classes
from api.security.enterprises import place_of, places_of
from api.security.findings import FindingFilter, chosen, eye
from api.security.maturities import DueFilter, due
from api.security.neighbourhood import LinkFilter, network_around
from api.security.places import bank_place, exposures
from api.security.roles import Right
from api.snapshots import Snapshot
from api.taken import files, mark_of, sent
from api.visiting import Shot, allowed
from viz.list_sheets import ListName
from viz.style import Lang

router = APIRouter(tags=["exports"])

MOST_NODES: Final = 20_000
Rows = Callable[[Snapshot, View], Sequence[dict[str, Any]]]
ExportedList = Literal["coordination-queue", "circles", "enterprises", "maturities", "findings", "classification"]
ListForm = Annotated[Literal["csv", "xlsx", "parquet"], Query(alias="format")]
Headers = Annotated[Literal["zh", "en"], Query(description="Of the headers.")]
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
    told = network_around(view, np.array(list(places_of(body.parties, view).values()), np.int64), 0, MOST_NODES, LinkFilter())
    return _taken(request, visitor, shot, told, body)


def _maturities(shot: Snapshot, view: View) -> Sequence[dict[str, Any]]:
    return due(shot, view, DueFilter((), None, None, None))[:]


def _findings(shot: Snapshot, view: View) -> Sequence[dict[str, Any]]:
    return eye(shot, view).sees(shot.shelf.tell(chosen(shot, view, FindingFilter(None, "info", None, None, None))))


def _classes(shot: Snapshot, view: View) -> Sequence[dict[str, Any]]:
    return classes(shot.classification, view, None, (), (), items=False)[:]


_LISTS: Final[dict[ExportedList, tuple[Right, Rows]]] = {
    "coordination-queue": ("queue", queue_of),
    "circles": ("circles", circles_of),
    "enterprises": ("enterprises", listed),
    "maturities": ("maturities", _maturities),
    "findings": ("findings", _findings),
    "classification": ("classification", _classes),
}


@router.get("/exports/exposures", summary="What a bank lent to whom, as a file", responses=files("csv", "xlsx", "parquet") | responses(404))
def lent(
    request: Request,
    visitor: Annotated[Visitor, allowed("exports")],
    shot: Shot,
    bank: Annotated[str, Query(max_length=64, description="The code of a bank.")],
    form: ListForm = "xlsx",
    lang: Headers = "zh",
) -> FileResponse:
    """The rows of `GET /banks/{code}/exposures`, all of them."""
    visitor.check("banks")
    view = shot.view(visitor)
    place = bank_place(bank, view)
    if place is None:
        raise NotFound(f"no bank has the code {bank!r}")
    return _list(request, visitor, shot, "exposures", exposures(place, view), form, lang)


@router.get("/exports/{name}", summary="A list as a file", responses=files("csv", "xlsx", "parquet") | responses(404))
def exported(
    request: Request,
    visitor: Annotated[Visitor, allowed("exports")],
    shot: Shot,
    name: ExportedList,
    form: ListForm = "xlsx",
    lang: Headers = "zh",
) -> FileResponse:
    """All rows of a list the visitor may ask for. CSV opens in Excel; XLSX has 万元 and a 合计 row."""
    right, rows_of = _LISTS[name]
    visitor.check(right)
    return _list(request, visitor, shot, name, rows_of(shot, shot.view(visitor)), form, lang)


def _list(
    request: Request, visitor: Visitor, shot: Snapshot, name: ListName, rows: Sequence[dict[str, Any]], form: str, lang: Lang
) -> FileResponse:
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
        return places_in(shot, view, circle)
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
