"""What an enterprise's dossier says."""

from __future__ import annotations

from typing import Final

from graph.schema import TABLES
from viz.style import Word

_ENGLISH: Final = {
    "credit_code": "credit code", "person_id": "id", "county_code": "county", "industry_code": "industry", "listed_code": "listed as",
    "above_scale": "above scale", "registered_in_city": "registered in the city", "liquid_assets": "cash and deposits",
    "avg_inventory": "average inventory", "avg_receivables": "average receivables", "avg_payables": "average payables",
    "avg_prepayments": "average prepayments", "avg_advances": "average advances", "growth_rate": "expected growth of sales",
    "sales_profit_rate": "profit on sales", "small_business_focus": "mainly small business and farmers",
}  # fmt: skip
_STATED: Final = {
    f"stated.{column.name}": Word(column.headers[0], _ENGLISH.get(column.name, column.name.replace("_", " ")))
    for table in ("guarantee_companies", "persons", "enterprises")
    for column in TABLES[table].columns
}

TEXTS: Final[dict[str, Word]] = _STATED | {
    "enterprise.title": Word("一企一档", "Enterprise dossier"),
    "enterprise.identity": Word("基本情况", "Identity"),
    "enterprise.stated": Word("申报数据", "Stated figures"),
    "enterprise.nothing_stated": Word("没有申报数据", "Nothing was stated"),
    "enterprise.stub": Word(
        "该主体不在您的查看范围内，仅显示名称、区县和与本辖区的担保关系",
        "This party is beyond what you may see in full: only its name, county and the guarantees that touch what is yours are shown",
    ),
    "enterprise.loans": Word("贷款（{count}笔）", "Loans ({count})"),
    "enterprise.no_loans": Word("没有您可以查看的贷款", "No loans that you may see"),
    "enterprise.lenders": Word("债权机构", "Lenders"),
    "enterprise.given": Word("对外担保", "Guarantees given"),
    "enterprise.received": Word("获得担保", "Guarantees received"),
    "enterprise.no_guarantees": Word("没有担保", "None"),
    "enterprise.parties": Word("{count}户/人", "{count} parties"),
    "enterprise.of_loans": Word("{count}笔借据", "{count} loans"),
    "enterprise.contract": Word("担保合同", "contract"),
    "enterprise.liability": Word("保证方式", "liability"),
    "enterprise.standing": Word("风险台账与保帮关", "Ledger and class"),
    "enterprise.not_listed": Word("未列入风险企业台账，不分类", "Not on the ledger of risk enterprises: it has no class"),
    "enterprise.no_class": Word("未分类", "no class"),
    "enterprise.open_class": Word("查看评分明细", "See how it was scored"),
    "enterprise.no_group": Word("未发现控制人集团", "No controller group was found"),
    "enterprise.controller": Word("实际控制人", "Controlled by"),
    "enterprise.circle": Word("所在担保圈", "Its circle"),
    "enterprise.no_circle": Word("不在任何担保圈内", "It is in no circle"),
    "enterprise.findings": Word("提示（{count}条）", "Findings ({count})"),
    "enterprise.maturities": Word("321到期（{count}笔）", "Maturities under 321 ({count})"),
    "enterprise.explore": Word("在图谱中查看", "Show in the network"),
    "enterprise.credit": Word("多头授信核查", "Credit check"),
    "enterprise.simulate": Word("模拟其违约", "Simulate its default"),
    "enterprise.open_maturities": Word("在到期台账中查看", "See them in the calendar"),
    "enterprise.loans_total": Word("贷款余额合计", "Loans in all"),
    "enterprise.free": Word("可新增担保", "Free guarantee capacity"),
    "enterprise.own_loans": Word("本行贷款余额", "Own loans"),
    "unmask.open": Word("查看姓名", "Show the name"),
    "unmask.title": Word("查看自然人姓名", "Show a person's name"),
    "unmask.about": Word(
        "查询将先连同理由记入审计日志，姓名仅显示一次",
        "The request is written to the audit trail with its reason first; the name is shown once",
    ),
    "unmask.reason": Word("理由", "Reason"),
    "unmask.show": Word("记录并显示", "Record and show"),
    "cancel": Word("取消", "Cancel"),
    "print": Word("打印", "Print"),
    "stated.starts_on": Word("起始日", "starts on"),
}
