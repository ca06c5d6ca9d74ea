"""Networks as files: for Gephi and other programs, for Excel, and as a picture that opens without any network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    from api.models.drawing import TakenNetwork
    from viz.view import View

_NODE: Final = ("party", "name", "kind", "county", "stub", "external", "loans", "capacity", "employees")
_EDGE: Final = ("guarantor", "borrower", "amount", "guarantees", "mutual")


@dataclass(frozen=True)
class About:
    """What a file says of itself: who took it and when, of which snapshot."""

    mark: str
    snapshot: str
    as_of: str


def write_network(told: dict[str, Any], asked: TakenNetwork, path: Path, about: About) -> None:
    """Nodes and links in the form that was asked for."""
    if asked.format == "json":
        _write_json(told, path, about)
    elif asked.format == "html":
        from viz.network_page import network_page

        page = network_page(_view(told, asked, about), asked.lang, spots=asked.positions)
        path.write_text(page, encoding="utf-8", newline="\n")
    elif asked.format in ("csv", "xlsx"):
        _write_tables(told, asked, path, about)
    else:
        from viz.graph_files import write_gexf, write_graphml

        node = pd.DataFrame(told["nodes"], columns=list(_NODE)).astype({"loans": "Float64", "capacity": "Float64", "employees": "Int64"})
        edge = pd.DataFrame(told["links"], columns=list(_EDGE))
        write = write_graphml if asked.format == "graphml" else write_gexf
        write(node, edge, path, about.mark)


def _write_json(told: dict[str, Any], path: Path, about: About) -> None:
    links = [{"source": link["guarantor"], "target": link["borrower"], **link} for link in told["links"]]
    graph = {"mark": about.mark, "snapshot": about.snapshot, "truncated": told["truncated"]}
    nodes = [{"id": node["party"], **node} for node in told["nodes"]]
    document = {"directed": True, "multigraph": False, "graph": graph, "nodes": nodes, "links": links}
    path.write_text(json.dumps(document, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def _write_tables(told: dict[str, Any], asked: TakenNetwork, path: Path, about: About) -> None:
    from viz.list_sheets import list_frame, list_sheet
    from viz.spreadsheet import write_csv
    from viz.workbook import write_workbook

    name = {node["party"]: node["name"] for node in told["nodes"]}
    links = [link | {f"{end}_name": name[link[end]] for end in ("guarantor", "borrower")} for link in told["links"]]
    if asked.format == "csv":
        rows = told["nodes"] if asked.table == "parties" else links
        write_csv(list_frame(asked.table, rows, about.mark, asked.lang), path, long_codes=True)
        return
    sheets = [
        list_sheet("parties", told["nodes"], about.mark, about.as_of, asked.lang),
        list_sheet("guarantees", links, about.mark, about.as_of, asked.lang),
    ]
    write_workbook(sheets, path)


def _view(told: Mapping[str, Any], asked: TakenNetwork, about: About) -> View:
    """The network as the picture's own terms have it."""
    from graph.network import Liability, PartyKind
    from viz.view import Link, Node, View

    nodes = tuple(
        Node(
            code=row["party"], name=row["name"] or row["party"], kind=PartyKind[row["kind"].upper()], county=row["county"] or "",
            core=False, external=row["external"], fell_in=None, loans=row["loans"], capacity=row["capacity"], employees=row["employees"],
        )
        for row in told["nodes"]
    )  # fmt: skip
    links = tuple(
        Link(
            row["guarantor"], row["borrower"], row["amount"], row["guarantees"],
            tuple(Liability[kind.upper()] for kind in row["liabilities"]), row["mutual"],
        )
        for row in told["links"]
    )  # fmt: skip
    title = asked.title or {"zh": "担保网络", "en": "Guarantee network"}[asked.lang]
    return View(f"{title} · {about.mark}", about.as_of, nodes, links, (0, 0))
