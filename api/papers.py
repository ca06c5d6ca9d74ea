"""What papers are composed from: the very answers of the API, as far as the visitor sees them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.maturities import LAST_STAGES
from analysis.rules.references import in_english
from api.problems import NotFound
from api.security.circle_members import members_of
from api.security.circles import circle_behind, named_circle, queue_of, queue_row
from api.security.classification import classes
from api.security.consents import consent_of
from api.security.credit import credit_of, known
from api.security.differences import difference
from api.security.enterprises import dossier, place_of
from api.security.maturities import DueFilter, due
from api.security.places import spillover
from viz.papers.circle import AboutCircle
from viz.papers.credit_check import AboutCheck
from viz.papers.dossier import About
from viz.papers.falling import Falls
from viz.papers.language import either
from viz.papers.meeting import AboutMeeting

if TYPE_CHECKING:
    from analysis.lending import Proposal
    from api.security import View
    from api.snapshots import Snapshot

Row = dict[str, Any]


def about_enterprise(shot: Snapshot, view: View, code: str) -> About:
    """An enterprise seen in full; NotFound for others."""
    place = place_of(code, view)
    if place is None or not known(shot, view, code):
        raise NotFound(f"no enterprise has the code {code!r}")
    party = dossier(shot, place, view)
    (credit,) = credit_of(shot, view, [(code, None)])
    standing = () if view.bank is not None else classes(shot.classification, view, None, (), (code,), items=False)[:]
    return About(
        party=party,
        credit=credit,
        findings=credit["findings"],
        due=_due(shot, view, frozenset([code])),
        standing=standing[0] if standing else None,
        falls=falls_of(shot, view, place),
        counties=county_names(view),
        sources=sources(shot),
        bank=view.bank is not None,
    )


def about_circle(shot: Snapshot, view: View, circle: str) -> AboutCircle:
    """A circle the visitor sees; NotFound for others."""
    row, found = named_circle(shot, view, circle), circle_behind(shot, view, circle)
    with shot.lock:
        members = members_of(shot, found, view)
        listed = _listed(shot, view, [one["party"] for one in members["members"]])
    return AboutCircle(
        circle=row,
        queue=queue_row(shot, view, circle),
        members=members,
        due=_due(shot, view, frozenset(one["party"] for one in members["members"])),
        listed=listed,
        falls=falls_of(shot, view, int(found.core)),
        counties=county_names(view),
        bank=view.bank is not None,
    )


def about_meeting(before: Snapshot, after: Snapshot, views: tuple[View, View], borders: Row | None = None) -> AboutMeeting:
    """The queue now and what changed since, as far as the visitor sees both days."""
    view = views[1]
    changed = difference(before, after, views, ("queue", "circles", "classes"), most=sys.maxsize) | {"before": str(before.id.as_of)}
    counties = county_names(view)
    codes = {side["enterprise"] for one in changed["classes"]["changed"] for side in one.values()}
    codes |= {one["enterprise"] for kind in ("came", "went") for one in changed["classes"][kind]}
    return AboutMeeting(
        queue=queue_of(after, view),
        difference=changed,
        due=due(after, view, DueFilter(("overdue",), None, None, None))[:],
        spillover=spillover(after.spillover.to_json(), view),
        counties=counties,
        names={code: name for shown in views for code, name in _names(shown, codes).items()},
        place="" if view.whole else counties.get(str(view.visitor.jurisdiction), ""),
        borders=borders,
    )


def about_check(shot: Snapshot, view: View, code: str, proposal: Proposal | None, *, purpose: str, number: str, role: str) -> AboutCheck:
    """A borrower's credit as the visitor sees it, and its consent; NotFound where its credit is not the visitor's to ask for."""
    if not known(shot, view, code):
        raise NotFound(f"no enterprise has the code {code!r}")
    (credit,) = credit_of(shot, view, [(code, proposal)])
    return AboutCheck(
        credit=credit,
        consent=consent_of(shot, code),
        findings=credit["findings"],
        purpose=purpose,
        role=role,
        number=number,
        counties=county_names(view),
        sources=sources(shot),
        bank=view.bank is not None,
    )


def falls_of(shot: Snapshot, view: View, place: int) -> Falls | None:
    """What a party's default sets off: to a bank nothing, of others only where it is seen in full; who falls as far as he may be named."""
    from analysis import importance
    from analysis.contagion import cascade

    if view.bank is not None or not view.own[place]:
        return None
    network = shot.network
    impacts = importance.sweep(network, seeds=np.array([place], np.int64), worst=False)
    fallen = cascade.run(network, [place])
    rounds = sorted(zip(fallen.round_of.tolist(), fallen.defaulted.tolist(), strict=True))
    others = [(number, one) for number, one in rounds if one != place]
    parties = network.parties
    return Falls(
        name=parties.name[place].as_py() or parties.code[place].as_py(),
        pulled_down=int(impacts.pulled_down[place]),
        employees=int(impacts.employees[place]),
        own_loss=float(impacts.own_loss[place]),
        caused_loss=float(impacts.caused_loss[place]),
        counties=int(np.diff(impacts.counties.start)[place]),
        banks=int(np.diff(impacts.banks.start)[place]),
        parties=[_fallen(view, number, one) for number, one in others if view.named[one]],
        elsewhere=sum(not view.named[one] for _, one in others),
    )


def _fallen(view: View, number: int, place: int) -> Row:
    parties, counties = view.network.parties, view.network.counties
    county = int(parties.county[place])
    code, name = parties.code[place].as_py(), parties.name[place].as_py()
    return {"round": number, "party": code, "name": name or code, "county": counties.code[county].as_py() if county >= 0 else None}


def county_names(view: View) -> dict[str, str]:
    """What counties are called, by code."""
    counties = view.network.counties
    pairs = zip(counties.code.to_pylist(), counties.name.to_pylist(), strict=True)
    return {code: name or code for code, name in pairs}


def sources(shot: Snapshot) -> dict[str, str]:
    """The law behind every rule, in the language spoken."""
    return {name: either(rule.reference, in_english(rule.reference)) for name, rule in shot.rules.rules.items()}


def _due(shot: Snapshot, view: View, borrowers: frozenset[str]) -> list[Row]:
    return due(shot, view, DueFilter(LAST_STAGES, None, None, None, borrowers=borrowers))[:]


def _listed(shot: Snapshot, view: View, codes: list[str]) -> dict[str, Row]:
    """The ledger's entries of firms seen in full; to a bank none."""
    if view.bank is not None:
        return {}
    rows = shot.facts["risk_list"]
    mine = rows.loc[rows["enterprise"].isin([code for code in codes if code in view.own_codes]).to_numpy(dtype=bool)]
    told = mine.astype("object").where(mine.notna(), None).sort_values("listed_on")
    return {str(row["enterprise"]): {str(name): value for name, value in row.items()} for row in told.to_dict("records")}


def _names(view: View, codes: set[str]) -> dict[str, str]:
    parties = view.network.parties
    places = [place for code in sorted(codes) if (place := parties.code.index(code).as_py()) >= 0]
    return {parties.code[place].as_py(): parties.name[place].as_py() or parties.code[place].as_py() for place in places}
