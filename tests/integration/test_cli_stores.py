"""The command line on either store: the same files, the same answers."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DAY = "2026-01-10"
LOANS = [("JJ1", 0, 1200, None), ("JJ2", 2, 300.07, None), ("JJ3", 3, 80, 20)]
PROMISES = [
    ("DB1", 1, "JJ1", None, "连带责任保证", None, DAY),
    ("DB2", 2, "JJ1", 600, "一般保证", None, DAY),
    ("DB3", 0, "JJ2", None, "未约定", None, DAY),
    ("DB4", 1, "JJ3", None, "按份", 0.5, DAY),
]
QUESTIONS = ("queue", "circles", "rank", "spillover")


@pytest.fixture(autouse=True)
def _no_trace_in_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SURETYGRAPH_CACHE_DIR", str(tmp_path / "cache"))


def test_every_command_answers_on_either_store(
    store_url: str, call: Callable[..., Any], folder: Callable[..., Path], credit_code: Callable[[int], str], tmp_path: Path
) -> None:
    on = ("--store", store_url)
    path = folder([300, 500, 500], LOANS, PROMISES)
    assert call("ingest", path, *on).code == 0
    assert call("ingest", path, *on, "--json").json["tables"]["loans"]["unchanged"] == 3
    for command in (*QUESTIONS, "runs", "info"):
        assert call(command, *on, "--json").code == 0, command
    assert call("queue", "--save", *on).code == 0
    assert call("simulate", "--seeds", credit_code(0), *on, "--json").json["bank_loss"] == 12_000_000.0 + 3_000_700.0
    assert call("search", "企业Y", *on, "--json").json["hits"][0]["party"] == credit_code(2)
    assert call("export", "--format", "parquet", "--out", tmp_path / "tables", *on).code == 0


def test_three_corrected_folders_read_back_as_each_was_known(
    store_url: str, call: Callable[..., Any], folder: Callable[..., Path], credit_code: Callable[[int], str]
) -> None:
    balances = (1200, 900, 1500)  # 万元, undated: each folder corrects the one before
    runs = [call("ingest", folder([9e6] * 3, [("JJ1", 0, balance, None)], PROMISES[:1]), "--store", store_url, "--json").json["run_id"]
            for balance in balances]  # fmt: skip
    ask = ("simulate", "--seeds", credit_code(0), "--store", store_url, "--as-of", "2026-06-30", "--json")
    told = [call(*ask, "--known-at", run).json["calls_paid"] for run in runs]
    assert [sum(call["amount"] for call in calls) for calls in told] == [balance * 10_000 for balance in balances]
    assert call(*ask).json["calls_paid"] == told[-1]
    assert call(*ask, "--known-at", "nowhere").code == call("queue", "--store", store_url, "--known-at", runs[0]).code == 2


def test_three_reporting_dates_read_back_as_reported(
    store_url: str, call: Callable[..., Any], folder: Callable[..., Path], credit_code: Callable[[int], str]
) -> None:
    reports = {"2026-06-30": 1500, "2026-04-30": 1200, "2026-05-31": 900}  # in the order they arrive
    for day, balance in reports.items():
        path = folder([9e6] * 3, [("JJ1", 0, balance, None)], PROMISES[:1])
        assert call("ingest", path, "--store", store_url, "--complete", f"loans:B1@{day}").code == 0
    ask = ("simulate", "--seeds", credit_code(0), "--store", store_url, "--json", "--as-of")
    paid = {day: sum(paid["amount"] for paid in call(*ask, day).json["calls_paid"]) for day in reports}
    assert paid == {day: balance * 10_000 for day, balance in reports.items()}
    assert call(*ask[:-1]).json["as_of"] == "2026-06-30"


@pytest.mark.neo4j
def test_both_stores_give_the_same_answers_to_the_fen(neo4j_url: str, call: Callable[..., Any], folder: Callable[..., Path]) -> None:
    path = folder([300, 500, 500], LOANS, PROMISES)
    assert call("ingest", path).code == call("ingest", path, "--store", neo4j_url).code == 0
    for command in QUESTIONS:
        assert call(command, "--json").out == call(command, "--store", neo4j_url, "--json").out, command


@pytest.mark.neo4j
def test_a_wrong_password_is_four_and_not_repeated(neo4j_url: str, call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURETYGRAPH_NEO4J_PASSWORD", "wrong-word")
    refused = call("queue", "--store", neo4j_url)
    assert (refused.code, refused.out) == (4, "")
    assert refused.err.endswith("[store-auth]\n")
    assert "wrong-word" not in refused.err


def test_a_server_that_does_not_answer_is_four(call: Callable[..., Any]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        refused = call("queue", "--store", f"bolt://127.0.0.1:{taken.getsockname()[1]}/neo4j", "--json")
    assert (refused.code, refused.out) == (4, "")
    assert refused.err.endswith("[store-unreachable]\n")
