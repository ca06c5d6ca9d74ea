"""The register of decisions on classes: what counties published, who objected, what was set by hand and confirmed by a second person."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Final

from analysis.classification import NOTHING, Decisions, Objection, Override, Proposal
from api.wiring import open_side_store, side_store_path
from graph.side_store import SideStore, Submission

if TYPE_CHECKING:
    from api.settings import Settings

PROPOSAL: Final = "proposal"
OBJECTION: Final = "objection"
OVERRIDE: Final = "override"
CONFIRMATION: Final = "confirmation"
KINDS: Final = (PROPOSAL, OBJECTION, OVERRIDE, CONFIRMATION)


class Register:
    """The decisions of a side store, read again when there are new ones."""

    def __init__(self, side: SideStore) -> None:
        self._side = side
        self._kept = Decisions(register=0)

    def last(self) -> int:
        """The number of the last decision."""
        return self._side.submissions.last(*KINDS)

    def decisions(self) -> Decisions:
        """All of them."""
        kept = self._kept
        if kept.register != self.last():
            kept = self._kept = decisions_of(self._side.submissions.of(*KINDS))
        return kept


def decisions_of(submissions: Iterable[Submission]) -> Decisions:
    """Submissions, oldest first, as decisions: of several proposals or overrides of a firm on one day only one counts.

    Of proposals it is the last; of overrides the last that was confirmed, else the last.
    """
    proposals: dict[tuple[str, date], Proposal] = {}
    objections: list[Objection] = []
    overrides: dict[int, Override] = {}
    last = 0
    for one in submissions:
        day, last = date.fromisoformat(one.body["on"]), one.number
        if one.kind == PROPOSAL:
            proposals[one.subject, day] = Proposal(one.subject, one.body["class"], day)
        elif one.kind == OBJECTION:
            objections.append(Objection(one.subject, day, one.body.get("by") or one.author, one.reason))
        elif one.kind == OVERRIDE:
            overrides[one.number] = Override(one.subject, one.body["class"], day, one.author, one.reason)
        elif one.kind == CONFIRMATION and one.answers in overrides:
            waiting = overrides[one.answers]
            overrides[one.answers] = Override(
                waiting.enterprise, waiting.class_, waiting.decided_on, waiting.author, waiting.reason, one.author, day
            )
    counting: dict[tuple[str, date], Override] = {}
    for override in overrides.values():
        place = (override.enterprise, override.decided_on)
        if place not in counting or override.confirmed_on is not None or counting[place].confirmed_on is None:
            counting[place] = override
    return Decisions(tuple(proposals.values()), tuple(objections), tuple(counting.values()), register=last)


def kept_decisions(settings: Settings, url: str | None = None) -> Decisions:
    """The decisions kept beside a store (default: the setting's); none where nobody has served it yet."""
    if not side_store_path(settings, url).is_file():
        return NOTHING
    with closing(open_side_store(settings, url)) as side:
        return Register(side).decisions()


def present_day(decisions: Decisions, as_of: date) -> date:
    """The day on which decisions stand for the latest data: they go on after the day the data are for."""
    return max(as_of, decisions.last_day or as_of)
