"""A list of borrowers in whatever file an office has: codes in one column, proposed amounts in another; read as any table is read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from graph.errors import UnreadableFile
from graph.model import Fact, column
from graph.schema import CreditCode, Money, Text
from graph.values import FEN_PER_YUAN
from ingest.batch import Batch, Bools, gather
from ingest.clean import codes, money
from ingest.clean.cells import split
from ingest.findings import rejections
from ingest.layout import HEADER_DEPTH, Layout, known_headers, names_of, read_layout
from ingest.manifest import Manifest
from ingest.mapping import Lexicon, Match, Rank
from ingest.readers import Skipped, delimited, workbook
from ingest.readers.container import Form, form_of
from ingest.readers.grid import Grid
from ingest.readers.raw_table import from_grid
from ingest.reasons import Reason
from ingest.units import YUAN, plain
from ingest.validate import check_duplicates

if TYPE_CHECKING:
    from ingest.raw import RawTable
    from ingest.reasons import Rejection

_WISHED: Final = ("拟", "拟新增", "新增", "申请", "拟申请", "计划", "计划新增")
_LENT: Final = ("", "授信", "贷款", "放款", "借款", "融资", "放", "贷", "发放", "投放", "用信")
_SUMS: Final = ("", "金额", "额度")
_PROPOSED: Final = " ".join(["".join(parts) for parts in product(_WISHED, _LENT, _SUMS) if parts[1] or parts[2]] + ["拟新增"])
_MAY_PROPOSE: Final = re.compile(r"拟|新增|申请|授信|贷|放款|融资|借款|用信|提款|额度|propos|request|loan|credit|limit")
_OTHERWISE: Final = re.compile(r"余额|已|存量|现有|原|历史|逾期|不良|担保|数|率|日|期|天|balance|used|rate|term|overdue|count|date")
_IDENTIFIES: Final = re.compile(r"(号|号码|代码|编码|电话|手机|邮编|code|id|no\.?|phone)$")  # numbers that count nothing


class Borrower(Fact, name="borrowers", chinese="借款企业名单", key="credit_code"):
    """A firm somebody wants to look at, and what it may be lent."""

    credit_code: CreditCode = column(
        "统一社会信用代码 社会信用代码 信用代码 统一信用代码 企业代码 企业信用代码 借款企业代码 纳税人识别号 企业统一社会信用代码"
        " 借款企业统一社会信用代码 借款人统一社会信用代码 客户统一社会信用代码",
        loose="代码 税号 code",
    )
    name: Text | None = column("企业名称 名称 单位名称 客户名称 借款企业名称", loose="企业 客户 公司名称 企业全称 借款企业 借款人")
    proposed: Money | None = column(f"{_PROPOSED} proposal proposed_amount requested_amount", loose="金额 amount")


_LEXICON: Final = Lexicon(Borrower.table)
_CODE: Final = Borrower.table.column("credit_code")


@dataclass(frozen=True)
class Wanted:
    """One borrower of the list; the amount in yuan, None where the list proposes none."""

    row: int  # as Excel counts
    code: str
    amount: float | None


@dataclass(frozen=True, eq=False)
class BorrowerList:
    """The borrowers in order, each once, and what of the file was not read."""

    wanted: tuple[Wanted, ...]
    unread: tuple[str, ...]  # headers of columns of numbers nobody knows, the letter of a column without one
    skipped: tuple[Skipped, ...]  # sheets that may hold borrowers too
    batch: Batch

    def rejections(self, unknown: Collection[str] = ()) -> list[Rejection]:
        """The rows nobody looked at, in order: refused for a cell, repeated, or of a code in `unknown`, which no enterprise has."""
        strangers = np.flatnonzero(self.batch.good & self.batch.frame["credit_code"].isin(list(unknown)).to_numpy(dtype=bool))
        told = replace(self.batch, good=self.batch.good.copy(), findings=[*self.batch.findings])
        told.reject(Reason.UNKNOWN_REFERENCE, "credit_code", strangers, ["enterprises"] * len(strangers))
        return sorted(rejections(told), key=lambda one: (one.row, one.column))


def read_borrowers(path: Path) -> BorrowerList:
    """The borrowers of the first sheet that holds a unified social credit code; headers, units and cells are read as `ingest` reads them.

    Where no header says which column holds the codes, it is the one that holds most; such a list needs no header. An amount is yuan unless
    its header, a cell beside the table or its own cell says otherwise.

    Raises:
        UnreadableFile: the file cannot be read, holds no code (no-codes), or numbers that may be proposals or not (column-unclear).
        RepeatedColumn: two headers mean the same.

    """
    file = path.name
    form = form_of(path, file)
    if form is Form.PARQUET:
        raise UnreadableFile(file, "a list of borrowers is a workbook or a text file", "file-type")
    text = form is Form.TEXT
    found = list([delimited.grid(path, file, lambda head: known_headers(head, [_LEXICON]))] if text else workbook.grids(path, file, form))
    grids = [grid for grid in found if isinstance(grid, Grid)]
    holding = [grid for grid in grids if any(rows.any() for rows in _valid(grid).values())]
    for grid in holding or grids:
        layout = _layout(grid)
        raw = from_grid(grid, Borrower.table, layout, Manifest()) if layout else None
        if layout and raw is not None and len(raw):
            skipped = [Skipped(file, *sheet) for sheet in found if not isinstance(sheet, Grid)]
            skipped += [Skipped(file, other.sheet, "the list is an earlier sheet") for other in holding if other is not grid]
            return _listed(raw, tuple(_unread(grid, layout, raw)), tuple(skipped))
    raise UnreadableFile(file, "no column of it holds a unified social credit code", "no-codes")


def _listed(raw: RawTable, unread: tuple[str, ...], skipped: tuple[Skipped, ...]) -> BorrowerList:
    batch = gather([raw])
    again = check_duplicates(batch)
    first = {code: place for place, code in reversed(list(enumerate(batch.frame["credit_code"]))) if batch.good[place]}
    batch.reject(Reason.REPEATED_ROW, "credit_code", again, [batch.place(first[batch.frame["credit_code"].iloc[row]]) for row in again])
    kept = batch.frame.loc[batch.good]
    wanted = tuple(
        Wanted(int(row), str(code), None if pd.isna(fen) else float(fen) / FEN_PER_YUAN)
        for row, code, fen in zip(kept["_row"], kept["credit_code"], kept["proposed"], strict=True)
    )
    return BorrowerList(wanted, unread, skipped, batch)


def _valid(grid: Grid) -> dict[int, Bools]:
    """By column, which rows hold a valid code."""
    cleaned = {place: codes.clean_credit_code(split(grid.frame[place]), names=False) for place in range(len(grid.frame.columns))}
    return {place: found.values.notna().to_numpy(dtype=bool) for place, found in cleaned.items()}


def _layout(grid: Grid) -> Layout | None:
    """By the headers; where these call no column one of codes, the column that holds most is. None where there is no such column."""
    valid = _valid(grid)
    best = max(valid, key=lambda place: int(valid[place].sum()), default=-1)
    head = grid.head(min((int(rows.argmax()) for rows in valid.values() if rows.any()), default=HEADER_DEPTH))[:HEADER_DEPTH]
    layout = read_layout(head, _LEXICON, grid.file, grid.sheet)
    called = next((place for place, match in layout.matches.items() if match.column is _CODE), None)
    if called is not None and (valid[called].any() or not valid[best].any()):
        return layout
    if best < 0 or not valid[best].any():
        return None
    header = layout.header if layout.matches else _last_header(head, best)
    names = dict(enumerate(names_of(head)[header])) if header >= 0 else {}
    headers = {place: (names.get(place) or [""])[-1] for place in valid}
    known = {place: match for place, match in layout.matches.items() if match.column is not _CODE} | {
        best: Match(_CODE, headers[best], Rank.PLAIN)
    }
    unmapped = {place: text for place, text in headers.items() if place not in known}
    return replace(layout, header=header, matches=dict(sorted(known.items())), unmapped=unmapped)


def _last_header(head: list[list[str]], place: int) -> int:
    """The last line above the first code that is no attempt at one; -1 where the list begins at once."""
    tried = [bool(re.fullmatch(r"[0-9A-Za-z\s'-]{10,}", line[place])) for line in head]
    return max((row for row, attempt in enumerate(tried) if not attempt), default=-1)


def _unread(grid: Grid, layout: Layout, raw: RawTable) -> Iterator[str]:
    """Columns of numbers nobody knows. Raises UnreadableFile for one that may be meant as the proposal where no other is."""
    from xlsxwriter.utility import xl_col_to_name

    proposing = any(match.column.name == "proposed" for match in layout.matches.values())
    last = max(*layout.matches, *layout.unmapped, 0)
    for place in range(len(grid.frame.columns)):
        header = layout.unmapped.get(place, "")
        shifted = place > last and not grid.sheet  # cells of rows that are too long, which are refused as such
        if place in layout.matches or shifted or (header and header not in raw.unmapped) or _IDENTIFIES.search(plain(header)):
            continue
        if not money.clean(split(grid.frame[place].iloc[raw.rows - grid.first_row]), YUAN, signed=True).values.notna().any():
            continue
        letter = xl_col_to_name(place + grid.first_column)
        if not proposing and (not header or (_MAY_PROPOSE.search(plain(header)) and not _OTHERWISE.search(plain(header)))):
            told = f"the column {header!r} holds numbers" if header else f"column {letter} holds numbers under no header"
            advice = "which may be proposed amounts or not; head it 拟授信金额 if they are, else take it out"
            raise UnreadableFile(grid.file, f"{told}, {advice}", "column-unclear")
        yield header or letter
