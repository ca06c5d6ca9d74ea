"""Who matters: every party as the only seed, and the ranking by the loss it causes beyond its own loans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Unpack

import numpy as np
import numpy.typing as npt

from analysis.contagion.cascade import connected_parts
from analysis.contagion.crew import share_out
from analysis.contagion.obligations import positions, resolve
from analysis.contagion.parameters import CascadeOptions, CascadeParameters
from graph.errors import InvalidParameter
from graph.network import Bools, Floats, GuaranteeNetwork, Ints, PartyKind

if TYPE_CHECKING:
    from analysis.contagion.kernels.falling import Scratch
    from analysis.contagion.kernels.sweeping import Books
    from analysis.contagion.kernels.terms import Terms

_UNIT: Final = 2.0**32  # log survivals add up as integers of this fineness, so their order does not matter
_CERTAIN: Final = 64.0  # -log survival of a default that is certain
Records: TypeAlias = npt.NDArray[np.void]
Seeds: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SparseRows:
    """One row per seed: its entries are `index[start[i]:start[i + 1]]`, ascending, with `loss` in yuan; -1 is an unknown county."""

    start: Ints  # n+1
    index: Ints
    loss: Floats


@dataclass(frozen=True, eq=False)
class Impacts:
    """What S*({i}), and G*({i}) within i's weakly connected part, do for every party i (arrays of n, yuan)."""

    seeds: Ints  # the parties swept; figures of the others are 0
    home: Ints  # county that counts as home, per party
    parameters: CascadeParameters
    own_loss: Floats  # bank loss on i's own loans
    caused_loss: Floats  # bank loss on the loans of S* \ {i}
    away_loss: Floats  # the part of caused_loss on borrowers whose county is not home[i]
    pulled_down: Ints  # |S*| - 1
    employees: Ints  # known employees of S*, i included
    counties: SparseRows  # caused loss by the borrower's county
    banks: SparseRows  # caused loss by bank
    paid: SparseRows  # calls that surviving guarantors pay, i's own loans included, by the guarantor's county
    vulnerability: Floats  # 1 - product of (1 - PD_i) over the swept seeds i with the party in S*({i}): seeds one by one, independent
    worst_loss: Floats  # bank loss under G*({i}), own loans included; NaN when not asked for, like the next two
    worst_caused_loss: Floats
    worst_away_loss: Floats
    worst_pulled_down: Ints  # -1 when not asked for


def sweep(
    network: GuaranteeNetwork,
    *,
    home: Ints | None = None,
    seeds: Sequence[int] | Ints | None = None,
    worst: bool = True,
    threads: int | None = None,
    rescue: Sequence[int] | Ints = (),
    **assumed: Unpack[CascadeOptions],
) -> Impacts:
    """Every party (or each of `seeds`) as the only seed; rescued ones are left out.

    `home`: the county per party that is not away (default: its own). `worst=False` leaves out the greatest fixed points. The figures do
    not depend on `threads` (default: all processors). O(n + loans + guarantees), and per seed what its cascade touches.
    """
    parameters = CascadeParameters(**assumed)
    n = len(network.parties.capacity)
    saved = positions(network, rescue, "rescue")
    terms = resolve(network, parameters, saved)
    chosen = np.setdiff1d(np.arange(n) if seeds is None else positions(network, seeds, "seeds"), saved, assume_unique=True)
    places = _places(network, home)
    of_seed, hits, by_county, by_bank, by_payer = _least(network, terms, places, chosen, threads)
    worst_loss, worst_caused, worst_away, worst_pulled = (
        _greatest(network, terms, places, chosen, threads)
        if worst
        else (np.full(n, np.nan), np.full(n, np.nan), np.full(n, np.nan), np.full(n, -1))
    )
    return Impacts(
        seeds=chosen,
        home=places["home"],
        parameters=parameters,
        own_loss=_spread(n, chosen, of_seed["own"]),
        caused_loss=_spread(n, chosen, of_seed["caused"]),
        away_loss=_spread(n, chosen, of_seed["away"]),
        pulled_down=_spread(n, chosen, of_seed["fallen"] - 1),
        employees=_spread(n, chosen, of_seed["employees"]),
        counties=_rows(n, chosen, of_seed["counties"], by_county),
        banks=_rows(n, chosen, of_seed["banks"], by_bank),
        paid=_rows(n, chosen, of_seed["payers"], by_payer),
        vulnerability=_vulnerability(network, hits),
        worst_loss=worst_loss,
        worst_caused_loss=worst_caused,
        worst_away_loss=worst_away,
        worst_pulled_down=worst_pulled,
    )


def _places(network: GuaranteeNetwork, home: Ints | None) -> Records:
    from analysis.contagion.kernels.sweeping import PLACE

    parties = network.parties
    if home is not None and len(home) != len(parties.county):
        raise InvalidParameter(f"home has {len(home)} counties for {len(parties.county)} parties")
    with np.errstate(divide="ignore"):
        survival = np.minimum(-np.log1p(-np.nan_to_num(parties.default_probability, nan=0.0)), _CERTAIN)
    places = np.empty(len(parties.county), PLACE)
    places["home"] = parties.county if home is None else home
    places["county"] = parties.county
    places["employees"] = np.maximum(parties.employees, 0)
    places["log_survival"] = np.rint(survival * _UNIT)
    places["company"] = parties.kind == PartyKind.GUARANTEE_COMPANY
    return places


