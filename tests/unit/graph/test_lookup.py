from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.lookup import held, places

TEXTS = st.lists(st.sampled_from(["甲", "乙", "", "AB", "ab", None]), max_size=8)


@given(TEXTS, TEXTS)
def test_a_text_is_found_where_it_first_stands_and_a_missing_one_nowhere(values: list[str | None], among: list[str | None]) -> None:
    sought, others = pd.Series(values, dtype="str"), pd.Series(among, dtype="str")
    assert places(sought, others).tolist() == [-1 if one is None or one not in among else among.index(one) for one in values]
    assert held(sought, others).tolist() == [one is not None and one in among for one in values]


@pytest.mark.parametrize("form", [pd.Series, pd.Index, pa.array])
def test_series_indexes_and_arrow_arrays_are_all_taken(form: type) -> None:
    assert places(form(["b", "a"]), form(["a", "b", "b"])).tolist() == [1, 0]
    mask = held(form(["b", "c"]), form(["a", "b"]))
    mask |= True  # an own copy, to be written in
    assert mask.all()
