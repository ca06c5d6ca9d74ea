from __future__ import annotations

import pytest

from ingest.units import fen_per_unit, foreign, stated_units, title_units

WAN, YUAN = 1_000_000, 100


@pytest.mark.parametrize(
    ("word", "fen"),
    [
        ("元", YUAN), ("人民币元", YUAN), ("人民币", YUAN), ("CNY", YUAN), ("yuan", YUAN), ("分", 1),
        ("万元", WAN), ("万", WAN), ("折人民币万元", WAN), ("ＷＡＮ", WAN), ("单位：万元", WAN), ("wan_yuan", WAN), ("万元人民币", WAN),
        ("千元", 100_000), ("百万元", 100_000_000), ("亿元", 10_000_000_000), ("yi", 10_000_000_000),
        ("户", None), ("美元", None), ("", None), ("%", None),
    ],
)  # fmt: skip
def test_units_of_yuan(word: str, fen: int | None) -> None:
    assert fen_per_unit(word) == fen


@pytest.mark.parametrize(
    ("cells", "units"),
    [
        (["单位：万元"], {WAN}),
        (["金额单位:万元"], {WAN}),
        (["单位 ： 元"], {YUAN}),
        (["单位：人民币元"], {YUAN}),
        (["（单位：万元、户）"], {WAN}),
        (["编制单位：某行    单位：万元"], {WAN}),
        (["币种：人民币", "单位：万元"], {WAN}),
        (["借据明细表（金额单位：人民币万元）"], {WAN}),
        (["", "单位", "万元"], {WAN}),
        (["金额单位：", "元"], {YUAN}),
        (["单位：元/万元"], {YUAN, WAN}),
        (["单位：万美元"], {None}),
        (["填报单位：元氏县农商银行"], set()),
        (["单位名称", "余额(元)"], set()),
        (["单位：户"], set()),
        (["单位：人民币 万元"], {WAN}),
        (["单位：人民币（万元）"], {WAN}),
        (["单位：万元（人民币）"], {WAN}),
        (["计量单位：万元人民币", "报表日期：2026年6月30日"], {WAN}),
        (["货币种类：人民币    计量单位：万元    报表日期：2026年6月30日"], {WAN}),
        (["填报单位：某行 金额单位：万元"], {WAN}),
        (["单位：万元，其中利率单位：%"], {WAN}),
        (["单位：万 元"], {WAN}),
        (["单位：人民币"], {YUAN}),
        (["以万元为单位"], {WAN}),
        (["金额：万元"], {WAN}),
        (["金额：100"], set()),
    ],
)
def test_a_line_states_units(cells: list[str], units: set[int | None]) -> None:
    assert stated_units(cells) == units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("借据明细表（万元）", {WAN}), ("借据明细表（人民币万元）", {WAN}), ("借据明细（单位万元、%）", {WAN}), ("借据_万元", {WAN}),
        ("万元", {WAN}), ("（金额：万元）", {WAN}), ("借据（万美元）", {None}), ("三元", set()), ("担保合同（二〇二六年）", set()),
        ("公元（分行）", set()), ("新元", set()),
    ],
)  # fmt: skip
def test_a_title_carries_units(text: str, units: set[int | None]) -> None:
    assert title_units([text]) == units


def test_foreign_currencies() -> None:
    assert foreign("余额（ＵＳＤ）")
    assert not foreign("余额（人民币）")
