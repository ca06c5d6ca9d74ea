from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from api.output import emit_json, json_text, show
from api.tables import table

ASCII_LOCALE = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}


def test_one_document_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    document = {"name": "东山", "loss": 12.5, "rows": [{"a": [1, None]}, {"b": "\n"}], "none": [], "codes": ["x"], "deep": {"rows": [{}]}}
    emit_json(document)
    assert json.loads(capsys.readouterr().out) == document


def test_nothing_is_a_document_too() -> None:
    assert json.loads(json_text({})) == {}


def test_a_row_is_a_line() -> None:
    assert json_text({"rows": [{"a": 1}, {"a": 2}], "n": 2}) == '{\n "rows": [\n  {"a": 1},\n  {"a": 2}\n ],\n "n": 2\n}\n'


def test_nan_never_reaches_json() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        emit_json({"loss": float("nan")})


def test_cells_are_text_never_markup(capsys: pytest.CaptureFixture[str]) -> None:
    show(table(["name", "amount"], [("[red]东山[/red] :smile:", 3)], "zh", numbers=["amount"]))
    written = capsys.readouterr().out
    assert "[red]东山[/red] :smile:" in written
    assert "名称" in written


def test_chinese_survives_a_c_locale() -> None:
    code = "from api.output import use_utf8, emit_json; use_utf8(); emit_json({'name': '\\u4e1c\\u5c71\\udc80'})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, **ASCII_LOCALE})
    assert json.loads(done.stdout.decode("utf-8"))["name"] == "东山\udc80"


def test_a_reader_that_leaves_early_is_no_error() -> None:
    code = "from api.output import emit_json; emit_json({'x': ['x' * 100] * 20000})"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        writer.stdout.read(10)
        writer.stdout.close()
        assert writer.stderr.read() == b""
        assert writer.wait() == 0
