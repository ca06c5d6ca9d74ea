"""Whatever is given, there is an answer without NaN or a named error: never another exception, never a warning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contagion import cascade, clearing, distress, textbook
from graph.errors import SuretygraphError
from graph.network import GuaranteeNetwork

NUMBERS = st.sampled_from([0, 1, 2, 5.5, 10, 1e-9, 1e12, 1e50])
NAN, INF = float("nan"), float("inf")
ODD = st.sampled_from([None, "", "1", b"1", True, [], [1], NAN, INF, -INF, -1, -0.0, 0.5, 2**70, 1e308, 1j, object()])
SHARES = st.one_of(st.sampled_from([0.0, 0.3, 1.0]), st.sampled_from([0.0, 0.3, 1.0]), ODD)


def one_wrong(draw, rows):
    """The nested list with at most one of its values, or lists, made odd."""
    if isinstance(rows, list) and rows and draw(st.integers(0, 3)):
        place = draw(st.integers(0, len(rows) - 1))
        return [one_wrong(draw, row) if here == place else row for here, row in enumerate(rows)]
    return draw(st.one_of(st.just(rows), ODD))


@st.composite
def networks_and_seeds(draw):
    loans = []
    for _ in range(draw(st.integers(1, 3))):
        borrower, *others = draw(st.permutations(range(4)))
        promises = [[other, draw(st.one_of(st.none(), NUMBERS)), draw(NUMBERS)] for other in others[: draw(st.integers(0, 3))]]
        loans.append([borrower, draw(NUMBERS), promises])
    amounts = [draw(st.lists(NUMBERS, min_size=4, max_size=4)) for _ in range(3)]
    return one_wrong(draw, [loans, *amounts, [0, 3]])


@st.composite
def systems(draw):
    first, second = draw(NUMBERS), draw(NUMBERS)
    given_vectors = [draw(st.lists(NUMBERS, min_size=2, max_size=2)) for _ in range(2)]
    return one_wrong(draw, [[[0, first], [second, 0]], *given_vectors])


def sound(*figures):
    for values in figures:
        assert not np.isnan(np.asarray(values, np.float64)).any()


@given(networks_and_seeds(), SHARES)
@settings(max_examples=100, deadline=None)
def test_guarantee_models_answer_or_name_what_is_wrong(rows, share):
    if not isinstance(rows, list) or len(rows) != 5:
        return
    loans, capacity, resources, own_debt, seeds = rows
    try:
        network = GuaranteeNetwork.from_loans(loans, capacity, resources, own_debt)
    except SuretygraphError:
        return
    for solve in (
        lambda: cascade.run(network, seeds, enforcement_recovery=share),
        lambda: cascade.worst_case(network, seeds, withdrawal=share),
        lambda: clearing.run(network, seeds, alpha=share),
        lambda: distress.run(network, {0: share}, recovery=share),
        lambda: distress.run(network, seeds),
    ):
        try:
            result = solve()
        except SuretygraphError:
            continue
        sound(result.distress if isinstance(result, distress.DistressOutcome) else result.bank_loss)


@given(systems(), SHARES, SHARES)
@settings(max_examples=100, deadline=None)
def test_textbook_models_answer_or_name_what_is_wrong(rows, share, other):
    if not isinstance(rows, list) or len(rows) != 3:
        return
    matrix, vector, second = rows
    start = vector if second is None else second
    for solve in (
        lambda: textbook.eisenberg_noe(matrix, vector, second),
        lambda: textbook.eisenberg_noe(matrix, vector, second, solution=share),
        lambda: textbook.rogers_veraart(matrix, vector, second, alpha=share, beta=other, solution="least"),
        lambda: textbook.furfine(matrix, vector, second, recovery=share),
        lambda: textbook.debtrank(matrix, vector, start, tolerance=share, max_rounds=20),
        lambda: textbook.threshold_cascade(matrix, vector, start, recovery=share),
        lambda: textbook.possible_worlds(vector, matrix, share, samples=10, seed=other),
    ):
        try:
            result = solve()
        except SuretygraphError:
            continue
        for field in ("payments", "losses", "distress", "default_probability"):
            sound(getattr(result, field, 0.0))


@pytest.mark.parametrize("size", [0, 1])
def test_nobody_and_one_alone(size):
    nothing = np.zeros((size, size))
    calls = [
        lambda: textbook.eisenberg_noe(nothing, np.ones(size)),
        lambda: textbook.furfine(nothing, np.ones(size), recovery=0.5),
        lambda: textbook.debtrank(nothing, np.ones(size), np.zeros(size)),
        lambda: textbook.threshold_cascade(nothing, np.ones(size), np.zeros(size)),
    ]
    for call in calls:
        if size:
            assert call().defaulted.tolist() == []
        else:
            with pytest.raises(SuretygraphError, match="is empty: there is no firm in it"):
                call()
