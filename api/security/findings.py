"""Which findings a visitor sees, and how much of each.

A county: those about its own enterprises, without what they name beyond its border; those about a controller group in full where all its
members are its own, else as a flag. A bank: in full those that hold nothing but its own contracts and what its own borrower stated; of the
others about its borrowers a flag, which keeps rule, severity and subject; and none that is about one contract, bank or other party that is
not its own, for there its very presence would tell of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from analysis.findings import Finding
from analysis.findings.batch import identities
from analysis.rules import Severity
from analysis.rules.references import in_english
from api.security.contracts import contracts
from graph.network import Bools, Ints, PartyKind

if TYPE_CHECKING:
    from analysis.rules import Rule, RuleBook
    from api.security.views import View
    from api.snapshots import Snapshot

OF_PROMISES: Final = frozenset({
    "guarantee.lapsed", "guarantee.period_unclear", "guarantee.unclear_liability", "guarantee.unrecorded_after_renewal",
    "guarantee.resolution_unchecked",
})  # fmt: skip  # what they say follows from the contract they name
OF_CONTRACTS: Final = OF_PROMISES | {
    "lending.over_lent", "lending.no_need", "lending.need_unknown", "concentration.borrower", "concentration.group",
    "concentration.borrower_tier1", "concentration.group_tier1", "class_floor.same_bank", "maturities.ledger", "maturities.plan_missing",
    "maturities.funds_missing", "maturities.late", "maturities.overdue", "guarantee.ratio_warning", "guarantee.ratio_limit",
    "guarantee.no_net_assets", "guarantee.net_assets_unknown", "guarantee.clients", "groups.dependence", "listed.single_guarantee",
    "signals.bond_default",
}  # fmt: skip  # what they say follows from the contracts they name and what the firm stated
_WITHDRAWN: Final = "signals.bank_withdrawal"  # about one bank; the loans behind it may be repaid
_TITLE: Final = "classification."  # a class is told to who may ask for classes
_PARTIES: Final = frozenset({"borrower", "guarantor", "other", "group", "to"})  # details that are codes of parties
_SEVERAL: Final = frozenset({"cycle", "controllers"})  # details that hold several
_NUMBERS: Final = frozenset({"loan", "guarantee", "bond", "crossed_by"})


@dataclass(frozen=True)
class FindingFilter:
    """What is asked for; None is no wish."""

    rule: str | None  # how its id begins
    severity: str  # at least
    county: str | None
    bank: str | None
    subject: str | None


def chosen(shot: Snapshot, view: View, asked: FindingFilter) -> Ints:
    """The places of the findings that are seen and asked for, in their order."""
    index = shot.shelf.index
    wanted = _visible(shot, view)
    if asked.rule is not None:
        wanted = wanted & index["rule"].str.startswith(asked.rule).to_numpy(dtype=bool)
    grave = [one.value for one in Severity if one.rank >= Severity[asked.severity.upper()].rank]
    wanted = wanted & index["severity"].isin(grave).to_numpy(dtype=bool)
    for column, value in (("county", asked.county), ("subject", asked.subject)):
        if value is not None:
            wanted = wanted & (index[column] == value).fillna(value=False).to_numpy(dtype=bool)
    if asked.bank is not None:
        wanted = wanted & _at_bank(shot, view, asked.bank)
    return np.flatnonzero(wanted)


def _visible(shot: Snapshot, view: View) -> Bools:
    """Whether a finding is seen, by its place."""

    def made() -> Bools:
        seen, shelf = eye(shot, view), shot.shelf
        rows = zip(shelf.index["rule"].tolist(), shelf.index["subject"].tolist(), strict=True)
        near = np.array([rule in OF_PROMISES or seen.near(subject) for rule, subject in rows], dtype=bool)
        found = view.whole & np.ones(len(shelf), dtype=bool)
        for place in np.flatnonzero(near & ~found).tolist():
            found[place] = seen.see(shelf.tell([place])[0]) is not None
        return found

    return shot.once(("visible findings", view.visitor.scope), made)


def _at_bank(shot: Snapshot, view: View, bank: str) -> Bools:
    """Whether a loan of a bank stands behind a finding, of the banks the visitor may name; a bank asks for its own, which is all."""
    if view.bank is not None or bank not in view.bank_codes:
        return np.full(len(shot.shelf), view.bank is not None and bank == view.visitor.jurisdiction)

    def made() -> Bools:
        loans = shot.desk.book.loans
        numbers = loans.loc[(loans["bank"] == bank).to_numpy(dtype=bool), "loan_no"]
        return shot.shelf.naming(set(numbers) if view.whole else view.loan_numbers.intersection(numbers))

    return shot.once(("findings at", bank, view.visitor.scope), made)


def eye(shot: Snapshot, view: View) -> FindingEye:
    """What a visitor sees of the findings of a snapshot."""
    return shot.once(("findings seen", view.visitor.scope), lambda: FindingEye(shot, view))


class FindingEye:
    """What one visitor sees."""

    def __init__(self, shot: Snapshot, view: View) -> None:
        self._view = view
        self._whole = view.whole
        self._book: RuleBook = shot.rules
        if view.whole:
            return
        self._numbers = contracts(shot, view)
        members: dict[str, list[str]] = {}
        for party, group in shot.desk.group.items():
            members.setdefault(str(group), []).append(str(party))
        self._members = members
        persons = view.network.parties.code.filter(pa.array(view.network.parties.kind == PartyKind.PERSON)).to_pylist()
        self._own_or_people = view.own_codes | frozenset(persons)  # persons are of no county
        names = shot.desk.book.banks["name"]
        self._banks = view.bank_codes | frozenset(names.reindex(sorted(view.bank_codes)).dropna())

    def near(self, subject: str) -> bool:
        """Whether a party, or a member of the group of this id, is the visitor's own: quick, to be followed by `see`."""
        return self._whole or subject in self._view.own_codes or not self._view.own_codes.isdisjoint(self._members.get(subject, ()))

    def see(self, finding: Finding) -> dict[str, Any] | None:
        """A finding as the visitor sees it, None where he does not."""
        if self._whole:
            return finding.to_json()
        rule = self._book.rule(finding.rule)
        parties = self._members.get(finding.subject, [finding.subject]) if rule.of_group else [finding.subject]
        own = not self._view.own_codes.isdisjoint(parties)
        if self._view.bank is not None:
            return self._of_bank(finding, rule, own=own)
        if not own:
            return None
        told = self._of_county(finding, rule) if self._own_or_people.issuperset(parties) else flag(finding, rule)
        return told if finding.subject in self._view.named_codes else told | _unnamed(rule)

    def sees(self, findings: Iterable[Finding]) -> list[dict[str, Any]]:
        """Those of some that the visitor sees."""
        return [told for told in map(self.see, findings) if told is not None]

    def _of_bank(self, finding: Finding, rule: Rule, *, own: bool) -> dict[str, Any] | None:
        if rule.id.startswith(_TITLE):
            return None
        mine = rule.id in OF_CONTRACTS and self._numbers.all_read(finding.contracts) and (own or rule.id in OF_PROMISES)
        if mine or (own and rule.id == _WITHDRAWN and finding.details["bank"] in self._banks):
            return finding.to_json() | {"restricted": False}
        return flag(finding, rule) if own and rule.identity == ("subject",) else None

    def _of_county(self, finding: Finding, rule: Rule) -> dict[str, Any]:
        hidden = [name for name, value in finding.details.items() if value is not None and not self._read(name, value)]
        if "to" in hidden and "stated" in finding.details:
            hidden.append("stated")
        kept = tuple(number for number in finding.contracts if number in self._numbers.numbers)
        if not hidden:
            return replace(finding, contracts=kept).to_json() | {"restricted": False}
        told = replace(finding, contracts=kept, details=dict(finding.details) | dict.fromkeys(hidden)).to_json() | _said(rule)
        return told if set(rule.identity).isdisjoint(hidden) else told | {"id": None}

    def _read(self, name: str, value: str) -> bool:
        """Whether a detail names nobody and nothing that may not be named."""
        if name in _PARTIES:
            return value in self._view.named_codes
        if name in _SEVERAL:
            return self._view.named_codes.issuperset(value.removesuffix("……").split("、"))
        if name in _NUMBERS:
            return self._numbers.numbers.issuperset(value.split(","))
        return name != "bank" or value in self._banks


