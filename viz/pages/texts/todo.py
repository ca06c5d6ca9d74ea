"""What the list of what is to be done says."""

from __future__ import annotations

from typing import Final

from viz.style import Word

TEXTS: Final = {
    "todo.title": Word("我的待办", "To do"),
    "todo.lead": Word(
        "按期限排列；每一项说明缘由、期限，并可直接前往办理", "By date; every item says why, by when, and opens where it is done"
    ),
    "todo.empty": Word("目前没有待办事项", "There is nothing to do at present"),
    "todo.late": Word("已过期", "late"),
    "todo.days": Word("还有 {days} 天", "in {days} days"),
    "todo.today": Word("今天到期", "today"),
    "todo.days_late": Word("逾期 {days} 天", "{days} days late"),
    "todo.undated": Word("即办", "now"),
    "todo.act": Word("办理", "Act"),
    "todo.open": Word("前往办理", "Go there"),
    "todo.kind": Word("事项", "What"),
    "todo.by": Word("期限", "By"),
    "todo.why": Word("缘由", "Why"),
    "todo.all": Word("全部", "All"),
    "todo.cut": Word("只列最紧要的 {shown} 项，共 {total} 项", "The {shown} most urgent of {total}"),
    "todo.plan_missing": Word("缺还款计划", "No repayment plan"),
    "todo.funds_missing": Word("缺到位资金", "No funds in place"),
    "todo.overdue": Word("贷款已逾期", "Loan overdue"),
    "todo.application": Word("建议提请市级协调", "Apply to the city"),
    "todo.objection_ending": Word("异议期将满", "Window for objections ends"),
    "todo.confirmation": Word("人工调整待确认", "A class waits for a second person"),
    "todo.class_floor": Word("分类下限提示", "Class floor not followed"),
    "todo.newly_city": Word("新达到市级标准", "Newly at the city's level"),
    "todo.city_row": Word("达到市级标准、尚未提请", "City level, not applied for"),
    "todo.applied": Word("县（区）已提请市级", "A county has applied"),
    "todo.failed_load": Word("入库失败", "A load failed"),
}
