"""Words of closed lists: choices of a vocabulary, and yes or no."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.vocabulary import Vocabulary
from ingest.clean.cells import ORDINAL, Cells, Cleaned, as_text, each_distinct, texts
from ingest.reasons import Notice, Reason

_YES: Final = frozenset({"是", "y", "yes", "true", "t", "1", "1.0", "有", "√", "✓", "✔", "对", "已核", "已", "是的"})
_NO: Final = frozenset({"否", "n", "no", "false", "f", "0", "0.0", "无", "没有", "×", "✗", "✘", "x", "错", "未核", "未", "不是", "非"})
WORDS_OF_FLAGS: Final = _YES | _NO


def clean_choice(cells: Cells, vocabulary: Vocabulary) -> Cleaned:
    """The English word of each cell; a word outside the list is `other` where the vocabulary has one."""
    accepted = {_plain(spelling): word for spelling, word in vocabulary.accepted().items()}

    def judge(text: str) -> tuple[Any, Reason | None]:
        word = accepted.get(_plain(text))
        return (word, None) if word or vocabulary.other else (None, Reason.CHOICE_UNKNOWN)

    at, written = as_text(cells)
    judged = each_distinct(written, judge)
    unknown = np.array([word is None for word in judged.results], dtype=bool)[judged.places]
    words = [word or vocabulary.other for word in judged.results]
    reasons = np.zeros(cells.size, dtype=np.uint8)
    reasons[at] = judged.reasons
    values = texts(cells.size, at, pa.array(words, pa.large_string()).take(pa.array(judged.places)))
    return Cleaned(values, reasons, {Notice.OTHER_WORD: np.sort(at[unknown])} if vocabulary.other else {})


def clean_flag(cells: Cells) -> Cleaned:
    """True, False or missing."""
    flags = np.zeros(cells.size, dtype=bool)
    known = np.zeros(cells.size, dtype=bool)
    reasons = np.zeros(cells.size, dtype=np.uint8)
    at, truths = cells.flag
    flags[at], known[at] = truths, True
    at, written = cells.text
    if len(at):
        judged = each_distinct(written, _judge_flag)
        flags[at] = np.array([bool(result) for result in judged.results], dtype=bool)[judged.places]
        reasons[at], known[at] = judged.reasons, judged.reasons == 0
    for at, numbers in (cells.whole, cells.real):
        flags[at], known[at] = numbers == 1, (numbers == 0) | (numbers == 1)
        reasons[at[~known[at]]] = ORDINAL[Reason.FLAG_INVALID]
    reasons[cells.moment[0]] = ORDINAL[Reason.FLAG_INVALID]
    return Cleaned(pd.Series(pd.arrays.BooleanArray(flags, ~known)), reasons, {})


def _judge_flag(text: str) -> tuple[Any, Reason | None]:
    word = _plain(text)
    return (word in _YES, None) if word in WORDS_OF_FLAGS else (None, Reason.FLAG_INVALID)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
