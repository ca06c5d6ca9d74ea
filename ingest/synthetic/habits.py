"""How each office writes its workbook: title lines, units, header forms, dates and numbers, as one meets them in practice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

YUAN: Final = 100
WAN: Final = 1_000_000  # fen per 万元


@dataclass(frozen=True)
class Habit:
    """One office's way."""

    titles: int = 1  # lines above the header
    unit: Literal["title", "cell", "header"] = "cell"  # 单位：万元 inside the title line, in a cell of its own, or in every money header
    fen: int = WAN  # per unit of the file's numbers
    two_lines: bool = False  # a second header line below merged cells
    totals: bool = False  # 合计 at the end
    text_numbers: bool = False  # 1,234.5 as text
    dates: Literal["serial", "iso", "slash", "chinese", "compact"] = "serial"
    percent: bool = False  # rates as 4.35%
    names: bool = False  # the borrower's name beside its code
    spelling: int = 0  # which of the accepted headers
    margin: bool = False  # an empty first column


HABITS: Final = (
    Habit(totals=True, names=True),
    Habit(titles=2, unit="title", two_lines=True, dates="slash", percent=True),
    Habit(titles=0, unit="header", text_numbers=True, dates="compact", spelling=1),
    Habit(two_lines=True, totals=True, dates="chinese", margin=True),
    Habit(titles=2, text_numbers=True, totals=True, dates="iso", percent=True, names=True),
    Habit(titles=1, unit="header", fen=YUAN, dates="slash"),
)
"""Banks take them in turn."""
PLAIN: Final = Habit()
"""Offices of the city."""
