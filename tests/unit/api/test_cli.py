"""The skeleton of the command line: help, usage errors, exit codes; commands themselves are tested on real stores in tests/integration."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from api.cli import app, main

HEAVY = (
    "pandas",
    "numpy",
    "pyarrow",
    "scipy",
    "numba",
    "networkx",
    "plotly",
    "pyvis",
    "neo4j",
    "xlsxwriter",
    "jinja2",
    "pydantic_settings",
)


def names(group: Any, before: str = "") -> Iterator[str]:
    """Every command below a group, as it is typed."""
    for command in group.registered_commands:
        yield f"{before}{command.name or command.callback.__name__}"
    for inner in group.registered_groups:
        yield from names(inner.typer_instance, f"{before}{inner.name} " if isinstance(inner.name, str) else before)


NAMES = sorted(names(app))


def leave(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    assert isinstance(left.value.code, int)
    return left.value.code


def test_every_command_of_the_specification_is_there() -> None:
    assert {
        "demo",
        "template",
        "ingest",
        "queue",
        "circles",
        "simulate",
        "rank",
        "spillover",
        "export",
        "runs",
        "info",
        "serve",
        "keys create",
    } <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_help_says_what_a_command_does_and_shows_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(*name.split(), "--help") == 0
    assert f"suretygraph {name}" in capsys.readouterr().out.split("Options", 1)[1]


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["simulate"], ["simulate", "--nonsense"], ["queue", "--as-of", "30.6.2026"]])
def test_wrong_usage_is_two_and_writes_no_answer(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert leave(*arguments) == 2
    caught = capsys.readouterr()
    if arguments:
        assert caught.out == ""
        assert caught.err.endswith("[usage]\n")
        assert caught.err.count("\n") == 1


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    from importlib.metadata import version

    assert leave("--version") == 0
    assert capsys.readouterr().out == f"suretygraph {version('suretygraph')}\n"


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    code = f"import sys, api.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
