"""Section 8: 321, the three steps before a loan is due, and the steps after."""

from __future__ import annotations

from typing import Final

from analysis.rules.model import Maturity, Parameter, Rule, Severity
from analysis.rules.units import Unit

_POLICY: Final = "本市政策“321”到期管理机制"
_CLASS: Final = "商业银行金融资产风险分类办法（令〔2023〕第1号）"
_LOAN: Final = ("loan", "bank", "balance", "due_on", "stage_on")
_SAME: Final = ("subject", "loan")


def _months(name: str, zh: str, en: str, default: int) -> Parameter:
    return Parameter(name, zh, en, default, Unit.MONTHS, 0, 12, Maturity.TEXT)


def _step(name: str, zh: str, en: str, default: int) -> Parameter:
    return Parameter(name, zh, en, default, Unit.DAYS, 1, 3650, Maturity.SECONDARY)


RULES: Final = (
    Rule(
        "maturities.steps", "321节点", "Steps of 321", 8, _POLICY, Maturity.TEXT, Severity.INFO,
        "到期前3个月金融监管部门收集台账并预警，前2个月当地银行督促制定还款计划，前1个月企业资金到账（提倡）。月末按当月最后一日。",
        "Three months before: the financial regulator collects the ledger and warns; two: the local bank urges a plan; one: the enterprise "
        "has the money on account (encouraged). Month ends clamp.",
        (
            _months("funds_months", "资金到账（企业）", "funds (enterprise)", 1),
            _months("plan_months", "还款计划（银行）", "plan (bank)", 2),
            _months("ledger_months", "台账预警（监管部门）", "ledger (financial regulator)", 3),
        ),
        rising=("funds_months", "plan_months", "ledger_months"),
    ),
    Rule(
        "maturities.overdue_steps", "逾期档", "Overdue steps", 8, _CLASS, Maturity.SECONDARY, Severity.INFO,
        "到期后按逾期天数分档。", "After the due day, days overdue are told by steps.",
        (
            _step("first", "第一档", "first step", 30),
            _step("second", "第二档", "second step", 90),
            _step("third", "第三档", "third step", 270),
            _step("fourth", "第四档", "fourth step", 360),
        ),
        rising=("first", "second", "third", "fourth"),
    ),
    Rule(
        "maturities.ledger", "三个月内到期", "Due inside three months", 8, _POLICY, Maturity.TEXT, Severity.INFO,
        "已进入台账预警阶段的到期债务。", "Debt in the ledger stage.",
        figures=_LOAN, identity=_SAME,
        text_zh="{name}的{loan}（{bank}，{balance}）{due_on}到期，{stage_on}起列入台账预警，由金融监管部门负责",
        text_en="{name}'s {loan} ({bank}, {balance}) is due on {due_on}: on the ledger since {stage_on}, with the financial regulator",
    ),
    Rule(
        "maturities.plan_missing", "尚无还款计划", "No repayment plan", 8, _POLICY, Maturity.TEXT, Severity.WARNING,
        "已到督促还款计划的节点，没有登记计划。", "The plan stage has begun and no plan is recorded.",
        figures=_LOAN, identity=_SAME,
        text_zh="{name}的{loan}（{bank}，{balance}）{due_on}到期，{stage_on}起应有还款计划，未登记，由当地银行督促",
        text_en="{name}'s {loan} ({bank}, {balance}) is due on {due_on}: a plan has been wanted since {stage_on} and none is "
        "recorded; the local "
        "bank urges it",
    ),
    Rule(
        "maturities.funds_missing", "资金尚未到账", "Funds not on account", 8, _POLICY, Maturity.TEXT, Severity.INFO,
        "已到资金到账的节点，登记到位金额不足。提倡性要求，不构成违约。",
        "The funds stage has begun and too little is recorded as in place. Encouraged; never a breach.",
        figures=(*_LOAN, "planned"), identity=_SAME,
        text_zh="{name}的{loan}（{bank}，{balance}）{due_on}到期，提倡{stage_on}前资金到账，已登记{planned}",
        text_en="{name}'s {loan} ({bank}, {balance}) is due on {due_on}: funds are encouraged from {stage_on}; {planned} is recorded",
        note_zh="提倡", note_en="encouraged, not required",
    ),
    Rule(
        "maturities.late", "迟报", "Reported late", 8, _POLICY, Maturity.TEXT, Severity.INFO,
        "首次入库时已过台账节点，从当前阶段开始。", "First loaded after its ledger date: it starts at its current stage.",
        figures=_LOAN, identity=_SAME,
        text_zh="{name}的{loan}（{bank}，{balance}）{due_on}到期，入库晚于台账节点{stage_on}",
        text_en="{name}'s {loan} ({bank}, {balance}), due on {due_on}, was first loaded after its ledger date {stage_on}",
    ),
    Rule(
        "maturities.overdue", "已逾期", "Overdue", 8, _CLASS, Maturity.SECONDARY, Severity.WARNING,
        "已到期未还；档次见“逾期档”，第三档起为重大。",
        "Past its due day; for the steps see maturities.overdue_steps, from the third on critical.",
        figures=("loan", "bank", "balance", "due_on", "days", "step", "band", "counted"), identity=_SAME,
        text_zh="{name}的{loan}（{bank}，{balance}）{due_on}到期未还，逾期{days}天（{counted}，{band}天）",
        text_en="{name}'s {loan} ({bank}, {balance}) was due on {due_on} and is not repaid: {days} days overdue ({counted}, {band} days)",
    ),
)  # fmt: skip
