"""From what a bank is shown of a borrower's other lenders, over any history, nobody's own figure follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.lending.book import BUCKETS, CLASSES
from api.security.others import added_up
from api.security.releases import Release, Reports, releases, standing
from api.security.sums import CELLS

START = date(2026, 1, 31)
DIMENSIONS = {"class": CLASSES, "maturity": BUCKETS, "working capital": ("working_capital",)}
Loans = tuple[tuple[str, str, bool, int], ...]  # class, bucket, for working capital, fen

loan = st.tuples(st.sampled_from(CLASSES[:3]), st.sampled_from(BUCKETS[:3]), st.booleans(), st.integers(1, 4))
portfolio = st.lists(loan, max_size=3).map(tuple)


@st.composite
def histories(draw: Any) -> list[tuple[Loans, ...]]:
    """Reports of up to six lenders; from one to the next only some of them change."""
    lenders = draw(st.integers(1, 6))
    told = [tuple(draw(portfolio) for _ in range(lenders))]
    for _ in range(draw(st.integers(0, 5))):
        moving = draw(st.sets(st.integers(0, lenders - 1)))
        told.append(tuple(draw(portfolio) if place in moving else told[-1][place] for place in range(lenders)))
    return told


def reports(history: list[tuple[Loans, ...]]) -> Reports:
    names = tuple(f"B{place}" for place in range(len(history[0])))
    figures = np.array([[[cell(loans, name) for name in CELLS] for loans in report] for report in history], dtype=np.int64)
    lends = np.array([[bool(loans) for loans in report] for report in history])
    days = tuple(START + timedelta(days=30 * place) for place in range(len(history)))
    return Reports(names, tuple(range(1, len(history) + 1)), days, lends, figures)


def cell(loans: Loans, name: str) -> int:
    """What a lender's loans add up to in a cell."""
    return sum(amount for kind, bucket, working, amount in loans if name in (kind, bucket) or (name == "working_capital" and working))


def amount(loans: Loans, names: frozenset[str]) -> int:
    """The same for cells of one dimension together; for the complement of working capital see `complement`."""
    return sum(cell(loans, name) for name in names)


def total(loans: Loans) -> int:
    return sum(one[3] for one in loans)


def following(told: Release) -> Iterator[tuple[str, frozenset[str], bool]]:
    """Every sum that follows from what is shown: some cells of a dimension, or (True) what they leave of the total."""
    yield "class", frozenset(), True
    for dimension, names in DIMENSIONS.items():
        shown = [name for name in names if told.cell(name) is not None]
        for size in range(1, len(shown) + 1):
            for some in combinations(shown, size):
                yield dimension, frozenset(some), False
                yield dimension, frozenset(some), True


def part(loans: Loans, sum_: tuple[str, frozenset[str], bool]) -> int:
    """A lender's part in such a sum."""
    _, names, rest = sum_
    return total(loans) - amount(loans, names) if rest else amount(loans, names)


def as_cells(sum_: tuple[str, frozenset[str], bool]) -> tuple[str, frozenset[str]]:
    """A sum by the cells it is of: what some cells leave is the others."""
    dimension, names, rest = sum_
    cells = DIMENSIONS[dimension] if dimension != "working capital" else ("working_capital", "other")
    found = frozenset(cells) - names if rest else names
    return ("total", frozenset()) if found == frozenset(cells) else (dimension, found)


def by_one_or_two(parts: list[int]) -> bool:
    return 0 < sum(value != 0 for value in parts) < 3


@given(histories())
@settings(max_examples=120, deadline=None)
def test_no_sum_and_no_difference_is_made_by_one_lender_or_two(history: list[tuple[Loans, ...]]) -> None:
    told = [one for one in releases(reports(history)) if not one.suppressed]
    known = [(history[one.run - 1], {as_cells(sum_): sum_ for sum_ in following(one)}) for one in told]
    for report, sums in known:
        for sum_ in sums.values():
            assert not by_one_or_two([part(loans, sum_) for loans in report]), sum_
        for one, other in combinations(sums.values(), 2):
            assert not by_one_or_two([part(loans, one) - part(loans, other) for loans in report]), (one, other)
    for (before, had), (after, has) in combinations(known, 2):
        for name in had.keys() & has.keys():
            moved = [part(now, has[name]) - part(then, had[name]) for now, then in zip(after, before, strict=True)]
            assert not by_one_or_two(moved), name


