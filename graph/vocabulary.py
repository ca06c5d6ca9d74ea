"""Closed vocabularies: the English word kept in the graph and the words accepted for it in files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Vocabulary:
    """The words of one column. `other` catches words outside the list (they load and are counted); None rejects them."""

    name: str
    words: dict[str, tuple[str, ...]]
    other: str | None = None

    def accepted(self) -> dict[str, str]:
        """Every accepted spelling, lower case, with the English word it stands for."""
        return {spelling.casefold(): word for word, spellings in self.words.items() for spelling in (word, *spellings)}

    def chinese(self, word: str) -> str:
        """The first Chinese spelling of an English word."""
        return self.words[word][0]


LIABILITY: Final = Vocabulary(
    "liability",
    {
        "joint": (
            "连带责任保证", "连带保证", "连带", "连带责任", "连带责任担保", "连带担保", "连带共同保证", "连带共同担保", "共同连带保证",
            "共同连带担保", "共同连带责任保证", "连带责任共同保证", "连带责任保证担保", "不可撤销连带责任保证", "不可撤销连带责任担保",
            "不可撤销的连带责任保证", "全额连带责任保证", "最高额连带责任保证",
        ),
        "general": ("一般保证", "一般", "一般责任保证", "一般担保", "一般责任", "一般责任担保", "一般保证担保", "一般保证责任"),
        "several": (
            "按份责任保证", "按份保证", "按份", "按份共同保证", "按份担保", "按份责任", "按份责任担保", "按份共同担保", "按份保证担保",
            "按份额保证", "按份额担保",
        ),
        "unclear": ("未约定", "约定不明", "不明确", "约定不明确", "未明确", "未约定保证方式", "保证", "保证担保"),
    },
)  # fmt: skip
GUARANTOR_KIND: Final = Vocabulary(
    "guarantor_kind",
    {
        "enterprise": (
            "企业", "法人", "公司", "企业法人", "法人企业", "公司法人", "法人单位", "企业单位", "一般企业", "工商企业",
            "企业客户", "对公客户", "法人(企业)", "企业(法人)",
        ),
        "person": ("自然人", "个人", "自然人(个人)", "个人(自然人)", "自然人保证", "个人客户", "对私客户"),
        "guarantee_company": (
            "融资担保公司", "担保公司", "融资性担保公司", "融资性担保机构", "融资担保机构", "担保机构", "专业担保公司", "专业担保机构",
            "政府性融资担保机构", "政府性融资担保公司", "政策性担保公司", "政策性担保机构", "融资担保", "融资性担保",
        ),
    },
)  # fmt: skip
CONTROL: Final = Vocabulary(
    "control",
    {
        "actual_controller": ("实际控制人", "实控人", "实际控制", "实控", "企业实际控制人", "最终控制人", "actual controller"),
        "shareholder": (
            "股东", "控股股东", "大股东", "第一大股东", "主要股东", "参股股东", "自然人股东", "法人股东", "企业法人股东", "控股", "参股",
            "持股", "出资人", "投资人",
        ),
        "concerted_party": ("一致行动人", "一致行动", "一致行动关系", "一致行动关系人", "concerted party"),
    },
)  # fmt: skip
PRODUCT: Final = Vocabulary(
    "product",
    {
        "working_capital": ("流动资金贷款", "流贷", "working capital"),
        "fixed_asset": ("固定资产贷款", "固贷"),
        "project_finance": ("项目融资",),
        "trade_finance": ("贸易融资",),
        "bank_acceptance": ("银行承兑汇票", "银承"),
        "letter_of_credit": ("信用证",),
        "letter_of_guarantee": ("保函",),
        "other": ("其他", "其它"),
    },
    other="other",
)
FIVE_CLASS: Final = Vocabulary(
    "five_class",
    {
        "normal": ("正常", "正常类", "正常贷款", "正常类贷款", "pass"),
        "special_mention": ("关注", "关注类", "关注贷款", "关注类贷款", "special mention", "special-mention"),
        "substandard": ("次级", "次级类", "次级贷款", "次级类贷款"),
        "doubtful": ("可疑", "可疑类", "可疑贷款", "可疑类贷款"),
        "loss": ("损失", "损失类", "损失贷款", "损失类贷款"),
    },
)
CREDITOR: Final = Vocabulary(
    "creditor_kind",
    {
        "bank": (
            "银行",
            "银行业金融机构",
            "商业银行",
            "国有银行",
            "股份制银行",
            "城商行",
            "农商行",
            "农村商业银行",
            "村镇银行",
            "农信社",
            "政策性银行",
        ),
        "microlender": ("小贷", "小额贷款公司", "小贷公司"),
        "lease": ("租赁", "融资租赁", "融资租赁公司"),
        "trust": ("信托", "信托公司"),
        "private": ("民间", "民间借贷"),
        "other": ("其他", "其它"),
    },
    other="other",
)
RENEWAL: Final = Vocabulary(
    "renewal",
    {
        "new": ("新增", "新放", "首贷", "无", "新发放", "新增贷款", "新发放贷款", "新增发放", "新贷", "非续贷"),
        "refinanced": ("借新还旧", "借新还旧贷款", "借新还旧续贷", "还旧借新"),
        "rolled_over": ("无还本续贷", "无还本续贷贷款", "无本续贷", "续贷(无还本)"),
        "extended": ("展期", "贷款展期", "展期贷款", "已展期", "办理展期"),
    },
)
TIER: Final = Vocabulary("tier", {"ordinary": ("一般",), "key": ("重点",)})
APPLICATION: Final = Vocabulary(
    "application",
    {"none": ("未申请", "无", "否"), "filed": ("已申请", "申请", "已提请", "是"), "joined": ("市级已介入", "已介入", "已协调")},
)
DEBT: Final = Vocabulary(
    "debt",
    {
        "supplier": ("供应商", "货款"),
        "private": ("民间", "民间借贷"),
        "wages": ("工资", "欠薪"),
        "tax": ("税费", "欠税"),
        "social_insurance": ("社保", "社会保险"),
        "other": ("其他", "其它"),
    },
    other="other",
)
PLAN_STAGE: Final = Vocabulary("stage", {"plan": ("计划", "还款计划"), "funded": ("资金到位", "到位")})
PLAN_SOURCE: Final = Vocabulary(
    "source_of_funds",
    {
        "own_funds": ("自有资金",),
        "renewal": ("续贷",),
        "bridge": ("应急周转", "应急周转资金"),
        "asset_disposal": ("资产处置",),
        "other": ("其他", "其它"),
    },
    other="other",
)
