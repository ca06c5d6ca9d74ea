"""The credit of borrowers and of their groups, and what one more loan would make of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.findings import Finding, FindingShelf, FindingTable
from analysis.lending import findings
from analysis.lending.desk import LendingDesk
from analysis.lending.figures import figures_of, money, share, text
from graph.errors import InvalidParameter, UnknownCode

if TYPE_CHECKING:
    from analysis.guarantors import Ratios


@dataclass(frozen=True)
class Proposal:
    """One more loan: yuan, and the bank that would lend it (None: a lender the firm does not have yet)."""

    amount: float
    bank: str | None = None
    working_capital: bool = True

    def __post_init__(self) -> None:
        if not np.isfinite(self.amount) or self.amount <= 0:
            raise InvalidParameter(f"the proposed loan is {self.amount!r}: it must be an amount above 0")


class CreditAnswers:
    """The answers of `credit --json` about the borrowers of a desk; what they share is worked out once, and then only read.

    `found` are the findings about them, `ratios` what guarantors stand behind, `joined` the groups (default: of all controlled together).
    """

    def __init__(self, desk: LendingDesk, found: FindingShelf, ratios: Ratios | None = None, joined: pd.Series[Any] | None = None) -> None:
        self._desk, self._found, self._ratios = desk, found, ratios
        joined = desk.joined if joined is None else joined
        self.own = figures_of(desk)
        self.whole = figures_of(desk, joined)
        self._floors = findings.floors(desk).to_dict("index")
        self._names, self._counties, self._groups = desk.names.to_dict(), desk.county.to_dict(), desk.group.to_dict()
        self._joined = frozenset(joined)

    def ready(self) -> CreditAnswers:
        """The same, with everything worked out: then several threads may ask."""
        self.own.ready()
        self.whole.ready()
        return self

    def about(self, borrower: str) -> dict[str, Any]:
        """One borrower; UnknownCode when no enterprise has the code."""
        if borrower not in self._counties:
            raise UnknownCode(f"no enterprise has the code {borrower!r}")
        group = self._groups.get(borrower, borrower)
        own, floor = self.own.about(borrower), self._floors[borrower]
        return {
            "borrower": borrower,
            "name": text(self._names.get(borrower)),
            "county": text(self._counties[borrower]),
            "as_of": self._desk.facts.as_of.isoformat(),
            **own,
            "group": {
                "id": group,
                "name": text(self._names.get(group)),
                "members": list(self._desk.groups.members(borrower)),
                **(self.whole.about(group) if group in self._joined else own),
            },
            "class_floor": {
                "class": text(floor["class"]),
                "share_overdue_90": share(floor["share_overdue"]),
                "rule": text(floor["rule"]),
                "everywhere": text(floor["everywhere"]),
            },
            "as_guarantor": self._ratios.about(borrower) if self._ratios is not None else None,
            "findings": [one.to_json() for one in self.findings(borrower)],
            "rules": self._desk.rules.to_json(),
        }

    def changing(self, borrower: str) -> dict[str, Any]:
        """The figures that one more loan would change, of a borrower and in `group` of its group."""
        own, group = self.own.changing(borrower), self._groups.get(borrower, borrower)
        return own | {"group": self.whole.changing(group) if group in self._joined else own}

    def findings(self, borrower: str) -> list[Finding]:
        """What was found about a borrower and about its group."""
        return self._found.tell(self._found.of_party(borrower, self._groups.get(borrower, borrower)))


@dataclass(frozen=True)
class Proposed:
    """What one more loan would change: figures, and the findings it brings."""

    figures: dict[str, Any]
    new_findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """The message."""
        return self.figures | {"new_findings": [one.to_json() for one in self.new_findings]}


def credit_answers(
    desk: LendingDesk, wanted: Sequence[tuple[str, Proposal | None]], *, others: FindingTable | None = None, ratios: Ratios | None = None
) -> list[dict[str, Any]]:
    """The answers about some borrowers, each with its proposal; `others` are what the rules of other topics find.

    Raises:
        UnknownCode: no enterprise has a code, or no bank has a proposal's.

    """
    if not wanted:
        return []
    near = neighbours(desk, [code for code, _ in wanted])
    answers = CreditAnswers(near, FindingShelf(findings.find(near) + (others or FindingTable())), ratios)
    told = [answers.about(code) for code, _ in wanted]
    asked = [(place, code, proposal) for place, (code, proposal) in enumerate(wanted) if proposal is not None]
    after = proposals(near, [(told[place], proposal) for place, _, proposal in asked])
    for (place, _, _), proposed in zip(asked, after, strict=True):
        told[place] = told[place] | {"proposal": proposed.to_json()}
    return told


def neighbours(desk: LendingDesk, borrowers: Sequence[str]) -> LendingDesk:
    """The desk limited to some borrowers and their controller groups; UnknownCode when no enterprise has a code."""
    for code in borrowers:
        if code not in desk.firms.index:
            raise UnknownCode(f"no enterprise has the code {code!r}")
    return desk.only(dict.fromkeys(one for code in borrowers for one in (code, *desk.groups.members(code))))


def proposals(desk: LendingDesk, wanted: Sequence[tuple[dict[str, Any], Proposal]], joined: pd.Series[Any] | None = None) -> list[Proposed]:
    """What each proposed loan would change of an answer (`CreditAnswers.about`), by itself.

    Raises:
        UnknownCode: no bank has a proposal's.

    """
    for _, proposal in wanted:
        if proposal.bank is not None and proposal.bank not in desk.book.banks.index:
            raise UnknownCode(f"no bank has the code {proposal.bank!r}")
    made: dict[int, Proposed] = {}
    for turn in turns([before["group"]["id"] for before, _ in wanted]):
        asked = [(before["borrower"], one.bank or "", one.amount, one.working_capital) for before, one in (wanted[place] for place in turn)]
        lent = replace(desk, book=desk.book.with_loans(asked))
        after = CreditAnswers(lent, FindingShelf(findings.find(lent)), joined=joined)
        made |= {place: _change(*wanted[place], after) for place in turn}
    return [made[place] for place in range(len(wanted))]


def turns(groups: Sequence[str]) -> Iterator[list[int]]:
    """The places in turns, in none of which a group comes twice: loans to one of its members would show in another's figures."""
    waiting = list(range(len(groups)))
    while waiting:
        first: dict[str, int] = {}
        for place in waiting:
            first.setdefault(groups[place], place)
        yield list(first.values())
        waiting = [place for place in waiting if first[groups[place]] != place]


def _change(before: dict[str, Any], proposal: Proposal, answers: CreditAnswers) -> Proposed:
    after, known = answers.changing(before["borrower"]), {finding["id"] for finding in before["findings"]}
    figures = {
        "amount": money(proposal.amount),
        "bank": proposal.bank,
        "working_capital_loan": proposal.working_capital,
        "within_room": within(before["working_capital"]["room"], proposal),
        **after,
    }
    return Proposed(figures, tuple(one for one in answers.findings(before["borrower"]) if one.id not in known))


def within(room: float | None, proposal: Proposal) -> bool | None:
    """Whether the formula leaves room for it; None where that is unknown, or the loan is not for working capital."""
    return proposal.amount <= room if room is not None and proposal.working_capital else None
