"""docs/scenarios.md: its files and commands run, and nothing a scenario can say is missing from it."""

from __future__ import annotations

import inspect
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from analysis.scenario import applying, comparison, edits, preparation, shocks
from analysis.scenario.specification import Loadings, MadeWith, Parameters, Scenario

PAGE = Path(__file__).parents[2] / "docs" / "scenarios.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```(?:\n\n\(saved as `(.*?)`\))?", re.M | re.S)


def test_every_field_edit_and_warning_is_explained() -> None:
    words = set(re.findall(r"`\"?([\w*-]+)\"?`", TEXT))
    for model in (
        Scenario,
        Parameters,
        Loadings,
        MadeWith,
        edits.NewCompany,
        shocks.ProbabilityShock,
        shocks.CollateralShock,
        shocks.CapacityShock,
    ):
        assert set(model.model_fields) <= words, model
    for edit in get_args(get_args(edits.Edit)[0]):
        assert set(edit.model_fields) <= words, edit
        assert get_args(edit.model_fields["do"].annotation)[0] in words
    told = {
        code
        for module in (applying, comparison, preparation)
        for code in re.findall(r'^\s+"([a-z]+(?:-[a-z]+)+)",', inspect.getsource(module), re.M)
    }
    assert len(told) == 6
    assert told <= words


def test_the_examples_run(city: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = {}
    for language, text, saved_as in BLOCK.findall(TEXT):
        if language == "sh":
            for line in text.splitlines():
                words = shlex.split(line, comments=True)
                assert words[0] == "suretygraph"
                if not {"FILE", "…"} & set(words):
                    ran[line] = city(*words[1:])
                    assert ran[line].code == 0, line + ran[line].err
        else:
            name = saved_as or re.match(r"# (\S+)\n", text).group(1)  # type: ignore[union-attr]
            (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(ran) == 8
    assert "cutting-made-it-worse" in ran["suretygraph compare --scenario cut.toml --json"].out
    assert ran["suretygraph compare --scenario cut.toml --json"].json["least"]["bank_loss"]["after"] == 170_000.0
    assert ran["suretygraph compare --scenario cut.toml --with company.json --json"].json["least"]["bank_loss"]["after"] == 0.0
    assert ran["suretygraph simulate --scenario clearing.toml --json"].json["model"]["alpha"] == 0.4
