"""What `credit` answers a bank: figures by `bank_credit`, findings as it sees them, and what one more loan of its own would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from analysis.findings import Finding, FindingShelf, FindingTable
from analysis.lending import Proposal
from analysis.lending.findings import concentrations
from analysis.lending.many_lenders import JOINT
from analysis.lending.report import turns, within
from api.security.bank_credit import BankFigures
from api.security.findings import eye, flagged
from api.security.groups import group_head

if TYPE_CHECKING:
    from api.security.views import View
    from api.snapshots import Snapshot

Row = dict[str, Any]
Asked = Sequence[tuple[Row, Proposal]]  # the answer before, and what is proposed
_OVER_LENT: Final = "lending.over_lent"


def answers(shot: Snapshot, view: View, wanted: Sequence[tuple[str, Proposal | None]]) -> list[Row]:
    """The answers about a bank's own borrowers, each with its proposal."""
    figures = BankFigures(shot, str(view.visitor.jurisdiction))
    figures.prepare([one for code, _ in wanted for one in (code, *shot.groups.members(code))])
    told = [_answer(shot, view, figures, code) for code, _ in wanted]
    asked = [(before, proposal) for before, (_, proposal) in zip(told, wanted, strict=True) if proposal is not None]
    after = iter(_proposed(shot, figures, asked))
    return [one if proposal is None else one | {"proposal": next(after)} for one, (_, proposal) in zip(told, wanted, strict=True)]


def _answer(shot: Snapshot, view: View, figures: BankFigures, borrower: str) -> Row:
    told = shot.credit.about(borrower)
    members = tuple(told["group"]["members"])
    own = figures.about(told, [borrower])
    head = group_head(view, told["group"]["id"], told["group"]["name"], members)
    floor = told["class_floor"]
    return {
        **{name: told[name] for name in ("borrower", "name", "county", "as_of")},
        **own,
        "group": head | (own if len(members) == 1 else figures.about(told["group"], members, stated=view.own_codes.issuperset(members))),
        "class_floor": {"class": floor["class"], "share_overdue_90": None, "rule": floor["rule"], "everywhere": floor["everywhere"]},
        "as_guarantor": None,
        "findings": eye(shot, view).sees(shot.credit.findings(borrower)),
        "rules": told["rules"],
    }


def _proposed(shot: Snapshot, figures: BankFigures, wanted: Asked) -> list[Row]:
    """The figures a loan of the bank's own changes, and the findings it brings, from nothing but what the bank was told."""
    found = _concentrated(shot, figures.bank, wanted) if wanted else []
    made = []
    for (before, proposal), concentrated in zip(wanted, found, strict=True):
        group = before["group"]
        after = _with_loan(figures, before, [before["borrower"]], proposal)
        alone = len(group["members"]) == 1 and not group["members_elsewhere"]
        of_group = after if alone else _with_loan(figures, group, group["members"], proposal, stated=group["working_capital"] is not None)
        known = {one["id"] for one in before["findings"]}
        new = [one.to_json() | {"restricted": False} for one in concentrated] + _reached(shot, before, after, None if alone else of_group)
        made.append(
            {
                "amount": round(proposal.amount, 2),
                "bank": figures.bank,
                "working_capital_loan": proposal.working_capital,
                "within_room": within(before["working_capital"]["room"], proposal),
                **after,
                "group": of_group,
                "new_findings": [one for one in new if one["id"] not in known],
            }
        )
    return made


def _with_loan(figures: BankFigures, before: Row, members: Sequence[str], proposal: Proposal, *, stated: bool = True) -> Row:
    """The figures that a loan to one of some borrowers changes."""
    own = before["by_lender"][0] if before["by_lender"] else None
    lenders = None if before["lenders"] is None else before["lenders"] + (own is None or own["loans"] == 0)
    balance = None if before["balance"] is None else round(before["balance"] + proposal.amount, 2)
    least = (own["balance"] if own else 0.0) + proposal.amount
    more = proposal.amount if proposal.working_capital else 0.0
    return {
        "lenders": lenders,
        "balance": balance,
        "working_capital": figures.working_capital(members, more) | {"by_loan": before["working_capital"]["by_loan"]} if stated else None,
        "largest_share": before["largest_share"],
        "hhi": before["hhi"],
        "joint_credit": before["joint_credit"] | {"status": figures.joint_status(members, lenders, balance, least)},
        "concentration": figures.exposure(least),
    }


def _concentrated(shot: Snapshot, bank: str, wanted: Asked) -> list[list[Finding]]:
    """For each proposal, what the bank's loans with it would be found for against its capital."""
    desk = shot.desk
    made: dict[int, list[Finding]] = {}
    with shot.lock:
        loans = desk.book.loans
        own = replace(desk.book, loans=loans.loc[(loans["bank"] == bank).to_numpy(dtype=bool)])
        for turn in turns([before["group"]["id"] for before, _ in wanted]):
            book = own.with_loans([(wanted[place][0]["borrower"], bank, wanted[place][1].amount, True) for place in turn])
            shelf = FindingShelf(FindingTable.of(concentrations(desk, book)))
            for place in turn:
                before = wanted[place][0]
                made[place] = shelf.tell(shelf.of_party(before["borrower"], str(before["group"]["id"])))
    return [made[place] for place in range(len(wanted))]


def _reached(shot: Snapshot, before: Row, after: Row, group: Row | None) -> list[Row]:
    """The lines that figures with a loan reach, as flags."""
    reached = [
        (f"lending.{prefix}multi_lender_{new['joint_credit']['status']}", subject)
        for new, subject, prefix in ((after, before, ""), (group, before["group"], "group_"))
        if new is not None and new["joint_credit"]["status"] in JOINT
    ]
    used, line = after["working_capital"]["ratio"], shot.rules.number(_OVER_LENT, "ratio_above", before["county"])
    if used is not None and used > line:
        reached.append((_OVER_LENT, before))
    return [
        flagged(shot.rules, rule, subject=str(about.get("borrower", about.get("id"))), called=about["name"], county=before["county"])
        for rule, about in reached
    ]
