"""What a visitor sees of a controller group: its name, its members, and the figures of those he sees in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from analysis import lending
from analysis.groups.prompts import DEPENDENCE
from analysis.lending import Figures, figures_of
from api.security.bank_credit import BankFigures
from api.security.findings import eye

if TYPE_CHECKING:
    import pandas as pd

    from api.security.views import View
    from api.snapshots import Snapshot

Row = dict[str, Any]
CONTROLS: Final = ("groups.cycle", "groups.shares_over_full", "groups.several_controllers")
HEAD: Final = ("id", "name", "members")  # of a group, before its figures


def group_figures(shot: Snapshot, view: View) -> tuple[Figures, pd.Series[Any]]:
    """The figures of every controller group's members that the visitor sees in full, and which group each of these is in."""
    if view.whole:
        return shot.credit.whole, shot.desk.joined

    def made() -> tuple[Figures, pd.Series[Any]]:
        joined = shot.desk.joined
        joined = joined.loc[joined.index.isin(view.own_codes)]
        return figures_of(shot.desk, joined).ready(), joined

    return shot.once(("group figures", view.visitor.scope), made)


def group_head(view: View, group: str, name: str | None, members: Sequence[str]) -> Row:
    """A group as a visitor who does not see the whole city may name it, with the members he may name."""
    named = group in view.named_codes
    shown = [code for code in members if code in (view.own_codes if view.county is not None else view.named_codes)]
    return {
        "id": group if named else None,
        "name": name if named else None,
        "members": shown,
        "members_elsewhere": len(members) - len(shown),
    }


def group_of(shot: Snapshot, view: View, code: str) -> Row | None:
    """The group of a party with its credit, as `group --json` has it; None where it is none, or none of the visitor's."""
    group = shot.desk.group.get(code)
    if group is None:
        return None
    members = shot.groups.members(code)
    if not view.whole and (code not in view.named_codes or view.own_codes.isdisjoint(members)):
        return None
    with shot.lock:
        told = shot.groups.group(code).to_json()
    seen, shelf = eye(shot, view), shot.shelf
    head = told if view.whole else _seen(told, view)
    return head | {
        "credit": _credit(shot, view, str(group), members),
        "possible_links": seen.sees(shelf.tell(_links(shot, members))),
        "findings": seen.sees(shelf.tell(_about(shot, str(group), members))),
        "rules": shot.rules.to_json(),
    }


def _about(shot: Snapshot, group: str, members: Sequence[str]) -> list[int]:
    """What is found about the group as one, and about who controls its members."""
    shelf = shot.shelf
    controlled = shot.once("findings on control", lambda: frozenset(place for rule in CONTROLS for place in shelf.of_rule(rule)))
    mine = {place for member in members for place in shelf.about(member)} & controlled
    return sorted({*shelf.about(group, group=True), *mine})


def _links(shot: Snapshot, members: Sequence[str]) -> list[int]:
    """Who of the members may depend on whom, and who on them."""

    def made() -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place in shot.shelf.of_rule(DEPENDENCE):
            (link,) = shot.shelf.tell([place])
            for party in (link.subject, str(link.details["borrower"])):
                found.setdefault(party, []).append(place)
        return found

    by_party = shot.once("possible links", made)
    return sorted({place for member in members for place in by_party.get(member, ())})


def _credit(shot: Snapshot, view: View, group: str, members: Sequence[str]) -> Row:
    figures, joined = group_figures(shot, view) if view.county is not None else (shot.credit.whole, shot.desk.joined)
    if group in set(joined):
        told = figures.about(group)
    else:  # a group of one
        with shot.lock:
            told = lending.figures(shot.desk.only(members), members)
    if view.bank is None:
        return told
    return BankFigures(shot, str(view.visitor.jurisdiction)).about(told, members, stated=view.own_codes.issuperset(members))


def _seen(told: Row, view: View) -> Row:
    """A group with the members that are counted or may be named, and chains that name nobody else."""
    head = group_head(view, told["group"], told["name"], [one["party"] for one in told["members"]])
    return {
        "group": head["id"],
        "name": head["name"],
        "as_of": told["as_of"],
        "members": [_member(one, view) for one in told["members"] if one["party"] in head["members"]],
        "members_elsewhere": head["members_elsewhere"],
        "concerted": [one for one in told["concerted"] if one["enterprise"] in view.own_codes and one["party"] in view.named_codes],
        "parameters": told["parameters"],
    }


def _member(one: Row, view: View) -> Row:
    """A member of one's own with its chain where that names nobody one may not name; of another where it is."""
    own = one["party"] in view.own_codes
    chain = [code for link in one["chain"] for code in (link["controller"], link["enterprise"])]
    if own and view.named_codes.issuperset(chain):
        return one
    hidden = ("chain", "chain_zh", "chain_en") + (() if own else ("share", "ultimate_share"))
    return one | dict.fromkeys(hidden) | ({} if own else {"flags": []})
