"""The commands on a real store: answers, exit codes, and nothing on stdout but the answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

DAY = "2026-01-10"
LOANS = [("JJ1", 0, 1200, None), ("JJ2", 2, 300, None)]
PROMISES = [
    ("DB1", 1, "JJ1", None, "连带责任保证", None, DAY),
    ("DB2", 2, "JJ1", 600, "一般保证", None, DAY),
    ("DB3", 0, "JJ2", None, "连带", None, DAY),
]


@pytest.fixture
def loaded(
    call: Callable[..., Any], folder: Callable[..., Path], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Any]:
    """The command line on a store that holds four firms, A guaranteed by X and Y, Y guaranteed by A; loaded once, copied for each test."""
    kept = tmp_path_factory.getbasetemp() / "loaded"
    if not kept.exists():
        done = call("ingest", folder([300, 500, 500], LOANS, PROMISES), "--json")
        assert done.code == 0, done.out + done.err
        shutil.copytree(tmp_path, kept)
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    return call


def test_ingest_reports_every_table(call: Callable[..., Any], folder: Callable[..., Path]) -> None:
    path = folder([300, 500, 500], LOANS, PROMISES)
    report = call("ingest", path, "--json").json
    assert report["tables"]["loans"] == {"read": 2, "loaded": 2, "updated": 0, "unchanged": 0, "rejected": 0}
    assert report["rejections"] == []
    again = call("ingest", path)
    assert again.code == 0
    assert "借据" in again.out
    assert call("ingest", path, "--json").json["tables"]["guarantees"]["unchanged"] == 3
    listed = call("runs", "--json").json["runs"]
    assert [run["number"] for run in listed] == [3, 2, 1]
    assert call("runs", report["run_id"], "--json").json["report"]["tables"] == report["tables"]
    assert call("runs", report["run_id"]).code == 0


def test_rejected_rows_come_back_and_the_exit_code_says_so(call: Callable[..., Any], folder: Callable[..., Path], tmp_path: Path) -> None:
    path = folder([300, 500, 500], [*LOANS, ("JJ3", 0, -5, None)], PROMISES)
    done = call("ingest", path, "--json")
    assert done.code == 1
    (refused,) = done.json["rejections"]
    assert (refused["file"], refused["sheet"], refused["row"], refused["column"]) == ("借据.xlsx", "借据", 5, "balance")
    assert refused["code"] == "amount-negative"
    returned = tmp_path / "报送-returned"
    assert {Path(file).name for file in done.json["returned"]} == {"report.json", "rejections.csv", "借据_退回.xlsx"}
    assert all(Path(file).parent == returned for file in done.json["returned"])
    seen = call("ingest", path, "--returned", tmp_path / "退回")
    assert seen.code == 1
    assert "借据.xlsx" in seen.out
    assert "余额(万元)”不能为负数" in "".join(seen.out.split())
    assert (tmp_path / "退回" / "借据_退回.xlsx").exists()


def test_what_a_load_noticed_is_told(
    call: Callable[..., Any], folder: Callable[..., Path], write_workbook: Callable[..., Path], credit_code: Callable[[int], str]
) -> None:
    path = folder([300, 500, 500], LOANS, PROMISES)
    firms = [(credit_code(8), "企业A", "330199"), (credit_code(9), "企业B", "330101")]
    write_workbook(path / "补报.xlsx", {"企业": (["统一社会信用代码", "企业名称", "属地区县代码"], firms)})
    done = call("ingest", path)
    assert done.code == 0
    told = "".join(done.out.split())
    assert "区县代码不在区县表中（1处；county_code330199" in told
    assert f"疑似重复企业a：{credit_code(0)}" in told


@pytest.mark.parametrize("content", [None, {}, {"notes.txt": b"hello"}, {"loans.csv": b"\xff\xfe\x00"}, {"manifest.toml": b"complete = 7"}])
def test_input_that_cannot_be_read_is_three_and_leaves_no_store(
    content: dict[str, bytes] | None, call: Callable[..., Any], tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "in").mkdir()
        for name, data in content.items():
            (tmp_path / "in" / name).write_bytes(data)
    done = call("ingest", tmp_path / "in", "--json")
    assert done.code == 3
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert list(tmp_path.glob("city.db*")) == []


@pytest.mark.parametrize("declared", ["nonsense", "loans:", "loans@2026-13-01", "counties:B1"])
def test_a_wrong_declaration_of_completeness_is_wrong_usage(declared: str, call: Callable[..., Any], folder: Callable[..., Path]) -> None:
    done = call("ingest", folder([0, 0, 0], LOANS, PROMISES), "--complete", declared)
    assert (done.code, done.out) == (2, "")


def test_a_complete_feed_closes_what_it_no_longer_holds(
    call: Callable[..., Any], folder: Callable[..., Path], credit_code: Callable[[int], str]
) -> None:
    call("ingest", folder([300, 500, 500], LOANS, PROMISES))
    path = folder([300, 500, 500], LOANS[:1], PROMISES[:2])
    assert call("ingest", path, "--complete", "loans:B1@2026-07-31", "--complete", "guarantees:B1@2026-07-31", "--json").code == 0
    july = call("simulate", "--seeds", credit_code(2), "--as-of", "2026-07-31", "--json").json
    june = call("simulate", "--seeds", credit_code(2), "--as-of", "2026-06-30", "--json").json
    assert july["bank_loss"] == 0
    assert june["bank_loss"] == 3_000_000.0 + 12_000_000.0  # A can pay nothing for Y; X cannot pay for A


@pytest.mark.parametrize("command", ["queue", "circles", "rank", "spillover", "info", "runs"])
def test_every_question_has_a_table_and_one_json_document(command: str, loaded: Callable[..., Any]) -> None:
    table, document = loaded(command), loaded(command, "--json")
    assert table.code == document.code == 0
    assert len(table.out.splitlines()) > 2
    assert isinstance(document.json, dict)
    assert document.err == ""


@pytest.mark.parametrize("command", ["queue", "circles", "rank", "spillover"])
def test_answers_say_their_date(command: str, loaded: Callable[..., Any]) -> None:
    assert loaded(command, "--json").json["as_of"] == "2026-06-30"
    assert loaded(command, "--as-of", "2026-03-31", "--json").json["as_of"] == "2026-03-31"


def test_limit_cuts_tables_and_documents(loaded: Callable[..., Any]) -> None:
    assert len(loaded("rank", "--json").json["rows"]) == 4
    assert len(loaded("rank", "--limit", "2", "--json").json["rows"]) == 2
    assert "--limit 0" in loaded("rank", "--limit", "2").out
    assert "--limit 0" not in loaded("rank", "--limit", "0").out


def test_english_is_a_setting(loaded: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    core = loaded("queue", "--json").json["rows"][0]["name"].removesuffix("担保圈")
    assert f"{core}担保圈" in loaded("circles").out
    monkeypatch.setenv("SURETYGRAPH_LANG", "en")
    assert "expected spillover" in loaded("queue").out
    for command in ("queue", "circles"):
        assert f"{core} guarantee circle" in loaded(command).out
        assert "担保圈" not in loaded(command).out
        assert {row["name"] for row in loaded(command, "--json").json["rows" if command == "queue" else "circles"]} >= {f"{core}担保圈"}


@pytest.mark.parametrize("command", ["spillover", "rules", "findings", "maturities", "classify", "risk-list"])
def test_a_county_nobody_has_is_named_by_every_command_that_takes_one(command: str, loaded: Callable[..., Any]) -> None:
    told = loaded(command, "--county", "999999")
    assert (told.code, told.out) == (2, "")
    assert "no county has the code '999999'" in told.err


def test_results_are_saved_and_circles_keep_their_names(loaded: Callable[..., Any], folder: Callable[..., Path]) -> None:
    before = loaded("queue", "--save", "--json").json["rows"][0]["circle"]
    # Y now has the loans: the core may change, the circle keeps its id
    richer = [("JJ1", 0, 1200, None), ("JJ2", 2, 90_000, None)]
    assert loaded("ingest", folder([300, 500, 500], richer, PROMISES)).code == 0
    assert [row["circle"] for row in loaded("queue", "--json").json["rows"]] == [before]


def test_search_finds_names_and_codes(loaded: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    assert [hit["name"] for hit in loaded("search", "业X", "--json").json["hits"]] == ["企业X"]
    assert loaded("search", credit_code(2), "--json").json["hits"][0]["party"] == credit_code(2)
    assert loaded("search", "无此企业").code == 0


def test_exports_of_the_network_and_of_one_circle(loaded: Callable[..., Any], tmp_path: Path, credit_code: Callable[[int], str]) -> None:
    circle = loaded("circles", "--json").json["circles"][0]["circle"]
    for form in ("graphml", "gexf", "csv", "parquet"):
        done = loaded("export", "--format", form, "--out", tmp_path / f"all-{form}", "--json")
        assert all(Path(file).exists() for file in done.json["files"])
    assert len(nx.read_graphml(tmp_path / "all-graphml")) == 4
    loaded("export", "--format", "parquet", "--circle", circle, "--out", tmp_path / "one")
    assert set(pd.read_parquet(tmp_path / "one" / "parties.parquet")["code"]) == {credit_code(place) for place in (0, 1, 2)}
    loaded("export", "--format", "html", "--circle", circle, "--out", tmp_path / "one.html")
    assert "企业A" in (tmp_path / "one.html").read_text(encoding="utf-8")
    assert loaded("export", "--format", "html").code == 2
    missing = loaded("export", "--format", "csv", "--circle", "C-0", "--out", tmp_path / "none")
    assert (missing.code, missing.out) == (2, "")
    assert not (tmp_path / "none").exists()


def test_a_lone_firm_is_a_circle_of_one(loaded: Callable[..., Any], tmp_path: Path, credit_code: Callable[[int], str]) -> None:
    loaded("export", "--format", "parquet", "--circle", f"C-{credit_code(3)}", "--out", tmp_path / "lone")
    assert pd.read_parquet(tmp_path / "lone" / "parties.parquet")["code"].tolist() == [credit_code(3)]


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["simulate", "--seeds", "nobody"], 2, "unknown-code"),
        (["simulate", "--seeds", ","], 2, "invalid-parameter"),
        (["spillover", "--county", "999999"], 2, "unknown-code"),
        (["runs", "no-such-run"], 2, "unknown-code"),
        (["queue", "--store", "postgres://x"], 2, "store-url"),
        (["queue", "--store", "neo4j://me:secret@host"], 2, "store-url"),
        (["queue", "--store", "sqlite://me:secret@host/city.db"], 2, "store-url"),
        (["queue", "--store", "neo4j://host/city?password=secret"], 2, "store-url"),
        (["queue", "--as-of", "9999-12-31"], 2, "usage"),
        (["credit", "--file", "/no/such/list.xlsx"], 2, "file-access"),
        (["queue", "--store", "sqlite:///no/such/folder/x.db"], 4, "store-unreachable"),
    ],
)
def test_errors_are_one_sentence_with_a_code(arguments: list[str], code: int, word: str, loaded: Callable[..., Any]) -> None:
    done = loaded(*arguments, "--json")
    assert (done.code, done.out) == (code, "")
    assert done.err.endswith(f"[{word}]\n")
    assert "secret" not in done.err


def test_a_file_that_is_no_store_is_four_and_untouched(call: Callable[..., Any], tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(b"not a database, but long enough to look at" * 100)
    for command in ("queue", "info"):
        assert call(command, "--store", f"sqlite:///{other.as_posix()}").code == 4
    assert other.read_bytes().startswith(b"not a database")


def test_an_empty_store_says_what_to_do(call: Callable[..., Any], tmp_path: Path) -> None:
    done = call("queue")
    assert done.code == 4
    assert "ingest" in done.err
    assert list(tmp_path.glob("city.db*")) == []


def test_templates_are_written(call: Callable[..., Any], tmp_path: Path) -> None:
    files = call("template", tmp_path / "blank", "--json").json["files"]
    assert len(files) >= 18
    assert all(Path(file).exists() for file in files)


def test_the_network_file_is_kept_and_used(loaded: Callable[..., Any], tmp_path: Path) -> None:
    first = loaded("rank", "--json").out
    kept = list((tmp_path / "city.db.cache").glob("*.network"))
    assert len(kept) == 1
    assert loaded("rank", "--json").out == first
    kept[0].write_bytes(b"broken")
    assert loaded("rank", "--json").out == first


def test_a_real_process_in_a_c_locale(loaded: Callable[..., Any], tmp_path: Path) -> None:
    bare = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    for extra in ([], ["--json"]):
        command = [sys.executable, "-m", "api", "search", "企业", *extra]
        done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, **bare}, cwd=Path(__file__).parents[2])
        assert "企业X" in done.stdout.decode("utf-8")
        assert b"Traceback" not in done.stderr
    assert json.loads(done.stdout)["hits"]
