"""Natural persons are pseudonyms to everybody who asks over the network: no analysis behind the API ever reads a name.

Persons' ids are pseudonyms by contract; their names are replaced before anything is computed, so that no sentence can hold one. Reading a
name is an act of its own (`routes.persons`), written down with its reason.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.facts import CityFacts
from graph.network import GuaranteeNetwork, PartyKind

PREFIX: Final = "自然人"


class PseudonymousFacts(CityFacts):
    """`CityFacts` whose persons are called by their ids."""

    def _fresh(self, name: str) -> pd.DataFrame:
        rows = super()._fresh(name)
        return rows.assign(name=(PREFIX + rows["person_id"]).astype("str")) if name == "persons" else rows


def pseudonymous(network: GuaranteeNetwork) -> GuaranteeNetwork:
    """The same network with persons called by their ids."""
    parties = network.parties
    person = pa.array(parties.kind == PartyKind.PERSON)
    called = pc.binary_join_element_wise(PREFIX, parties.code, "")
    return replace(network, parties=replace(parties, name=pc.if_else(person, called, parties.name)))
