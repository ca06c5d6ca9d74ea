"""Answers kept are those asked for last, as many as fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.kept_answers import Body, KeptAnswers

MOST = 100


@given(st.lists(st.integers(1, 60), max_size=60))
def test_a_question_is_worked_out_again_only_when_later_ones_took_its_room(asked: list[int]) -> None:
    kept = KeptAnswers(MOST)
    recent: list[int] = []  # sizes, which are the tags too, the last asked at the end
    for size in asked:
        made: list[int] = []

        def make(size: int = size, made: list[int] = made) -> Body:
            made.append(size)
            return Body(bytes([size]) * size, size)

        body = kept.get(str(size), make)
        assert (body.content, body.results) == (bytes([size]) * size, size)
        assert bool(made) == (size not in recent)
        recent = [one for one in recent if one != size] + [size]
        while sum(recent) > MOST:
            recent.pop(0)


def test_what_is_larger_than_all_the_room_is_made_each_time() -> None:
    kept = KeptAnswers(10)
    made: list[int] = []

    def make() -> Body:
        made.append(1)
        return Body(b"x" * 11, 1)

    kept.get("large", make)
    kept.get("large", make)
    assert len(made) == 2
