"""The credit of an enterprise as a visitor sees it: whole; a county's own, with its group inside the county; or as one of its banks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.lending import Proposal, proposals
from analysis.lending.report import neighbours
from api.problems import NotFound
from api.security import bank_answers
from api.security.findings import eye
from api.security.groups import HEAD, group_figures, group_head

if TYPE_CHECKING:
    from analysis.lending import Proposed
    from api.security.views import View
    from api.snapshots import Snapshot

Row = dict[str, Any]
Wanted = Sequence[tuple[str, Proposal | None]]


def known(shot: Snapshot, view: View, code: str) -> bool:
    """Whether a code is an enterprise's whose credit the visitor may ask for."""
    return code in shot.desk.firms.index and (view.whole or code in view.own_codes)


def credit_of(shot: Snapshot, view: View, wanted: Wanted) -> list[Row]:
    """The answers about enterprises that are `known`, each with its proposal; NotFound where that names a bank the visitor may not."""
    for _, proposal in wanted:
        _check_bank(shot, view, proposal)
    if view.bank is not None:
        return bank_answers.answers(shot, view, wanted)
    told = [shot.credit.about(code) for code, _ in wanted]
    after = _proposed(shot, view, [(told[place], one) for place, (_, one) in enumerate(wanted) if one is not None])
    following = iter(after)
    every = [(one, next(following) if proposal is not None else None) for one, (_, proposal) in zip(told, wanted, strict=True)]
    if view.whole:
        return [one if proposed is None else one | {"proposal": proposed.to_json()} for one, proposed in every]
    return [_of_county(shot, view, one, proposed) for one, proposed in every]


def _check_bank(shot: Snapshot, view: View, proposal: Proposal | None) -> None:
    named = proposal.bank if proposal is not None else None
    if named is not None and (named not in shot.desk.book.banks.index or (not view.whole and named not in view.bank_codes)):
        raise NotFound(f"no bank has the code {named!r}")


def _proposed(shot: Snapshot, view: View, wanted: Sequence[tuple[Row, Proposal]]) -> list[Proposed]:
    if not wanted:
        return []
    with shot.lock:
        near = neighbours(shot.desk, [before["borrower"] for before, _ in wanted])
        return proposals(near, wanted, None if view.whole else group_figures(shot, view)[1])


def _of_county(shot: Snapshot, view: View, told: Row, proposed: Proposed | None) -> Row:
    """One's own enterprise in full; of its group the members in the county, and how many there are elsewhere."""
    seen, group = eye(shot, view), told["group"]
    figures, joined = group_figures(shot, view)
    own = figures.about(group["id"]) if (joined == group["id"]).any() else {name: told[name] for name in group if name not in HEAD}
    found = {
        "group": group_head(view, group["id"], group["name"], group["members"]) | own,
        "findings": seen.sees(shot.credit.findings(told["borrower"])),
    }
    if proposed is not None:
        found["proposal"] = proposed.figures | {"new_findings": seen.sees(proposed.new_findings)}
    return told | found
