"""Whose facts and decisions a visitor may enter, and which of those entered he may read.

A county enters facts and decisions about its own firms, a bank about its own loans and borrowers. What is not theirs does not exist for
them. Of what was entered, a county reads what is about its own firms and their loans, a bank what its own people entered; who entered it
is told to those of the same house, and to who sees the whole city.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from api.problems import NotFound
from api.security.views import View
from graph.network import PartyKind
from graph.side_store import Submission

PLAN: Final = "plan"
LISTING: Final = "listing"
CONSENT: Final = "consent"
KINDS: Final = (PLAN, LISTING, CONSENT)  # of facts


def own_loan(view: View, loan: str) -> str:
    """A loan the visitor may plan for: a bank's own, any for who sees the whole city; NotFound otherwise. Its borrower."""
    places = np.flatnonzero(view.loans & _is(view.network.loans.number, loan))
    if len(places) == 0:
        raise NotFound(f"no loan has the number {loan!r}")
    return str(view.network.parties.code[int(view.network.loans.borrower[places[0]])])


def own_firm(view: View, code: str) -> str:
    """A firm the visitor may enter facts about: a county's own, a bank's borrower; NotFound otherwise."""
    parties = view.network.parties
    if not (view.own & (parties.kind == PartyKind.ENTERPRISE) & _is(parties.code, code)).any():
        raise NotFound(f"no enterprise has the code {code!r}")
    return code


def own_county(view: View, asked: str | None) -> str | None:
    """The county whose firms are decided on: a county's own; as asked by who sees the whole city, None for all. NotFound otherwise."""
    own = view.visitor.jurisdiction
    known = (own,) if own is not None else view.network.counties.code.to_pylist()
    if asked is not None and asked not in known:
        raise NotFound(f"no county has the code {asked!r}")
    return own or asked


def entered(submissions: Iterable[Submission], view: View) -> list[dict[str, Any]]:
    """What was entered, as far as the visitor reads it."""
    return [told(one, view) for one in submissions if _seen(one, view)]


def told(one: Submission, view: View) -> dict[str, Any]:
    """One of them as it is told to the visitor."""
    house = (one.role, one.jurisdiction) == (view.visitor.role, view.visitor.jurisdiction)
    return {
        "number": one.number, "kind": one.kind, "subject": one.subject, "author": one.author if view.whole or house else None,
        "role": one.role, "jurisdiction": one.jurisdiction, "reason": one.reason, "at": one.at, "body": dict(one.body), "run": one.run_id,
        "answers": one.answers,
    }  # fmt: skip


def _seen(one: Submission, view: View) -> bool:
    if view.whole:
        return True
    if view.bank is not None:
        return (one.role, one.jurisdiction) == (view.visitor.role, view.visitor.jurisdiction)
    return one.subject in view.own_codes or one.subject in view.loan_numbers


def _is(labels: Any, text: str) -> Any:
    import pyarrow.compute as pc

    return pc.equal(labels, text).to_numpy(zero_copy_only=False)
