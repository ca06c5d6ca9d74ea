"""What the multi-lender check says."""

from __future__ import annotations

from typing import Final

from viz.style import Word

TEXTS: Final = {
    "credit.title": Word("多头授信核查", "Multi-lender credit check"),
    "credit.others_line": Word("其他机构{count}家，余额合计：{balance}", "{count} other lenders, balance: {balance}"),
    "credit.not_shown": Word("不予显示", "not shown"),
    "credit.lead": Word(
        "一户企业在所有机构的融资、测算需求与集中度；拟新增授信的前后对照",
        "A borrower's credit at all lenders, its need, and what a proposed loan would change",
    ),
}