def flag(finding: Finding, rule: Rule) -> dict[str, Any]:
    """What is left where the numbers are not to be told: which rule, how grave, about whom."""
    return replace(finding, numbers={}, units={}, details={}, contracts=()).to_json() | _said(rule)


def flagged(book: RuleBook, name: str, *, subject: str, called: str | None, county: str | None) -> dict[str, Any]:
    """The flag of a rule whose findings are told apart by their subjects alone."""
    rule = book.rule(name)
    (identity,) = identities(rule, {"subject": pd.Series([subject], dtype="str")}).tolist()
    found = Finding(
        id=identity, rule=name, version=rule.version, severity=rule.severity, maturity=book.maturity(name, county), subject=subject,
        name=called or subject, county=county, numbers={}, units={}, details={}, contracts=(), text_zh="", text_en="",
    )  # fmt: skip
    return flag(found, rule)


def _said(rule: Rule) -> dict[str, Any]:
    """The rule and its law, where the sentence may not be told."""
    return {"text_zh": f"{rule.zh}（{rule.reference}）", "text_en": f"{rule.en} ({in_english(rule.reference)})", "restricted": True}


def _unnamed(rule: Rule) -> dict[str, Any]:
    return dict.fromkeys(("id", "subject", "name")) | _said(rule)
