"""One file becomes raw tables, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from typing import Final

from graph.schema import TABLES
from ingest.layout import HEADER_DEPTH, Layout, known_headers, read_layout
from ingest.manifest import Manifest
from ingest.mapping import Lexicon, Naming, read_name
from ingest.raw import RawTable
from ingest.readers import delimited, workbook
from ingest.readers.container import Form, form_of
from ingest.readers.grid import Grid
from ingest.readers.parquet import ParquetSource
from ingest.readers.raw_table import from_columns, from_grid
from ingest.recognition import Verdict, recognise, refusal

_UNNAMED: Final = Naming(None, {}, generic=True)  # what a file without sheets calls its only one

Lexicons = Mapping[str, Lexicon]


@dataclass(frozen=True)
class Skipped:
    """A file or sheet that was not read."""

    file: str
    sheet: str
    why: str


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet whose cells were read; without a layout it holds no table, and `why` says so."""

    grid: Grid
    lexicon: Lexicon | None
    layout: Layout | None
    why: str = ""


def lexicons_of(manifest: Manifest) -> dict[str, Lexicon]:
    """What every table understands in this folder."""
    return {name: Lexicon(TABLES[name], own) if (own := manifest.columns.get(name)) else _lexicon(name) for name in TABLES}


@cache
def _lexicon(name: str) -> Lexicon:
    return Lexicon(TABLES[name])


def read_file(path: Path, file: str, manifest: Manifest, lexicons: Lexicons) -> Iterator[RawTable | Skipped]:
    """The tables of a file and the sheets left out. Raises InputError when the file, or a sheet that claims a table, cannot be read."""
    form = form_of(path, file)
    if form is Form.PARQUET:
        yield _read_parquet(path, file, manifest, lexicons)
        return
    for sheet in sheets(path, file, form, lexicons):
        if isinstance(sheet, Skipped):
            yield sheet
        elif sheet.lexicon is None or sheet.layout is None:
            yield Skipped(file, sheet.grid.sheet, sheet.why)
        else:
            yield from_grid(sheet.grid, sheet.lexicon.table, sheet.layout, manifest)


def sheets(path: Path, file: str, form: Form, lexicons: Lexicons) -> Iterator[Sheet | Skipped]:
    """The sheets of a workbook or text file with what they hold. A file that names a table and brings none lacks a column."""
    named = read_name(PurePath(file).stem)
    claims: list[Verdict] = []
    found = False
    for grid in _grids(path, file, form, lexicons):
        if not isinstance(grid, Grid):
            yield Skipped(file, *grid)
            continue
        head = grid.head(HEADER_DEPTH)
        if not any(cell for line in head for cell in line):
            yield Sheet(grid, None, None, "the sheet is empty")
            continue
        verdict = recognise(head, read_name(grid.sheet) if grid.sheet else _UNNAMED, named, lexicons)
        if verdict.lexicon:
            found = True
            yield Sheet(grid, verdict.lexicon, read_layout(head, verdict.lexicon, file, grid.sheet))
        elif verdict.guess and verdict.claimed:
            raise refusal(verdict.guess.lexicon, verdict.guess.matches, file, grid.sheet)
        else:
            claims.append(verdict)
            yield Sheet(grid, None, None, verdict.why)
    _raise_claim(claims, named, file, found=found, lexicons=lexicons)


def _raise_claim(claims: list[Verdict], named: Naming, file: str, *, found: bool, lexicons: Lexicons) -> None:
    if found:
        return
    guesses = [claim.guess for claim in claims if claim.guess and claim.guess.mention]
    if guesses:
        best = max(guesses, key=lambda guess: guess.weight)
        raise refusal(best.lexicon, best.matches, file, "")
    if named.exact:
        raise refusal(lexicons[named.exact.name], {}, file, "")


def _grids(path: Path, file: str, form: Form, lexicons: Lexicons) -> Iterator[Grid | tuple[str, str]]:
    if form is Form.TEXT:
        yield delimited.grid(path, file, lambda head: known_headers(head, list(lexicons.values())))
    else:
        yield from workbook.grids(path, file, form)


def _read_parquet(path: Path, file: str, manifest: Manifest, lexicons: Lexicons) -> RawTable | Skipped:
    source = ParquetSource(path, file)
    verdict = recognise([source.headers], _UNNAMED, read_name(PurePath(file).stem), lexicons)
    if verdict.lexicon is None:
        if verdict.guess and (verdict.claimed or verdict.guess.mention):
            raise refusal(verdict.guess.lexicon, verdict.guess.matches, file, "")
        return Skipped(file, "", verdict.why)
    layout = read_layout([source.headers], verdict.lexicon, file)
    return from_columns(file, verdict.lexicon.table, layout, manifest, source.read(list(layout.matches)))
