"""Parties, the network around them, chains between them, banks and counties, as each role may see them."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

COUNTY, BANK = "380103", "JR38010001"


def graph_of(network: Any) -> nx.MultiDiGraph:
    """Guarantor → borrower, one edge a guarantee."""
    codes = network.parties.code.to_pylist()
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(codes)
    borrower = network.loans.borrower[network.guarantees.loan]
    graph.add_edges_from((codes[a], codes[b]) for a, b in zip(network.guarantees.guarantor.tolist(), borrower.tolist(), strict=True))
    return graph


def busiest(served: Any, role: str) -> str:
    """The party with most guarantees that a role sees in full."""
    rows = [row["party"] for row in served.every(role, "/enterprises") if not row["stub"]]
    graph = graph_of(served.network)
    return max(rows, key=lambda code: (graph.degree(code), code))


def test_a_text_finds_names_and_codes_but_no_person_by_name(served: Any, demo_city: Any) -> None:
    firm = demo_city.tables["enterprises"].iloc[40]
    for text in (firm["name"], firm["name"][2:6], firm["credit_code"], firm["credit_code"][3:12]):
        assert firm["credit_code"] in {row["party"] for row in served.every("city", "/enterprises", q=text)}, text
    person = demo_city.tables["persons"].iloc[3]
    assert person["person_id"] not in {row["party"] for row in served.every("city", "/enterprises", q=person["name"])}
    (hit,) = served.every("city", "/enterprises", q=person["person_id"])
    assert hit["name"] == f"自然人{person['person_id']}"


def test_search_shows_each_role_its_own(served: Any, demo_city: Any) -> None:
    whole = {row["party"] for row in served.every("city", "/enterprises", q="机械")}
    for role in ("county", "bank"):
        mine = {row["party"] for row in served.every(role, "/enterprises", q="机械")}
        assert mine < whole
        assert mine == whole & {row["party"] for row in served.every(role, "/enterprises")}


@pytest.mark.parametrize("depth", [0, 1, 3])
def test_the_network_around_a_party_is_that_of_networkx(served: Any, depth: int) -> None:
    code, graph = busiest(served, "city"), graph_of(served.network)
    told = served.json("city", f"/enterprises/{code}/network", depth=depth, most=2000)
    near = nx.ego_graph(graph.to_undirected(), code, radius=depth)
    assert {row["party"] for row in told["nodes"]} == set(near)
    assert {(row["guarantor"], row["borrower"]) for row in told["links"]} == set(nx.DiGraph(graph.subgraph(near)).edges)
    assert sum(row["guarantees"] for row in told["links"]) == graph.subgraph(near).number_of_edges()
    assert not told["truncated"]


def test_a_cap_is_said(served: Any) -> None:
    told = served.json("city", f"/enterprises/{busiest(served, 'city')}/network", depth=4, most=5)
    assert (len(told["nodes"]), told["truncated"]) == (5, True)
    assert len(told["links"]) <= 15


def test_what_is_not_wanted_is_left_out_before_anything_is_reached_over_it(served: Any) -> None:
    code = busiest(served, "city")
    firms = served.json("city", f"/enterprises/{code}/network", depth=2, kind="enterprise", most=2000)
    assert {row["kind"] for row in firms["nodes"]} == {"enterprise"}
    given = served.json("city", f"/enterprises/{code}/network", depth=1, direction="given", most=2000)
    graph = graph_of(served.network)
    assert {row["party"] for row in given["nodes"]} == {code, *graph.successors(code)}
    amounts = [row["amount"] for row in served.json("city", f"/enterprises/{code}/network", depth=1, amount_from=2e6)["links"]]
    assert amounts
    assert min(amounts) >= 2e6


def test_a_chain_between_two_is_as_short_as_it_can_be(served: Any) -> None:
    code, graph = busiest(served, "city"), graph_of(served.network).to_undirected()
    lengths = nx.single_source_shortest_path_length(graph, code)
    far = max(lengths, key=lambda other: (lengths[other], other))
    told = served.json("city", "/paths", **{"from": code, "to": far})
    assert told["steps"] == lengths[far] == len(told["nodes"]) - 1
    assert [told["nodes"][0]["party"], told["nodes"][-1]["party"]] == [code, far]
    alone = next(node for node in graph if graph.degree(node) == 0)
    assert served.json("city", "/paths", **{"from": code, "to": alone})["steps"] is None
    assert served.get("bank", "/paths", **{"from": code, "to": far}).status_code == 403


def test_a_dossier_tells_what_the_tables_hold(served: Any, demo_city: Any) -> None:
    code = busiest(served, "city")
    told = served.json("city", f"/enterprises/{code}")
    firm = demo_city.tables["enterprises"].set_index("credit_code").loc[code]
    assert told["stated"]["revenue"] == pytest.approx(firm["revenue"] / 100)
    loans = demo_city.tables["loans"]
    mine = loans.loc[(loans["borrower"] == code) & (loans["balance"] > 0)]
    assert {row["loan_no"] for row in told["loans"]} == set(mine["loan_no"])
    graph = graph_of(served.network)
    assert (len(told["guarantees_given"]), len(told["guarantees_received"])) == (graph.out_degree(code), graph.in_degree(code))


def test_a_bank_sees_of_a_borrower_its_own_loans_and_nothing_that_follows_from_others(served: Any) -> None:
    network = served.network
    mine = np.flatnonzero(network.loans.bank == network.banks.code.to_pylist().index(BANK))
    code = network.parties.code[int(network.loans.borrower[mine[0]])].as_py()
    told = served.json("bank", f"/enterprises/{code}")
    assert {row["bank"] for row in told["loans"]} == {BANK}
    assert (told["capacity"], told["listing"]) == (None, None)
    assert {row["bank"] for row in told["guarantees_received"]} <= {BANK}
    node = served.json("bank", f"/enterprises/{code}/network", depth=0)["nodes"][0]
    assert node["loans"] == pytest.approx(sum(row["balance"] for row in told["loans"]))


def test_beyond_the_border_there_are_stubs_and_then_nothing(served: Any) -> None:
    rows = served.every("county", "/enterprises")
    stub = next(row for row in rows if row["stub"])
    told = served.json("county", f"/enterprises/{stub['party']}")
    assert set(told) == {"party", "name", "kind", "county", "stub", "guarantees_given", "guarantees_received", "snapshot"}
    hidden = next(code for code in served.network.parties.code.to_pylist() if code not in {row["party"] for row in rows})
    nobody = served.get("county", "/enterprises/91330100MA2XXXXX0A")
    unseen = served.get("county", f"/enterprises/{hidden}")
    assert (nobody.status_code, unseen.status_code) == (404, 404)
    strip = {"request_id", "detail"}
    assert {k: v for k, v in nobody.json().items() if k not in strip} == {k: v for k, v in unseen.json().items() if k not in strip}


def test_a_bank_s_exposures_add_up_and_are_its_own_business(served: Any) -> None:
    network = served.network
    place = network.banks.code.to_pylist().index(BANK)
    rows = served.every("bank", f"/banks/{BANK}/exposures")
    assert rows == served.every("city", f"/banks/{BANK}/exposures")
    assert sum(row["exposure"] for row in rows) == pytest.approx(network.loans.exposure[network.loans.bank == place].sum())
    other = network.banks.code[place + 1].as_py()
    assert served.get("bank", f"/banks/{other}/exposures").status_code == 404
    mine = served.every("county", f"/banks/{BANK}/exposures")
    assert mine == [row for row in rows if row["county"] == COUNTY]


def test_spillover_shows_a_county_what_starts_or_ends_there(served: Any) -> None:
    whole, mine = served.json("city", "/spillover"), served.json("county", "/spillover")
    assert mine["flows"] == [row for row in whole["flows"] if COUNTY in (row["from"], row["to"])]
    assert [row["county"] for row in mine["counties"]] == [COUNTY]
    assert (mine["banks"], mine["bank_totals"]) == ([], [])
    assert served.get("bank", "/spillover").status_code == 403


def test_counties_are_all_named_and_only_their_own_have_figures(served: Any) -> None:
    assert {row["county"]: row["loans"] is not None for row in served.every("county", "/counties")} == {
        row["county"]: row["county"] == COUNTY for row in served.every("city", "/counties")
    }
