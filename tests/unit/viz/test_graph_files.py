from __future__ import annotations

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from viz.graph_files import write_gexf, write_graphml

AWKWARD = "a<b>&\"c\"'d'\t\n]]>\x01\ufffe😀=1"
READ = AWKWARD.replace("\x01", "").replace("\ufffe", "")


@pytest.fixture
def frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    nodes = pd.DataFrame(
        {
            "code": pd.Series(["1", AWKWARD], dtype="str"),
            "name": pd.Series([AWKWARD, "乙"], dtype="str"),
            "known": [True, False],
            "staff": pd.array([3, None], dtype="Int64"),
            "loans": [1234567.89, float("nan")],
            'od"d': pd.Series(["x", None], dtype="str"),
        }
    )
    edges = pd.DataFrame({"from": ["1", "1", AWKWARD], "to": [AWKWARD, AWKWARD, "1"], "amount": [1.0, 2.5, float("nan")]})
    return nodes, edges.astype({"from": "str", "to": "str"})


def test_graphml_says_the_same_as_networkx_writes(frames: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path) -> None:
    nodes, edges = frames
    write_graphml(nodes, edges, tmp_path / "ours.graphml")
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_node("1", name=READ, known=True, staff=3, loans=1234567.89, **{'od"d': "x"})
    graph.add_node(READ, name="乙", known=False)
    graph.add_edge("1", READ, amount=1.0)
    graph.add_edge("1", READ, amount=2.5)
    graph.add_edge(READ, "1")
    nx.write_graphml(graph, tmp_path / "theirs.graphml")
    ours, theirs = (nx.read_graphml(tmp_path / f"{name}.graphml", force_multigraph=True) for name in ("ours", "theirs"))
    assert dict(ours.nodes(data=True)) == dict(theirs.nodes(data=True)) == dict(graph.nodes(data=True))
    found = [sorted((a, b, str(data)) for a, b, data in each.edges(data=True)) for each in (ours, theirs)]
    assert found[0] == found[1]
    assert ours.is_directed()


def test_gexf_is_read_back_with_types(frames: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path) -> None:
    nodes, edges = frames
    write_gexf(nodes, edges, tmp_path / "ours.gexf")
    graph = nx.read_gexf(tmp_path / "ours.gexf")
    assert graph.nodes["1"] == {"label": READ, "known": True, "staff": 3, "loans": 1234567.89, 'od"d': "x"}
    assert graph.nodes[READ] == {"label": "乙", "known": False}
    assert sorted(data.get("amount", 0.0) for _, _, data in graph.edges(data=True)) == [0.0, 1.0, 2.5]
    assert graph.is_multigraph()
    assert graph.is_directed()


def test_more_rows_than_are_written_at_a_time(tmp_path: Path) -> None:
    size = 50_001
    nodes = pd.DataFrame({"code": pd.Series(range(size)).astype("str"), "name": pd.Series(range(size)).astype("str")})
    write_graphml(nodes, pd.DataFrame({"a": ["0"], "b": [str(size - 1)]}), tmp_path / "big.graphml")
    assert len(nx.read_graphml(tmp_path / "big.graphml")) == size
