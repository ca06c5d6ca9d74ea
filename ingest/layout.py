"""Where a sheet keeps its header and its rows: title lines, unit cells, two-line headers, total rows and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph.errors import RepeatedColumn, UnreadableFile
from ingest.mapping import FRACTIONS, Lexicon, Match, Rank, below
from ingest.units import plain, stated_units, states_percents, title_units

HEADER_DEPTH: Final = 30  # rows in which the header is looked for
_TOTAL: Final = re.compile(r"^(本页|本表|本行|本月|累计)?[合小总共]计([:：(（\d].*)?$|^.{1,20}[小合]计[:：]?$")
_TOTAL_NAMED: Final = re.compile(r"^.{0,20}[合小总共]计[:：]?$")
_NOTE: Final = re.compile(
    r"^(制表|填表|填报|审核|复核|经办|负责|主管|联系|打印|报送|报表|报告|编制|单位负责|数据来源|备注|附注|注|说明)[^:]{0,8}:|^(备注|附注|注|说明)$|^第\d+页"
)
_NUMBER: Final = re.compile(r"^[\d.,\s]*$")
_TITLE: Final = 3  # texts of a line above the header that is no part of it


@dataclass(frozen=True)
class Layout:
    """How one sheet is to be read as one table. Places are rows and columns of the grid, from 0."""

    header: int  # last row of the header
    matches: Mapping[int, Match]
    unmapped: Mapping[int, str]  # headers nobody knows
    unit: int | None  # fen per unit stated beside the table, for money columns that state none

    @property
    def score(self) -> int:
        """How many columns are known."""
        return len(self.matches)


Names = list[list[list[str]]]  # by row and column


def names_of(head: list[list[str]]) -> Names:
    """What the header that ends in each cell may be called, the fullest name first: of two lines, both together, else the lower one."""
    names: Names = []
    above: list[str] = []
    for line in head:
        upper = [*above, *[""] * len(line)]
        names.append([_both(up, low) for up, low in zip(upper, line, strict=False)])
        above = line
    return names


def _both(above: str, below: str) -> list[str]:
    if not below:
        return [above] if above else []
    return [above + below, below] if above and above != below else [below]


def find_header(names: Names, lexicon: Lexicon) -> tuple[int, dict[int, Match]]:
    """The row that ends the header, and its columns: the most known headers decide.

    Of neighbours that know equally many the lower one wins: it is a line of units, English names or blanks below the header.
    """
    best, found = -1, dict[int, Match]()
    for row, line in enumerate(names):
        matches = {column: match for column, cell in enumerate(line) for match in _first(cell, lexicon)}
        if len(matches) > len(found) or (matches and len(matches) == len(found) and row == best + 1 and _same(matches, found)):
            best, found = row, matches
    return best, found


def _first(cell: list[str], lexicon: Lexicon) -> list[Match]:
    """The match of the fullest name that has one; the line above may still state its unit: 金额（万元） over 余额 and 保证金."""
    for name in cell:
        if match := lexicon.match(name):
            told = match if name == cell[0] else below(match, cell[0].removesuffix(name))
            return [told] if told else []
    return []


def _same(one: dict[int, Match], other: dict[int, Match]) -> bool:
    return {place: match.column.name for place, match in one.items()} == {place: match.column.name for place, match in other.items()}


def known_headers(head: list[list[str]], lexicons: list[Lexicon]) -> int:
    """The most headers any table knows in any row."""
    names = names_of(head)
    return max((len(find_header(names, lexicon)[1]) for lexicon in lexicons), default=0)


def read_layout(head: list[list[str]], lexicon: Lexicon, file: str, sheet: str = "") -> Layout:
    """The layout of a sheet of this table. Raises RepeatedColumn, and UnreadableFile for units that contradict each other."""
    names = names_of(head)
    row, matches = find_header(names, lexicon)
    if row < 0:
        return Layout(-1, {}, {}, None)
    unmapped = {column: cell[-1] for column, cell in enumerate(names[row]) if cell and column not in matches}
    unit = _one(file, *_units_of(head, row, matches, sheet, PurePath(file).stem))
    chosen = _once(matches, unmapped, file)
    if any(map(states_percents, (*head[:row], _beside(head, row, matches)))):
        chosen = {place: replace(match, percent=True) if match.column.kind in FRACTIONS else match for place, match in chosen.items()}
    return Layout(row, chosen, unmapped, unit)


def _beside(head: list[list[str]], row: int, matches: Mapping[int, Match]) -> list[str]:
    """What stands in the header line and is no header."""
    return [cell for place, cell in enumerate(head[row]) if place not in matches]


def _units_of(head: list[list[str]], row: int, matches: Mapping[int, Match], *names: str) -> Iterator[set[int | None]]:
    """The units stated for a whole sheet, the nearest first: around the header, in the only header that says 单位, in its names."""
    above = [[cell for cell in line if cell] for line in head[:row]]
    titles = [unit for line in above if len(set(line)) <= _TITLE for unit in title_units(line)]
    yield {unit for line in (*above, _beside(head, row, matches)) for unit in stated_units(line)} | set(titles)
    inside = {unit for place in matches for unit in stated_units([head[row][place]])}
    yield inside if len(inside) == 1 else set()
    for name in names:
        yield stated_units([name]) | title_units([name])


def _one(file: str, *found: set[int | None]) -> int | None:
    """The unit of the first that states one. Raises UnreadableFile where it states two, or another currency."""
    units = next((units for units in found if units), set[int | None]())
    if len(units) > 1:
        raise UnreadableFile(file, "the sheet states two units of money")
    if None in units:
        raise UnreadableFile(file, "the sheet states a currency other than the yuan")
    return next(iter(units), None)


def _once(matches: dict[int, Match], unmapped: dict[int, str], file: str) -> dict[int, Match]:
    """Every column once: of 担保人 and 担保人代码 the code counts, and what the manifest names goes before all.

    Of two loose headers the left one counts. Raises RepeatedColumn for two sure ones, and for the same header twice.
    """
    chosen: dict[str, int] = {}
    for place, match in matches.items():
        other = chosen.setdefault(match.column.name, place)
        if other == place:
            continue
        if match.rank == matches[other].rank and (match.rank > Rank.LOOSE or plain(match.header) == plain(matches[other].header)):
            raise RepeatedColumn(
                file, f"the headers {matches[other].header!r} and {match.header!r} both mean {match.column.name}; keep one of them"
            )
        chosen[match.column.name] = place if match.rank > matches[other].rank else other
    unmapped |= {place: match.header for place, match in matches.items() if place not in chosen.values()}
    return {place: matches[place] for place in sorted(chosen.values())}


@dataclass(frozen=True, eq=False)
class Rows:
    """Which rows of a grid are rows of its table, how many others were left out, and what the notes among those say of the unit."""

    kept: npt.NDArray[np.bool_]
    left_out: int
    units: set[int | None]

    def settle(self, layout: Layout, file: str) -> Layout:
        """The layout with the unit that a note states below the table. Raises UnreadableFile where the lines above say otherwise."""
        return replace(layout, unit=_one(file, self.units | ({layout.unit} - {None}))) if self.units else layout


def judge_rows(frame: pd.DataFrame, layout: Layout, marked: npt.NDArray[np.bool_]) -> Rows:
    """Tell the rows of the table from blank rows (not counted), repeated headers, total rows (合计) and notes.

    A row that fills every required column is none of them. `marked` rows hold cells with a fault, which show nothing but are not blank.
    """
    known = frame[list(layout.matches)]
    below = np.arange(len(frame)) > layout.header
    rows = below & (known.notna().any(axis=1).to_numpy() | marked)
    required = [place for place, match in layout.matches.items() if match.column.required]
    lacking = below & frame[required].isna().any(axis=1).to_numpy() & frame.notna().any(axis=1).to_numpy()
    left_out = np.zeros(len(frame), dtype=bool)
    units: set[int | None] = set()
    for place, cells in _cells(frame, lacking):
        words = [cell for cell in cells if isinstance(cell, str) and not _NUMBER.match(plain(cell))]
        texts = [plain(word) for word in words]
        total = bool(texts) and any([_TOTAL.match(texts[0]), *map(_TOTAL_NAMED.match, texts[1:])])
        said = stated_units(words) if "元" in "".join(texts) and not total else set()
        left_out[place] = total or bool(said) or (bool(texts) and _NOTE.match(texts[0]) is not None)
        units |= said
    headers = [match.header for match in layout.matches.values()]
    first = next(iter(layout.matches))
    for place, cells in _cells(known, rows & (known[first].astype(object) == headers[0]).to_numpy()):
        left_out[place] = cells == headers
    return Rows(rows & ~left_out, int((rows & left_out).sum()), units)


def _cells(frame: pd.DataFrame, rows: npt.NDArray[np.bool_]) -> Iterator[tuple[int, list[object]]]:
    return zip(np.flatnonzero(rows).tolist(), frame[rows].astype(object).to_numpy().tolist(), strict=True)
