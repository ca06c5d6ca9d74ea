"""The Cypher text written from the schema: whole, free of collisions, and addressed by position."""

from __future__ import annotations

import pytest

from graph.cypher import edges, layout, reading, sweeping, writing
from graph.cypher.names import Row, drawn_properties, ends, key_property, properties, references, reported_property, targets
from graph.schema import TABLES

EVERY = list(TABLES.values())
NODES = [table for table in EVERY if table.relationship is None]
LINKS = [table for table in EVERY if table.relationship is not None]
LOANS, GUARANTEES, ENTERPRISES = TABLES["loans"], TABLES["guarantees"], TABLES["enterprises"]


def by_name(table):
    return table.name


@pytest.mark.parametrize("table", EVERY, ids=by_name)
def test_every_column_and_all_provenance_has_a_property_of_its_own(table):
    names = properties(table)
    assert {column.name for column in table.columns} <= set(names)
    assert len(set(names.values())) == len(names)
    assert not {"run_id", "recorded_at", "closed_by", "set_aside"} & set(names.values())
    assert {"row", "valid_from", "valid_to"} <= set(names.values())
    assert names["_source"] in ("source", "source_file")
    assert reported_property(table) in names.values()


def test_a_column_called_source_keeps_its_name():
    assert properties(TABLES["signals"])["source"] == "source"
    assert properties(TABLES["signals"])["_source"] == "source_file"
    assert properties(LOANS)["_source"] == "source"


@pytest.mark.parametrize("table", NODES, ids=by_name)
def test_every_node_has_a_unique_key(table):
    text = layout.statements([table])[f"{table.label}_{key_property(table)}".lower()]
    assert text == (
        f"CREATE CONSTRAINT {table.label.lower()}_{key_property(table)} IF NOT EXISTS FOR (n:{table.label}) "
        f"REQUIRE n.{key_property(table)} IS UNIQUE"
    )
    assert key_property(table) in properties(table).values()


def test_layout_names_are_unique_and_versions_are_found_by_key():
    found = layout.statements(EVERY)
    assert len(found) == len(set(found.values())) == 4 + len(NODES) + len(EVERY)
    assert found["guaranteeversion_key"] == "CREATE INDEX guaranteeversion_key IF NOT EXISTS FOR (n:GuaranteeVersion) ON (n.key)"
    assert found["loanversion_loan_no"] == "CREATE INDEX loanversion_loan_no IF NOT EXISTS FOR (n:LoanVersion) ON (n.loan_no)"
    assert "'cjk'" in layout.search_index()


def test_the_version_of_the_layout_follows_the_schema():
    assert layout.version(EVERY) == layout.version(EVERY)
    assert layout.version(EVERY) != layout.version(EVERY[:-1])


def test_cells_are_places_in_a_row_and_dates_places_in_a_list():
    row = Row(LOANS, ["loan_no", "starts_on", "_hash", "_valid_from"])
    assert [row[name] for name in row.columns] == ["row[0]", "$dates[row[1]]", "row[2]", "$dates[row[3]]"]
    assert row.content(properties(LOANS)) == ("loan_no: row[0], starts_on: $dates[row[1]], fingerprint: row[2], valid_from: $dates[row[3]]")
    replaced = row.replacement(properties(LOANS))
    assert "balance: null" in replaced
    assert "loan_no: row[0]" in replaced


def test_new_loans_are_created_with_what_they_hang_on():
    borrower, bank = LOANS.column("borrower"), LOANS.column("bank_code")
    text = writing.create_nodes(LOANS, ["loan_no", "borrower", "bank_code"], [(one, targets(one)[0]) for one in (borrower, bank)])
    assert text == (
        "UNWIND $rows AS row\n"
        "MATCH (o0:Enterprise {credit_code: row[1]})\n"
        "MATCH (o1:Bank {bank_code: row[2]})\n"
        "CREATE (n:Loan {loan_no: row[0], borrower: row[1], bank_code: row[2], run_id: $run, recorded_at: $recorded_at})\n"
        "CREATE (o0)-[:BORROWED]->(n)\n"
        "CREATE (o1)-[:LENT]->(n)\n"
        "RETURN count(n) AS done"
    )


def test_new_guarantees_are_relationships_with_all_they_say():
    end = (GUARANTEES.column("loan_no"), LOANS)
    text = writing.create_relationships(GUARANTEES, ["guarantee_no", "guarantor", "loan_no", "cap", "_key"], TABLES["persons"], end)
    assert text == (
        "UNWIND $rows AS row\n"
        "MATCH (a:Person {person_id: row[1]})\n"
        "MATCH (b:Loan {loan_no: row[2]})\n"
        "CREATE (a)-[r:GUARANTEES {guarantee_no: row[0], guarantor: row[1], loan_no: row[2], cap: row[3], "
        "run_id: $run, recorded_at: $recorded_at}]->(b)\n"
        "RETURN count(r) AS done"
    )


@pytest.mark.parametrize(("table", "column"), [(table, column) for table in NODES for column in references(table)], ids=str)
def test_what_a_column_draws_is_merged_and_points_where_the_schema_says(table, column):
    text = edges.draw(table, column)
    arrow = f"(o)-[:{column.edge.type}]->(n)" if column.edge.incoming else f"(n)-[:{column.edge.type}]->(o)"
    assert text.endswith(f"MERGE {arrow}")
    assert edges.erase(table, column).endswith("DELETE e")


def test_parties_carry_their_labels():
    assert "CREATE (n:Enterprise:Party {" in writing.create_nodes(ENTERPRISES, ["credit_code", "name"])
    assert "CREATE (n:Enterprise:Party:External {" in writing.create_nodes(ENTERPRISES, ["credit_code", "name"], external=True)
    assert writing.to_former(ENTERPRISES) == "SET n:EnterpriseVersion:Former REMOVE n:Enterprise:Party:External:Guarantor"
    assert writing.to_drawn(LOANS) == "SET n:Loan REMOVE n:LoanVersion:Former"


@pytest.mark.parametrize("table", NODES, ids=by_name)
def test_what_is_set_aside_is_what_is_restored(table):
    columns = [*properties(table), "_closed"]
    aside = writing.revise_nodes(table, columns, was_former=False, ends_now=False)
    back = sweeping.restore_nodes(table, held=True)
    for place in (*properties(table).values(), "run_id", "recorded_at"):
        assert f"{place}: n.{place}" in aside
        assert f"{place}: v.{place}" in back


@pytest.mark.parametrize("table", LINKS, ids=by_name)
def test_what_is_set_aside_of_relationships_is_what_is_restored(table):
    columns = [*properties(table), "_closed"]
    for last in ends(table)[1]:
        end = (last, targets(last)[0])
        aside = writing.revise_relationships(table, columns, end, ends_now=False)
        back = sweeping.restore_relationships(table, end)
        for place in (*drawn_properties(table).values(), "run_id", "recorded_at"):
            assert f"{place}: r.{place}" in aside
            assert f"{place}: v.{place}" in back


def test_reads_bring_columns_and_dates_as_text():
    text = reading.columns_of(LOANS, reading.drawn(LOANS), reading.known("n"), ["loan_no", "starts_on", "_hash"])
    assert "[n IN found | n.loan_no] AS c0" in text
    assert "[n IN found | toString(n.starts_on)] AS c1" in text
    assert "[n IN found | n.fingerprint] AS c2" in text
    assert reading.drawn(GUARANTEES) == "()-[n:GUARANTEES]->()"


def test_only_a_relationship_has_ends():
    with pytest.raises(ValueError, match="loans is no relationship"):
        ends(LOANS)
