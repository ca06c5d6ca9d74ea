"""Which table a sheet holds: its own name first, then its headers among the tables the names mention, then its headers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.errors import MissingColumn
from ingest.layout import find_header, names_of
from ingest.mapping import Lexicon, Match, Naming, accepted


@dataclass(frozen=True)
class Candidate:
    """One table tried on a sheet."""

    lexicon: Lexicon
    matches: Mapping[int, Match]
    mention: int  # how strongly the names speak of it
    headers: int  # cells of the header row that are not empty

    @property
    def known(self) -> int:
        """How many columns are known."""
        return len({match.column.name for match in self.matches.values()})

    @property
    def complete(self) -> bool:
        """Whether every required column is there."""
        return bool(self.matches) and not self.lexicon.missing(self.matches)

    def believable(self, *, summary: bool) -> bool:
        """Whether the headers suffice: no name is enough where most of them are unknown, and a summary needs both."""
        mostly = 2 * self.known >= self.headers
        return self.complete and ((mostly and self.mention > 0) if summary else (mostly or self.mention > 0))

    @property
    def weight(self) -> tuple[bool, int, int]:
        """What is mentioned goes first, then what knows more headers."""
        return self.mention > 0, self.known, self.mention


def refusal(lexicon: Lexicon, matches: Mapping[int, Match], file: str, sheet: str) -> MissingColumn:
    """The error that names the missing columns and their headers."""
    lacking = "; ".join(accepted(columns) for columns in lexicon.missing(matches))
    place = f"the sheet {sheet}" if sheet else "the file"
    found = "" if matches else " (no header row found)"
    return MissingColumn(file, f"{place} holds {lexicon.table.name}, but lacks the required column {lacking}{found}")


@dataclass(frozen=True)
class Verdict:
    """The table a sheet holds, or the best guess and why it is not taken; a claim by name makes a missing column an error."""

    lexicon: Lexicon | None
    guess: Candidate | None = None
    claimed: bool = False
    why: str = ""


def recognise(head: list[list[str]], sheet: Naming, file: Naming, lexicons: Mapping[str, Lexicon]) -> Verdict:
    """Judge one sheet by its first rows and the names it goes by."""
    if sheet.no_data:
        return Verdict(None, why="by its name it explains and holds no data")
    names = names_of(head)
    candidates: dict[str, Candidate] = {}
    for name, lexicon in lexicons.items():
        row, matches = find_header(names, lexicon)
        mention = 100 * sheet.mentioned.get(name, 0) + file.mentioned.get(name, 0)
        candidates[name] = Candidate(lexicon, matches, mention, sum(bool(cell) for cell in head[row]))
    if sheet.exact:
        candidate = candidates[sheet.exact.name]
        return Verdict(candidate.lexicon) if candidate.complete else Verdict(None, candidate, claimed=True)
    named = candidates[file.exact.name] if file.exact and sheet.generic else None
    if named and named.complete:
        return Verdict(named.lexicon)
    summary = sheet.summary or file.summary
    believable = [candidate for candidate in candidates.values() if candidate.believable(summary=summary)]
    if named:
        believable = [candidate for candidate in believable if candidate.known > named.known]
    best = sorted(believable, key=lambda each: each.weight, reverse=True)[:2]
    if len(best) == 2 and best[0].weight == best[1].weight:
        tables = " or ".join(candidate.lexicon.table.chinese for candidate in best)
        return Verdict(None, why=f"it could be {tables}; name the sheet or the file after its table")
    if best:
        return Verdict(best[0].lexicon)
    guess = named or max(candidates.values(), key=lambda each: each.weight)
    if summary or file.no_data or (guess.known < 2 and not named):
        return Verdict(None, why="no table: no row of it holds the headers of one")
    lacking = ", ".join(columns[0].headers[0] for columns in guess.lexicon.missing(guess.matches))
    fault = f"lacks {lacking}" if lacking else "knows too few of its headers"
    return Verdict(None, guess, why=f"it looks like {guess.lexicon.table.chinese}, but {fault}")