@given(histories())
@settings(max_examples=60, deadline=None)
def test_what_is_shown_is_true_of_its_report(history: list[tuple[Loans, ...]]) -> None:
    for one in releases(reports(history)):
        report = history[one.run - 1]
        lends = [loans for loans in report if loans]
        assert len(one.lenders) == len(lends)
        assert one.suppressed == (0 < len(lends) < 3)
        if one.suppressed:
            assert (one.balance, one.cells) == (None, (None,) * len(CELLS))
            continue
        assert one.balance == sum(map(total, report))
        for name in CELLS:
            assert one.cell(name) in (None, sum(cell(loans, name) for loans in report))
        assert one.lenders or one.cells == (0,) * len(CELLS)


@given(histories(), st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_later_reports_change_nothing_of_what_was_shown(history: list[tuple[Loans, ...]], after: int) -> None:
    whole = releases(reports(history))
    for size in range(1, len(history) + 1):
        assert releases(reports(history[:size])) == tuple(one for one in whole if one.run <= size)
    day = START + timedelta(days=after)
    found = standing(whole, day)
    assert found == max((one for one in whole if one.day <= day), key=lambda one: one.run, default=None)


@given(histories())
@settings(max_examples=60, deadline=None)
def test_a_report_in_which_every_lender_of_three_or_more_is_new_is_shown(history: list[tuple[Loans, ...]]) -> None:
    lenders = len(history[0])
    fresh = tuple((("normal", "later", True, 1000 + 10**place),) for place in range(lenders))
    told = releases(reports([*history, fresh]))
    assert told[-1].run == len(history) + 1
    assert told[-1].suppressed == (lenders < 3)


@given(st.lists(histories(), min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_several_borrowers_show_the_sum_of_what_each_shows(several: list[list[tuple[Loans, ...]]]) -> None:
    last = [standing(releases(reports(history)), date.max) for history in several]
    found = added_up(last)
    if any(one is None for one in last):
        assert found.lenders is None
        return
    known = [one for one in last if one is not None]
    for name, shown in found.cells.items():
        amounts = [one.cell(name) for one in known]
        assert shown == (None if None in amounts else sum(amounts) / 100)
    balances = [one.balance for one in known]
    assert found.balance == (None if None in balances else sum(balances) / 100)
    assert found.suppressed == any(one.suppressed for one in known)


def test_a_total_that_one_lender_changed_stands_as_it_was() -> None:
    def report(*amounts: int) -> tuple[Loans, ...]:
        return tuple((("normal", "later", True, one),) if one else () for one in amounts)

    history = [report(10, 20, 30, 40), report(11, 20, 30, 40), report(11, 21, 30, 40), report(11, 21, 31, 40), report(11, 21, 31, 41),
               report(10, 20, 30, 40), report(0, 0, 30, 40), report(0, 0, 0, 0), report(1, 0, 0, 0)]  # fmt: skip
    told = releases(reports(history))
    assert [(one.run, one.balance) for one in told] == [(1, 100), (4, 103), (6, 100), (7, None), (8, 0), (9, None)]


def test_a_cell_of_one_lender_takes_the_next_with_it() -> None:
    lent = [("normal", 50), ("normal", 60), ("normal", 70), ("special_mention", 5)]
    (told,) = releases(reports([tuple(((kind, "later", True, amount),) for kind, amount in lent)]))
    assert (told.balance, told.cell("later")) == (185, 185)
    assert {name: told.cell(name) for name in CLASSES} == {
        "normal": None, "special_mention": None, "substandard": 0, "doubtful": 0, "loss": 0, "unclassified": 0,
    }  # fmt: skip


def test_the_order_of_questions_changes_nothing() -> None:
    history = [tuple((("normal", "later", True, 10 + place * turn),) for place in range(5)) for turn in (0, 1, 2)]
    days = [START + timedelta(days=place) for place in range(0, 90, 7)]
    told = releases(reports(history))
    for order in (days, days[::-1]):
        assert {day: standing(told, day) for day in order} == {day: standing(told, day) for day in days}