def _least(
    network: GuaranteeNetwork, terms: Terms, places: Records, chosen: Seeds, threads: int | None
) -> tuple[Records, Ints, Records, Records, Records]:
    """Figures by seed, summed log survivals by party, and the rows by county, bank and payer's county."""
    from analysis.contagion.kernels.falling import make_scratch
    from analysis.contagion.kernels.sweeping import FIGURES, make_books, sweep_seeds
    from analysis.contagion.kernels.tallies import ROW

    figures = np.zeros(len(chosen), FIGURES)
    bank = np.asarray(network.loans.bank, np.int32)[network.parties.own_loans]
    counties, banks, n = int(places["county"].max(initial=0)) + 1, int(bank.max(initial=0)) + 1, len(network.parties.capacity)

    def work(desk: tuple[Scratch, Books, Seeds], first: int, last: int) -> tuple[list[Records], list[Records], list[Records]]:
        scratch, books, hits = desk
        rows: tuple[list[Records], list[Records], list[Records]] = ([], [], [])
        while first < last:
            done = sweep_seeds(*terms, *scratch, places, bank, *books, hits, figures, chosen, first, last)
            for kind, name, written in zip(rows, ("counties", "banks", "payers"), books[3:], strict=True):
                kind.append(written[: figures[name][first:done].sum()].copy())
            first = done
        return rows

    found, desks = share_out(len(chosen), lambda: (make_scratch(terms), make_books(counties, banks), np.zeros(n, np.int64)), work, threads)
    by_county, by_bank, by_payer = (
        np.concatenate([rows for part in found for rows in part[kind]] or [np.empty(0, ROW)]) for kind in range(3)
    )
    return figures, np.sum([hits for _, _, hits in desks], axis=0), by_county, by_bank, by_payer


def _greatest(
    network: GuaranteeNetwork, terms: Terms, places: Records, chosen: Seeds, threads: int | None
) -> tuple[Floats, Floats, Floats, Ints]:
    """Figures of G*({i}) in i's part: those of G* without seeds there, and what i adds."""
    from analysis.contagion.kernels.falling import DOWN, make_scratch, settle
    from analysis.contagion.kernels.releasing import NEVER, release
    from analysis.contagion.kernels.worst import MORE, bear, sweep_worst

    n = len(network.parties.capacity)
    scratch = make_scratch(terms)
    released = np.full(n, NEVER)
    release(*terms, scratch.at_party, scratch.slots, np.zeros(n, np.uint8), released)
    held = released == NEVER
    scratch.at_party["state"][held] = DOWN
    loss = np.zeros(len(network.loans.shortfall))
    settle(terms.loans, terms.claims, scratch.at_party, scratch.call, scratch.slots, loss)
    borne, more = np.zeros(n), np.zeros(len(chosen), MORE)

    def work(own: Scratch, first: int, last: int) -> None:
        sweep_worst(*terms, own.at_party, own.at_loan, own.slots, places, chosen, released, borne, loss, more, first, last)

    def weigh(own: Scratch, first: int, last: int) -> None:
        bear(*terms, own.at_party, own.slots, released, borne, first, last)

    _, desks = share_out(n, lambda: make_scratch(terms), weigh, threads)
    share_out(len(chosen), iter(desks).__next__, work, threads)
    own, total, away, fallen, joins = (_spread(n, chosen, more[name]) for name in ("own", "total", "away", "fallen", "companies"))
    of_party = np.bincount(terms.loans["borrower"][:-1], weights=loss, minlength=n).astype(np.float64)
    parts = _Parts(network, held, of_party)
    around = parts.around(parts.of, places["home"])
    for i, down in _falling_companies(network, terms, np.flatnonzero(joins), released, borne):
        around[i] = parts.joined(i, down, places["home"][i])
    own = np.where(held, of_party, own)
    total = around["loss"] + total
    away = around["away"] - np.where(held & (places["county"] != places["home"]), of_party, 0.0) + away
    pulled = around["held"] + fallen - 1
    seed = np.zeros(n, bool)
    seed[chosen] = True
    return (
        np.where(seed, total, 0.0),
        np.where(seed, _rest(total - own, total), 0.0),
        np.where(seed, _rest(away, total), 0.0),
        np.where(seed, pulled, 0),
    )


_AROUND: Final = np.dtype([("loss", "f8"), ("away", "f8"), ("held", "i8")])


