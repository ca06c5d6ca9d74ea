"""What hangs on capacities nobody stated; every figure is worked out beside its case."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.contagion import missing


@pytest.fixture
def chain(city):
    """0 owes 100, guaranteed by 1, unknown, which owes 30, guaranteed by 2, unknown. 3 owes 7, guaranteed by 2. 0 fails once in ten years,
    1 in two, 3 in five."""
    return city(
        [(0, 100.0, [(1, None, 1)]), (1, 30.0, [(2, None, 1)]), (3, 7.0, [(2, None, 1)])],
        [0, 0, 0, 0],
        capacity_known=[True, False, False, True],
        default_probability=[0.1, 0.5, 0.02, 0.2],
    )


def test_bounds_are_the_two_ends(chain):
    found = missing.bounds(chain, [0], unknown_capacity="unlimited")
    assert (found.zero.defaulted.tolist(), found.zero.bank_loss) == ([0, 1, 2], 130.0)
    assert (found.unlimited.defaulted.tolist(), found.unlimited.bank_loss) == ([0], 0.0)


def test_each_statement_by_what_it_alone_would_spare(chain):
    found = missing.for_seeds(chain, [0])
    # 1 paying the 100 spares its own 30 as well, and two falls; 2 paying spares the 30 and its own fall
    assert [(row.party, row.loss, row.defaults) for row in found.rows] == [(1, 130.0, 2.0), (2, 30.0, 1.0)]
    assert found.truncated == 0


def test_the_whole_city_weighs_by_how_likely_a_seed_is(chain):
    found = missing.of_city(chain)
    # 1: 130 and two falls when 0 fails; 2: 30 when 0 or 1 fails (1 itself as the seed stays down), 7 when 3 does
    assert [(row.party, row.seeds) for row in found.rows] == [(2, 3), (1, 1)]
    assert found.rows[0].loss == pytest.approx(0.1 * 30 + 0.5 * 30 + 0.2 * 7)
    assert found.rows[0].defaults == pytest.approx(0.1 + 0.5 + 0.2)
    assert (found.rows[1].loss, found.rows[1].defaults) == pytest.approx((0.1 * 130, 0.1 * 2))


def test_what_was_not_tried_is_counted(chain):
    found = missing.for_seeds(chain, [0], most=1)
    assert [row.party for row in found.rows] == [1]
    assert found.truncated == 1
    assert missing.of_city(chain, most=1).truncated == 1


def test_seeds_and_rescued_parties_are_not_asked_for(chain):
    assert [row.party for row in missing.for_seeds(chain, [0, 1]).rows] == [2]
    assert missing.for_seeds(chain, [0], rescue=[1]).rows == ()
    assert [row.party for row in missing.of_city(chain, rescue=[1]).rows] == [2]


def test_a_seed_without_a_probability_counts_as_none_and_is_counted(chain, city):
    unsure = city([(0, 1.0, [(1, None, 1)])], [0, 0], capacity_known=[True, False], default_probability=[np.nan, 0.5])
    found = missing.of_city(unsure)
    assert (found.rows, found.unknown_probability) == ((), 1)


def test_nobody_is_missing_where_all_is_known(city):
    known = city([(0, 1.0, [(1, None, 1)])], [0, 0])
    assert missing.for_seeds(known, [0]).rows == ()
