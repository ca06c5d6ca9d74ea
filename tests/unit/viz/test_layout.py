from __future__ import annotations

from itertools import combinations
from math import dist

import pytest

from graph.network import GuaranteeNetwork
from viz.layout import positions
from viz.view import circle_view


def ring(size: int) -> GuaranteeNetwork:
    return GuaranteeNetwork.from_loans([(i, 10.0, [((i + 1) % size, None, 1.0)]) for i in range(size)], [1.0] * size)


@pytest.mark.parametrize("size", [2, 5, 150])
def test_places_are_the_same_every_time_and_apart(size: int) -> None:
    view = circle_view(ring(size), range(size), title="环")
    placed = positions(view)
    assert placed == positions(view)
    assert set(placed) == {node.code for node in view.nodes}
    assert min(dist(a, b) for a, b in combinations(placed.values(), 2)) > 15


def test_one_node_and_none(network: GuaranteeNetwork) -> None:
    assert positions(circle_view(network, [4], title="独")) == {"123456789012345678": (0.0, 0.0)}
    assert positions(circle_view(network, [], title="空")) == {}


def test_parts_that_do_not_touch_are_placed_too(network: GuaranteeNetwork) -> None:
    assert len(positions(circle_view(network, range(6), title="两片"))) == 6
