"""CSV that Excel opens as it is meant: UTF-8 with a byte-order mark, and no cell that Excel would compute or round."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

_COMPUTED: Final = r"^([=+\-@\t\r])"  # Excel takes such a text for a formula
_ROUNDED: Final = r"^(\d{12,})$"  # and keeps fifteen digits of such a code


def write_csv(frame: pd.DataFrame, path: Path, *, long_codes: bool = False) -> None:
    """Write a frame; texts that look like formulas get an apostrophe in front.

    `long_codes` puts a tab before codes of digits only, so that Excel shows them whole; for files people read, not programs.
    """
    shown = frame.copy()
    for name in shown.columns:
        if shown[name].dtype in ("str", "object"):
            text = shown[name].astype("str").str.replace(_COMPUTED, r"'\1", regex=True)
            shown[name] = text.str.replace(_ROUNDED, "\t\\1", regex=True) if long_codes else text
    shown.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n")