class _Parts:
    """G* without seeds by weakly connected part: its loss, the loss away from a home, its parties."""

    def __init__(self, network: GuaranteeNetwork, held: Bools, of_party: Floats) -> None:
        self._network = network
        self._ties: dict[int, Ints] = {}
        self.of = connected_parts(network, held).astype(np.int64)
        self._loss = np.bincount(self.of, weights=of_party)
        self._held = np.bincount(self.of, weights=held).astype(np.int64)
        self._width = len(network.counties.code) + 1
        here = self.of[held] * self._width + network.parties.county[held] + 1
        self._keys, inverse = np.unique(here, return_inverse=True)
        self._by_county = np.append(np.bincount(inverse, weights=of_party[held], minlength=len(self._keys)), 0.0)

    def around(self, part: Ints, home: Ints) -> Records:
        """For some parts, each with the county that is home there."""
        key = part * self._width + home + 1
        place = np.searchsorted(self._keys, key)
        at_home = np.where(np.append(self._keys, -1)[place] == key, self._by_county[place], 0.0)
        found = np.empty(len(part), _AROUND)
        found["loss"], found["held"] = self._loss[part], self._held[part]
        found["away"] = found["loss"] - at_home
        return found

    def joined(self, i: int, companies: Seeds, home: int) -> tuple[float, float, int]:
        """For i's part and those that the guarantee companies falling with it join to it."""
        part = np.unique(np.concatenate([self.of[[i]], *(self._tied(company) for company in companies.tolist())]))
        found = self.around(part, np.full(len(part), home))
        return float(found["loss"].sum()), float(found["away"].sum()), int(found["held"].sum())

    def _tied(self, company: int) -> Ints:
        """The parts of a guarantee company, of its clients and of its own guarantors."""
        if company not in self._ties:
            parties, loans, guarantees = self._network.parties, self._network.loans, self._network.guarantees
            clients = loans.borrower[guarantees.loan[parties.given[parties.first_given[company] : parties.first_given[company + 1]]]]
            own = parties.own_loans[parties.first_loan[company] : parties.first_loan[company + 1]]
            backers = [guarantees.guarantor[loans.first_guarantee[loan] : loans.first_guarantee[loan + 1]] for loan in own.tolist()]
            self._ties[company] = np.unique(self.of[np.concatenate([[company], clients, *backers])])
        return self._ties[company]


def _falling_companies(network: GuaranteeNetwork, terms: Terms, seeds: Ints, released: Seeds, borne: Floats) -> Iterator[tuple[int, Seeds]]:
    """Seeds with the guarantee companies that are down in G*({i}) and not in G*; few, so one after the other."""
    from analysis.contagion.kernels.falling import make_scratch
    from analysis.contagion.kernels.worst import fallen_besides

    scratch = make_scratch(terms)
    found = np.empty(len(released), np.int64)
    for place, i in enumerate(seeds.tolist(), start=1):
        count = fallen_besides(*terms, scratch.at_party, scratch.slots, i, released, borne, 2 * place * len(released), found)
        down = found[:count]
        yield i, down[network.parties.kind[down] == PartyKind.GUARANTEE_COMPANY]


def _rest(difference: Floats, whole: Floats) -> Floats:
    """A difference of sums, without what rounding leaves of nothing."""
    return np.where(difference > 1e-13 * whole, difference, 0.0)


def _spread(n: int, chosen: Seeds, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Figures by seed as an array by party."""
    spread = np.zeros(n, values.dtype)
    spread[chosen] = values
    return spread


def _rows(n: int, chosen: Seeds, lengths: Ints, entries: Records) -> SparseRows:
    start = np.zeros(n + 1, np.int64)
    np.cumsum(_spread(n, chosen, lengths), out=start[1:])
    return SparseRows(start, entries["place"].copy(), entries["amount"].copy())


def _vulnerability(network: GuaranteeNetwork, hits: Ints) -> Floats:
    """NaN throughout where a default probability is missing."""
    if np.isnan(network.parties.default_probability).any():
        return np.full(len(network.parties.capacity), np.nan)
    return -np.expm1(-hits / _UNIT)


@dataclass(frozen=True)
class RankRow:
    """One party of the ranking; losses in yuan."""

    rank: int
    party: int
    code: str
    name: str
    caused_loss: float  # I_i
    own_loss: float
    pulled_down: int
    employees: int
    counties: int  # hit by caused loss
    banks: int
    default_probability: float
    vulnerability: float


def rank(network: GuaranteeNetwork, impacts: Impacts, limit: int | None = None) -> tuple[RankRow, ...]:
    """Parties swept, by loss caused beyond their own loans (to the fen), the largest first; equal losses by code."""
    parties = network.parties
    codes = np.asarray(parties.code.to_pylist(), dtype=str)[impacts.seeds]
    order = impacts.seeds[np.lexsort((codes, -np.rint(impacts.caused_loss[impacts.seeds] * 100)))][:limit]
    counties, banks = np.diff(impacts.counties.start), np.diff(impacts.banks.start)
    return tuple(
        RankRow(
            rank=place,
            party=i,
            code=parties.code[i].as_py(),
            name=parties.name[i].as_py(),
            caused_loss=float(impacts.caused_loss[i]),
            own_loss=float(impacts.own_loss[i]),
            pulled_down=int(impacts.pulled_down[i]),
            employees=int(impacts.employees[i]),
            counties=int(counties[i]),
            banks=int(banks[i]),
            default_probability=float(parties.default_probability[i]),
            vulnerability=float(impacts.vulnerability[i]),
        )
        for place, i in enumerate(order.tolist(), start=1)
    )
