"""What people did about proposed classes: publication, objections, overrides. New facts stand beside old ones; nothing is edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

from analysis.classification.classes import CLASSES
from graph.errors import InvalidDecisions

Status = Literal["open", "objected", "undisputed", "overridden"]
Fault = tuple[str, str]  # code and sentence


@dataclass(frozen=True)
class Proposal:
    """A class that was published for a firm: its window for objections begins that day."""

    enterprise: str
    class_: str
    published_on: date


@dataclass(frozen=True)
class Objection:
    """Somebody's objection to the class published."""

    enterprise: str
    filed_on: date
    author: str
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Who, when and why."""
        return {"filed_on": self.filed_on.isoformat(), "author": self.author, "reason": self.reason}


@dataclass(frozen=True)
class Override:
    """A class set by hand; it holds once a second person has confirmed it."""

    enterprise: str
    class_: str
    decided_on: date
    author: str
    reason: str
    confirmed_by: str | None = None
    confirmed_on: date | None = None

    def confirmed(self, as_of: date) -> bool:
        """Whether it holds on a day."""
        return self.confirmed_on is not None and self.decided_on <= self.confirmed_on <= as_of

    def to_json(self) -> dict[str, Any]:
        """Who, when, what and why."""
        return {
            "class": self.class_,
            "decided_on": self.decided_on.isoformat(),
            "author": self.author,
            "reason": self.reason,
            "confirmed_by": self.confirmed_by,
            "confirmed_on": self.confirmed_on.isoformat() if self.confirmed_on else None,
        }


@dataclass(frozen=True)
class Decisions:
    """Everything of a file or of the register, each kind in the order of its dates. Raises InvalidDecisions when a record is none.

    Records of the register were held to the rules when they were entered: there, what does not apply to the day asked for is passed over;
    in a file it is an error.
    """

    proposals: tuple[Proposal, ...] = ()
    objections: tuple[Objection, ...] = ()
    overrides: tuple[Override, ...] = ()
    file: str | None = None
    sha256: str | None = None
    register: int | None = None  # number of the register's last record; None: a file

    def __post_init__(self) -> None:
        faults = [*_of_proposals(self.proposals), *_of_objections(self.objections), *_of_overrides(self.overrides)]
        if faults:
            raise InvalidDecisions(self.file or "decisions", tuple(sentence for _, sentence in faults), faults[0][0])
        object.__setattr__(self, "proposals", tuple(sorted(self.proposals, key=lambda one: one.published_on)))
        object.__setattr__(self, "objections", tuple(sorted(self.objections, key=lambda one: one.filed_on)))
        object.__setattr__(self, "overrides", tuple(sorted(self.overrides, key=lambda one: one.decided_on)))

    @property
    def enterprises(self) -> tuple[str, ...]:
        """Whom they are about, ascending."""
        records: tuple[Proposal | Objection | Override, ...] = (*self.proposals, *self.objections, *self.overrides)
        return tuple(sorted({one.enterprise for one in records}))

    def by_enterprise(self) -> dict[str, Decisions]:
        """The same apart, by the firm they are about."""
        proposals: dict[str, list[Proposal]] = {}
        objections: dict[str, list[Objection]] = {}
        overrides: dict[str, list[Override]] = {}
        for proposal in self.proposals:
            proposals.setdefault(proposal.enterprise, []).append(proposal)
        for objection in self.objections:
            objections.setdefault(objection.enterprise, []).append(objection)
        for override in self.overrides:
            overrides.setdefault(override.enterprise, []).append(override)
        return {
            code: replace(
                self,
                proposals=tuple(proposals.get(code, ())),
                objections=tuple(objections.get(code, ())),
                overrides=tuple(overrides.get(code, ())),
            )
            for code in self.enterprises
        }

    def about(self, enterprise: str) -> Decisions:
        """Those about one firm."""
        return self.by_enterprise().get(enterprise, NOTHING)

    @property
    def last_day(self) -> date | None:
        """The day of the latest record."""
        confirmed = [one.confirmed_on for one in self.overrides if one.confirmed_on is not None]
        days = [one.published_on for one in self.proposals], [one.filed_on for one in self.objections], confirmed
        return max((day for some in (*days, [one.decided_on for one in self.overrides]) for day in some), default=None)

    def to_json(self) -> dict[str, Any]:
        """What results say of the file or register behind them."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "register": self.register,
            "proposals": len(self.proposals),
            "objections": len(self.objections),
            "overrides": len(self.overrides),
        }


@dataclass(frozen=True)
class Standing:
    """How a proposed class stands on a day. `class_` is the class set by hand where one holds, else the proposed one."""

    class_: str | None
    published_on: date
    objection_until: date  # the last day
    status: Status
    objections: tuple[Objection, ...] = ()
    override: Override | None = None
    waiting: tuple[Override, ...] = ()  # decided by then, not confirmed by then
    past: tuple[Override, ...] = ()  # confirmed and followed by a later one, or of an earlier listing


