"""A city as files: one workbook per lender and a few of the city's offices, or one Parquet file per table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from graph.model import Table
from graph.schema import TABLES
from graph.values import FEN_PER_YUAN, Kind
from ingest.synthetic.city import City
from ingest.synthetic.habits import HABITS, PLAIN

if TYPE_CHECKING:
    import pyarrow as pa

    from ingest.synthetic.workbooks import Book

_OFFICES: Final = (  # file, sender, tables
    ("02_企业_发展和改革局", "发展和改革局", ("enterprises",)),
    ("03_自然人与控制关系_市场监督管理局", "市场监督管理局", ("persons", "controls")),
    ("04_风险企业台账_各县区", "各县（市、区）", ("risk_list",)),
    ("05_联合授信与授权_银行业协会", "银行业协会", ("joint_limits", "consents")),
    ("06_其他债务与风险信号_大数据局", "大数据局", ("other_debts", "signals", "indicators")),
    ("07_债券与股权质押_金融工作办公室", "金融工作办公室", ("bonds", "pledges")),
    ("08_还款计划_金融工作办公室", "金融工作办公室", ("capital_plans",)),
)


def write_city(city: City, folder: Path, *, form: Literal["excel", "parquet"] = "excel") -> list[Path]:
    """Write the files a city would hand in; the answers are not among them. Same city, same cells."""
    folder.mkdir(parents=True, exist_ok=True)
    return _workbooks(city, folder) if form == "excel" else _parquet(city, folder)


def write_answers(city: City, path: Path) -> None:
    """What must be found in the city, as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(city.answers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_decisions(city: City, path: Path) -> None:
    """What counties decided about classes, as `classify --overrides` reads it."""
    path.write_text(json.dumps(city.answers["decisions"], ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _workbooks(city: City, folder: Path) -> list[Path]:
    from ingest.synthetic.workbooks import Book

    written = [folder / "01_名录_金融工作办公室.xlsx"]
    with Book(written[0], PLAIN) as book:
        book.notes("说明", _notes(city))
        for name in ("counties", "banks", "guarantee_companies"):
            _sheet(book, city, name, "金融工作办公室")
    for file, sender, names in _OFFICES:
        tables = [name for name in names if len(city.tables[name])]
        if tables:
            written.append(folder / f"{file}.xlsx")
            with Book(written[-1], PLAIN) as book:
                for name in tables:
                    _sheet(book, city, name, sender)
    return [*written, *_bank_files(city, folder)]


def _bank_files(city: City, folder: Path) -> list[Path]:
    """Each lender's lines, loans and guarantees in one workbook."""
    from ingest.synthetic.workbooks import Book

    loans, lines, promises = (city.tables[name] for name in ("loans", "facilities", "guarantees"))
    bank_of = pd.concat([loans.set_index("loan_no")["bank_code"], lines.set_index("facility_no")["bank_code"]])
    lender = promises["loan_no"].fillna(promises["facility_no"]).map(bank_of)
    name_of = city.tables["enterprises"].drop_duplicates("credit_code").set_index("credit_code")["name"]
    written = []
    banks = city.tables["banks"]
    for place, (code, name) in enumerate(zip(banks["bank_code"], banks["name"], strict=True)):
        parts = {
            "facilities": lines.loc[lines["bank_code"] == code],
            "loans": loans.loc[loans["bank_code"] == code],
            "guarantees": promises.loc[lender == code],
        }
        if not any(map(len, parts.values())):
            continue
        written.append(folder / f"借据_{name}.xlsx")
        with Book(written[-1], HABITS[place % len(HABITS)]) as book:
            for table, frame in parts.items():
                if len(frame):
                    names = frame["borrower"].map(name_of) if "borrower" in frame else None
                    title = f"{name}{TABLES[table].chinese}明细表"
                    book.table(TABLES[table], frame, title=title, sender=name, names=names)
    return written


def _sheet(book: Book, city: City, name: str, sender: str) -> None:
    book.table(TABLES[name], city.tables[name], title=f"{city.name}{TABLES[name].chinese}表", sender=sender)


def _notes(city: City) -> list[str]:
    return [
        f"{city.name}演示数据（虚构）",
        "本目录中的城市、企业、银行和人员均为程序生成，与任何真实主体无关；区划代码取自国家标准未使用的38字头。",
        f"数据日期：{city.as_of.isoformat()}；规模：{city.scale}；随机种子：{city.seed}。金额未注明单位的均为万元。",
        "各家银行的表式有意不同：标题行、单位、两行表头、合计行、文本数字、各种日期写法，与实际报送情况一致。",
        "数据中埋设了已知答案的担保结构和风险情形，清单见同级目录的 answers.json。",
        "担保网络形态（发表值 → 生成值）：",
        *(f"　{line.chinese}：{line.published_chinese} → {line.generated}" for line in city.shape),
    ]


def _parquet(city: City, folder: Path) -> list[Path]:
    import pyarrow.parquet as pq

    written = []
    for name, frame in city.tables.items():
        if len(frame):
            written.append(folder / f"{name}.parquet")
            pq.write_table(_arrow(TABLES[name], frame), written[-1], compression="zstd")
    return written


def _arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    """The columns that hold anything, money in yuan."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = {}
    for column in table.file_columns:
        values = pa.array(frame[column.name], from_pandas=True)
        if values.null_count == len(values) and not column.required:
            continue
        columns[column.name] = pc.divide(pc.cast(values, pa.float64()), float(FEN_PER_YUAN)) if column.kind is Kind.MONEY else values
    return pa.table(columns)
