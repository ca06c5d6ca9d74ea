"""`suretygraph rules` without any data: the declarations, and a file that sets numbers of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from analysis.rules import RULES
from api.cli import main

FILE = 'version = "2026-1"\nauthor = "市金融办"\n[city]\nguarantee.ratio_warning.share_above = 0.6\n'


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("STORE", "RULES", "LANG"):
        monkeypatch.delenv(f"SURETYGRAPH_{name}", raising=False)
    (tmp_path / "city.toml").write_text(FILE, encoding="utf-8")


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["rules", *arguments])
    caught = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, caught.out, caught.err


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    code, out, err = call(capsys, *arguments, "--json")
    assert code == 0, err
    told: dict[str, Any] = json.loads(out)
    return told


def test_all_rules_with_their_law_and_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    told = answer(capsys)
    assert [rule["rule"] for rule in told["rules"]] == list(RULES)
    assert told["book"]["overrides"] == []
    (floor,) = (rule for rule in told["rules"] if rule["rule"] == "class_floor.overdue")
    assert (floor["maturity"], floor["maturity_zh"], floor["severity"]) == ("unverified", "待核", "warning")
    assert [(one["name"], one["value"], one["default"]) for one in floor["parameters"]] == [
        ("days_above", 90, 90),
        ("share_above", 0.2, 0.2),
    ]


def test_the_numbers_of_a_file_and_of_the_setting(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    by_option = answer(capsys, "--rules", "city.toml", "--topic", "guarantee.ratio_warning")
    monkeypatch.setenv("SURETYGRAPH_RULES", "city.toml")
    assert answer(capsys, "--topic", "guarantee.ratio_warning") == by_option
    (rule,) = by_option["rules"]
    assert rule["maturity"] == "local"
    assert rule["parameters"][0]["value"] == 0.6
    assert rule["parameters"][0]["default"] == 0.5
    assert by_option["book"]["version"] == "2026-1"
    assert by_option["book"]["counties_checked"] is False
    code, out, _ = call(capsys, "--topic", "guarantee.ratio_warning")
    assert code == 0
    assert "60% *" in out
    assert "版本 2026-1" in out
    assert "未核对" in out


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["--rules", "none.toml"], 3, "[rules-invalid]"),
        (["--topic", "nonsense"], 2, "[unknown-code]"),
        (["--store", "sqlite:///none.db", "--county", "380101"], 4, "none.db"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, word: str) -> None:
    left, out, err = call(capsys, *arguments)
    assert left == code
    assert out == ""
    assert word in err
    assert err.count("\n") == 1


def test_the_workbook_shows_every_rule_and_marks_the_city_s_own_numbers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "规则.xlsx"
    code, out, err = call(capsys, "--rules", "city.toml", "--excel", str(path))
    assert (code, out) == (0, "")
    assert str(path) in err
    book = CalamineWorkbook.from_path(str(path))
    listed, numbers = (book.get_sheet_by_name(name).to_python() for name in ("规则", "参数"))
    assert {row[0] for row in listed} >= set(RULES)
    assert any("city.toml" in str(row[0]) and "市金融办" in str(row[0]) for row in listed[:6])
    own = [row for row in numbers if row[-1] == "是"]
    assert [(row[0], row[3], row[4]) for row in own] == [("guarantee.ratio_warning", "60%", "50%")]
