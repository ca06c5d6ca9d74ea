"""Lists people take away: rows of answers as a frame for CSV and Parquet, and as a sheet of a workbook, marked with who took them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from viz.style import ACTOR, APPLICATION, LEVEL, PARTY, ROW_KIND, SEVERITY, STAGE, STANDING, TIER, WORDS, Lang, Word, word
from viz.workbook import Column, Kind, Sheet

ListName = Literal[
    "coordination-queue", "circles", "enterprises", "parties", "guarantees", "exposures", "maturities", "findings", "classification",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A field of the rows, with its kind; lists are joined."""

    name: str
    kind: Kind = "text"
    total: bool = False
    width: int | None = None


TITLES: Final[dict[ListName, tuple[str, str]]] = {
    "coordination-queue": ("市级协调清单", "Coordination queue"),
    "circles": ("担保圈清单", "Guarantee circles"),
    "enterprises": ("主体清单", "Parties"),
    "parties": ("图中主体", "Parties of the picture"),
    "guarantees": ("图中担保", "Guarantees of the picture"),
    "exposures": ("机构授信清单", "Exposures of a bank"),
    "maturities": ("到期台账", "Maturities"),
    "findings": ("规则提示清单", "Findings"),
    "classification": ("保帮关分类清单", "Classification"),
}

FIELDS: Final[dict[ListName, tuple[Field, ...]]] = {
    "coordination-queue": (
        Field("rank", "count"), Field("circle", width=28), Field("name", width=34), Field("home_county"), Field("level"),
        Field("leader_link", "flag"), Field("application"), Field("expected_spillover", "money", total=True),
        Field("worst_case_spillover", "money"), Field("worst_case_loss", "money"), Field("employees", "count"), Field("class"),
        Field("counties_hit"), Field("banks_hit"), Field("due_soon", "money", total=True), Field("flags", width=40),
        Field("members", width=60), Field("members_elsewhere", "count"),
    ),
    "circles": (
        Field("circle", width=28), Field("name", width=34), Field("home_county"), Field("loan_balance", "money", total=True),
        Field("class"),
        Field("guarantees", "count", total=True), Field("mutual_pairs", "count"), Field("density", "number"), Field("split", "flag"),
        Field("members", width=60), Field("members_elsewhere", "count"),
    ),
    "enterprises": (Field("party", width=22), Field("name", width=34), Field("kind"), Field("county"), Field("stub", "flag")),
    "parties": (
        Field("party", width=22), Field("name", width=34), Field("kind"), Field("county"), Field("stub", "flag"), Field("external", "flag"),
        Field("loans", "money", total=True), Field("capacity", "money"), Field("employees", "count", total=True),
    ),
    "guarantees": (
        Field("guarantor", width=22), Field("guarantor_name", width=34), Field("borrower", width=22), Field("borrower_name", width=34),
        Field("amount", "money", total=True), Field("guarantees", "count", total=True), Field("liabilities"), Field("mutual", "flag"),
    ),
    "exposures": (
        Field("party", width=22), Field("name", width=34), Field("kind"), Field("county"), Field("exposure", "money", total=True),
        Field("loans", "count", total=True), Field("worst_class"), Field("share_of_capital", "share"),
    ),
    "maturities": (
        Field("kind"), Field("no", width=24), Field("borrower", width=22), Field("name", width=34), Field("bank"), Field("county"),
        Field("balance", "money", total=True), Field("due", "date"), Field("stage"), Field("actor"), Field("late", "flag"),
        Field("overdue_days", "count"), Field("overdue_extrapolated", "flag"), Field("planned", "money", total=True),
        Field("funded", "money", total=True),
    ),
    "findings": (
        Field("severity"), Field("rule", width=30), Field("subject", width=22), Field("name", width=30), Field("county"),
        Field("text_zh", width=90), Field("maturity_zh"), Field("contracts", width=40),
    ),
    "classification": (
        Field("enterprise", width=22), Field("name", width=34), Field("county"), Field("score", "number"), Field("missing", "share"),
        Field("tier"), Field("proposed"), Field("class"), Field("veto"), Field("status"),
    ),
}  # fmt: skip


_KINDS: Final = (
    {kind.name.lower(): mark.word for kind, mark in PARTY.items()} | ROW_KIND | {"loan": Word("借据", "loan"), "bond": Word("债券", "bond")}
)
_VOCABULARIES: Final[dict[str, Mapping[str, Word]]] = {
    "kind": _KINDS, "stage": STAGE, "actor": ACTOR, "severity": SEVERITY, "level": LEVEL, "application": APPLICATION, "tier": TIER,
    "status": STANDING, "worst_class": WORDS,
}  # fmt: skip
_ENGLISH: Final = {"text_zh": "text_en", "maturity_zh": "maturity"}  # what stands in place of a Chinese text


def list_frame(name: ListName, rows: Sequence[Mapping[str, Any]], mark: str, lang: Lang) -> pd.DataFrame:
    """The rows with headers in words, amounts in yuan, and a last column that says who took them when."""
    fields = FIELDS[name]
    frame = pd.DataFrame(
        {
            _header(one, lang): pd.Series([_cell(_told(row, one, lang)) for row in rows], dtype=_DTYPES.get(one.kind, "str"))
            for one in fields
        }
    )
    return frame.assign(**{word("taken", lang): pd.Series([mark] * len(rows), dtype="str")})


def list_sheet(name: ListName, rows: Sequence[Mapping[str, Any]], mark: str, as_of: str, lang: Lang) -> Sheet:
    """The rows as a sheet, in words: 合计 below, the mark under the title."""
    fields = FIELDS[name]
    title = TITLES[name][0 if lang == "zh" else 1]
    columns = tuple(Column(word(one.name, lang), one.kind, one.total, one.width) for one in fields)
    cells = [tuple(_in_words(one.name, _cell(_told(row, one, lang)), lang) for one in fields) for row in rows]
    return Sheet(title, f"{title}（{as_of}）" if lang == "zh" else f"{title} ({as_of})", columns, cells, (mark,))


_DTYPES: Final = {"money": "Float64", "number": "Float64", "share": "Float64", "count": "Int64", "flag": "boolean"}


def _header(field: Field, lang: Lang) -> str:
    unit = {"zh": "(元)", "en": " (yuan)"}[lang] if field.kind == "money" else ""
    return word(field.name, lang) + unit


def _told(row: Mapping[str, Any], field: Field, lang: Lang) -> Any:
    return row.get(field.name if lang == "zh" else _ENGLISH.get(field.name, field.name))


def _in_words(field: str, value: Any, lang: Lang) -> Any:
    """What people call a value of a vocabulary; programs read the other forms, where it stands as it is."""
    known = _VOCABULARIES.get(field, {})
    return known[value][lang] if isinstance(value, str) and value in known else value


def _cell(value: Any) -> Any:
    parts = [one for one in value.values() if one] if isinstance(value, dict) else value
    return "、".join(map(str, parts)) if isinstance(parts, list | tuple) else parts
