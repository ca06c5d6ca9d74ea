from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from viz.workbook import Column, Sheet, write_workbook

COLUMNS = (Column("企业"), Column("余额", "money", total=True), Column("到期日", "date"), Column("占比", "share"), Column("迟报", "flag"))
ROWS = (
    ("=cmd|' /C calc'!A0", 123_456_789.01, date(2026, 6, 30), 0.25, True),
    ("乙\x00公司", None, "2026-07-31", float("nan"), False),
    ("丙公司", 0.02, None, 1.0, False),
)


def written(folder: Path, *sheets: Sheet) -> Path:
    path = folder / "表.xlsx"
    write_workbook(sheets, path)
    assert [file.name for file in folder.iterdir()] == ["表.xlsx"]
    return path


def test_a_table_reads_back_as_it_was_with_its_unit_and_its_sum(tmp_path):
    path = written(tmp_path, Sheet("到期", "到期台账", COLUMNS, ROWS, ("数据时点：2026-06-30",)))
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("到期").to_python()
    assert rows[0][0] == "到期台账"
    assert [row[0] for row in rows[1:3]] == ["数据时点：2026-06-30", "单位：万元"]
    assert rows[3] == [column.header for column in COLUMNS]
    assert rows[4] == [ROWS[0][0], 12345.678901, date(2026, 6, 30), 0.25, "是"]
    assert rows[5] == ["乙 公司", "", date(2026, 7, 31), "", "否"]
    assert rows[6][1] == 0.000002
    assert rows[7][:2] == ["合计", pytest.approx(12345.678903, abs=1e-9)]


def test_only_our_own_sums_are_formulas(tmp_path):
    path = written(tmp_path, Sheet("到期", "到期台账", COLUMNS, ROWS))
    page = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert page.count("<f>") == 1
    assert "<f>SUM(B4:B6)</f>" in page


def test_a_word_where_a_number_is_not_known_stays_a_word(tmp_path):
    columns = (Column("企业"), Column("增长", "share"), Column("压贷", "money"))
    path = written(tmp_path, Sheet("核查", "核查表", columns, (("甲", "未报告", "未报告"), ("乙", 0.5, 20_000.0))))
    assert CalamineWorkbook.from_path(str(path)).get_sheet_by_name("核查").to_python()[-2:] == [
        ["甲", "未报告", "未报告"],
        ["乙", 0.5, 2.0],
    ]


def test_a_place_that_cannot_be_written_to_is_named_and_left_as_it_was(tmp_path):
    (tmp_path / "表.xlsx").mkdir()
    (tmp_path / "文件").write_bytes(b"")
    for path in (tmp_path / "表.xlsx", tmp_path / "文件" / "表.xlsx"):
        with pytest.raises(OSError, match=re.escape(str(tmp_path))) as refused:
            write_workbook([Sheet("一", "一", COLUMNS, ())], path)
        assert str(refused.value.filename) in (str(path), str(path.parent))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["文件", "表.xlsx"]


def test_names_excel_refuses_and_names_taken_twice(tmp_path):
    columns = (Column("数", "count", total=True),)
    path = written(tmp_path, Sheet("a/b:c" * 9, "甲", columns, ()), Sheet("a/b:c" * 9, "乙", columns, [(3,)]))
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert len(set(names)) == 2
    assert all(len(name) <= 31 and "/" not in name for name in names)
    assert CalamineWorkbook.from_path(str(path)).get_sheet_by_name(names[0]).to_python()[-1] == [0.0]
