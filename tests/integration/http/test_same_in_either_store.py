"""One city in SQLite and in Neo4j: every request that reads is answered the same, byte for byte but for moments and ids."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest

from api.app import routed
from api.settings import Settings
from api.wiring import open_store
from ingest.pipeline import ingest
from ingest.synthetic import City, write_city
from tests.integration.http.conftest import BANK, COUNTY, Served, serving
from tests.integration.http.test_loading import ended, send

SAME_REQUEST: Final = {"x-request-id": "0123456789abcdef"}
COUNTIES: Final = (COUNTY, "380104")
ROLES: Final = ("city", "county", "bank", "admin")
FIRST, SECOND = "2026-06-30", "2026-07-31"
PLAN: Final = {"stage": "plan", "source": "renewal", "amount": "5000000", "reason": "企业书面还款计划"}
OWN_NAMES: Final = re.compile(
    r"\d{4}[-‑]\d\d[-‑]\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?|key:[0-9a-f]+"
    r"|\b(?:[0-9a-f]{32}|[0-9a-f]{24}|[0-9a-f]{12})\b|\d{8}T\d{6}Z-[0-9a-f]{8}"
    r'|(?<="run":")\d+(?=")|(?<="run_id":")\d+(?=")|(?<={"id":")\d+(?=","number")'
)  # moments; ids of keys, jobs, views and runs
OF_A_BANK: Final = "/api/v1/banks/{code}/exposures"
NOT_OF_THE_STORE: Final = {"/healthz", "/readyz", "/metrics", "/api/v1/keys", "/api/v1/audit", "/api/v1/audit/verification"}
QUERIES: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "/api/v1/exports/{name}": ({"format": "csv"},),
    "/api/v1/exports/exposures": ({"format": "csv", "bank": BANK},),
    "/api/v1/exports/network": ({"format": "json"}, {"format": "graphml"}),
    "/api/v1/papers/credit-checks/{code}": ({"purpose": "贷前审查"},),
    "/api/v1/papers/meeting": ({"since": FIRST},),
}


@dataclass
class Twins:
    """Two servers over stores that were told the same."""

    servers: tuple[Served, Served]
    made: tuple[dict[str, str], dict[str, str]]  # ids of what was sent to each
    statuses: dict[str, set[int]] = field(default_factory=dict)
    different: list[str] = field(default_factory=list)

    def ask(self, template: str, role: str, names: dict[str, str], query: dict[str, Any]) -> None:
        """Ask both for one thing, and note where they differ."""
        path = template.removeprefix("/api/v1").replace("explanation/{code}", "explanation/{fallen}")
        one, other = (
            server.clients[role].get(
                f"/api/v1{path.format(**names | own, simulation=own[f'simulation-{role}'])}", params=query, headers=SAME_REQUEST
            )
            for server, own in zip(self.servers, self.made, strict=True)
        )
        self.statuses.setdefault(template, set()).add(one.status_code)
        first, second = ((answer.status_code, OWN_NAMES.sub("*", text(answer))) for answer in (one, other))
        if first != second:
            self.different.append(f"{role} {one.url.path} {query}: {first[0]} {second[0]} {apart(first[1], second[1])}")


def text(answer: Any) -> str:
    """What an answer says: of a workbook its cells."""
    if "spreadsheet" not in answer.headers["content-type"]:
        return str(answer.text)
    sheets = pd.read_excel(io.BytesIO(answer.content), sheet_name=None, header=None, engine="calamine", dtype=str)
    return "".join(f"{name}\n{cells.to_csv()}" for name, cells in sheets.items())


def apart(one: str, other: str) -> str:
    """Where two texts begin to differ."""
    place = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))
    return f"at {place}: {one[max(0, place - 150) : place + 80]!r} / {other[max(0, place - 150) : place + 80]!r}"


@pytest.fixture
def twins(neo4j_url: str, tmp_path: Path, demo_city: City) -> Iterator[Twins]:
    """The city, a later report, a plan, and a simulation of each model in both stores."""
    city = part(demo_city)
    write_city(city, tmp_path / "input", form="parquet")
    with ExitStack() as running:
        servers: list[Served] = []
        for url in (f"sqlite:///{(tmp_path / 'city.db').as_posix()}", neo4j_url):
            with closing(open_store(Settings(), url, create=True)) as store:
                ingest(store, tmp_path / "input")
            (folder := tmp_path / f"served{len(servers)}").mkdir()
            servers.append(running.enter_context(contextmanager(serving)(url, folder)))
        one, other = servers
        yield Twins((one, other), (written(one, city), written(other, city)))


def part(city: City) -> City:
    """What two of its counties borrowed, with whoever stands behind it: enough for every answer, and soon in both stores."""
    firms, loans, promises = (city.tables[name] for name in ("enterprises", "loans", "guarantees"))
    firms = firms.query("county_code in @COUNTIES")
    loans = loans.loc[loans["borrower"].isin(firms["credit_code"])]
    promises = promises.loc[promises["loan_no"].isin(loans["loan_no"])]
    plans = city.tables["capital_plans"]
    plans = plans.loc[plans["loan_no"].isin(loans["loan_no"])]
    return replace(city, tables=city.tables | {"enterprises": firms, "loans": loans, "guarantees": promises, "capital_plans": plans})


def written(server: Served, city: City) -> dict[str, str]:
    """Hand in a later report with a bad row, a plan, a view and simulations; the ids they got."""
    loans = city.tables["loans"].query("bank_code == @BANK and five_class == 'normal'").tail(60)
    lower = loans.assign(balance=loans["balance"] // 2 + 7, bank_code=BANK, five_class="关注")
    rows = lower[["loan_no", "borrower", "bank_code", "balance", "starts_on", "matures_on", "five_class"]].to_csv(index=False, header=False)
    bad = f"坏的,谁也不是,{BANK},x,2026-01-01,2026-12-31,正常\n"
    report = f"借据编号,借款企业,机构代码,余额(元),发放日,到期日,五级分类\n{rows}{bad}"
    load = ended(server, send(server, [("借据.csv", report.encode())], reporting_date=SECOND, reason="七月报送"))
    assert load["status"] == "done", load
    plan = server.clients["admin"].post(f"/api/v1/maturities/{loans['loan_no'].iloc[-1]}/plans", json=PLAN)
    assert plan.status_code == 201, plan.text
    view = server.clients["admin"].post("/api/v1/views", json={"name": "一", "state": {"a": 1}})
    assert view.status_code == 201, view.text
    firms = city.tables["enterprises"].set_index("credit_code")["county_code"]
    seeds = [next(code for code in loans["borrower"] if firms.get(code) == COUNTY)]
    scenarios: list[tuple[str, dict[str, Any]]] = [
        (role, {"model": model, "seeds": seeds, "scenarios": 50} if model == "montecarlo" else {"model": model, "seeds": seeds})
        for role, model in (("city", "clearing"), ("admin", "cascade"), ("county", "montecarlo"), ("bank", "cascade"))
    ]
    simulations = {f"simulation-{role}": server.simulated(role, scenario).rpartition("/")[2] for role, scenario in scenarios}
    return {"load": load["id"], "view": view.json()["id"], "fallen": seeds[0]} | simulations


def places(served: Served, role: str) -> dict[str, str]:
    """What of a role's own is asked about: a firm, and the largest circle."""
    firms = [row["party"] for row in served.every(role, "/enterprises", county=COUNTY) if row["kind"] == "enterprise" and not row["stub"]]
    circle = served.json(role, "/circles", limit=1)["items"][0]["circle"]
    about = dict.fromkeys(("code", "enterprise", "group", "from"), firms[len(firms) // 2])
    return about | {"to": firms[0], "name": "findings", "circle": circle, "before": FIRST, "after": SECOND}


@pytest.mark.neo4j
def test_every_reading_request_is_answered_the_same(twins: Twins) -> None:
    document = {path: told["get"] for path, told in routed().openapi()["paths"].items() if "get" in told and path not in NOT_OF_THE_STORE}
    for role in ROLES:
        names = places(twins.servers[0], role)
        for path, told in document.items():
            if role == "admin" and 200 in twins.statuses[path]:
                continue
            asked = {one["name"] for one in told["parameters"]}
            needed = {one["name"]: names[one["name"]] for one in told["parameters"] if one["name"] in ("from", "to")}
            for query in QUERIES.get(path, ({},)):
                for day in ({}, {"as_of": FIRST}) if "as_of" in asked and role != "county" else ({},):
                    twins.ask(path, role, names | ({"code": BANK} if path == OF_A_BANK else {}), needed | query | day)
    assert "\n".join(twins.different) == ""
    assert {path for path, statuses in twins.statuses.items() if 200 not in statuses} == set()
