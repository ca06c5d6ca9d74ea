from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from graph.schema import TABLES
from graph.values import Kind
from ingest.readers import Reading, read_folder
from ingest.templates import NOTES, write_templates


@pytest.fixture(scope="module")
def blanks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("blank") / "templates"
    return dict(zip(TABLES, write_templates(folder), strict=True))


@pytest.fixture(scope="module")
def reading(blanks: dict[str, Path]) -> Reading:
    return read_folder(blanks["loans"].parent)


def sheet(path: Path, place: int) -> list[list[Any]]:
    with path.open("rb") as stream, CalamineWorkbook.from_filelike(stream) as book:
        return book.get_sheet_by_index(place).to_python()


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_every_table_has_a_workbook_that_is_read_back_as_that_table(reading: Reading) -> None:
    assert {table.table.name for table in reading.tables} == set(TABLES)
    for table in reading.tables:
        assert list(table.frame) == [column.name for column in table.table.file_columns]
        assert table.unmapped == ()
        assert len(table) == 0
        assert set(table.units.values()) <= {1_000_000}
    assert {skipped.sheet for skipped in reading.skipped} == {"说明"}


def test_required_columns_bear_a_star_and_money_its_unit(blanks: dict[str, Path]) -> None:
    headers = sheet(blanks["loans"], 0)[0]
    assert headers[0] == "借据编号*"
    assert "余额(万元)*" in headers
    assert "发放金额(万元)" in headers


def test_words_are_offered_as_lists(blanks: dict[str, Path]) -> None:
    assert "连带责任保证,一般保证,按份责任保证,未约定" in part(blanks["guarantees"], "xl/worksheets/sheet1.xml")
    assert "是,否" in part(blanks["guarantees"], "xl/worksheets/sheet1.xml")
    assert "流动资金贷款,固定资产贷款" in part(blanks["loans"], "xl/worksheets/sheet1.xml")


def test_codes_are_text_cells(blanks: dict[str, Path]) -> None:
    assert 'formatCode="@"' in part(blanks["loans"], "xl/styles.xml")
    first = part(blanks["loans"], "xl/worksheets/sheet1.xml").split("<col ")[1].split("/>")[0]
    assert "style=" in first


@pytest.mark.parametrize("name", TABLES)
def test_the_explanation_names_every_column_with_its_words(blanks: dict[str, Path], name: str) -> None:
    rows = sheet(blanks[name], 1)
    columns = TABLES[name].file_columns
    assert [row[1] for row in rows[1:]] == [column.name for column in columns]
    for row, column in zip(rows[1:], columns, strict=True):
        assert row[2] == ("是" if column.required else "")
        assert row[4] == ("万元" if column.kind is Kind.MONEY else "")
        for spelling in column.vocabulary.accepted() if column.vocabulary else ():
            assert spelling in row[7].casefold()


def test_what_the_schema_remarks_is_said_in_chinese() -> None:
    remarked = {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.file_columns
        if column.description != column.headers[0]
    }
    assert set(NOTES) | {"counties.county_code"} == remarked  # its kind says it already
