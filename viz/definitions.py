"""The report's own words: its title, headings, and what its terms mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from viz.style import Word


@dataclass(frozen=True)
class Term:
    """A term and its meaning."""

    label: Word
    value: Word


TITLE: Final = Word("担保链风险与市级协调清单", "Guarantee-chain risk and the city's coordination queue")
SECTIONS: Final = {
    "queue": Word("市级协调清单", "Coordination queue"),
    "nothing": Word("没有需要协调的担保圈或企业。", "No circle or firm needs coordination."),
    "spillover": Word("区县之间的风险外溢", "Spillover between counties"),
    "worst": Word("外溢最大的担保圈", "The circle with the largest spillover"),
    "assumed": Word("假定违约", "assumed"),
    "gaps": Word("未知与未计入", "Unknown and left out"),
    "assumptions": Word("假设与参数", "Assumptions and parameters"),
    "definitions": Word("名词解释", "What the terms mean"),
    "footer": Word(
        "本报告由 suretygraph 保链图谱依据各单位报送的数据计算生成，为研判提示，不作法律结论；贷款分类与帮扶决定由有关单位作出。",
        "Computed by suretygraph from the data handed in. A prompt for people, not a legal conclusion; classes and measures are decided by "
        "those responsible.",
    ),
}
TERMS: Final = (
    Term(
        Word("担保圈", "Guarantee circle"),
        Word(
            "由担保关系连成一片的两家及以上主体；融资担保公司不作为连接点；超过五十家的围绕核心企业拆分。",
            "Two or more parties joined by guarantees, guarantee companies left out as connectors; parts above fifty are split around core "
            "firms.",
        ),
    ),
    Term(
        Word("连锁违约", "Cascade"),
        Word(
            "一家违约后，担保人按合同代偿；应代偿超过代偿能力的担保人随之违约，逐轮传导，直到无人再违约。",
            "When a firm defaults its guarantors are called as the contracts say; who is called for more than its capacity falls too, "
            "round by round, until nobody else does.",
        ),
    ),
    Term(
        Word("银行损失", "Bank loss"),
        Word(
            "违约借款人的贷款净缺口中，尚存担保人也无法覆盖的部分。净缺口＝敞口减去打折后的抵质押物价值。",
            "The part of a defaulted borrower's shortfall that no surviving guarantor covers. Shortfall: exposure less collateral after "
            "the haircut.",
        ),
    ),
    Term(
        Word("预期外溢", "Expected spillover"),
        Word(
            "成员逐家假定违约，给属地以外区县造成的银行损失，按年违约概率加权相加；不含该企业自身贷款。单位：元/年。",
            "Each member assumed to default in turn: the bank loss in counties other than the home county, weighted by a year's default "
            "probability and added up; the firm's own loans do not count. Yuan a year.",
        ),
    ),
    Term(
        Word("最坏外溢", "Worst-case spillover"),
        Word(
            "银行与担保人互不信任、互保圈一并坍塌时，任一成员违约给属地以外区县造成的最大损失。",
            "The largest loss in other counties any member causes when nobody trusts anybody and self-fulfilling circles fall as well.",
        ),
    ),
    Term(
        Word("协调层级", "Level"),
        Word(
            "属地负责优先；跨县外溢、波及区县数或涉及职工达到地方自设的标准时，建议由区县提请市级协调。",
            "The county first. When spillover, counties hit or employees reach the locally set lines, the county is advised to apply to "
            "the city.",
        ),
    ),
    Term(
        Word("等级（A/B/C × 1/2/3）", "Class (A/B/C × 1/2/3)"),
        Word(
            "A、B、C 为贷款规模：5 亿元及以上、1 亿元及以上、1 亿元以下；1、2、3 为贷款状况：全部正常、有关注类、有不良。",
            "A, B, C by loans: from 500 m yuan, from 100 m, below; 1, 2, 3 by state: all normal, some special mention, "
            "some non-performing.",
        ),
    ),
)
