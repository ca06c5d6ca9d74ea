"""Codes and texts: credit codes with their check characters, pseudonyms, area codes, opaque numbers, plain text.

Where a column refers to a party or a county, a name may stand in for the code; it is kept as it is, for `ingest.resolve`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.values import credit_code_faults
from ingest.clean.cells import ORDINAL, Cells, Cleaned, Ordinals, Positions, as_text, damaged, texts
from ingest.clean.limits import LONGEST_KEY
from ingest.reasons import Reason

PROVINCES: Final = frozenset({
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82,
    83, 91,
})  # fmt: skip
_FIRMS: Final = frozenset({91, 92, 93})  # first signs of firms', traders' and cooperatives' credit codes
_ROUNDED: Final = r"(?i)^\d+(?:\.\d+)?E\+\d+$"
_EXPORTED: Final = r"^(?:=\"(.*)\"|'(.*))$"  # ="00123" and '00123, by which exports keep a number text
_FULL_WIDTH: Final = "[０-９Ａ-Ｚａ-ｚ－]"


def clean_text(cells: Cells, longest: int) -> Cleaned:
    """Text as it stands, without outer blanks."""
    at, written = as_text(cells)
    return _outcome(cells.size, at, written, _text_faults(written, longest))


def clean_number(cells: Cells) -> Cleaned:
    """An opaque identifier: as it stands, but for full-width digits and letters and the marks exports put around it."""
    at, written = as_text(cells)
    written = _half_width(pc.replace_substring_regex(written, _EXPORTED, r"\1\2") if _any(pc.starts_with(written, "=")) or
                          _any(pc.starts_with(written, "'")) else written)  # fmt: skip
    faults = _text_faults(written, LONGEST_KEY)
    faults[_mask(pc.equal(written, ""))] = ORDINAL[Reason.IDENTIFIER_INVALID]
    faults[_mask(pc.match_substring_regex(written, _ROUNDED))] = ORDINAL[Reason.NUMBER_ROUNDED]
    return _outcome(cells.size, at, written, faults)


def clean_credit_code(cells: Cells, *, names: bool) -> Cleaned:
    """A unified social credit code; with `names`, a name may stand there instead."""
    at, places, known = _distinct(cells)
    code = _compact(known)
    valid = ~credit_code_faults(pd.Series(code.to_pandas(), dtype="str"))
    faults = np.where(valid, np.uint8(0), ORDINAL[Reason.CREDIT_CODE_INVALID]).astype(np.uint8)
    kept = code
    if names:
        named = ~valid & may_be_names(known)
        faults[named] = _text_faults(known, LONGEST_KEY)[named]
        kept = pc.if_else(pa.array(named), known, code)
    faults[_id_numbers(code) & ~valid] = ORDINAL[Reason.RAW_ID_NUMBER]
    faults[~valid & _mask(pc.match_substring_regex(code, _ROUNDED))] = ORDINAL[Reason.NUMBER_ROUNDED]
    return _outcome(cells.size, at, kept.take(pa.array(places)), faults[places])


def clean_party_code(cells: Cells, *, person: bool) -> Cleaned:
    """A credit code, a pseudonym or a name; never the number of an identity card. `person`: the column can only hold a person."""
    at, places, known = _distinct(cells)
    code = _compact(known)
    valid = ~credit_code_faults(pd.Series(code.to_pandas(), dtype="str"))
    faults = _text_faults(known, LONGEST_KEY)
    faults[_id_numbers(code) & (~valid | person)] = ORDINAL[Reason.RAW_ID_NUMBER]
    faults[~valid & _mask(pc.match_substring_regex(code, _ROUNDED))] = ORDINAL[Reason.NUMBER_ROUNDED]
    kept = pc.if_else(pa.array(valid), code, _half_width(known))
    return _outcome(cells.size, at, kept.take(pa.array(places)), faults[places])


def clean_county_code(cells: Cells, *, names: bool) -> Cleaned:
    """Six digits; twelve ending in 000000 are the same place. With `names`, a name may stand there instead."""
    at, places, known = _distinct(cells)
    code = pc.replace_substring_regex(_compact(known), r"^(\d{6})000000$", r"\1")
    faults = np.where(_mask(pc.match_substring_regex(code, r"^\d{6}$")), np.uint8(0), ORDINAL[Reason.COUNTY_CODE_INVALID]).astype(np.uint8)
    if names:
        named = (faults != 0) & ~_mask(pc.string_is_ascii(code))
        faults[named] = _text_faults(known, LONGEST_KEY)[named]
        code = pc.if_else(pa.array(named), known, code)
    return _outcome(cells.size, at, code.take(pa.array(places)), faults[places])


def clean_city_code(cells: Cells) -> Cleaned:
    """Four digits; of six ending in 00 the first four."""
    at, places, known = _distinct(cells)
    code = pc.replace_substring_regex(_compact(known), r"^(\d{4})00$", r"\1")
    faults = np.where(_mask(pc.match_substring_regex(code, r"^\d{4}$")), np.uint8(0), ORDINAL[Reason.CITY_CODE_INVALID]).astype(np.uint8)
    return _outcome(cells.size, at, code.take(pa.array(places)), faults[places])


def may_be_names(known: pa.Array) -> npt.NDArray[np.bool_]:
    """True where a text is a name rather than an attempt at a code: a sign beyond ASCII, an inner blank, or no digit at all."""
    if not pc.all(pc.string_is_ascii(known), min_count=0).as_py():
        known = pc.utf8_normalize(known.cast(pa.string()), form="NFKC")
    code = pc.and_(pc.string_is_ascii(known), pc.match_substring_regex(known, r"\d"))
    return ~_mask(code) | _mask(pc.match_substring_regex(known, r"[A-Za-z]\s+[A-Za-z]"))


def masked(number: str) -> str:
    """An identity card number with the birthday hidden, the form in which a report may hold it.

    >>> masked("11010519491231002X")
    '110105********002X'
    """
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def _distinct(cells: Cells) -> tuple[Positions, Positions, pa.Array]:
    at, written = as_text(cells)
    encoded = written.dictionary_encode()
    return at, encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary


def _compact(known: pa.Array) -> pa.Array:
    """Half-width, without blanks, upper case."""
    if not pc.all(pc.string_is_ascii(known), min_count=0).as_py():
        known = pc.utf8_normalize(known.cast(pa.string()), form="NFKC").cast(pa.large_string())
    return pc.utf8_upper(pc.replace_substring_regex(known, r"[\s'=\"]", ""))


def _half_width(known: pa.Array) -> pa.Array:
    """Full-width digits, letters and hyphens as half-width ones, everything else as it is."""
    wide = _mask(pc.match_substring_regex(known, _FULL_WIDTH))
    if not wide.any():
        return known
    narrow = [re.sub(_FULL_WIDTH, lambda sign: chr(ord(sign.group()) - 0xFEE0), text) for text in known.filter(pa.array(wide)).to_pylist()]
    return pc.replace_with_mask(known, pa.array(wide), pa.array(narrow, known.type))


def _id_numbers(codes: pa.Array) -> npt.NDArray[np.bool_]:
    """True where a code is the number of an identity card: 18 signs around a birthday (GB 11643), or 15 digits of the old form.

    A number with a wrong check sign or region is a mistyped number of a real person far sooner than a pseudonym, so it counts too;
    firms' credit codes gone wrong (91 …) do not.
    """
    found = _mask(pc.match_substring_regex(codes, r"^(?:\d{17}[\dX]|\d{15})$"))
    found[found] = [_id_number(code) for code in codes.filter(pa.array(found)).to_pylist()]
    return found


def _id_number(code: str) -> bool:
    born = code[6:14] if len(code) == 18 else "19" + code[6:12]
    try:
        birthday = date(int(born[:4]), int(born[4:6]), int(born[6:]))
    except ValueError:
        return False
    region = int(code[:2])
    if len(code) == 15:
        return region in PROVINCES
    return 1850 <= birthday.year <= 2100 and region not in _FIRMS


def _text_faults(written: pa.Array, longest: int) -> Ordinals:
    faults = np.zeros(len(written), dtype=np.uint8)
    faults[_mask(pc.greater(pc.utf8_length(written), longest))] = ORDINAL[Reason.TEXT_TOO_LONG]
    faults[damaged(written)] = ORDINAL[Reason.DAMAGED_TEXT]
    return faults


def _outcome(size: int, at: Positions, values: pa.Array, faults: Ordinals) -> Cleaned:
    reasons = np.zeros(size, dtype=np.uint8)
    reasons[at] = faults
    if faults.any():
        values = pc.if_else(pa.array(faults == 0), values, pa.scalar(None, values.type))
    return Cleaned(texts(size, at, values), reasons, {})


def _any(mask: Any) -> bool:
    return bool(_mask(mask).any())


def _mask(array: Any) -> npt.NDArray[np.bool_]:
    mask: npt.NDArray[np.bool_] = np.array(array.to_numpy(zero_copy_only=False), dtype=bool)
    return mask
