"""Natural persons are pseudonyms to everybody who asks over the network: no analysis behind the API ever reads a name.

Persons' ids are pseudonyms by contract; their names are replaced before anything is computed, so that no sentence can hold one. Reading a
name is an act of its own (`routes.persons`), written down with its reason.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from api.settings import Settings
from api.wiring import network as network_of
from graph.facts import CityFacts
from graph.network import GuaranteeNetwork, PartyKind
from graph.progress import Progress, silent

if TYPE_CHECKING:
    from graph.store import GraphStore

PREFIX: Final = "自然人"


class PseudonymousFacts(CityFacts):
    """`CityFacts` whose persons are called by their ids."""

    def _fresh(self, name: str) -> pd.DataFrame:
        rows = super()._fresh(name)
        return rows.assign(name=(PREFIX + rows["person_id"]).astype("str")) if name == "persons" else rows


def city(
    store: GraphStore, as_of: date, run: int, settings: Settings, progress: Progress = silent
) -> tuple[PseudonymousFacts, GuaranteeNetwork]:
    """The facts and the network of a day as known after a run: what every answer over the network is made from."""
    facts = PseudonymousFacts(store, as_of, known_at=run)
    return facts, pseudonymous(network_of(facts, settings, progress=progress))


def pseudonymous(network: GuaranteeNetwork) -> GuaranteeNetwork:
    """The same network with persons called by their ids."""
    parties = network.parties
    person = pa.array(parties.kind == PartyKind.PERSON)
    called = pc.binary_join_element_wise(PREFIX, parties.code, "")
    return replace(network, parties=replace(parties, name=pc.if_else(person, called, parties.name)))
