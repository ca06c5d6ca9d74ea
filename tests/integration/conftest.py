"""Files as an office sends them, and the command line run on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from graph.values import complete_credit_code

COUNTIES = ("330101", "330102", "330103", "330102")  # of A, X, Y, Z
Sheets = dict[str, tuple[Sequence[str], Sequence[Sequence[Any]]]]


@dataclass(frozen=True)
class Outcome:
    """What one call of the command line left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Outcome]:
    """Run the command line as a shell would, on a store of the test's own."""
    monkeypatch.setenv("SURETYGRAPH_STORE", f"sqlite:///{(tmp_path / 'city.db').as_posix()}")
    monkeypatch.delenv("SURETYGRAPH_DEBUG", raising=False)
    monkeypatch.delenv("SURETYGRAPH_LANG", raising=False)

    def run(*arguments: str | Path) -> Outcome:
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        caught = capfd.readouterr()
        assert "Traceback" not in caught.err
        assert isinstance(left.value.code, int)
        return Outcome(left.value.code, caught.out, caught.err)

    return run


@pytest.fixture(scope="session")
def credit_code() -> Callable[[int], str]:
    """The n-th valid unified social credit code."""
    return lambda place: complete_credit_code("91330101", f"MA2AA{place:03d}")


@pytest.fixture(scope="session")
def write_workbook() -> Callable[[Path, Sheets], Path]:
    """A workbook with a title line above the headers of every sheet, as banks send it."""
    import xlsxwriter

    def write(path: Path, sheets: Sheets) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(str(path)) as book:
            for name, (headers, rows) in sheets.items():
                sheet = book.add_worksheet(name)
                sheet.write(0, 0, f"{name}明细表")
                sheet.write_row(1, 0, headers)
                for place, row in enumerate(rows, 2):
                    sheet.write_row(place, 0, ["" if cell is None else cell for cell in row])
        return path

    return write


@pytest.fixture
def folder(tmp_path: Path, credit_code: Callable[[int], str], write_workbook: Callable[[Path, Sheets], Path]) -> Callable[..., Path]:
    """A folder of three Excel files in 万元: four firms A, X, Y, Z (codes 0 to 3), one bank, the loans and guarantees of the test.

    `capacity` is what X, Y, Z can pay. A loan: number, borrower (0 to 3), balance, collateral value. A guarantee: contract,
    guarantor (1 to 3), loan, cap or None, 保证方式, share or None, signing date.
    """

    def write(capacity: Sequence[float], loans: Sequence[Sequence[Any]], guarantees: Sequence[Sequence[Any]]) -> Path:
        out = tmp_path / "报送"
        firms = [
            (credit_code(place), f"企业{name}", county, 100, "2026-06-30", money, money)
            for place, (name, county, money) in enumerate(
                zip("AXYZ", ("330101", "330102", "330103", "330102"), [0, *capacity], strict=True)
            )
        ]
        write_workbook(out / "名录.xlsx", {
            "区县": (["行政区划代码", "名称"], [("330101", "东山区"), ("330102", "西河县"), ("330103", "南岭县")]),
            "银行": (["机构代码", "名称", "所在区县"], [("B1", "东山农商行", "330101")]),
            "企业": (["统一社会信用代码", "企业名称", "属地区县代码", "职工人数", "数据日期", "净资产(万元)", "货币资金(万元)"], firms),
        })  # fmt: skip
        write_workbook(out / "借据.xlsx", {
            "借据": (
                ["借据编号", "借款企业", "机构代码", "余额(万元)", "发放日", "到期日", "五级分类", "抵质押物价值(万元)"],
                [(no, credit_code(who), "B1", money, "2026-01-10", "2027-01-10", "正常", pledge) for no, who, money, pledge in loans],
            ),
        })  # fmt: skip
        write_workbook(out / "担保合同.xlsx", {
            "担保合同": (
                ["担保合同编号", "担保人", "担保人类型", "借据编号", "最高担保额(万元)", "保证方式", "担保份额", "签订日"],
                [(no, credit_code(who), "企业", loan, cap, kind, share, day) for no, who, loan, cap, kind, share, day in guarantees],
            ),
        })  # fmt: skip
        return out

    return write


@pytest.fixture
def city(call: Callable[..., Any], folder: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """The command line on a case that is loaded once, for tests that only read.

    A borrows 10 万元 from B1, X and Y guarantee it jointly (DB1, DB2); X owes 7 万元 itself; X and Y can pay 6 万元 each.
    """
    file = tmp_path_factory.getbasetemp() / "scenario" / "city.db"
    store = ("--store", f"sqlite:///{file.as_posix()}")
    if not file.exists():
        file.parent.mkdir()
        promises = [(f"DB{place}", place, "JJ1", None, "连带责任保证", None, "2026-01-10") for place in (1, 2)]
        loaded = call("ingest", folder([6, 6, 0], [("JJ1", 0, 10, None), ("JJ2", 1, 7, None)], promises), "--json", *store)
        assert loaded.code == 0, loaded.out + loaded.err
    return lambda *arguments: call(*arguments, *store)


@pytest.fixture
def feed(call: Callable[..., Outcome], tmp_path: Path, credit_code: Callable[[int], str]) -> Callable[..., Outcome]:
    """Hand in CSV files, one a table: `feed(on="2026-06-30", 借据="借据编号,…\\n…")`; `{0}` in a text is the first credit code."""
    turn = iter(range(100))
    firms = [credit_code(place) for place in range(30)]

    def load(*options: str, on: str | None = None, **tables: str) -> Outcome:
        folder = tmp_path / f"feed{next(turn)}"
        folder.mkdir()
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text.format(*firms), encoding="utf-8")
        if on:
            (folder / "manifest.toml").write_text(f"reporting_date = {on}\n", encoding="utf-8")
        done = call("ingest", folder, "--json", *options)
        assert done.code == 0, done.out + done.err
        return done

    return load
