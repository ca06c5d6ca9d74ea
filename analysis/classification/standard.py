"""The scheme in use where a city has none of its own: a local assumption (地方自设), as no table of indicators was ever published."""

from __future__ import annotations

from typing import Final

from analysis.classification.scheme import Benchmark, Dimension, Direction, Indicator, Scheme

_STATEMENT: Final = "企业自报的财务报表（经企业授权）"
_CREDIT: Final = "经企业授权查询的信贷与担保数据，由本平台计算"
_PLATFORM: Final = "本平台依据企业授权数据的计算结果"
_LABOUR: Final = "人力资源社会保障部门依法共享"
_HIGHER, _LOWER = Direction.HIGHER, Direction.LOWER
_MIDDLE: Final[Benchmark] = "median"
_CAP: Final = 1.2


def _of(
    dimension: Dimension, measure: str, zh: str, en: str, direction: Direction, benchmark: Benchmark, weight: float, cap: float, source: str
) -> Indicator:
    return Indicator(measure, zh, en, dimension, measure, None, direction, benchmark, weight, cap, source)


def _reported(dimension: Dimension, name: str, table: str, en: str, weight: float, source: str) -> Indicator:
    return Indicator(name, table, en, dimension, None, table, _HIGHER, _MIDDLE, weight, _CAP, source)


STANDARD: Final = Scheme(
    id="standard",
    version="1",
    author="suretygraph",
    owner="发展和改革部门（启用前须由其核定）",
    indicators=(
        _of(Dimension.VITALITY, "revenue_per_employee", "人均营业收入", "revenue per employee", _HIGHER, _MIDDLE, 10.0, _CAP, _STATEMENT),
        _of(Dimension.VITALITY, "sales_profit_rate", "销售利润率", "net margin", _HIGHER, _MIDDLE, 8.0, _CAP, _STATEMENT),
        _of(Dimension.VITALITY, "asset_turnover", "总资产周转率", "asset turnover", _HIGHER, _MIDDLE, 7.0, _CAP, _STATEMENT),
        _reported(Dimension.INNOVATION, "rd_share", "研发投入占比", "spending on research", 8.0, "企业自报并附审计报告（经企业授权）"),
        _reported(Dimension.INNOVATION, "patents", "有效发明专利数", "patents in force", 7.0, "专利登记簿（依法公开）"),
        _of(Dimension.STRUCTURE, "leverage", "资产负债率", "leverage", _LOWER, _MIDDLE, 8.0, _CAP, _STATEMENT),
        _of(Dimension.STRUCTURE, "largest_lender_share", "最大债权机构占比", "largest lender", _LOWER, 0.5, 6.0, 1.0, _CREDIT),
        _of(Dimension.STRUCTURE, "guaranteed_out_share", "对外担保占总资产", "guarantees given", _LOWER, 0.3, 6.0, 1.0, _CREDIT),
        _of(Dimension.SOCIAL, "employees", "职工人数", "employees", _HIGHER, _MIDDLE, 6.0, _CAP, "企业自报（经企业授权）"),
        _of(Dimension.SOCIAL, "wages_owed", "欠薪欠保", "wages owed", _LOWER, 100_000.0, 4.0, 1.0, _LABOUR),
        _of(Dimension.SOCIAL, "systemic_importance", "系统重要性", "systemic importance", _HIGHER, 0.5, 5.0, _CAP, _PLATFORM),
        _of(Dimension.RISK, "loan_class", "最差贷款分类", "worst loan class", _LOWER, 0.5, 8.0, 1.0, _CREDIT),
        _of(Dimension.RISK, "overdue_share", "逾期贷款占比", "loans overdue", _LOWER, 0.05, 6.0, 1.0, _CREDIT),
        _of(Dimension.RISK, "findings_critical", "重大提示条数", "critical findings", _LOWER, 0.5, 4.0, 1.0, _PLATFORM),
        _of(Dimension.RISK, "findings_warning", "预警提示条数", "warnings", _LOWER, 1.5, 3.0, 1.0, _PLATFORM),
        _of(Dimension.RISK, "expected_spillover", "预期外溢", "expected spillover", _LOWER, 100_000.0, 2.0, 1.0, _PLATFORM),
        _of(Dimension.RISK, "vulnerability", "脆弱性", "vulnerability", _LOWER, 0.02, 2.0, 1.0, _PLATFORM),
    ),
)  # fmt: skip
