from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.demo import MARK, claim
from graph.errors import InvalidParameter


def demo_folder(out: Path, listed: list[str] | None) -> Path:
    (out / "input").mkdir(parents=True)
    (out / "input" / "01.xlsx").write_bytes(b"old")
    (out / "suretygraph.db").write_bytes(b"old")
    (out / "report.html").write_bytes(b"old")
    (out / MARK).write_text(json.dumps(listed), encoding="utf-8")
    return out


def test_a_new_or_empty_folder_becomes_the_demo_s(tmp_path: Path) -> None:
    for out in (tmp_path / "deep" / "demo", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        claim(out)
        assert (out / MARK).exists()


def test_a_folder_with_other_files_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    (tmp_path / "input" / "mine.xlsx").write_bytes(b"mine")
    with pytest.raises(InvalidParameter, match="not empty"):
        claim(tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["input", "mine.xlsx"]


def test_an_earlier_demo_is_replaced_and_foreign_files_beside_it_stay(tmp_path: Path) -> None:
    out = demo_folder(tmp_path / "demo", ["01.xlsx"])
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    claim(out)
    assert sorted(path.name for path in out.rglob("*")) == sorted([MARK, "input", "notes.txt"])


def test_a_file_of_somebody_else_in_the_input_is_never_deleted(tmp_path: Path) -> None:
    out = demo_folder(tmp_path / "demo", ["01.xlsx"])
    (out / "input" / "mine.xlsx").write_bytes(b"mine")
    with pytest.raises(InvalidParameter, match=r"mine\.xlsx"):
        claim(out)
    assert (out / "input" / "01.xlsx").read_bytes() == b"old"
    assert (out / "report.html").exists()


def test_a_demo_that_died_while_writing_is_replaced(tmp_path: Path) -> None:
    out = demo_folder(tmp_path / "demo", None)
    claim(out)
    assert sorted(path.name for path in out.rglob("*")) == [MARK, "input"]
