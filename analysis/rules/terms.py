"""Chinese for the words that stand in findings: loan classes, columns of the enterprise table, and the reasons models give."""

from __future__ import annotations

import re
from typing import Final

from graph.schema import TABLES
from graph.vocabulary import FIVE_CLASS

_PHRASES: Final = {
    "missing: ": "缺少",
    "the day sum is not above 0": "周转天数合计不大于零",
    "revenue is not above 0": "营业收入不大于零",
    "cost of sales is not above 0": "营业成本不大于零",
    "names no legal source": "未注明合法来源",
    "rests on a statistical return": "来源为统计资料",
    "inside the group": "集团内",
    "outside the group": "集团外",
    "not identified": "未核实",
    "as reported": "报送数",
    "extrapolated": "推算",
    ", ": "、",
}
_CHINESE: Final = {
    **{word: FIVE_CLASS.chinese(word) for word in FIVE_CLASS.words},
    **{column.name: column.headers[0] for column in TABLES["enterprises"].columns},
    **_PHRASES,
}
_WORD: Final = re.compile("|".join(re.escape(word) for word in sorted(_PHRASES, key=len, reverse=True)) + r"|\b[a-z_]+\b")


def in_chinese(text: str) -> str:
    """A word or reason in Chinese; what is no known term stays as it is.

    >>> in_chinese("missing: cost_of_sales, growth_rate"), in_chinese("special_mention")
    ('缺少营业成本、预计销售收入年增长率', '关注')
    """
    return _WORD.sub(lambda found: _CHINESE.get(found[0], found[0]), text)
