import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from graph.schema import TABLES
from graph.values import Kind
from ingest.synthetic import City, make_city, write_answers, write_city
from ingest.synthetic.habits import HABITS


@pytest.fixture(scope="module")
def city() -> City:
    """The small city, of which each lender sends only a few rows."""
    whole = make_city("small", 11)
    loans = whole.tables["loans"].groupby("bank_code").head(12).reset_index(drop=True)
    promises = whole.tables["guarantees"]
    promises = promises[promises["loan_no"].isin(loans["loan_no"])].reset_index(drop=True)
    few = {name: frame.head(25) for name, frame in whole.tables.items() if name not in {"banks", "loans", "guarantees"}}
    return replace(whole, tables=whole.tables | few | {"loans": loans, "guarantees": promises})


@pytest.fixture(scope="module")
def folder(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("input")
    write_city(city, there)
    return there


def cells(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_every_lender_sends_a_workbook_of_its_own(city: City, folder: Path) -> None:
    lenders = set(city.tables["banks"].set_index("bank_code")["name"][city.tables["loans"]["bank_code"].unique()])
    assert {path.stem.removeprefix("借据_") for path in folder.glob("借据_*.xlsx")} == lenders
    sheets = {sheet for path in folder.iterdir() for sheet in cells(path)}
    filled = {table.chinese for name, table in TABLES.items() if len(city.tables[name])}
    assert sheets == filled | {"说明"}


def test_the_habits_of_offices_all_occur(folder: Path) -> None:
    seen = set()
    for path in folder.glob("借据_*.xlsx"):
        rows = [[str(cell) for cell in row] for row in cells(path)["借据"]]
        head = "".join(rows[0] + rows[1] + rows[2])
        seen |= {mark for mark in ("单位：万元", "(万元)", "(元)", "报送单位", "金额", "借款人", "借款企业名称") if mark in head}
        seen |= {"合计"} & {cell for row in rows[-1:] for cell in row}
        seen |= {"margin"} if rows[-1][0] == "" else set()
    assert seen == {"单位：万元", "(万元)", "(元)", "报送单位", "金额", "借款人", "借款企业名称", "合计", "margin"}
    assert len(list(folder.glob("借据_*.xlsx"))) >= len(HABITS)


def test_amounts_in_the_workbooks_are_exact_to_the_fen(city: City, folder: Path) -> None:
    balance = city.tables["loans"].set_index("loan_no")["balance"].astype("int64")
    found = {}
    for path in folder.glob("借据_*.xlsx"):
        rows = cells(path)["借据"]
        line = next(place for place, row in enumerate(rows) if {"借据编号", "借据号"} & set(row))
        heads = [str(below or above) for above, below in zip(rows[line], rows[line + 1], strict=True)]
        names = heads if "余额" in heads else [str(head) for head in rows[line]]
        amount = next(place for place, name in enumerate(names) if name.startswith(("余额", "贷款余额")))
        number = next(place for place, name in enumerate(names) if name in {"借据编号", "借据号"})
        fen = 100 if names[amount].endswith("(元)") else 1_000_000
        for row in rows[line + 1 :]:
            if row[number] in balance.index:
                found[row[number]] = round(float(str(row[amount]).replace(",", "")) * fen, 4)
    assert found == balance.to_dict()


def test_the_same_city_is_written_byte_by_byte_the_same(city: City, folder: Path, tmp_path: Path) -> None:
    written = write_city(city, tmp_path)
    assert {path.name for path in written} == {path.name for path in folder.iterdir()}
    for path in written:
        assert sha256(path.read_bytes()).digest() == sha256((folder / path.name).read_bytes()).digest(), path.name


def test_parquet_holds_the_same_facts_in_yuan(city: City, tmp_path: Path) -> None:
    write_city(city, tmp_path, form="parquet")
    for name, table in TABLES.items():
        frame = city.tables[name]
        if not len(frame):
            assert not (tmp_path / f"{name}.parquet").exists()
            continue
        read = pq.read_table(tmp_path / f"{name}.parquet").to_pandas()
        assert set(read) <= set(frame)
        for column in table.file_columns:
            if column.name not in read:
                assert frame[column.name].isna().all()
                continue
            values, known = read[column.name], frame[column.name].notna()
            assert (values.notna() == known).all()
            if column.kind is Kind.MONEY:
                assert ((values[known] * 100).round().astype("int64") == frame[column.name][known].astype("int64")).all()
            else:
                assert (pd.Series(values[known].to_numpy()) == pd.Series(frame[column.name][known].to_numpy())).all()


def test_answers_are_plain_json_outside_the_input(city: City, tmp_path: Path) -> None:
    path = tmp_path / "out" / "answers.json"
    write_answers(city, path)
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(city.answers))
    assert "\\u" not in path.read_text(encoding="utf-8")
