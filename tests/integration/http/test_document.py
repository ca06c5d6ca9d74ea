"""The OpenAPI document is true: requests made from it, good and bad, get what it declares, as whoever asks."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count

import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import routed
from graph.sqlite_store import SqliteStore
from ingest.pipeline import ingest
from tests.integration.http.conftest import BANK, serving

TABLES = {
    "区县": "行政区划代码,名称\n380103,东山区\n380104,西河县\n",
    "银行": f"机构代码,名称,所在区县\n{BANK},东山农商行,380103\nB1,西河农商行,380104\n",
    "企业": "统一社会信用代码,企业名称,属地区县代码,职工人数,数据日期,净资产,货币资金\n"
    "{0},企业甲,380103,100,2026-06-30,0,0\n{1},企业乙,380104,100,2026-06-30,300,300\n"
    "{2},企业丙,380103,100,2026-06-30,500,500\n{3},企业丁,380104,100,2026-06-30,0,0\n",
    "自然人": "人员标识,姓名\nP1,王某某\n",
    "借据": "借据编号,借款企业,机构代码,余额,发放日,到期日,五级分类\n"
    f"JJ1,{{0}},{BANK},1200,2026-01-10,2026-08-10,正常\nJJ2,{{1}},B1,300,2026-01-10,2027-01-10,关注\n",
    "担保合同": "担保合同编号,担保人,担保人类型,借据编号,保证方式,签订日\n"
    "DB1,{1},企业,JJ1,连带责任保证,2026-01-10\nDB2,{2},企业,JJ1,连带责任保证,2026-01-10\n"
    "DB3,{0},企业,JJ2,连带责任保证,2026-01-10\nDB4,P1,自然人,JJ2,连带责任保证,2026-01-10\n",
}
CHECKS = [
    schemathesis.checks.not_a_server_error, content_type_conformance, response_headers_conformance, response_schema_conformance,
    status_code_conformance,
]  # fmt: skip
CONFIG = SchemathesisConfig.from_dict({"seed": 7, "generation": {"deterministic": True, "database": "none"}})
ENOUGH = 30  # requests of one operation; of further ones every tenth is made
FEW = settings(max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))


@dataclass(eq=False)
class Live:
    """A server, and what is really there: every other request asks about it, every other two as a bank."""

    url: str
    keys: dict[str, str]
    there: dict[str, list[str]] = field(default_factory=dict)
    turn: Iterator[int] = field(default_factory=count)
    asked: Counter[str] = field(default_factory=Counter)

    def ask(self, case: schemathesis.Case) -> None:
        self.asked[case.operation.label] += 1
        if self.asked[case.operation.label] > ENOUGH and self.asked[case.operation.label] % 10:
            return
        turn = next(self.turn)
        role = "bank" if turn // 2 % 2 else "admin"
        kind = "banks" if case.path.startswith("/api/v1/banks") else "parties"
        known = self.there | {"code": self.there.get(kind, [])}
        for place in (case.path_parameters, case.query):
            for name, values in known.items():
                if isinstance(place, dict) and name in place and values and (turn % 2 or name in ("as_of", "known_at")):
                    place[name] = values[turn // 2 % len(values)]
        case.call_and_validate(self.url, headers={"Authorization": f"Bearer {self.keys[role]}"}, checks=CHECKS, timeout=60)


@contextmanager
def live(app: FastAPI) -> Iterator[str]:
    """The address of an application that has begun already."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, credit_code: Callable[[int], str]) -> Iterator[Live]:
    """A city of a few firms in a circle, which tests may write to."""
    folder = tmp_path_factory.mktemp("document")
    firms = [credit_code(place) for place in range(4)]
    (folder / "input").mkdir()
    for name, text in TABLES.items():
        (folder / "input" / f"{name}.csv").write_text(text.format(*firms), encoding="utf-8")
    with closing(SqliteStore.open(folder / "city.db", create=True)) as store:
        ingest(store, folder / "input")
    running = contextmanager(serving)(f"sqlite:///{(folder / 'city.db').as_posix()}", folder, rate_limit=1_000_000)
    with running as served, live(served.app) as url:
        circle = served.json("admin", "/circles")["items"][0]["circle"]
        yield Live(url, served.keys, {
            "parties": firms, "enterprise": firms, "circle": [circle], "banks": ["B1", BANK], "loan": ["JJ1"], "q": ["企业"],
            "as_of": ["2026-06-30"], "before": ["2026-03-31"], "after": ["2026-06-30"], "from": firms, "to": firms[1:], "person": ["P1"],
        })  # fmt: skip


schema = schemathesis.openapi.from_dict(routed().openapi(), config=CONFIG)


@schema.parametrize()
@FEW
def test_what_is_asked_is_answered_as_declared(case: schemathesis.Case, city: Live) -> None:
    city.ask(case)
