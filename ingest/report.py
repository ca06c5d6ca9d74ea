"""The report of a run: counts, refusals, notices; as JSON for machines and the store, as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from ingest.reasons import Noticed, Rejection

FIELDS: Final = ("file", "sheet", "row", "column", "value", "code", "message")


@dataclass(frozen=True)
class Counts:
    """Rows of one table: read = loaded + updated + unchanged + rejected."""

    read: int = 0
    loaded: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class IngestReport:
    """What a run did. Two loads of the same files differ in counts only, never in rejections."""

    run_id: str
    tables: Mapping[str, Counts]
    rejections: tuple[Rejection, ...]
    skipped: tuple[Mapping[str, str], ...]  # file, sheet, why
    files: Mapping[str, str]  # file → SHA-256
    closed: Mapping[str, int]  # facts ended because a complete feed no longer holds them
    external: Mapping[str, int]  # new stub parties, by table
    notices: tuple[Noticed, ...]
    possible_duplicates: tuple[Mapping[str, Any], ...]
    formulas: int  # cells whose cached value was read

    @property
    def rejected(self) -> int:
        """Rows refused in all tables."""
        return sum(counts.rejected for counts in self.tables.values())

    def with_outcome(self, tables: Mapping[str, Counts], closed: Mapping[str, int]) -> IngestReport:
        """The same report once the tables are written."""
        return replace(self, tables=tables, closed=closed)

    def to_json(self) -> dict[str, Any]:
        """The report as the store keeps it and the command line prints it."""
        return {
            "run_id": self.run_id,
            "tables": {name: asdict(counts) for name, counts in self.tables.items()},
            "rejections": [rejection.to_json() for rejection in self.rejections],
            "skipped": [dict(skipped) for skipped in self.skipped],
            "files": dict(self.files),
            "closed": dict(self.closed),
            "external": dict(self.external),
            "notices": [noticed.to_json() for noticed in self.notices],
            "possible_duplicates": [dict(group) for group in self.possible_duplicates],
            "formulas": self.formulas,
        }

    def write(self, folder: Path) -> list[Path]:
        """Write `report.json` and `rejections.csv`; the CSV opens in a spreadsheet, and no cell of it can act as a formula."""
        folder.mkdir(parents=True, exist_ok=True)
        whole, table = folder / "report.json", folder / "rejections.csv"
        whole.write_text(json.dumps(self.to_json(), ensure_ascii=False, indent=2), encoding="utf-8")
        with table.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*FIELDS, "原因"])
            for rejection in self.rejections:
                fields = rejection.to_json()
                writer.writerow([_inert(fields[name]) for name in FIELDS] + [rejection.chinese])
        return [whole, table]


def _inert(value: Any) -> Any:
    """Text a spreadsheet would take for a formula, kept as text."""
    return "'" + value if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