def standing(decisions: Decisions, enterprise: str, proposed: str | None, *, as_of: date, listed_on: date, objection_days: int) -> Standing:
    """How a firm's proposed class stands; records of a later day do not count yet, those of an earlier listing no more.

    A proposal that was published and is still the same keeps its day; a class never published, or another than the last one published,
    counts as published on the day asked for. An override is followed by the next one; it also goes before a veto.

    Raises:
        InvalidDecisions: an objection that was filed outside the window of every proposal published.

    """
    mine = [one for one in decisions.proposals if one.enterprise == enterprise and listed_on <= one.published_on <= as_of]
    same = bool(mine) and mine[-1].class_ == proposed
    published = _since(mine) if same else as_of
    window = timedelta(days=objection_days)
    begun = [*(one.published_on for one in mine), as_of]
    filed = [one for one in decisions.objections if one.enterprise == enterprise and listed_on <= one.filed_on <= as_of]
    for one in filed if decisions.register is None else ():
        if not any(day <= one.filed_on <= day + window for day in begun):
            raise InvalidDecisions(decisions.file or "decisions", (_outside(one, mine, window, "file"),), "decisions-window")
    against = tuple(one for one in filed if published <= one.filed_on <= published + window)
    decided = [one for one in decisions.overrides if one.enterprise == enterprise and one.decided_on <= as_of]
    holding = [one for one in decided if one.confirmed(as_of) and one.decided_on >= listed_on]
    override = holding[-1] if holding else None
    status: Status = "overridden" if override else "objected" if against else "open" if as_of <= published + window else "undisputed"
    return Standing(
        class_=override.class_ if override else proposed,
        published_on=published,
        objection_until=published + window,
        status=status,
        objections=against,
        override=override,
        waiting=tuple(one for one in decided if not one.confirmed(as_of) and one.decided_on >= listed_on),
        past=tuple(one for one in decided if one.confirmed(as_of) and one is not override),
    )


def window_fault(decisions: Decisions, objection: Objection, *, listed_on: date, objection_days: int) -> str | None:
    """Why an objection cannot be entered on its day: no proposal of this listing is published, or its window is over."""
    window = timedelta(days=objection_days)
    mine = [one for one in decisions.about(objection.enterprise).proposals if listed_on <= one.published_on]
    if any(one.published_on <= objection.filed_on <= one.published_on + window for one in mine):
        return None
    return _outside(objection, mine, window, "register")


def _since(proposals: list[Proposal]) -> date:
    """The day from which the last class was published without another one in between."""
    day = proposals[-1].published_on
    for one in reversed(proposals):
        if one.class_ != proposals[-1].class_:
            break
        day = one.published_on
    return day


def _outside(one: Objection, published: list[Proposal], window: timedelta, where: str) -> str:
    told = f"the objection of {one.author} to {one.enterprise} was filed on {one.filed_on}"
    before = [each for each in published if each.published_on <= one.filed_on]
    if not before:
        return f"{told}, and no proposal published by then is in the {where}"
    return f"{told}; the window of the proposal of {before[-1].published_on} ended on {before[-1].published_on + window}"


def _of_proposals(proposals: tuple[Proposal, ...]) -> Iterator[Fault]:
    yield from _classed(proposals, "proposal")
    seen: set[tuple[str, date]] = set()
    for one in proposals:
        if (one.enterprise, one.published_on) in seen:
            yield "decisions-invalid", f"{one.enterprise} has two proposals published on {one.published_on}"
        seen.add((one.enterprise, one.published_on))


def _of_objections(objections: tuple[Objection, ...]) -> Iterator[Fault]:
    for one in objections:
        yield from _signed(one, f"the objection to {one.enterprise} of {one.filed_on}")


def _of_overrides(overrides: tuple[Override, ...]) -> Iterator[Fault]:
    yield from _classed(overrides, "override")
    seen: set[tuple[str, date]] = set()
    for one in overrides:
        where = f"the override of {one.enterprise} of {one.decided_on}"
        yield from _signed(one, where)
        if (one.enterprise, one.decided_on) in seen:
            yield "decisions-invalid", f"{one.enterprise} has two overrides decided on {one.decided_on}"
        seen.add((one.enterprise, one.decided_on))
        if (one.confirmed_by is None) != (one.confirmed_on is None):
            yield "decisions-confirmation", f"{where}: confirmed_by and confirmed_on go together"
        elif one.confirmed_by is not None and one.confirmed_on is not None:
            if not one.confirmed_by.strip() or same_person(one.confirmed_by, one.author):
                yield "decisions-confirmation", f"{where} must be confirmed by a second person, not by {one.confirmed_by!r}"
            if one.confirmed_on < one.decided_on:
                yield "decisions-confirmation", f"{where} was confirmed on {one.confirmed_on}, before it was decided"


def _classed(records: tuple[Proposal, ...] | tuple[Override, ...], what: str) -> Iterator[Fault]:
    for one in records:
        if one.class_ not in CLASSES:
            yield "decisions-class", f"the {what} of {one.enterprise} says {one.class_!r}: the classes are {'、'.join(CLASSES)}"


def _signed(one: Objection | Override, where: str) -> Iterator[Fault]:
    if not one.author.strip():
        yield "decisions-author", f"{where} has no author"
    if not one.reason.strip():
        yield "decisions-reason", f"{where} gives no reason"


def same_person(one: str, other: str) -> bool:
    """Whether two names are one, however they are spaced and cased."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


NOTHING: Final = Decisions()
