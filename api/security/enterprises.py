"""What a visitor sees of a party: everything, a stub, or nothing.

A bank sees of its borrowers what the firm stated, its own loans and the guarantees of those; what others lent, and figures that follow
from it (own debt, capacity), never. A county sees its own in full; at the far end of a guarantee the code, name and county.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from api.rows_by_code import RowsByCode
from api.security.coordination import circle_id
from api.security.views import View
from graph.network import Ints, Liability, PartyKind
from graph.schema import TABLES
from graph.values import FEN_PER_YUAN, Kind

if TYPE_CHECKING:
    from api.snapshots import Snapshot

_TABLE: Final = {PartyKind.ENTERPRISE: "enterprises", PartyKind.PERSON: "persons", PartyKind.GUARANTEE_COMPANY: "guarantee_companies"}
_LOAN: Final = (
    "loan_no", "bank", "balance", "class", "bucket", "overdue_days", "overdue_extrapolated", "starts_on", "matures_on", "facility_no"
)  # fmt: skip


def place_of(code: str, view: View) -> int | None:
    """The position of a party the visitor sees in full or as a stub; None where there is none."""
    found = view.network.parties.code.index(code).as_py()
    return found if found >= 0 and bool(view.own[found] | view.stubs[found]) else None


def places_of(codes: Sequence[str], view: View) -> dict[str, int]:
    """The positions of those among some codes that the visitor sees. O(codes + parties)."""
    from graph.lookup import places

    found = places(pa.array(list(codes), pa.string()), view.network.parties.code)
    seen = view.own | view.stubs
    return {code: place for code, place in zip(codes, found.tolist(), strict=True) if place >= 0 and seen[place]}


def stub(place: int, view: View) -> dict[str, Any]:
    """A party as everybody who may name it sees it."""
    parties, counties = view.network.parties, view.network.counties
    county = int(parties.county[place])
    return {
        "party": parties.code[place].as_py(),
        "name": parties.name[place].as_py(),
        "kind": PartyKind(int(parties.kind[place])).name.lower(),
        "county": counties.code[county].as_py() if county >= 0 else None,
        "stub": not bool(view.own[place]),
    }


def dossier(shot: Snapshot, place: int, view: View) -> dict[str, Any]:
    """A party with its loans, guarantees, group, circle and place on the ledger; a stub with the guarantees that make it one."""
    told = stub(place, view) | {
        "guarantees_given": promises(view, _given(view, place)),
        "guarantees_received": promises(view, _received(view, place)),
    }
    if told["stub"]:
        return told
    code = told["party"]
    table = _table(view, place)
    listed = _records(shot, "risk_list", "enterprise", code)
    stated = _records(shot, table, TABLES[table].key[0], code)
    loans = shot.once(("rows", "book"), lambda: RowsByCode(shot.desk.book.loans, "borrower", _LOAN))
    with shot.lock:
        group = shot.groups.group(code).to_json() if code in shot.desk.group.index else None
    circle = shot.circle_of.get(code)
    parties = view.network.parties
    return told | {
        "stated": stated[0] if stated else {},
        "capacity": None if view.bank is not None or not parties.capacity_known[place] else round(float(parties.capacity[place]), 2),
        "loans": [_loan(row, view) for row in loans.of(code) if row["loan_no"] in view.loan_numbers],
        "group": _group(group, view) if group else None,
        "circle": circle_id(circle, shot.core_of[circle], view) if circle else None,
        "listing": listed[0] if listed and view.bank is None else None,
    }


def promises(view: View, rows: Ints) -> list[dict[str, Any]]:
    """Guarantees that are seen, by their rows; of a loan that is not, neither number nor bank."""
    network = view.network
    loans, made = network.loans, network.guarantees
    return [
        {
            "contract": made.contract[row].as_py(),
            "guarantor": stub(int(made.guarantor[row]), view),
            "borrower": stub(int(loans.borrower[made.loan[row]]), view),
            "loan": loans.number[int(made.loan[row])].as_py() if view.loans[made.loan[row]] else None,
            "bank": _bank(int(loans.bank[made.loan[row]]), view) if view.loans[made.loan[row]] else None,
            "amount": round(float(min(made.cap[row], loans.shortfall[made.loan[row]])), 2),
            "liability": Liability(int(made.liability[row])).name.lower(),
        }
        for row in rows.tolist()
        if view.guarantees[row]
    ]


def _given(view: View, place: int) -> Ints:
    parties = view.network.parties
    found: Ints = parties.given[parties.first_given[place] : parties.first_given[place + 1]]
    return found


def _received(view: View, place: int) -> Ints:
    parties, first = view.network.parties, view.network.loans.first_guarantee
    loans = parties.own_loans[parties.first_loan[place] : parties.first_loan[place + 1]]
    return np.concatenate([np.arange(first[loan], first[loan + 1]) for loan in loans] or [np.zeros(0, np.int64)])


def _bank(place: int, view: View) -> str | None:
    return view.network.banks.code[place].as_py() if place >= 0 and view.banks[place] else None


def bank_name(code: str | None, view: View) -> str | None:
    """What a bank that may be named is called."""
    banks = view.network.banks
    place = banks.code.index(code).as_py() if code is not None else -1
    return str(banks.name[place].as_py()) if place >= 0 else None


def _loan(row: dict[str, Any], view: View) -> dict[str, Any]:
    told = {name: _plain(value) for name, value in row.items()}
    bank = told["bank"] if told["bank"] in view.bank_codes else None
    return told | {"bank": bank, "bank_name": bank_name(bank, view)}


def _group(group: dict[str, Any], view: View) -> dict[str, Any]:
    """The controller group with the members that may be named."""
    named = [one for one in group["members"] if one["party"] in view.named_codes]
    known = group["group"] in view.named_codes
    return {
        "group": group["group"] if known else None,
        "name": group["name"] if known else None,
        "members": [_group_member(one, view) for one in named],
        "members_elsewhere": len(group["members"]) - len(named),
    }


def _group_member(member: dict[str, Any], view: View) -> dict[str, Any]:
    """A member, with the chain that leads to it where everybody on it may be named."""
    told = {name: member[name] for name in ("party", "name", "county")}
    seen = all(link[end] in view.named_codes for link in member["chain"] for end in ("controller", "enterprise"))
    return told | {name: member[name] if seen else None for name in ("share", "ultimate_share", "chain_zh", "chain_en")}


def _table(view: View, place: int) -> str:
    return _TABLE[PartyKind(int(view.network.parties.kind[place]))]


def _records(shot: Snapshot, name: str, key: str, code: str) -> list[dict[str, Any]]:
    """Rows of a table by a code, money in yuan, empty cells left out."""
    money = {column.name for column in TABLES[name].columns if column.kind is Kind.MONEY}

    def made() -> RowsByCode:
        rows = shot.facts[name]
        return RowsByCode(rows, key, [column.name for column in TABLES[name].columns if column.name in rows.columns])

    return [
        {
            column: round(int(value) / FEN_PER_YUAN, 2) if column in money else _plain(value)
            for column, value in row.items()
            if not pd.isna(value)
        }
        for row in shot.once(("rows", name), made).of(code)
    ]


def _plain(value: Any) -> Any:
    """A cell as JSON has it."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp | date):
        return value.isoformat()[:10]
    return value.item() if isinstance(value, np.generic) else value
