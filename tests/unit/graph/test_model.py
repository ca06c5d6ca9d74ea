from __future__ import annotations

import pytest

from graph.model import Fact, column
from graph.schema import PARTIES, TABLES, Money, Number
from graph.values import Kind
from graph.vocabulary import LIABILITY


def test_a_table_stands_after_the_tables_it_refers_to() -> None:
    order = list(TABLES)
    for table in TABLES.values():
        for field in table.columns:
            assert all(order.index(place) < order.index(table.name) for place in field.refers if place != table.name)


def test_headers_of_a_table_are_told_apart() -> None:
    for table in TABLES.values():
        spellings = [spelling for field in table.file_columns for spelling in (field.name, *field.headers)]
        assert len(spellings) == len(set(spellings)), table.name


def test_every_column_says_what_it_is_in_both_languages() -> None:
    for table in TABLES.values():
        assert table.description
        assert table.chinese
        for field in table.columns:
            assert field.headers
            assert field.headers[0].strip()


def test_parties_are_what_can_be_called() -> None:
    assert tuple(name for name, table in TABLES.items() if table.party) == PARTIES


def test_a_key_named_but_not_declared_fails_at_import() -> None:
    with pytest.raises(TypeError, match=r"Lost names columns it does not declare: \['nowhere'\]"):

        class Lost(Fact, name="lost", chinese="失", key="nowhere"):
            number: Number = column("编号")


def test_a_plain_field_fails_at_import() -> None:
    with pytest.raises(TypeError, match=r"Plain.number must be declared with column"):

        class Plain(Fact, name="plain", chinese="平", key="number"):
            number: Number


def test_a_field_without_a_kind_fails_at_import() -> None:
    with pytest.raises(TypeError, match=r"Kindless.number must be annotated with one kind"):

        class Kindless(Fact, name="kindless", chinese="无", key="number"):
            number: str = column("编号")


def test_a_vocabulary_belongs_to_a_choice() -> None:
    with pytest.raises(TypeError, match="a Choice, and only a Choice"):

        class Odd(Fact, name="odd", chinese="奇", key="number"):
            number: Money = column("编号", vocabulary=LIABILITY)


def test_required_is_read_from_the_annotation() -> None:
    loan = TABLES["loans"]
    assert loan.column("balance").required
    assert not loan.column("rate").required
    assert loan.column("balance").kind is Kind.MONEY
    assert TABLES["enterprises"].identity == ("credit_code",)


def test_words_of_a_vocabulary_are_accepted_in_both_languages() -> None:
    accepted = LIABILITY.accepted()
    assert accepted["连带责任保证"] == accepted["joint"] == "joint"
    assert LIABILITY.chinese("general") == "一般保证"
