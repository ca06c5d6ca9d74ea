from collections import Counter

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from ingest.synthetic import City, make_city
from ingest.synthetic.truth import mutual_pairs, rings


@pytest.fixture(scope="module")
def city() -> City:
    return make_city("small", 7)


@pytest.fixture(scope="module")
def graph(city: City) -> "nx.DiGraph[str]":
    """Firm → firm, rebuilt from the rows without the generator's own routines."""
    promises, loans = city.tables["guarantees"], city.tables["loans"]
    lapsed = set(city.answers["lapsed_guarantees"])
    firms = set(city.tables["enterprises"]["credit_code"])
    borrower = dict(zip(loans["loan_no"], loans["borrower"], strict=True))
    live = set(loans.loc[loans["balance"] > 0, "loan_no"])
    drawn = {line: who for line, who in zip(loans["facility_no"], loans["borrower"], strict=True) if isinstance(line, str)}
    found: nx.DiGraph[str] = nx.DiGraph()
    for row in promises.itertuples():
        debtor = borrower[row.loan_no] if row.loan_no in live else drawn.get(row.facility_no)
        if debtor and row.guarantor in firms and row.guarantee_no not in lapsed:
            found.add_edge(row.guarantor, debtor)
    return found


def test_the_shape_is_the_published_one(graph: "nx.DiGraph[str]") -> None:
    parts = sorted((len(part) for part in nx.weakly_connected_components(graph)), reverse=True)
    firms = len(graph)
    assert graph.number_of_edges() / firms == pytest.approx(0.75, abs=0.05)
    assert firms / len(parts) == pytest.approx(2.63, abs=0.15)
    assert parts[0] > 0.04 * firms
    assert parts[2] < 0.02 * firms
    degrees = Counter(degree for _, degree in graph.degree())
    assert degrees[1] > degrees[2] > degrees[4] > degrees[8]
    assert max(degrees) >= 10


def test_the_lists_of_mutual_pairs_and_rings_are_complete(city: City, graph: "nx.DiGraph[str]") -> None:
    pairs = sorted(sorted((one, other)) for one, other in graph.edges if one < other and graph.has_edge(other, one))
    assert city.answers["mutual_pairs"] == pairs
    found = []
    for ring in nx.simple_cycles(graph, length_bound=5):
        if len(ring) > 2:
            start = ring.index(min(ring))
            found.append(ring[start:] + ring[:start])
    assert city.answers["rings"] == sorted(found, key=lambda ring: (len(ring), ring))
    assert {len(ring) for ring in found} == {3, 4, 5}


def test_planted_pairs_and_rings_are_among_them(city: City) -> None:
    pairs = {tuple(pair) for pair in city.answers["mutual_pairs"]}
    every = {tuple(ring) for ring in city.answers["rings"]}
    for entry in city.answers["planted"]:
        for pair in entry["expected"].get("pairs", []):
            assert tuple(pair) in pairs, entry["kind"]
        for ring in entry["expected"].get("rings", []):
            start = ring.index(min(ring))
            assert tuple(ring[start:] + ring[:start]) in every, entry["kind"]
    (group,) = [entry for entry in city.answers["planted"] if entry["kind"] == "joint_guarantee_group"]
    inside = Counter(len(ring) for ring in city.answers["rings"] if set(ring) <= set(group["codes"]))
    assert inside == {3: group["expected"]["rings_of_3"], 4: group["expected"]["rings_of_4"]}


def test_planted_structures_touch_nobody_else(city: City) -> None:
    """Persons and guarantee companies count as links here too."""
    promises, loans, lines = (city.tables[name] for name in ("guarantees", "loans", "facilities"))
    borrower = pd.concat([loans.set_index("loan_no")["borrower"], lines.set_index("facility_no")["borrower"]])
    everybody = nx.Graph(zip(promises["guarantor"], promises["loan_no"].fillna(promises["facility_no"]).map(borrower), strict=True))
    for entry in city.answers["planted"]:
        everybody.add_nodes_from(entry["codes"])
        for code in entry["codes"]:
            others = nx.node_connected_component(everybody, code) - set(entry["codes"])
            assert not others or entry["kind"] == "joint_limit_nearly_used", (entry["kind"], others)


def test_rings_of_random_graphs_agree_with_networkx() -> None:
    rng = np.random.default_rng(3)
    for _ in range(60):
        n = int(rng.integers(3, 12))
        source, target = rng.integers(0, n, (2, int(rng.integers(1, 30))))
        source, target = source[source != target], target[source != target]
        if not len(source):
            continue
        graph = nx.DiGraph(zip(source.tolist(), target.tolist(), strict=True))
        expected = Counter(len(ring) for ring in nx.simple_cycles(graph, length_bound=5))
        found = Counter({length: len(group) for length, group in enumerate(rings(source, target, n), 3)})
        assert found + Counter({2: len(mutual_pairs(source, target, n))}) == expected


def test_small_firms_guarantee_each_other_and_large_ones_several(city: City, graph: "nx.DiGraph[str]") -> None:
    revenue = city.tables["enterprises"].set_index("credit_code")["revenue"].astype("Float64")
    mutual = {code for pair in city.answers["mutual_pairs"] for code in pair}
    several = [code for code in graph if graph.out_degree(code) >= 4]
    assert revenue.reindex(several).median() > 3 * revenue.reindex(list(mutual)).median()
