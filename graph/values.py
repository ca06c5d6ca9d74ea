"""Value types: what a column may hold, and how such a value is checked, normalised and shown.

Frames keep one canonical type per kind: text, codes, numbers and choices are strings, money is whole fen (`Int64`), counts are
`Int64`, shares and rates are float fractions, dates are `datetime64[s]`, flags are `boolean`.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Lang = Literal["zh", "en"]


class Kind(StrEnum):
    """What a column holds."""

    CREDIT_CODE = "credit code"  # unified social credit code, GB 32100-2015
    PARTY_CODE = "party code"  # a credit code, or the pseudonym of a natural person
    COUNTY_CODE = "county code"  # six digits, GB/T 2260
    CITY_CODE = "city code"  # four digits
    NUMBER = "number"  # an opaque identifier: bank code, loan, facility or guarantee number
    TEXT = "text"
    MONEY = "money"  # yuan; whole fen inside
    SHARE = "share"  # a fraction of a whole, 0..1
    RATE = "rate"  # a fraction that may leave 0..1: interest, growth, margin
    COUNT = "count"  # a whole number, at least 0
    DATE = "date"
    FLAG = "flag"  # 是 / 否
    CHOICE = "choice"  # one word of a closed vocabulary


DTYPES: Final[dict[Kind, str]] = {
    Kind.CREDIT_CODE: "str",
    Kind.PARTY_CODE: "str",
    Kind.COUNTY_CODE: "str",
    Kind.CITY_CODE: "str",
    Kind.NUMBER: "str",
    Kind.TEXT: "str",
    Kind.MONEY: "Int64",
    Kind.SHARE: "float64",
    Kind.RATE: "float64",
    Kind.COUNT: "Int64",
    Kind.DATE: "datetime64[s]",
    Kind.FLAG: "boolean",
    Kind.CHOICE: "str",
}

FEN_PER_YUAN: Final = 100
CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # 31 signs: no I O Z S V
_CREDIT_WEIGHTS: Final = np.array([pow(3, i, 31) for i in range(17)])
_ORGANISATION_WEIGHTS: Final = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_LONG_SUFFIX: Final = "有限责任公司"
_SUFFIX: Final = "有限公司"
_CHINESE: Final = "^[一-龥]+$"  # in such a name there is nothing to normalise but the suffix


def credit_code_faults(codes: pd.Series[str]) -> npt.NDArray[np.bool_]:
    """True where a code is not a unified social credit code (GB 32100-2015, both check characters).

    Position 18 is (31 − Σ c_i·3^i mod 31) mod 31 over the 31-sign alphabet; positions 9–17 are the organisation code, whose last
    sign is (11 − Σ c_i·w_i mod 11) with 10 written X and 11 written 0 (letters count 10..35 there).
    """
    texts = pa.array(codes.astype("str"), pa.large_string(), from_pandas=True)
    texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    shaped = pc.fill_null(pc.match_substring_regex(texts, "^[0-9A-Z]{18}$"), fill_value=False)
    faults: npt.NDArray[np.bool_] = np.ones(len(texts), dtype=bool)
    right = texts.filter(shaped)
    if len(right):  # a filtered array begins at its buffer's first byte
        points = np.frombuffer(right.buffers()[2], dtype=np.uint8, count=18 * len(right)).reshape(len(right), 18)
        faults[shaped.to_numpy(zero_copy_only=False)] = _check_faults(points)
    return faults


def _check_faults(points: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    credit = _lookup(CREDIT_ALPHABET)[points]
    organisation = _lookup("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")[points[:, 8:17]]
    last = (31 - (credit[:, :17] * _CREDIT_WEIGHTS).sum(axis=1) % 31) % 31
    check = 11 - (organisation[:, :8] * _ORGANISATION_WEIGHTS).sum(axis=1) % 11
    tenth = np.where(points[:, 16] == ord("X"), 10, organisation[:, 8])
    sound: npt.NDArray[np.bool_] = (credit >= 0).all(axis=1) & (credit[:, 17] == last) & (np.where(check == 11, 0, check) == tenth)
    return ~sound


def complete_credit_code(authority: str, organisation: str) -> str:
    """The whole code for eight leading signs (department, category, county) and eight signs of an organisation code."""
    places = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = 11 - sum(places.index(sign) * int(weight) for sign, weight in zip(organisation, _ORGANISATION_WEIGHTS, strict=True)) % 11
    body = authority + organisation + {10: "X", 11: "0"}.get(rest, str(rest))
    total = sum(CREDIT_ALPHABET.index(sign) * int(weight) for sign, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return body + CREDIT_ALPHABET[(31 - total % 31) % 31]


def _lookup(alphabet: str) -> npt.NDArray[np.int64]:
    table = np.full(128, -1, dtype=np.int64)
    table[[ord(sign) for sign in alphabet]] = np.arange(len(alphabet))
    return table


def normalise_name(name: str) -> str:
    """A party's name for search and comparison: half-width, no brackets or blanks, lower case, one company suffix.

    >>> normalise_name("东山（集团）有限责任公司")
    '东山集团有限公司'
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    if not plain.isalnum():
        plain = "".join(sign for sign in plain if sign.isalnum())
    return plain.replace(_LONG_SUFFIX, _SUFFIX)


