"""Every figure of a queue row, worked out again from its members with `simulate` and the default probabilities."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

COUNTIES = ("330101", "330102", "330103", "330104")
FIRMS = 45
CLASSES = ("正常", "正常", "正常", "关注", "次级", "可疑", "损失")
CHANCES = {"正常": 0.015, "关注": 0.08, "次级": 0.40, "可疑": 0.75, "损失": 1.0}  # the policy's, a year
NO_LOANS = 0.02


def write_csv(path: Path, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([headers, *rows])


@pytest.fixture
def city(tmp_path: Path, credit_code: Callable[[int], str]) -> Path:
    """Forty-five firms of four counties in groups of three to seven, three banks, all kinds of liability, some figures missing."""
    draw = np.random.default_rng(11)
    out = tmp_path / "报送"
    codes = [credit_code(place) for place in range(FIRMS)]
    county = draw.integers(0, 4, FIRMS)
    write_csv(out / "区县.csv", ["行政区划代码", "名称"], [(code, f"{code}县") for code in COUNTIES])
    write_csv(out / "银行.csv", ["机构代码", "名称", "所在区县"], [(f"B{place}", f"银行{place}", COUNTIES[place]) for place in range(3)])
    firms = []
    for place, code in enumerate(codes):
        money = "" if place % 9 == 4 else round(float(draw.lognormal(15.5, 1.2)), 2)
        chance = round(float(draw.uniform(0, 0.3)), 4) if place % 3 else ""
        staff = int(draw.integers(1, 900)) if place % 5 else ""
        firms.append((code, f"企业{place}", COUNTIES[county[place]], staff, "2026-06-30", money, money, chance))
    headers = ["统一社会信用代码", "企业名称", "属地区县代码", "职工人数", "数据日期", "净资产(元)", "货币资金(元)", "违约概率"]
    write_csv(out / "企业.csv", headers, firms)
    loans, promises = [], []
    for place in range(FIRMS):
        group = range(place - place % 5, min(place - place % 5 + 5, FIRMS))
        for copy in range(int(draw.integers(0, 3))):
            number, balance = f"J{place:02d}{copy}", round(float(draw.lognormal(16.5, 1.0)), 2)
            loans.append(
                (number, codes[place], f"B{draw.integers(3)}", balance, "2026-01-10", "2027-01-10", CLASSES[draw.integers(len(CLASSES))])
            )
            for guarantor in draw.permutation([other for other in group if other != place])[: draw.integers(0, 4)]:
                cap = round(balance * float(draw.uniform(0.3, 1)), 2) if draw.random() < 0.5 else ""
                kind = ("连带", "一般", "按份")[draw.integers(3)]
                share = 0.4 if kind == "按份" and draw.random() < 0.5 else ""
                promises.append((f"D{len(promises):03d}", codes[guarantor], number, cap, kind, share, "2026-01-10"))
    write_csv(out / "借据.csv", ["借据编号", "借款企业", "机构代码", "余额(元)", "发放日", "到期日", "五级分类"], loans)
    headers = ["担保合同编号", "担保人", "借据编号", "最高担保额(元)", "保证方式", "担保份额", "签订日"]
    write_csv(out / "担保合同.csv", headers, promises)
    return out


def chances(files: Path) -> dict[str, float]:
    """Each firm's default probability: the stated one, else that of its worst loan."""
    tables = [pd.read_csv(files / name, encoding="gb18030", dtype="str") for name in ("企业.csv", "借据.csv")]
    firms, loans = tables
    worst = loans["五级分类"].map(CHANCES).groupby(loans["借款企业"]).max()
    codes = firms["统一社会信用代码"]
    stated = firms["违约概率"].astype("float64")
    return dict(zip(codes, stated.fillna(codes.map(worst)).fillna(NO_LOANS), strict=True))


