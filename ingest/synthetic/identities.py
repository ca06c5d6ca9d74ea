"""Codes, numbers and names for any number of rows at once: bijections of a serial number, so that none repeats."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from graph.values import CREDIT_ALPHABET

Ints = npt.NDArray[np.integer[Any]]
Signs = npt.NDArray[np.uint8]

_PLACES: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CREDIT_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_RANGE: Final = 31**6
_STRIDE: Final = 611_953_919  # shares no factor with 31: serial → serial · stride mod 31^6 meets every value once
_FIRST: Final = "鸿润恒禾瑞泽嘉盛德信昌隆景明远达启元华茂天和广源丰宁安泰正康永兴立成凯旋金鼎宏图东升裕民众诚联创海纳百川同舟新程佳晟铭博"
_SECOND: Final = "峰源达盛泰和丰宁祥瑞康裕通汇邦越辉腾跃宇晖浩森林岳川海涛舟帆航程驰骏骥翔鹏翼羽虹霞曦晨朗昱旭旸煜炜烨焕灿煌铭鑫钧锋锐铠钰"
_THIRD: Final = "恩卓雅思维信诺科宝利佳美优尚品格致远"
BRANDS: Final = 60


def strings(signs: Signs) -> pd.Series[str]:
    """One string per row of a matrix of ASCII signs."""
    rows, width = signs.shape
    starts = np.arange(0, (rows + 1) * width, width, dtype=np.int64)
    text = pa.LargeStringArray.from_buffers(rows, pa.py_buffer(starts), pa.py_buffer(np.ascontiguousarray(signs)))
    return pd.Series(text, dtype="str")


def chosen(words: list[str] | pd.Series[str], places: Ints) -> pd.Series[str]:
    """`words[places]`; missing where a place is -1."""
    text = pa.array(words, pa.large_string(), from_pandas=True)
    picks = pa.array(places.astype(np.int64), mask=np.asarray(places) < 0)
    return pd.Series(text.take(picks), dtype="str")


def numbered(prefixes: list[str], kinds: Ints, serial: Ints, digits: int) -> pd.Series[str]:
    """`prefixes[kind]` (all of one length) followed by the serial number in `digits` digits."""
    heads = _signs(prefixes)
    width = heads.shape[1]
    signs = np.empty((len(serial), width + digits), dtype=np.uint8)
    signs[:, :width] = heads[kinds]
    for place in range(digits):  # column by column: a city's numbers at once would take gigabytes
        signs[:, width + place] = serial // 10 ** (digits - 1 - place) % 10 + ord("0")
    return strings(signs)


def credit_codes(authorities: list[str], kinds: Ints, serial: Ints, offset: int) -> pd.Series[str]:
    """Unified social credit codes with both check signs; `authorities[kind]` are the eight leading signs.

    The organisation code is MA and six of the 31 signs, a bijection of serial + offset.
    """
    scattered = (serial.astype(np.int64) + offset) % _RANGE * _STRIDE % _RANGE
    alphabet = np.frombuffer(CREDIT_ALPHABET.encode(), dtype=np.uint8)
    signs = np.empty((len(serial), 18), dtype=np.uint8)
    signs[:, :8] = _signs(authorities)[kinds]
    signs[:, 8:10] = [ord("M"), ord("A")]
    for place in range(6):
        signs[:, 10 + place] = alphabet[scattered // 31 ** (5 - place) % 31]
    rest = 11 - _weighted(signs[:, 8:16], _PLACES, _ORGANISATION_WEIGHTS) % 11
    signs[:, 16] = np.frombuffer(b"0123456789X0", dtype=np.uint8)[rest]
    signs[:, 17] = alphabet[(31 - _weighted(signs[:, :17], CREDIT_ALPHABET, _CREDIT_WEIGHTS) % 31) % 31]
    return strings(signs)


def brands(cell: Ints) -> pd.Series[str]:
    """An invented two- or three-syllable brand per row, different for any two rows of one cell (county and trade).

    Row k of a cell takes brand k · 1237 + a shift of the cell, of 3,600; from the 3,601st on with a third syllable.
    """
    order = np.argsort(cell, kind="stable")
    size = np.bincount(cell)
    rank = np.empty(len(cell), dtype=np.int64)
    rank[order] = np.arange(len(cell)) - np.repeat(np.cumsum(size) - size, size)
    pairs = BRANDS * BRANDS
    place = (rank % pairs * 1237 + cell.astype(np.int64) * 911) % pairs
    words = [first + second for first in _FIRST[:BRANDS] for second in _SECOND[:BRANDS]]
    endings = ["", *_THIRD]
    if int(rank.max(initial=0)) // pairs >= len(endings):
        raise ValueError("more firms in one county and trade than there are invented names")
    return chosen(words, place) + chosen(endings, rank // pairs)


def _signs(words: list[str]) -> Signs:
    return np.array([[ord(sign) for sign in word] for word in words], dtype=np.uint8)


def _weighted(signs: Signs, alphabet: str, weights: Sequence[int]) -> npt.NDArray[np.int64]:
    """Per row the weighted sum of what its signs stand for."""
    value = np.zeros(128, dtype=np.int64)
    value[[ord(sign) for sign in alphabet]] = np.arange(len(alphabet))
    total = np.zeros(len(signs), dtype=np.int64)
    for place, weight in enumerate(weights):
        total += value[signs[:, place]] * weight
    return total