def normalised(names: pd.Series[str]) -> dict[str, str]:
    """Every distinct name with its normalised form; those of Chinese characters only, nearly all, at once."""
    distinct = pc.unique(pa.array(names.astype("str"), pa.large_string(), from_pandas=True)).drop_null()
    chinese = pc.match_substring_regex(distinct, _CHINESE)
    alike = distinct.filter(chinese)
    found = dict(zip(alike.to_pylist(), pc.replace_substring(alike, _LONG_SUFFIX, _SUFFIX).to_pylist(), strict=True))
    return found | {name: normalise_name(name) for name in distinct.filter(pc.invert(chinese)).to_pylist()}


def yuan(fen: int) -> float:
    """Whole fen as yuan with at most two decimals, the form of the API."""
    return fen / FEN_PER_YUAN


def amount(yuan: float, lang: Lang = "zh", *, decimals: int = 2) -> str:
    """Yuan in words, with its unit: 亿元 and 万元, or m and bn.

    >>> amount(123_456_789.0), amount(45_600.0), amount(-12.5)
    ('1.23亿元', '4.56万元', '-12.5元')
    """
    steps = (1e8, "亿元"), (1e4, "万元"), (1.0, "元")
    if lang == "en":
        steps = (1e9, " bn yuan"), (1e6, " m yuan"), (1.0, " yuan")
    size, unit = next((step for step in steps if abs(yuan) >= step[0]), steps[-1])
    text = f"{round(yuan / size, decimals) + 0.0:,.{decimals}f}"  # + 0.0: no minus before a zero
    return (text.rstrip("0").rstrip(".") if decimals else text) + unit


def amounts_apart(more: float, less: float, lang: Lang = "zh") -> tuple[str, str]:
    """Two amounts in words, with as many decimals as it takes to tell them apart, to the fen at most.

    >>> amounts_apart(123_456_789.0, 123_000_000.0), amounts_apart(123_456_789.01, 123_456_789.0)
    (('1.235亿元', '1.23亿元'), ('1.2345678901亿元', '1.23456789亿元'))
    """
    told = amount(more, lang), amount(less, lang)
    for decimals in range(3, 12):
        if told[0] != told[1]:
            break
        told = amount(more, lang, decimals=decimals), amount(less, lang, decimals=decimals)
    return told


def wan(fen: int) -> str:
    """Whole fen as 万元 for a screen, four decimals at most, thousands separated.

    >>> wan(1_234_567_890_000)
    '1,234,567.89'
    """
    text = f"{Decimal(fen) / (FEN_PER_YUAN * 10_000):,.4f}"
    return text.rstrip("0").rstrip(".")