def test_every_figure_of_every_row(call: Callable[..., Any], city: Path, tmp_path: Path) -> None:
    assert call("ingest", city).code == 0
    rows = call("queue", "--json").json["rows"]
    call("export", "--format", "parquet", "--out", tmp_path / "tables")
    probability = chances(city)
    parties = pd.read_parquet(tmp_path / "tables" / "parties.parquet").set_index("code")
    loans = pd.read_parquet(tmp_path / "tables" / "loans.parquet")
    assert sum(len(row["members"]) > 2 for row in rows) >= 6
    assert sum(row["expected_spillover"] > 0 for row in rows) >= 4
    for row in rows:
        told = {code: call("simulate", "--seeds", code, "--json").json for code in row["members"]}
        caused = {code: [loss for loss in answer["losses"] if loss["borrower"] != code] for code, answer in told.items()}
        home = row["home_county"]
        away = {code: sum(loss["loss"] for loss in losses if loss["county"] != home) for code, losses in caused.items()}
        expected = sum(probability[code] * amount for code, amount in away.items())
        assert row["expected_spillover"] == pytest.approx(expected, abs=0.01 * len(told))
        worst = [
            sum(
                loss["loss"] for loss in answer["worst_case"]["losses"] if loss["borrower"] != code and loss["county"] != row["home_county"]
            )
            for code, answer in told.items()
        ]
        assert row["worst_case_spillover"] == pytest.approx(max(worst), abs=0.02)
        assert row["employees"] == max(answer["employees"] for answer in told.values())
        assert row["counties_hit"] == sorted({loss["county"] for losses in caused.values() for loss in losses})
        assert row["banks_hit"] == sorted({loss["bank"] for losses in caused.values() for loss in losses})
        assert row["unknown_capacity"] == int(parties.loc[row["members"], "capacity"].isna().sum())
        own = loans.loc[loans["borrower"].isin(row["members"])]
        size = next(letter for letter, line in (("A", 5e8), ("B", 1e8), ("C", 0)) if own["exposure"].sum() >= line)
        ranks = own["five_class"].map({"normal": 1, "special_mention": 2}).fillna(3)
        assert row["class"] == f"{size}{int(ranks.max()) if len(own) else 1}"
        assert row["home_county"] == parties.loc[row["members"][0], "county"]
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    order = [(-row["expected_spillover"], -row["worst_case_spillover"], -row["employees"], row["circle"]) for row in rows]
    assert order == sorted(order)


def test_the_lines_are_local_parameters(call: Callable[..., Any], city: Path) -> None:
    call("ingest", city)
    strict = call("queue", "--city-spillover", "1", "--city-counties", "1", "--json").json
    loose = call("queue", "--city-spillover", "1e12", "--city-counties", "99", "--city-employees", "1000000", "--json").json
    assert len(loose["rows"]) >= 6
    assert {row["level"] for row in loose["rows"]} == {"county"}
    spilling = [row for row in strict["rows"] if row["expected_spillover"] >= 1]
    assert len(spilling) >= 4
    assert {row["level"] for row in spilling} == {"city"}
    assert strict["parameters"]["coordination"]["city_spillover"] == 1


def test_a_circle_keeps_its_id_when_a_corrected_load_moves_its_core(
    call: Callable[..., Any], folder: Callable[..., Path], credit_code: Callable[[int], str]
) -> None:
    ring = [("DB1", 1, "JJ1", None, "连带", None, "2026-01-10"), ("DB2", 2, "JJ2", None, "连带", None, "2026-01-10")]
    assert call("ingest", folder([50, 50, 50], [("JJ1", 0, 1000, None), ("JJ2", 1, 10, None)], ring)).code == 0
    (born,) = call("queue", "--json").json["rows"]
    assert born["members"][0] == credit_code(0)
    assert call("ingest", folder([50, 50, 50], [("JJ1", 0, 1, None), ("JJ2", 1, 5000, None)], ring)).code == 0
    (kept,) = call("queue", "--json").json["rows"]
    assert kept["members"][0] == credit_code(1)
    assert kept["circle"] == born["circle"] == f"C-{credit_code(0)}"
