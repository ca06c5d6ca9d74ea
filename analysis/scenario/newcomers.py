"""Guarantee companies that scenarios bring in: each gets a place behind all parties, the same in every network compared.

Until an edit brings a company in, its place is empty: it owes nothing, guarantees nothing and never defaults.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analysis.scenario.edits import Edit, ReplaceByCompany
from graph.errors import InvalidScenario, UnknownCode
from graph.network import Application, GuaranteeNetwork, Parties, PartyKind, freeze


def with_places(network: GuaranteeNetwork, plans: Iterable[tuple[Edit, ...]]) -> tuple[GuaranteeNetwork, dict[str, int]]:
    """The network with an empty place for every company some plan calls new, in the order they are met, and these places by code.

    Raises:
        InvalidScenario: a new company has the code of a party, or two plans say different things of it.
        UnknownCode: its county is not in the network.

    """
    known: dict[str, tuple[str, int]] = {}
    for edits in plans:
        here: set[str] = set()
        for number, edit in enumerate(edits):
            if not isinstance(edit, ReplaceByCompany) or edit.new is None:
                continue
            where = f"edits[{number}]"
            if edit.company in here:
                raise InvalidScenario(f"{where}.new: an earlier edit brought {edit.company!r} in already", f"{where}.new")
            if pc.index(network.parties.code, edit.company).as_py() >= 0:
                raise InvalidScenario(
                    f"{where}.company is {edit.company!r}: the network has this party, so it is not new", f"{where}.company"
                )
            told = (edit.new.name, place_of(network.counties.code, edit.new.county, "county", f"{where}.new.county"))
            if known.setdefault(edit.company, told) != told:
                raise InvalidScenario(f"{where}.new: the other scenario gives {edit.company!r} another name or county", f"{where}.new")
            here.add(edit.company)
    if not known:
        return network, {}
    size = len(network.parties.code)
    added = freeze(replace(network, parties=_lengthened(network.parties, known)))
    return added, {code: size + place for place, code in enumerate(known)}


def place_of(codes: pa.StringArray, code: str | None, what: str, where: str) -> int:
    """The position of a county, sector or bank; -1 for None.

    Raises:
        UnknownCode: there is none with this code.

    """
    if code is None:
        return -1
    found = int(pc.index(codes, code).as_py())
    if found < 0:
        raise UnknownCode(f"{where}: no {what} has the code {code!r}")
    return found


def _lengthened(parties: Parties, known: dict[str, tuple[str, int]]) -> Parties:
    more = len(known)
    empty: dict[str, Any] = {
        "code": pa.array(list(known), pa.string()),
        "name": pa.array([name for name, _ in known.values()], pa.string()),
        "kind": np.full(more, PartyKind.GUARANTEE_COMPANY),
        "county": np.array([county for _, county in known.values()]),
        "sector": np.full(more, -1),
        "capacity_known": np.ones(more, bool),
        "employees": np.full(more, -1),
        "application": np.full(more, Application.NONE),
    }
    made = {}
    for field in fields(parties):
        values = getattr(parties, field.name)
        if isinstance(values, pa.Array):
            made[field.name] = pa.concat_arrays([values, empty[field.name]])
        elif field.name in ("first_loan", "first_given"):
            made[field.name] = np.concatenate((values, np.full(more, values[-1], values.dtype)))
        elif field.name in ("own_loans", "given"):
            made[field.name] = values
        else:
            made[field.name] = np.concatenate((values, empty.get(field.name, np.zeros(more)))).astype(values.dtype)
    return Parties(**made)
