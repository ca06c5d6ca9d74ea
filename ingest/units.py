"""Units of money in headers, title lines and the manifest: 元, 万元, 亿元 and their spellings, as fen per unit."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from graph.values import FEN_PER_YUAN

YUAN: Final = FEN_PER_YUAN
_SCALES: Final = {
    "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000,
    "thousand": 1_000, "wan": 10_000, "million": 1_000_000, "yi": 100_000_000,
}  # fmt: skip
UNITS: Final = {
    "分": 1, "fen": 1, "元": YUAN, "圆": YUAN, "yuan": YUAN,
    **{scale: times * YUAN for scale, times in _SCALES.items()},
    **{scale + "元": times * YUAN for scale, times in _SCALES.items() if not scale.isascii()},
    **{scale + "yuan": times * YUAN for scale, times in _SCALES.items() if scale.isascii()},
}  # fmt: skip
SUFFIXES: Final = tuple(sorted((unit for unit in UNITS if unit.endswith("元")), key=len, reverse=True))
_CURRENCY: Final = re.compile(r"^折?合?(人民币|rmb|cny)|(人民币|rmb|cny)$")
_FOREIGN: Final = re.compile(r"美元|欧元|港元|港币|日元|英镑|外币|原币|usd|eur|hkd|jpy|gbp|[$€£]")
_STATED: Final = re.compile(
    r"(?:(?<=金额)|(?<=货币)|(?<=计量)|(?<=数据)|(?<![^\W_]))单位\s*[:为是]?((?:(?!单位)[^;。])*)|以([^\s;。]{1,8})为单位|^\W*(?:金额|货币)[:为]([^;。]*)"
)
_SPLIT_UNIT: Final = re.compile(r"(?<=[十百千万亿])\s+(?=[元圆])")
_STATED_PERCENT: Final = re.compile(r"单位[^;。]*%")
LONGEST_UNIT: Final = 8
_LIST: Final = re.compile(r"[\s、,/|和及()\[\]【】]+")
_BRACKETED: Final = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]|[\W_]([十百千万亿]*[元圆])$")


def plain(text: str) -> str:
    """Half-width, lower case, without blanks: the form in which words of a file are compared."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def fen_per_unit(text: str) -> int | None:
    """Fen per unit for 万元, 人民币元, wan …; None when the text is no unit of yuan."""
    word = plain(text).removeprefix("单位").lstrip(":").replace("_", "")
    bare = _CURRENCY.sub("", word)
    return YUAN if word and not bare else UNITS.get(bare)


def foreign(text: str) -> bool:
    """Whether the text names a currency other than the yuan."""
    return _FOREIGN.search(plain(text)) is not None


def stated_units(cells: list[str]) -> set[int | None]:
    """The units a line states (`单位：万元`, also in two cells); None stands for a currency that is not the yuan."""
    found: set[int | None] = set()
    words = [_SPLIT_UNIT.sub("", unicodedata.normalize("NFKC", cell).casefold()) for cell in cells if cell.strip()]
    for place, word in enumerate(words):
        for match in _STATED.finditer(re.sub(r"\s*:\s*", ":", word)):
            content = next((group for group in match.groups() if group and group.strip()), "")
            found |= _listed(content or (words[place + 1] if place + 1 < len(words) else ""))
    return found


def states_percents(cells: list[str]) -> bool:
    """Whether a line counts rates in percents beside the unit of money: `单位：万元、%`."""
    return any(_STATED_PERCENT.search(unicodedata.normalize("NFKC", cell)) for cell in cells)


def title_units(texts: list[str]) -> set[int | None]:
    """The units that a title or a name carries without calling them so: `借据明细表（万元）`, `借据_万元`, a cell `万元`."""
    found: set[int | None] = set()
    for text in texts:
        for match in _BRACKETED.finditer(f" {unicodedata.normalize('NFKC', text).strip()}"):
            words = " ".join((match[1] or match[2]).split(":"))
            found |= _listed(words) if words.endswith(("元", "圆", "%")) else set()
    return found


def _listed(text: str) -> set[int | None]:
    """The units in a list of words; beside 万元 the word 人民币 says no more."""
    parts = [part for part in _LIST.split(text) if part and len(part) <= LONGEST_UNIT]
    units: set[int | None] = {unit for part in parts if _CURRENCY.sub("", part) and (unit := fen_per_unit(part)) is not None}
    if any(foreign(part) for part in parts):
        units.add(None)
    return units or {YUAN for part in parts if fen_per_unit(part) is not None}
