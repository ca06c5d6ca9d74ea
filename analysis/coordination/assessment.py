"""The city's coordination queue: circles and firms in the order of the loss they are expected to cause in other counties.

Spillover is what a default does to others: it leaves out the first defaulter's own loans; the worst-case bank loss has them. Home is
the circle's home county, for all its members.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from analysis.circles import Circles, find
from analysis.circles.circle import classify, codes_of
from analysis.contagion.parameters import CascadeParameters
from analysis.coordination.lines import DEFAULT_LINES, CoordinationParameters, Figures, judge
from analysis.coordination.rows import Queue, QueueRow
from analysis.importance import Impacts, SparseRows, sweep
from graph.network import HALF_FEN, Application, Bools, Floats, GuaranteeNetwork, Ints, Labels, LoanClass, PartyKind

DEFAULT_CASCADE: Final = CascadeParameters()


def queue(
    network: GuaranteeNetwork,
    *,
    parameters: CoordinationParameters = DEFAULT_LINES,
    previous: Mapping[str, str] | None = None,
    cascade: CascadeParameters = DEFAULT_CASCADE,
) -> Queue:
    """Every circle, and every firm in no circle that reaches a line of the city or whose county has applied.

    Order: expected spillover, worst-case spillover, employees, all falling; then circle id. `previous` (party code → circle id)
    keeps circles' ids. Beyond the sweep linear in parties and loss rows.
    """
    circles = find(network, previous=previous)
    of_circle = np.array([circle.home_county for circle in circles.circles] or [-1], np.int64)
    home = np.where(circles.circle_of >= 0, of_circle[circles.circle_of], network.parties.county)
    impacts = sweep(network, home=home, **cascade.options())
    tally = _tally(network, circles, impacts, parameters)
    order = sorted(range(len(tally.ids)), key=lambda row: (-tally.expected[row], -tally.worst[row], -tally.employees[row], tally.ids[row]))
    rows = tuple(_row(network, tally, place, rank, parameters) for rank, place in enumerate(order, 1))
    as_of = network.as_of.isoformat() if network.as_of else None
    return Queue(as_of, rows, parameters, circles, impacts, int(np.isnan(network.parties.default_probability).sum()))


@dataclass(frozen=True, eq=False)
class _Tally:
    """The figures of all rows, before they are put in order: circles first, then firms in none."""

    circles: int
    ids: list[str]
    members: list[tuple[int, ...]]
    codes: list[tuple[str, ...]]
    home: Ints
    classes: list[str]
    expected: Floats
    worst: Floats
    employees: Ints
    worst_loss: Floats
    counties: list[tuple[str, ...]]
    banks: list[tuple[str, ...]]
    application: Ints
    unknown_capacity: Ints


def _tally(network: GuaranteeNetwork, circles: Circles, impacts: Impacts, parameters: CoordinationParameters) -> _Tally:
    parties, count = network.parties, len(circles.circles)
    expected = np.nan_to_num(parties.default_probability, nan=0.0) * impacts.away_loss
    lone = np.flatnonzero(_noteworthy(network, circles.circle_of, impacts, expected, parameters))
    row_of = circles.circle_of.copy()
    row_of[lone] = count + np.arange(len(lone))
    size = count + len(lone)
    inside = row_of >= 0
    at = row_of[inside]
    members = [*(circle.members for circle in circles.circles), *((party,) for party in lone.tolist())]
    return _Tally(
        circles=count,
        ids=[*(circle.id for circle in circles.circles), *circles.lone_ids(network, lone)],
        members=members,
        codes=codes_of(network, members),
        home=np.concatenate([np.array([circle.home_county for circle in circles.circles], np.int64), parties.county[lone]]),
        classes=[*(circle.class_ for circle in circles.circles), *_lone_classes(network, lone, circles)],
        expected=np.round(np.bincount(at, expected[inside], minlength=size), 2),
        worst=np.round(_most(impacts.worst_away_loss[inside], at, size), 2),
        employees=_most(impacts.employees[inside], at, size).astype(np.int64),
        worst_loss=np.round(_most(impacts.worst_loss[inside], at, size), 2),
        counties=_hit(impacts.counties, row_of, size, network.counties.code),
        banks=_hit(impacts.banks, row_of, size, network.banks.code),
        application=_most(parties.application[inside], at, size).astype(np.int64),
        unknown_capacity=np.bincount(at, ~parties.capacity_known[inside], minlength=size).astype(np.int64),
    )


def _noteworthy(
    network: GuaranteeNetwork, circle_of: Ints, impacts: Impacts, expected: Floats, parameters: CoordinationParameters
) -> Bools:
    """Firms in no circle that borrow and reach a line, or whose county has applied."""
    counted = (impacts.counties.loss > HALF_FEN) & (impacts.counties.index >= 0)
    seed = np.repeat(np.arange(len(circle_of)), np.diff(impacts.counties.start))
    counties = np.bincount(seed[counted], minlength=len(circle_of))
    reaches = (
        (np.round(expected, 2) >= parameters.city_spillover)
        | (np.round(impacts.worst_away_loss, 2) >= parameters.city_spillover)
        | (counties >= parameters.city_counties)
        | (impacts.employees >= min(parameters.city_employees, parameters.leader_employees))
        | (np.round(impacts.worst_loss, 2) >= parameters.leader_loss)
    )
    borrows = np.diff(network.parties.first_loan) > 0  # else there is nothing it could default on
    wanted = (borrows & reaches) | (network.parties.application != Application.NONE)
    alone: Bools = (circle_of < 0) & (network.parties.kind == PartyKind.ENTERPRISE) & wanted
    return alone


def _lone_classes(network: GuaranteeNetwork, lone: Ints, circles: Circles) -> list[str]:
    count = len(circles.circle_of)
    balance = np.bincount(network.loans.borrower, network.loans.exposure, minlength=count)
    worst = np.full(count, LoanClass.NORMAL, np.int64)
    np.maximum.at(worst, network.loans.borrower, network.loans.loan_class)
    classes = [classify(float(balance[party]), int(worst[party]), circles.parameters) for party in lone.tolist()]
    return [f"{size}{risk}" for size, risk in classes]


def _most(values: npt.NDArray[Any], at: Ints, size: int) -> Floats:
    """The largest value of every row; 0 where there is none above."""
    most = np.zeros(size)
    np.maximum.at(most, at, values)
    return most


def _hit(losses: SparseRows, row_of: Ints, size: int, codes: Labels) -> list[tuple[str, ...]]:
    """The codes with a loss above half a fen in the cascade of some member, ascending, by row; the unknown county has no code."""
    row = np.repeat(row_of, np.diff(losses.start))
    real = (row >= 0) & (losses.index >= 0) & (losses.loss > HALF_FEN)
    width = max(len(codes), 1)
    pairs = np.unique(row[real] * width + losses.index[real])
    names = codes.take(pairs % width).to_pylist()
    ends = np.searchsorted(pairs // width, np.arange(size + 1)).tolist()
    return [tuple(sorted(names[start:end])) for start, end in pairwise(ends)]


def _row(network: GuaranteeNetwork, tally: _Tally, place: int, rank: int, parameters: CoordinationParameters) -> QueueRow:
    figures = Figures(
        expected_spillover=float(tally.expected[place]),
        worst_case_spillover=float(tally.worst[place]),
        counties=len(tally.counties[place]),
        employees=int(tally.employees[place]),
        worst_case_loss=float(tally.worst_loss[place]),
    )
    verdict = judge(figures, parameters)
    members = tally.members[place]
    home = int(tally.home[place])
    return QueueRow(
        rank=rank,
        kind="circle" if place < tally.circles else "enterprise",
        circle=tally.ids[place],
        core=network.parties.name[members[0]].as_py(),
        home_county=network.counties.code[home].as_py() if home >= 0 else None,
        level=verdict.level,
        application=Application(int(tally.application[place])).name.lower(),
        leader_link=verdict.leader_link,
        rule=verdict.rule,
        reasons=verdict.reasons,
        counties_hit=tally.counties[place],
        banks_hit=tally.banks[place],
        expected_spillover=figures.expected_spillover,
        worst_case_spillover=figures.worst_case_spillover,
        employees=figures.employees,
        class_=tally.classes[place],
        unknown_capacity=int(tally.unknown_capacity[place]),
        flags=(),
        members=tally.codes[place],
        worst_case_loss=figures.worst_case_loss,
        parties=members,
    )
