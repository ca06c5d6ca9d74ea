"""Which table a file or sheet is, and which column a header means: Chinese or English, decorated as offices decorate them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import Final

from graph.model import Column, Table
from graph.schema import TABLES
from graph.values import Kind
from ingest.units import SUFFIXES, fen_per_unit, foreign

_ALIASES: Final[dict[str, tuple[str, ...]]] = {
    "counties": ("区县名单", "行政区划"),
    "enterprises": ("企业名录", "enterprise"),
    "banks": ("银行机构", "金融机构", "bank"),
    "persons": ("个人", "person"),
    "guarantee_companies": ("担保公司", "融资性担保公司"),
    "facilities": ("授信合同", "facility"),
    "loans": ("贷款", "loan"),
    "guarantees": ("担保", "保证合同", "guarantee"),
    "controls": ("控制人", "控股关系", "control"),
    "risk_list": ("风险企业",),
    "joint_limits": ("联合授信",),
    "consents": ("授权书", "consent"),
    "other_debts": ("其他负债",),
    "bonds": ("bond",),
    "pledges": ("质押", "pledge"),
    "signals": ("signal",),
    "indicators": ("指标", "indicator"),
    "capital_plans": (),
}
_DECORATION: Final = re.compile(
    r"[\W\d_]+|明细|清单|名单|台账|数据|基本|信息|情况|导出|报送|报表|列表|副本|退回|模板|表|年|月|日|季度|季|末|copy|list|table|final"
)
_NO_DATA: Final = re.compile(r"说明|目录|封面|字典|示例|readme|notes?$", re.IGNORECASE)
_SUMMARY: Final = re.compile(r"透视|统计|图表|汇总|分析|summary|pivot", re.IGNORECASE)
_GENERIC: Final = re.compile(r"(sheet|工作表|表)?\s*\d*", re.IGNORECASE)
_BRACKET: Final = re.compile(r"[(\[【〔<{]([^)\]】〕>}]*)[)\]】〕>}]?")
_NUMBERING: Final = re.compile(r"^\s*\d+\s*[.、:)]\s*")
FRACTIONS: Final = frozenset({Kind.SHARE, Kind.RATE})  # what may be written in percents
_PARTY_KINDS: Final = frozenset({Kind.CREDIT_CODE, Kind.PARTY_CODE})
_CODED: Final = re.compile(r"(代码|编号|号码|标识|_code|_id)$")
_CREDIT: Final = "统一社会信用代码"
_CREDIT_SUFFIXES: Final = (_CREDIT, "社会信用代码", "统一信用代码", "信用代码", "证件号码", "_credit_code")
_CODE_SUFFIXES: Final = ("代码", "编号", "标识", "_code", "_id")
_NAME_SUFFIXES: Final = ("名称", "姓名", "全称", "_name")
_OWN_NUMBERS: Final = ("编号", "_id")  # a firm's number in the bank's own books rather than its credit code
_CUSTOMER: Final = "客户"  # and whatever code a customer has is such a number
_ENDINGS: Final[dict[Kind, tuple[str, ...]]] = {  # what offices write for one another at the end of a header
    Kind.NUMBER: ("编号", "号码", "编码", "代码", "号"),
    Kind.COUNTY_CODE: ("代码", "编码", "编号"),
    Kind.CITY_CODE: ("代码", "编码", "编号"),
    Kind.DATE: ("日期", "时间", "日"),
}
_SUBJECTS: Final[dict[str, tuple[str, ...]]] = {  # what offices write before a header although the table says it
    "enterprises": ("企业",),
    "facilities": ("授信",),
    "loans": ("贷款", "借款", "借据"),
    "guarantees": ("担保合同", "保证合同", "担保", "保证"),
    "bonds": ("债券",),
    "pledges": ("质押",),
}
_MOMENTS: Final = ("当前", "本期", "期末", "月末", "季末", "年末", "本年")  # what offices write before the amount of the day or year
_PERCENT: Final = frozenset({"pct", "percent", "百分比", "百分数"})
_LONGEST_HEADER: Final = 80
_ACCEPTED_SHOWN: Final = 6
_SEPARATOR: Final = re.compile(r"[\s_\-/,:;、]+")
_NAMED: Final = (("banks",), ("counties",))  # what a column may name instead of giving its code


class Rank(IntEnum):
    """How sure a header is, when two headers of a sheet mean the same column."""

    INTERNAL = 0  # 客户编号 for the borrower: most banks count their customers themselves
    LOOSE = 1  # 担保方式 for 保证方式: often the kind of security instead
    NAMED = 2  # 担保人名称
    PLAIN = 3  # 担保人
    CODED = 4  # 担保人代码
    CREDIT = 5  # 担保人统一社会信用代码
    OWN = 6  # the manifest says so


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


@dataclass(frozen=True)
class Match:
    """A header that is known: its column, and what the header says about the numbers below it."""

    column: Column
    header: str
    rank: Rank
    unit: int | None = None  # fen per unit, where the header states it
    percent: bool = False


@dataclass(frozen=True)
class _Header:
    """A header taken apart."""

    text: str  # half-width, without numbering
    notes: tuple[str, ...]  # what stands in brackets
    full: str  # keys of the whole, without the brackets, and without the unit behind it
    bare: str
    stem: str
    suffix: str  # that unit


@lru_cache(maxsize=20_000)
def _take_apart(header: str) -> _Header:
    text = _NUMBERING.sub("", unicodedata.normalize("NFKC", header))
    bare = _BRACKET.sub(" ", text)
    stem, suffix = _split_suffix(bare)
    return _Header(text, tuple(_BRACKET.findall(text)), _key(text), _key(bare), _key(stem), suffix)


@dataclass(frozen=True)
class Lexicon:
    """The headers one table understands. `extra` adds a manifest's own: header → column name, '' to leave a column out."""

    table: Table
    extra: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, tuple[Column, Rank]] = field(init=False, default_factory=dict)
    _own: dict[str, Column | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for column in self.table.file_columns:
            for header in (column.name, *column.headers):
                rank = _rank(column, header)
                if self._known.setdefault(_key(header), (column, rank))[0] is not column:
                    raise TypeError(f"{self.table.name}: the header {header} stands for two columns")
        for column in self.table.file_columns:
            for header, rank in _further(column):
                self._known.setdefault(_key(header), (column, rank))
        for column in self.table.file_columns:
            for header in _decorated(self.table, column):
                self._known.setdefault(_key(header), (column, Rank.LOOSE))
        self._own.update({_key(header): self.table.column(name) if name else None for header, name in self.extra.items()})

    def match(self, header: str) -> Match | None:
        """The column a header means, or None."""
        if len(header) > _LONGEST_HEADER:
            return None
        parts = _take_apart(header)
        for key in (parts.full, parts.bare, parts.stem):
            if key in self._own:
                column = self._own[key]
                return _stated(column, header, parts, Rank.OWN) if column else None
        known = self._known.get(parts.bare) or self._known.get(parts.full)
        if known:
            return _stated(known[0], header, parts, known[1])
        known = self._known.get(parts.stem) if parts.suffix else None
        if known and known[0].kind in {Kind.MONEY, *FRACTIONS}:
            return _stated(known[0], header, parts, known[1])
        return None

    def missing(self, matches: Mapping[int, Match]) -> list[tuple[Column, ...]]:
        """Required columns that are not matched; several columns together where one of them is enough."""
        present = {match.column.name for match in matches.values()}
        lacking: list[tuple[Column, ...]] = [
            (column,) for column in self.table.file_columns if column.required and column.name not in present
        ]
        link = self.table.relationship
        if link and len(link.ends) > 1 and not present & set(link.ends):
            lacking.append(tuple(self.table.column(end) for end in link.ends))
        return lacking


def _rank(column: Column, header: str) -> Rank:
    """How sure a declared header is."""
    if header in column.loose:
        return Rank.LOOSE
    if column.kind in _PARTY_KINDS and header.endswith(_CREDIT_SUFFIXES):
        return Rank.CREDIT
    named = column.kind in _PARTY_KINDS or column.refers in _NAMED
    return Rank.CODED if named and _CODED.search(header) else Rank.PLAIN


def _further(column: Column) -> Iterator[tuple[str, Rank]]:
    """Headers nobody declares: 担保人代码 and 担保人名称 for 担保人, 贷款银行 and 银行名称 for 贷款银行代码, 机构号 for 机构代码."""
    for header in (column.name, *column.headers):
        loose = header in column.loose
        yield from ((text, min(rank, Rank.LOOSE) if loose else rank) for text, rank in _derived(column, header))


def _derived(column: Column, header: str) -> Iterator[tuple[str, Rank]]:
    if column.kind in _PARTY_KINDS and column.refers:
        stem = header.removesuffix(_CREDIT)  # 社会信用代码 for a bare 统一社会信用代码
        yield from ((stem + suffix, Rank.CREDIT) for suffix in _CREDIT_SUFFIXES)
        yield from ((header + suffix, _code_rank(column, header, suffix)) for suffix in _CODE_SUFFIXES)
        yield from ((header + suffix, Rank.NAMED) for suffix in _NAME_SUFFIXES)
    named = column.refers in _NAMED
    if named:
        stem = header.removesuffix("代码").removesuffix("_code")
        yield from ((stem + suffix, Rank.NAMED) for suffix in ("", *_NAME_SUFFIXES))
    yield from ((text, Rank.PLAIN if named else Rank.LOOSE) for text in _spellings(header, column.kind))


def _code_rank(column: Column, header: str, suffix: str) -> Rank:
    internal = column.kind is Kind.CREDIT_CODE and (suffix in _OWN_NUMBERS or header.startswith(_CUSTOMER))
    return Rank.INTERNAL if internal else Rank.CODED


def _spellings(header: str, kind: Kind) -> Iterator[str]:
    """担保合同号 and 担保合同号码 for 担保合同编号, 签订时间 for 签订日."""
    endings = _ENDINGS.get(kind, ())
    ending = next((each for each in endings if header.endswith(each)), None)
    if ending is not None:
        yield from (header.removesuffix(ending) + each for each in endings if each != ending)


def _decorated(table: Table, column: Column) -> Iterator[str]:
    """贷款发放日 for 发放日, 期末余额 for 余额, where the whole says no more than the part."""
    headers = [spelling for header in column.headers for spelling in (header, *_spellings(header, column.kind))]
    yield from (subject + header for subject in _SUBJECTS.get(table.name, ()) for header in headers)
    if column.kind is Kind.MONEY:
        yield from (moment + header for moment in _MOMENTS for header in column.headers)


def _stated(column: Column, header: str, parts: _Header, rank: Rank) -> Match | None:
    """The match, unless the header states a unit the column cannot have."""
    notes = [*parts.notes, parts.suffix]
    if column.kind is Kind.MONEY:
        units = {unit for note in notes if (unit := fen_per_unit(note)) is not None}
        return None if foreign(parts.text) or len(units) > 1 else Match(column, header, rank, next(iter(units), None))
    if column.kind in FRACTIONS:
        percent = "%" in parts.text or any(note.strip().casefold() in _PERCENT for note in notes)
        return None if "‰" in parts.text or fen_per_unit(parts.suffix) is not None else Match(column, header, rank, percent=percent)
    return Match(column, header, rank)


def below(match: Match, heading: str) -> Match | None:
    """The match under a heading that may state its unit, 金额（万元）, or that its numbers are percents; None under a foreign currency."""
    told = _stated(match.column, match.header, _take_apart(f"({heading})" if fen_per_unit(heading) else heading), match.rank)
    if match.unit is not None or match.percent:
        return match
    return told


def _split_suffix(header: str) -> tuple[str, str]:
    """余额_万元, 余额万元, balance_wan, rate_pct → stem and suffix ('' when there is none)."""
    parts = [part for part in _SEPARATOR.split(header.strip()) if part.strip("*")]
    for size in (2, 1):
        suffix = "".join(parts[-size:])
        if len(parts) > size and (fen_per_unit(suffix) is not None or suffix.casefold() in _PERCENT):
            return "".join(parts[:-size]), suffix
    whole = "".join(parts)
    for unit in SUFFIXES if fen_per_unit(whole) is None else ():
        if whole.endswith(unit):
            return whole.removesuffix(unit).removesuffix("人民币"), unit
    return whole, ""


def accepted(columns: tuple[Column, ...]) -> str:
    """Headers accepted for a column, as an error names them: the usual ones, no more than a clerk reads."""
    return " or ".join(f"{column.name} ({', '.join(column.headers[:_ACCEPTED_SHOWN])})" for column in columns)


@dataclass(frozen=True)
class Naming:
    """What a file or sheet name says: the table it names outright, those it mentions with the length of the mention."""

    exact: Table | None
    mentioned: dict[str, int]
    generic: bool = False  # Sheet1 and the like
    no_data: bool = False  # 说明, 目录 and the like
    summary: bool = False  # 汇总, 统计 and the like, which need not be the table they speak of


def read_name(name: str) -> Naming:
    """Read a file name without its ending, or a sheet name."""
    plain = _DECORATION.sub("", unicodedata.normalize("NFKC", name).casefold())
    full = _key(name)
    exact, mentioned = None, {}
    for table in TABLES.values():
        words = {_key(word) for word in (table.name, table.chinese, *_ALIASES.get(table.name, ()))}
        if {full, plain} & {*words, *(_DECORATION.sub("", word) for word in words)}:
            exact = table
        lengths = [len(word) for word in words if word in full or word in plain]
        if lengths:
            mentioned[table.name] = max(lengths)
    return Naming(
        exact,
        mentioned,
        generic=_GENERIC.fullmatch(name.strip()) is not None,
        no_data=exact is None and _NO_DATA.search(name) is not None,
        summary=exact is None and _SUMMARY.search(name) is not None,
    )


def table_called(word: str) -> Table | None:
    """The table with this English or Chinese name, as a declaration writes it."""
    return next((table for table in TABLES.values() if _key(word) in {_key(table.name), _key(table.chinese)}), None)
