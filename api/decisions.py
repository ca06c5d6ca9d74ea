"""Decisions on classes as people take them: publication, objection, a class set by hand, its confirmation by a second person.

Each is checked and kept in one transaction of the side store, so that no two can contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.classification import NOTHING, Classification, Decisions, Objection, same_person, window_fault
from api.problems import Conflict, NotFound
from api.register import CONFIRMATION, KINDS, OBJECTION, OVERRIDE, PROPOSAL, decisions_of
from graph.side_store import Act, Submission
from graph.side_store.submissions import insert

if TYPE_CHECKING:
    from api.security import Visitor
    from graph.side_store import SideStore


@dataclass(frozen=True)
class Deciding:
    """Somebody decides, on a day, about the classes as they stand."""

    side: SideStore
    visitor: Visitor
    found: Classification
    day: date
    request_id: str

    def publish(self, firms: pd.DataFrame, reason: str) -> list[Submission]:
        """Publish the class proposed for each of some firms on the ledger, where it is not the one published last."""
        firms = firms.loc[firms["on_ledger"].to_numpy(dtype=bool) & firms["proposed"].notna().to_numpy(dtype=bool)]
        with self.side.transaction() as connection:
            known = self._known().by_enterprise()
            made = []
            for code, class_, listed_on in zip(firms.index.tolist(), firms["proposed"].tolist(), firms["listed_on"], strict=True):
                said = known.get(code, NOTHING).proposals
                current = [one.class_ for one in said if one.published_on >= listed_on.date()]
                if current[-1:] != [class_]:
                    made.append(insert(connection, *self._made(PROPOSAL, code, reason, {"class": class_})))
        return made

    def object(self, enterprise: str, reason: str, by: str | None) -> Submission:
        """Enter an objection; Conflict outside the window of every class published."""
        listed_on = self._listed_on(enterprise)
        with self.side.transaction() as connection:
            filed = Objection(enterprise, self.day, by or self.visitor.who, reason)
            fault = window_fault(self._known(), filed, listed_on=listed_on, objection_days=self.found.objection_days(enterprise))
            if fault is not None:
                raise Conflict(fault)
            return insert(connection, *self._made(OBJECTION, enterprise, reason, {"by": by}))

    def override(self, enterprise: str, class_: str, reason: str) -> Submission:
        """Set a class by hand, to be confirmed by somebody else; Conflict where one set today holds already."""
        self._listed_on(enterprise)
        with self.side.transaction() as connection:
            for one in self._known().about(enterprise).overrides:
                if one.decided_on == self.day and one.confirmed_on is not None:
                    raise Conflict(
                        f"a class of {enterprise} set on {self.day} is confirmed already; another can be set from the next day on"
                    )
            return insert(connection, *self._made(OVERRIDE, enterprise, reason, {"class": class_}))

    def confirm(self, number: int, reason: str) -> Submission:
        """Confirm a class set by hand.

        Raises:
            NotFound: no class was set by hand under the number.
            Conflict: by the one who set it; a second time; one that was followed by another; of an earlier listing.

        """
        with self.side.transaction() as connection:
            one = self.side.submissions.get(number)
            if one is None or one.kind != OVERRIDE:
                raise NotFound(f"no class was set by hand under the number {number}")
            decided_on = date.fromisoformat(one.body["on"])
            if same_person(one.author, self.visitor.who):
                raise Conflict("a class set by hand is confirmed by a second person, not by the one who set it")
            if self._listed_on(one.subject) > decided_on:
                raise Conflict(f"the class was set during an earlier listing of {one.subject}")
            beside = self.side.submissions.of(OVERRIDE, CONFIRMATION, subject=one.subject)
            if any(other.answers == number for other in beside):
                raise Conflict("the class is confirmed already")
            if any(other.number > number and other.kind == OVERRIDE for other in beside):
                raise Conflict("the class was followed by another one set by hand")
            later = replace(self, day=max(self.day, decided_on))
            return insert(connection, *later._made(CONFIRMATION, one.subject, reason, {"class": one.body["class"]}, number))

    def _known(self) -> Decisions:
        return decisions_of(self.side.submissions.of(*KINDS))

    def _listed_on(self, enterprise: str) -> date:
        """Since when a firm is on the ledger; Conflict where it is not."""
        firms = self.found.firms
        if enterprise not in firms.index or not firms.loc[enterprise, "on_ledger"]:
            raise Conflict(f"{enterprise} is not on the ledger of {self.found.as_of}: only firms on it have a class")
        return pd.Timestamp(firms["listed_on"][enterprise]).date()

    def _made(self, kind: str, enterprise: str, reason: str, body: dict[str, Any], answers: int | None = None) -> tuple[Submission, Act]:
        who, told = self.visitor, body | {"on": self.day.isoformat()}
        one = Submission(kind, enterprise, who.who, who.role, who.jurisdiction, reason, told, answers=answers)
        act = Act(
            who.who, who.role, who.jurisdiction, f"submit.{kind}", enterprise, reason=reason, request_id=self.request_id, details=told
        )
        return one, act


def windows(found: Classification, made: Iterable[Submission]) -> list[dict[str, Any]]:
    """Published classes with the last day on which they may be objected to."""
    rows = []
    for one in made:
        until = date.fromisoformat(one.body["on"]) + pd.Timedelta(days=found.objection_days(one.subject))
        rows.append({"number": one.number, "enterprise": one.subject, "class": one.body["class"], "objection_until": until.isoformat()})
    return rows
