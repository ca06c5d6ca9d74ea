"""Who is in a circle, what they owe whom, and the guarantees among them, as a visitor sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from api.security.circles import named_circle
from api.security.enterprises import places_of
from api.security.neighbourhood import links_among, node
from api.security.views import View
from graph.network import Bools, Ints, LoanClass

if TYPE_CHECKING:
    from analysis.circles import Circle
    from api.snapshots import Snapshot

MOST_LINKS: Final = 1500


def members_of(shot: Snapshot, found: Circle, view: View) -> dict[str, Any]:
    """Members that may be named, the core first; loans seen of them by bank; guarantees seen among them, summed by pair.

    How many findings there are about a member and its class stand only where it is seen in full, and to a bank never.
    """
    places = np.asarray(found.members, np.int64)
    named = places[view.named[places]]
    links, cut = links_among(view, named, view.guarantees, MOST_LINKS)
    return {
        "members": [_member(shot, int(place), view) | {"core": int(place) == found.core} for place in named.tolist()],
        "members_elsewhere": len(places) - len(named),
        **_exposures(named, view),
        "links": links,
        "truncated": cut,
    }


def places_in(shot: Snapshot, view: View, name: str) -> Ints:
    """The members of a circle that are seen; NotFound where there is no such circle."""
    return np.array(list(places_of(named_circle(shot, view, name)["members"], view).values()), np.int64)


def _member(shot: Snapshot, place: int, view: View) -> dict[str, Any]:
    told = node(place, view)
    loans, parties = view.network.loans, view.network.parties
    own = parties.own_loans[parties.first_loan[place] : parties.first_loan[place + 1]]
    classes = loans.loan_class[own[view.loans[own]]] if not told["stub"] else own[:0]
    whole = not told["stub"] and view.bank is None
    counts = _findings(shot) if whole else {}
    return told | {
        "worst_class": LoanClass(int(classes.max())).name.lower() if len(classes) else None,
        "class": _class(shot, told["party"]) if whole else None,
        "findings": counts.get(told["party"], 0) if whole else None,
        "county": told["county"] if view.own[place] or view.stubs[place] else None,
    }


def _exposures(members: Ints, view: View) -> dict[str, Any]:
    """Balance less margin deposit of members' loans that are seen, by bank and member, the largest first. Linear in their loans."""
    network = view.network
    loans, banks = network.loans, network.banks
    inside: Bools = np.zeros(len(network.parties.code), dtype=bool)
    inside[members] = True
    rows = np.flatnonzero(inside[loans.borrower] & view.loans & (loans.bank >= 0))
    pairs, of = np.unique(np.stack([loans.bank[rows], loans.borrower[rows]]), axis=1, return_inverse=True)
    amount = np.bincount(of, loans.exposure[rows], pairs.shape[1])
    order = np.argsort(-amount, kind="stable")
    codes, parties = banks.code, network.parties.code
    lenders = np.unique(pairs[0])
    return {
        "banks": [{"bank": codes[int(bank)].as_py(), "name": banks.name[int(bank)].as_py()} for bank in lenders.tolist()],
        "exposures": [
            {
                "bank": codes[int(pairs[0, one])].as_py(),
                "party": parties[int(pairs[1, one])].as_py(),
                "exposure": round(float(amount[one]), 2),
            }
            for one in order.tolist()
        ],
    }


def _findings(shot: Snapshot) -> dict[str, int]:
    """How many findings there are about every subject."""
    return shot.once(
        "findings by subject", lambda: {str(code): int(n) for code, n in shot.findings.index()["subject"].value_counts().items()}
    )


def _class(shot: Snapshot, code: str) -> str | None:
    """The class of a firm on the ledger as it stands; None for others."""
    firms = shot.classification.firms
    found = firms.at[code, "class"] if code in firms.index else None
    return found if isinstance(found, str) else None
