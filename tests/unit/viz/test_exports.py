from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from graph.network import GuaranteeNetwork
from tests.reference.networks import empty_network
from viz.exports import export, tables

EDGES = {("912", "911"), ("911", "912"), ("P4", "911"), ("916", "123456789012345678")}


def test_graphml_holds_a_node_a_party_and_an_edge_a_guarantee(network: GuaranteeNetwork, tmp_path: Path) -> None:
    (path,) = export(network, "graphml", tmp_path / "deep" / "city.graphml")
    graph = nx.read_graphml(path, force_multigraph=True)
    assert graph.is_directed()
    assert set(graph) == set(network.parties.code.to_pylist())
    assert graph.number_of_edges() == len(network.guarantees.loan) == 7
    assert graph.number_of_edges("P4", "911") == 2
    assert set(graph.edges()) >= EDGES
    node = graph.nodes["911"]
    assert node["name"] == "东山纺织有限公司"
    assert node["loan_balance"] == 150.0
    assert "capacity" not in graph.nodes[network.parties.code[2].as_py()]  # unknown, so not said
    assert graph.nodes["P4"]["name"] == "张某"  # the control sign is no XML
    uncapped = graph.edges["912", "911", next(iter(graph["912"]["911"]))]
    assert "cap" not in uncapped
    assert uncapped["shortfall"] == 100.0


def test_gexf_is_read_back(network: GuaranteeNetwork, tmp_path: Path) -> None:
    (path,) = export(network, "gexf", tmp_path / "city.gexf")
    graph = nx.read_gexf(path)
    assert graph.nodes["911"]["label"] == "东山纺织有限公司"
    assert set(graph.edges()) >= EDGES


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_tables_hold_parties_loans_and_guarantees(form: str, network: GuaranteeNetwork, tmp_path: Path) -> None:
    written = export(network, form, tmp_path / "out")  # type: ignore[arg-type]
    assert [path.name for path in written] == [f"parties.{form}", f"loans.{form}", f"guarantees.{form}"]
    if form == "csv":
        frames = [pd.read_csv(path, dtype={"code": "str", "borrower": "str"}, encoding="utf-8-sig") for path in written]
    else:
        frames = [pd.read_parquet(path) for path in written]
    parties, loans, guarantees = frames
    assert parties["code"].tolist() == network.parties.code.to_pylist()
    assert parties["employees"].isna().tolist() == [False, False, True, True, False, False]
    assert parties["capacity"].isna().tolist() == [False, False, True, False, False, False]
    assert loans.groupby("borrower")["exposure"].sum().to_dict() == {"911": 150.0, "912": 80.0, "123456789012345678": 10.0}
    assert len(guarantees) == 7
    assert np.isinf(network.guarantees.cap).sum() == guarantees["cap"].isna().sum()


def test_one_circle_has_its_own_loans_and_the_guarantees_inside(network: GuaranteeNetwork) -> None:
    frames = tables(network, np.array([0, 1]))
    assert frames["parties"]["code"].tolist() == ["911", "912"]
    assert frames["loans"]["borrower"].tolist() == ["911", "911", "912"]
    assert sorted(zip(frames["guarantees"]["guarantor"], frames["guarantees"]["borrower"], strict=True)) == [("911", "912"), ("912", "911")]


def test_excel_computes_no_name(network: GuaranteeNetwork, tmp_path: Path) -> None:
    path = export(network, "csv", tmp_path)[0]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    names = pd.read_csv(path, encoding="utf-8-sig")["name"].tolist()
    assert names[1] == "'=西河机械"
    assert names[5] == "'@SUM(A1)"


def test_an_empty_network_exports(tmp_path: Path) -> None:
    empty = empty_network()
    for form in ("graphml", "gexf", "csv", "parquet"):
        assert all(path.exists() for path in export(empty, form, tmp_path / f"x.{form}"))  # type: ignore[arg-type]
