"""Which versions are drawn, which stand beside, and what ends."""

from __future__ import annotations

import pandas as pd

from graph.neo4j_store.placement import place, promotable
from graph.schema import TABLES
from graph.versions import Changes

LOANS, GUARANTEES = TABLES["loans"], TABLES["guarantees"]
MARCH, JUNE = "2026-03-31", "2026-06-30"


def standing(*rows):
    """Rows of key, date, and the words gone, former, drawn, over."""
    return pd.DataFrame(
        {
            "_key": pd.Series([row[0] for row in rows], dtype="str"),
            "_reported_on": pd.Series([row[1] for row in rows], dtype="datetime64[s]"),
        }
        | {f"_{word}": pd.Series([word in row[2:] for row in rows], dtype="bool") for word in ("gone", "former", "drawn", "over")}
    )


def changes(opened=(), closed=()):
    def pairs(rows):
        return {
            "_key": pd.Series([row[0] for row in rows], dtype="str"),
            "_reported_on": pd.Series([row[1] for row in rows], dtype="datetime64[s]"),
        }

    made = pd.DataFrame(pairs(opened) | {"_gone": pd.Series(["gone" in row[2:] for row in opened], dtype="bool")})
    return Changes(made, pd.DataFrame(pairs(closed)), 0, 0, 0, 0)


def said(frame, *columns):
    """Rows as tuples; a date as text, null as None."""
    shown = frame[["_key", "_reported_on", *columns]] if "_reported_on" in frame else frame[["_key", *columns]]
    return [
        tuple(None if pd.isna(cell) else str(cell.date()) if isinstance(cell, pd.Timestamp) else cell for cell in row)
        for row in shown.itertuples(index=False)
    ]


def test_of_new_facts_the_latest_is_drawn():
    found = place(LOANS, standing(), changes([("A", MARCH), ("A", JUNE), ("B", None)]), 1)
    assert said(found.created) == [("A", JUNE), ("B", None)]
    assert said(found.beside) == [("A", MARCH)]


def test_a_new_fact_that_is_gone_already_is_not_drawn():
    found = place(LOANS, standing(), changes([("A", MARCH), ("A", JUNE, "gone")]), 1)
    assert said(found.created) == []
    assert said(found.beside) == [("A", MARCH), ("A", JUNE)]


def test_a_later_report_takes_the_drawn_place_and_leaves_the_earlier_open():
    found = place(LOANS, standing(("A", MARCH, "drawn")), changes([("A", JUNE)]), 7)
    assert said(found.revised, "_former", "_closed") == [("A", JUNE, False, None)]
    assert said(found.beside) == said(found.created) == []


def test_a_correction_ends_what_it_replaces():
    found = place(LOANS, standing(("A", MARCH, "drawn")), changes([("A", MARCH)], [("A", MARCH)]), 7)
    assert said(found.revised, "_closed") == [("A", MARCH, 7)]
    assert said(found.closed) == []


def test_an_earlier_report_stands_beside():
    found = place(LOANS, standing(("A", JUNE, "drawn")), changes([("A", MARCH)]), 7)
    assert said(found.beside) == [("A", MARCH)]
    assert said(found.revised) == []


def test_a_version_beside_is_ended_where_it_stands():
    found = place(LOANS, standing(("A", JUNE, "drawn"), ("A", MARCH)), changes([("A", MARCH)], [("A", MARCH)]), 7)
    assert said(found.closed) == said(found.beside) == [("A", MARCH)]


def test_a_node_that_ends_stays_as_former_and_comes_back():
    found = place(LOANS, standing(("A", None, "drawn")), changes((), [("A", None)]), 7)
    assert said(found.retired, "_former") == [("A", False)]
    back = place(LOANS, standing(("A", None, "drawn", "former", "over")), changes([("A", None)]), 8)
    assert said(back.revised, "_former", "_closed") == [("A", None, True, None)]


def test_a_node_reported_gone_says_so_itself():
    found = place(LOANS, standing(("A", MARCH, "drawn")), changes([("A", JUNE, "gone")]), 7)
    assert said(found.revised, "_gone") == [("A", JUNE, True)]


def test_a_relationship_that_ends_is_taken_away():
    found = place(GUARANTEES, standing(("A", None, "drawn")), changes((), [("A", None)]), 7)
    assert said(found.withdrawn, "_closed") == [("A", None, 7)]
    assert said(found.retired) == []


def test_a_relationship_reported_gone_is_taken_away_and_stays_known():
    found = place(GUARANTEES, standing(("A", MARCH, "drawn")), changes([("A", JUNE, "gone")]), 7)
    assert said(found.withdrawn, "_closed") == [("A", MARCH, None)]
    assert said(found.beside) == [("A", JUNE)]


def test_a_relationship_that_was_gone_is_drawn_again():
    found = place(GUARANTEES, standing(("A", MARCH), ("A", JUNE, "gone")), changes([("A", "2026-09-30")]), 7)
    assert said(found.created) == [("A", "2026-09-30")]


def test_what_was_beside_answers_again_when_the_drawn_version_ends():
    rows = standing(("A", JUNE, "drawn"), ("A", MARCH))
    assert said(promotable(rows, changes((), [("A", JUNE)]))) == [("A", MARCH)]
    assert said(promotable(rows, changes([("A", JUNE)], [("A", JUNE)]))) == []
    found = place(LOANS, rows, changes([("A", MARCH)], [("A", JUNE), ("A", MARCH)]), 7)
    assert said(found.revised, "_closed") == [("A", MARCH, 7)]
    assert said(found.closed) == [("A", MARCH)]


def test_other_facts_are_left_alone():
    found = place(LOANS, standing(("A", None, "drawn"), ("B", None, "drawn")), changes([("B", None)], [("B", None)]), 7)
    assert said(found.revised) == [("B", None)]
    assert all(len(part) == 0 for part in (found.closed, found.retired, found.withdrawn, found.created, found.beside))
