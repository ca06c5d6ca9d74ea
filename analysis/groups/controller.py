"""`ControllerGroups`: every party's ultimate controller on a day, and the groups that makes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from analysis.groups.control import Basis, Control, ControlParameters, settle
from analysis.groups.group import Concerted, ControllerGroup, Link, Member
from analysis.groups.holdings import Holdings, read
from analysis.groups.ownership import totals, ultimate
from graph.errors import UnknownCode
from graph.lookup import places
from graph.network import Bools, Floats, Ints
from graph.network import group as grouped

if TYPE_CHECKING:
    from datetime import date

    from analysis.rules import RuleBook
    from graph.facts import CityFacts

RULE: Final = "groups.control"
FULL: Final = 1.0 + 1e-6  # shares above this in total are more than everything
KEYS: Final = {"guarantee_companies": "credit_code", "enterprises": "credit_code", "persons": "person_id"}


@dataclass(frozen=True, eq=False)
class ControllerGroups:
    """Groups by ultimate controller. A group's id is that party's code; of a circle nobody controls, its smallest code."""

    as_of: date | None
    parameters: ControlParameters
    held: Holdings
    control: Control
    ultimate_share: Floats
    total_share: Floats
    names: pd.Series[str]  # by code
    counties: pd.Series[str]  # by code

    @property
    def over_full(self) -> Bools:
        """Firms whose recorded shares add up to more than everything."""
        return self.total_share > FULL

    def of(self, parties: pd.Series[Any]) -> pd.Series[str]:
        """The group of every party; a party nobody knows is its own, a missing code has none."""
        place = places(parties, self.held.code)
        known = place >= 0
        found = parties.astype("str").copy()
        ids = self.held.code.take(self.control.root[place[known]]).to_pylist()
        found.loc[known] = ids
        return found

    def frame(self) -> pd.DataFrame:
        """Every party with its group, immediate controller, basis, the share its controllers hold and own in the end, and flags."""
        control = self.control
        code = self.held.code.to_pandas().astype("str")
        above = code.reindex(control.parent).set_axis(code.index)
        return pd.DataFrame(
            {
                "party": code,
                "group": code.iloc[control.root].set_axis(code.index),
                "controller": above,
                "basis": np.array([basis.name.lower() for basis in Basis], object)[control.basis],
                "share": control.share,
                "ultimate_share": self.ultimate_share,
                "cyclic": control.cyclic,
                "over_full": self.over_full,
            }
        )

    def members(self, party: str) -> tuple[str, ...]:
        """The members of a party's group, the ultimate controller first, then by code; UnknownCode when there is no such party."""
        root, inside = self._group(party)
        return tuple(self.held.code.take(np.concatenate([[root], inside[inside != root]])).to_pylist())

    def group(self, party: str) -> ControllerGroup:
        """The group of a party with the chains that make it; UnknownCode when there is no such party."""
        root, inside = self._group(party)
        ordered = [root, *(place for place in inside.tolist() if place != root)]
        return ControllerGroup(
            id=self._code(root),
            name=self.name(self._code(root)),
            as_of=self.as_of,
            members=tuple(self._member(place) for place in ordered),
            concerted=self._concerted(root, inside),
            parameters=asdict(self.parameters),
        )

    def name(self, code: str) -> str:
        """A party's name, its code where it has none."""
        found = self.names.get(code)
        return code if found is None or pd.isna(found) else str(found)

    @cached_property
    def _rows(self) -> tuple[Ints, Ints]:
        return grouped(self.control.root, len(self.held.code))

    def _group(self, party: str) -> tuple[int, Ints]:
        place = int(self.held.code.index(party).as_py())
        if place < 0:
            raise UnknownCode(f"no party has the code {party!r}")
        root = int(self.control.root[place])
        start, rows = self._rows
        return root, rows[start[root] : start[root + 1]].astype(np.int64)

    def _code(self, place: int) -> str:
        return str(self.held.code[int(place)].as_py())

    def _member(self, place: int) -> Member:
        control, code = self.control, self._code(place)
        county = self.counties.get(code)
        flags = {"cycle": control.cyclic, "shares_over_full": self.over_full, "several_controllers": control.several}
        return Member(
            code=code,
            name=self.name(code),
            county=None if county is None or pd.isna(county) else str(county),
            basis=Basis(int(control.basis[place])).name.lower(),
            share=_share(control.share[place]),
            ultimate_share=_share(self.ultimate_share[place]),
            chain=self._chain(place),
            flags=tuple(name for name, where in flags.items() if where[place]),
        )

    def _chain(self, place: int) -> tuple[Link, ...]:
        """The links from the ultimate controller down to a member."""
        links: list[Link] = []
        while self.control.parent[place] >= 0:
            above = int(self.control.parent[place])
            rows = np.arange(self.held.first[place], self.held.first[place + 1])
            row = int(rows[self.held.holder[rows] == above][0])
            kind = "actual_controller" if self.held.stated[row] else "concerted_party" if self.held.concerted[row] else "shareholder"
            links.append(
                Link(
                    self._code(above), self.name(self._code(above)), self._code(place), self.name(self._code(place)), kind,
                    _share(self.held.share[row]), _share(self.control.share[place]),
                )
            )  # fmt: skip
            place = above
        return tuple(reversed(links))

    def _concerted(self, root: int, inside: Ints) -> tuple[Concerted, ...]:
        """Concerted parties of the members' controllers that are in no chain of the group: pooled, not merged."""
        rows = np.concatenate([np.arange(self.held.first[place], self.held.first[place + 1]) for place in inside])
        rows = rows[self.held.concerted[rows] & (self.control.root[self.held.holder[rows]] != root)]
        return tuple(
            Concerted(holder, self.name(holder), self._code(self.held.firm[row]), _share(self.held.share[row]))
            for row in rows
            for holder in [self._code(self.held.holder[row])]
        )


def find(facts: CityFacts, book: RuleBook) -> ControllerGroups:
    """The controller groups of a day: all parties of the tables, controlled or not. O(parties + rounds · holdings · log)."""
    people = pd.concat([facts[table].rename(columns={key: "code"})[["code", "name"]] for table, key in KEYS.items()])
    homes = pd.concat([facts[table].rename(columns={key: "code"})[["code", "county_code"]] for table, key in list(KEYS.items())[:2]])
    names = people.drop_duplicates("code").set_index("code")["name"]
    counties = homes.drop_duplicates("code").set_index("code")["county_code"]
    return of_controls(facts["controls"], names, counties, control_parameters(book), facts.as_of)


def control_parameters(book: RuleBook) -> ControlParameters:
    """The numbers of groups.control in force."""
    return ControlParameters(
        book.number(RULE, "share_above"), pool_concerted=book.flag(RULE, "pool_concerted"), stated_first=book.flag(RULE, "stated_first")
    )


def of_controls(
    controls: pd.DataFrame, names: pd.Series[str], counties: pd.Series[str], parameters: ControlParameters, as_of: date | None
) -> ControllerGroups:
    """The groups of control relations valid on one day; `names` and `counties` by party code, the former with every party there is."""
    held = read(controls, names.index.to_series())
    control = settle(held, parameters)
    return ControllerGroups(as_of, parameters, held, control, ultimate(held, control), totals(held, control), names, counties)


def _share(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)
