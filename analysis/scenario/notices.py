"""What a scenario did that its author may not expect: said with the result, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """One sentence."""

    code: str
    edit: int | None  # its place among the edits, from 0; None where it is about no single edit
    zh: str
    en: str
