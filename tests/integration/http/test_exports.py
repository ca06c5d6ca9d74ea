"""Files people take away: they open, hold what the role sees and no more, and say who took them."""

from __future__ import annotations

import io
from typing import Any

import networkx as nx
import pandas as pd
import pytest


@pytest.mark.parametrize("name", ["coordination-queue", "circles", "enterprises", "maturities", "findings", "classification"])
@pytest.mark.parametrize("role", ["city", "county"])
def test_a_list_is_the_same_in_every_form(served: Any, role: str, name: str) -> None:
    rows = served.every(role, f"/{name}")
    csv = pd.read_csv(io.BytesIO(served.get(role, f"/exports/{name}", format="csv").content), encoding="utf-8-sig", dtype=str)
    parquet = pd.read_parquet(io.BytesIO(served.get(role, f"/exports/{name}", format="parquet").content))
    book = served.get(role, f"/exports/{name}", format="xlsx")
    sheet = pd.read_excel(io.BytesIO(book.content), header=None, engine="calamine")
    assert len(csv) == len(parquet) == len(rows)
    assert {row["name"] for row in rows if row["name"] is not None} <= set(sheet.to_numpy().ravel().tolist())
    assert "attachment" in book.headers["content-disposition"]
    assert "no-store" in book.headers["cache-control"]


def test_amounts_are_yuan_in_csv_and_ten_thousands_with_a_sum_in_excel(served: Any) -> None:
    rows = served.every("city", "/circles")
    csv = pd.read_csv(io.BytesIO(served.get("city", "/exports/circles", format="csv").content), encoding="utf-8-sig")
    assert csv["贷款余额(元)"].tolist() == [row["loan_balance"] for row in rows]
    sheet = pd.read_excel(io.BytesIO(served.get("city", "/exports/circles").content), header=None, engine="calamine")
    place = sheet.index[sheet[0] == "担保圈编号"][0]
    column = sheet.loc[place].tolist().index("贷款余额")
    body = sheet.loc[place + 1 :, column]
    assert body.iloc[0] == pytest.approx(rows[0]["loan_balance"] / 10_000)
    assert body.iloc[-1] == pytest.approx(sum(row["loan_balance"] for row in rows) / 10_000)


def test_the_ledger_of_maturities_has_words_and_sums_in_excel_and_codes_for_programs(served: Any) -> None:
    rows = served.every("city", "/maturities")
    sheet = pd.read_excel(io.BytesIO(served.get("city", "/exports/maturities").content), header=None, engine="calamine")
    head = next(place for place in sheet.index if "阶段" in sheet.loc[place].tolist())
    table = sheet.loc[head + 1 :].set_axis(sheet.loc[head].tolist(), axis=1)
    assert set(table["阶段"].dropna()) <= {"未到预警期", "摸排预警", "还款计划", "资金到位", "已逾期"}
    assert table["类型"].iloc[-1] == "合计"
    assert table["余额"].iloc[-1] == pytest.approx(sum(row["balance"] for row in rows) / 10_000)
    parquet = pd.read_parquet(io.BytesIO(served.get("city", "/exports/maturities", format="parquet").content))
    assert parquet["阶段"].tolist() == [row["stage"] for row in rows]


def test_findings_are_taken_in_the_language_asked_for(served: Any) -> None:
    rows = served.every("county", "/findings")
    for lang, column, field in (("zh", "说明", "text_zh"), ("en", "text", "text_en")):
        csv = pd.read_csv(io.BytesIO(served.get("county", "/exports/findings", format="csv", lang=lang).content), encoding="utf-8-sig")
        assert csv[column].tolist() == [row[field] for row in rows]


def test_what_a_bank_lent_goes_to_excel_for_those_who_may_know(served: Any) -> None:
    rows = served.every("bank", "/banks/JR38010001/exposures")
    csv = pd.read_csv(io.BytesIO(served.get("bank", "/exports/exposures", bank="JR38010001", format="csv").content), encoding="utf-8-sig")
    assert csv["敞口(元)"].tolist() == [row["exposure"] for row in rows]
    assert len(served.get("city", "/exports/exposures", bank="JR38010002").content) > 5000
    assert served.get("bank", "/exports/exposures", bank="JR38010002").status_code == 404
    assert served.get("city", "/exports/exposures", bank="x").status_code == 404
    assert served.get("city", "/exports/exposures").status_code == 422
    assert served.get("bank", "/exports/classification").status_code == 403


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_a_network_is_read_back_by_networkx(served: Any, form: str, read: Any) -> None:
    circle = served.json("city", "/circles", limit=1)["items"][0]
    told = served.get("city", "/exports/network", format=form, circle=circle["circle"])
    graph = read(io.BytesIO(told.content))
    assert set(graph.nodes) == set(circle["members"])
    assert graph.number_of_edges() == circle["edges"]


def test_the_node_link_form_is_what_networkx_takes(served: Any) -> None:
    code = served.json("city", "/circles", limit=1)["items"][0]["core"]
    told = served.json("city", "/exports/network", format="json", code=code, depth=2)
    graph = nx.node_link_graph(told, edges="links")
    drawn = served.json("city", f"/enterprises/{code}/network", depth=2, most=2000)
    assert set(graph.nodes) == {row["party"] for row in drawn["nodes"]}
    assert set(graph.edges) == {(row["guarantor"], row["borrower"]) for row in drawn["links"]}


LISTS = {
    "county": ("coordination-queue", "circles", "maturities", "findings", "classification"),
    "bank": ("coordination-queue", "circles", "maturities", "findings"),
}


@pytest.mark.parametrize("role", ["county", "bank"])
def test_no_file_holds_a_secret(served: Any, secrets: Any, role: str) -> None:
    bodies = [served.get(role, "/exports/network", format=form).content.decode() for form in ("graphml", "json")]
    bodies += [served.get(role, f"/exports/{name}", format="csv").content.decode("utf-8-sig") for name in LISTS[role]]
    assert all(len(body) > 1000 for body in bodies)
    assert secrets[role].found_in(bodies) == set()


def test_every_file_says_who_took_it_and_the_trail_has_it(served: Any) -> None:
    told = served.get("county", "/exports/coordination-queue", format="csv")
    who = served.keys["county"].partition(".")[0]
    marks = pd.read_csv(io.BytesIO(told.content), encoding="utf-8-sig")["导出标记"].unique()
    assert len(marks) == 1
    assert f"key:{who}" in marks[0]
    assert told.headers["x-request-id"] in marks[0]
    assert f"key:{who}" in served.get("county", "/exports/network", format="graphml").text.splitlines()[1]
    served.app.state.services.trail.flush()
    (entry,) = [one for one in served.app.state.services.side.audit.read(limit=50) if one.act.request_id == told.headers["x-request-id"]]
    assert (entry.act.who, entry.act.results) == (f"key:{who}", len(served.every("county", "/coordination-queue")))


def test_what_is_not_there_is_not_found(served: Any) -> None:
    assert served.get("city", "/exports/network", circle="C-x").status_code == 404
    assert served.get("city", "/exports/network", code="x").status_code == 404
    assert served.get("city", "/exports/nothing").status_code == 404
