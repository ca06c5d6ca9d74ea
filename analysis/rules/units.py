"""Units of figures and parameters, and how a value of each is said in Chinese and in English."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, Literal

from analysis.rules.terms import in_chinese

Lang = Literal["zh", "en"]
UNKNOWN: Final = {"zh": "未知", "en": "unknown"}
_YES: Final = {"zh": ("否", "是"), "en": ("no", "yes")}


class Unit(StrEnum):
    """What a number counts. CODE, WORD and DATE are no numbers: they stand among a finding's details."""

    YUAN = "yuan"
    SHARE = "share"  # a fraction, shown in per cent
    TIMES = "times"  # a ratio, shown as it is
    DAYS = "days"
    MONTHS = "months"
    COUNT = "count"
    PEOPLE = "people"
    POINTS = "points"
    FLAG = "flag"
    CODE = "code"
    WORD = "word"
    DATE = "date"

    @property
    def numeric(self) -> bool:
        """Whether a figure of this unit is a number."""
        return self not in {Unit.CODE, Unit.WORD, Unit.DATE}

    def word(self, lang: Lang) -> str:
        """What the unit is called where a value stands alone."""
        return _WORDS[self][lang]


_WORDS: Final[dict[Unit, dict[Lang, str]]] = {
    Unit.YUAN: {"zh": "元", "en": "yuan"},
    Unit.SHARE: {"zh": "比例", "en": "share"},
    Unit.TIMES: {"zh": "倍", "en": "times"},
    Unit.DAYS: {"zh": "天", "en": "days"},
    Unit.MONTHS: {"zh": "个月", "en": "months"},
    Unit.COUNT: {"zh": "个", "en": "count"},
    Unit.PEOPLE: {"zh": "人", "en": "people"},
    Unit.POINTS: {"zh": "分", "en": "points"},
    Unit.FLAG: {"zh": "是/否", "en": "yes/no"},
    Unit.CODE: {"zh": "代码", "en": "code"},
    Unit.WORD: {"zh": "文字", "en": "text"},
    Unit.DATE: {"zh": "日期", "en": "date"},
}


def spoken(value: Any, unit: Unit, lang: Lang) -> str:
    """A value within a sentence: 万元 in Chinese and yuan in English, shares in per cent, counts bare; missing is said.

    >>> spoken(16_000_000, Unit.YUAN, "zh"), spoken(0.125, Unit.SHARE, "en"), spoken(None, Unit.DAYS, "zh")
    ('1,600万元', '12.5%', '未知')
    """
    if value is None or value != value:  # noqa: PLR0124  # NaN alone differs from itself
        return UNKNOWN[lang]
    if unit is Unit.YUAN:
        return f"{_trim(float(value) / 10_000)}万元" if lang == "zh" else f"{_trim(float(value))} yuan"
    if unit is Unit.SHARE:
        return f"{_trim(float(value) * 100)}%"
    if unit is Unit.FLAG:
        return _YES[lang][bool(value)]
    if unit is Unit.DATE:
        return str(value)[:10]
    if unit is Unit.WORD and lang == "zh":
        return in_chinese(str(value))
    return _trim(float(value)) if unit.numeric else str(value)


def _trim(value: float) -> str:
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")
