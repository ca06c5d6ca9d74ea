"""Trigrams and the scan for short texts find exactly the parties that contain a text."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.schema import TABLES
from graph.sqlite_store.connection import unwritten
from graph.sqlite_store.search import find, refresh
from graph.values import normalise_name

SIGNS = "东山集团有限责任公司（）() AaＡbß%_\"'*-^1２"
NAMES = ["东山（集团）有限责任公司", "东山 集团", "AaＡ%_", "有限公司", "ßSS", "\"'*", "a-b^1", "２1２", ""]


@pytest.fixture(scope="module")
def parties() -> Iterator[tuple[sqlite3.Connection, list[tuple[str, str]]]]:
    """An index of names made of few signs, so that texts made of the same signs often hit."""
    people = [(f"P-{place:03}", name) for place, name in enumerate(NAMES * 3)]
    with closing(unwritten()) as connection:
        connection.executemany(
            "INSERT INTO persons (person_id, name, _reported_on, _hash, _gone, _opened) VALUES (?, ?, '', 0, 0, 1)", people
        )
        refresh(connection, TABLES["persons"], [code for code, _ in people])
        yield connection, people


@given(text=st.text(SIGNS, max_size=6) | st.sampled_from(NAMES).flatmap(lambda name: st.integers(0, 8).map(lambda at: name[at : at + 4])))
def test_search_is_containment(parties: tuple[sqlite3.Connection, list[tuple[str, str]]], text: str) -> None:
    connection, people = parties
    sought = text.strip()
    plain = normalise_name(sought)
    expected = [
        code
        for code, name in people
        if sought
        and (
            sought.casefold() in name.casefold()
            or (plain and plain in normalise_name(name))
            or unicodedata.normalize("NFKC", sought).casefold() in code.casefold()
        )
    ]
    assert sorted(hit.party for hit in find(connection, text, 1_000)) == expected
