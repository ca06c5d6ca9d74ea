"""`suretygraph demo` from nothing: what it leaves, and that it is the answer of the store it leaves."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of one demo run as a process of its own, and what it printed."""
    out = tmp_path_factory.mktemp("demo") / "demo"
    command = [sys.executable, "-m", "api", "demo", "--scale", "small", "--seed", "7", "--out", str(out)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SURETYGRAPH_")}
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, env=clean, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return out, done.stdout.decode("utf-8")


def test_it_leaves_what_it_promises(demo: tuple[Path, str]) -> None:
    out, _ = demo
    assert {"input", "answers.json", "suretygraph.db", "queue.json", "queue.csv", "report.html"} <= {path.name for path in out.iterdir()}
    assert all(path.suffix == ".xlsx" for path in (out / "input").iterdir())
    assert json.loads((out / "answers.json").read_text(encoding="utf-8"))["seed"] == 7


def test_it_prints_published_beside_generated_the_queue_and_how_to_go_on(demo: tuple[Path, str]) -> None:
    out, printed = demo
    first = json.loads((out / "queue.json").read_text(encoding="utf-8"))["rows"][0]
    for text in ("发表值", "18,700", "0.75", "市级协调清单", first["name"], "queue --store", "report.html"):
        assert text in printed


def test_the_store_gives_the_queue_that_was_written(demo: tuple[Path, str], call: Callable[..., Any]) -> None:
    out, _ = demo
    asked = call("queue", "--store", f"sqlite:///{(out / 'suretygraph.db').as_posix()}", "--json").json
    written = json.loads((out / "queue.json").read_text(encoding="utf-8"))
    assert asked == written


def test_the_queue_opens_in_excel(demo: tuple[Path, str]) -> None:
    out, _ = demo
    assert (out / "queue.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(out / "queue.csv", encoding="utf-8-sig")
    rows = json.loads((out / "queue.json").read_text(encoding="utf-8"))["rows"]
    assert table["排名"].tolist() == [row["rank"] for row in rows]
    assert table["预期外溢(元/年)"].tolist() == [row["expected_spillover"] for row in rows]


def test_the_report_is_self_contained(demo: tuple[Path, str]) -> None:
    page = (demo[0] / "report.html").read_text(encoding="utf-8")
    markup = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.findall(r"<[^>]+\s(?:src|href)\s*=", markup)
    assert not re.findall(r"<script[^>]*\ssrc|<link\b", page)
    assert "default-src 'none'" in page
    for text in ("岚江市", "2026-06-30", "预期外溢", "名词解释"):
        assert text in page


def test_a_second_demo_replaces_the_first_and_spares_what_it_did_not_write(demo: tuple[Path, str], call: Callable[..., Any]) -> None:
    out, _ = demo
    (out / "input" / "mine.xlsx").write_bytes(b"mine")
    refused = call("demo", "--out", out)
    assert (refused.code, refused.out) == (2, "")
    assert "mine.xlsx" in refused.err
    (out / "input" / "mine.xlsx").unlink()
    before = (out / "queue.json").read_bytes()
    again = call("demo", "--out", out, "--json")
    assert again.code == 0
    assert again.json["rejected"] == 0
    assert (out / "queue.json").read_bytes() == before
