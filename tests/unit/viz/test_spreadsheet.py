from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from viz.spreadsheet import write_csv


@pytest.mark.parametrize("text", ["=1+1", "+86", "-cmd", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_text(text: str, tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"名称": [text, "东山"]}), tmp_path / "a.csv")
    assert pd.read_csv(tmp_path / "a.csv", encoding="utf-8-sig")["名称"].tolist() == ["'" + text.replace("\r", "\r"), "东山"]


def test_long_codes_of_digits_stay_whole_in_files_for_people(tmp_path: Path) -> None:
    frame = pd.DataFrame({"代码": ["913301000000000001", "91330100MA2XXXXX0A"], "金额": [-1.5, 2.0]})
    write_csv(frame, tmp_path / "people.csv", long_codes=True)
    write_csv(frame, tmp_path / "programs.csv")
    assert "\t913301000000000001," in (tmp_path / "people.csv").read_text(encoding="utf-8-sig")
    assert "\t" not in (tmp_path / "programs.csv").read_text(encoding="utf-8-sig")
    assert "-1.5" in (tmp_path / "people.csv").read_text(encoding="utf-8-sig")
