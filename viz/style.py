"""How things look and what they are called: colours, shapes and words, Chinese and English, in one place.

Colours come from Okabe & Ito's palette (told apart by every kind of sight); nothing is said by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from graph.network import Liability, PartyKind
from graph.values import amount as in_words

Lang = Literal["zh", "en"]


@dataclass(frozen=True)
class Word:
    """One term in both languages."""

    zh: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Mark:
    """How one kind of thing is drawn: shape (a vis-network name), colour, and what the legend calls it."""

    shape: str
    colour: str
    word: Word


INK: Final = "#17212b"
MUTED: Final = "#5d6b78"
LINE: Final = "#d9dfe5"
PAPER: Final = "#ffffff"
GROUND: Final = "#f4f6f8"
ACCENT: Final = "#0f4c75"
ALARM: Final = "#b3361b"
HEAT: Final = ((0.0, "#f4f6f8"), (0.15, "#fbe3c6"), (0.4, "#f2a65a"), (0.7, "#d1602b"), (1.0, "#8c1c13"))
FONTS: Final = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC",system-ui,sans-serif'

PARTY: Final = {
    PartyKind.ENTERPRISE: Mark("dot", "#0072b2", Word("企业", "enterprise")),
    PartyKind.PERSON: Mark("triangle", "#9a6aa8", Word("自然人", "person")),
    PartyKind.GUARANTEE_COMPANY: Mark("square", "#009e73", Word("融资担保公司", "guarantee company")),
}
CORE: Final = Mark("star", "#e69f00", Word("核心企业", "core firm"))
SEED: Final = Mark("diamond", "#8c1c13", Word("初始违约主体", "seed"))
FALLEN: Final = Mark("hexagon", "#d55e00", Word("连锁违约", "pulled down"))
EXTERNAL: Final = Word("外部主体", "external party")
LINK: Final = Mark("arrow", "#9aa7b3", Word("担保（担保人 → 借款企业）", "guarantees (guarantor → borrower)"))
MUTUAL: Final = Mark("arrow", "#cc79a7", Word("互保", "mutual guarantee"))

LIABILITY: Final = {
    Liability.JOINT: Word("连带责任保证", "joint"),
    Liability.GENERAL: Word("一般保证", "general"),
    Liability.SEVERAL: Word("按份责任保证", "several"),
}
RULES: Final = {
    "joint": Word("连带", "joint"),
    "general": Word("一般", "general"),
    "several": Word("按份", "several"),
    "capped": Word("封顶", "capped"),
}
LEVEL: Final = {"county": Word("县级", "county"), "city": Word("市级", "city")}
APPLICATION: Final = {"none": Word("未申请", "none"), "filed": Word("已申请", "filed"), "joined": Word("市级已介入", "joined")}
STAGE: Final = {
    "before": Word("未到预警期", "not yet"),
    "ledger": Word("摸排预警", "ledger"),
    "plan": Word("还款计划", "plan"),
    "funds": Word("资金到位", "funds"),
    "overdue": Word("已逾期", "overdue"),
}
ACTOR: Final = {
    "financial_regulator": Word("金融监管部门", "financial regulator"),
    "bank": Word("银行", "bank"),
    "enterprise": Word("企业", "enterprise"),
}
FUNDS_SOURCE: Final = {
    "own_funds": Word("自有资金", "own funds"),
    "renewal": Word("续贷", "renewal"),
    "bridge": Word("应急周转", "bridge fund"),
    "asset_disposal": Word("资产处置", "sale of assets"),
    "other": Word("其他", "other"),
}
NEED_STATUS: Final = {
    "computed": Word("已测算", "computed"),
    "no_need": Word("无需求", "no need"),
    "not_computable": Word("不可测算", "cannot be computed"),
}
SEVERITY: Final = {"info": Word("提示", "information"), "warning": Word("预警", "warning"), "critical": Word("重大", "critical")}
FINDING_STATUS: Final = {"new": Word("新增", "new"), "continuing": Word("持续", "continuing"), "resolved": Word("已消除", "resolved")}
TIER: Final = {"ordinary": Word("一般", "ordinary"), "key": Word("重点", "key")}
DIMENSION: Final = {
    "vitality": Word("经营活力", "vitality"),
    "innovation": Word("创新驱动", "innovation"),
    "structure": Word("结构优化", "structure"),
    "social": Word("社会价值", "social value"),
    "risk": Word("风险信号", "risk signals"),
}
DIMENSIONS_SCORED: Final = tuple(DIMENSION)
STANDING: Final = {
    "open": Word("公示中", "open to objections"),
    "objected": Word("有异议", "objected to"),
    "undisputed": Word("公示期满无异议", "undisputed"),
    "overridden": Word("人工调整", "set by hand"),
}
UNLIKE_CAUSE: Final = {
    "line": Word("分类线", "the lines"),
    "veto": Word("一票否决", "a veto"),
    "override": Word("人工调整", "set by hand"),
}
LEDGER_CHANGE: Final = {
    "listed": Word("新列入", "listed"),
    "delisted": Word("已销号", "delisted"),
    "raised": Word("升级", "raised"),
    "lowered": Word("降级", "lowered"),
    "stated": Word("等级补报或撤回", "tier stated or withdrawn"),
}
ROW_KIND: Final = {"circle": Word("担保圈", "circle"), "enterprise": Word("企业", "enterprise")}
COUNTED_ONCE: Final = Word(
    "在账企业及其贷款担保人；同一企业、同一人在合计中只计一次，同时为两个区县风险企业担保的在两个区县各计一次，各区县之和可能大于合计。",
    "Firms on the ledger and the guarantors of their loans. Each firm and person counts once in all; who guarantees risk firms of two "
    "counties counts in both, so that counties may add up to more.",
)

WORDS: Final = {
    "as_of": Word("数据时点", "as of"),
    "rank": Word("排名", "rank"),
    "kind": Word("类型", "kind"),
    "circle": Word("担保圈编号", "circle"),
    "code": Word("代码", "code"),
    "name": Word("名称", "name"),
    "county": Word("区县", "county"),
    "home_county": Word("属地", "home county"),
    "bank": Word("银行", "bank"),
    "level": Word("协调层级", "level"),
    "application": Word("提请市级", "application"),
    "leader_link": Word("市领导联系", "city leader"),
    "rule": Word("触发规则", "rule"),
    "policy_rule": Word("规则", "rule"),
    "severity": Word("级别", "severity"),
    "maturity": Word("依据状态", "maturity"),
    "parameters": Word("参数", "parameters"),
    "reference": Word("依据", "reference"),
    "held_share": Word("持股（合计）", "held in all"),
    "ultimate_share": Word("最终持股", "owned in the end"),
    "chain": Word("控制链", "chain of control"),
    "reasons": Word("理由", "reasons"),
    "counties_hit": Word("波及区县", "counties hit"),
    "banks_hit": Word("波及银行", "banks hit"),
    "expected_spillover": Word("预期外溢", "expected spillover"),
    "worst_case_spillover": Word("最坏外溢", "worst-case spillover"),
    "employees": Word("涉及职工", "employees"),
    "class": Word("等级", "class"),
    "unknown_capacity": Word("代偿能力未知", "capacity unknown"),
    "flags": Word("标记", "flags"),
    "members": Word("成员", "members"),
    "members_elsewhere": Word("未显示成员数", "members not shown"),
    "party": Word("主体", "party"),
    "stub": Word("仅显示存根", "stub only"),
    "exposure": Word("敞口", "exposure"),
    "worst_class": Word("最差分类", "worst class"),
    "worst_case_loss": Word("最坏银行损失", "worst-case bank loss"),
    "due_soon": Word("三个月内到期及逾期", "due in three months or overdue"),
    "density": Word("密度", "density"),
    "split": Word("由大圈拆分", "split from a larger part"),
    "subject": Word("主体", "subject"),
    "text_zh": Word("说明", "text"),
    "maturity_zh": Word("依据成熟度", "maturity"),
    "missing": Word("缺失占比", "missing"),
    "proposed": Word("拟分类", "proposed"),
    "veto": Word("一票否决", "veto"),
    "taken": Word("导出标记", "taken by"),
    "round": Word("轮次", "round"),
    "loan": Word("借据", "loan"),
    "borrower": Word("借款企业", "borrower"),
    "guarantor": Word("担保人", "guarantor"),
    "amount": Word("金额", "amount"),
    "calls": Word("代偿", "calls"),
    "called": Word("应代偿", "called"),
    "capacity": Word("代偿能力", "capacity"),
    "bank_loss": Word("银行损失", "bank loss"),
    "worst_case": Word("最坏情形", "worst case"),
    "if_unlimited": Word("若未知者均可代偿", "if all unknown could pay"),
    "explanation": Word("说明", "explanation"),
    "why": Word("传导路径", "how it came to this"),
    "net_capital": Word("净资本", "net capital"),
    "share_of_capital": Word("占净资本", "of net capital"),
    "local_legal_person": Word("地方法人机构", "local bank"),
    "self_fulfilling": Word("互保恐慌圈（最坏情形）", "self-fulfilling circles (worst case)"),
    "loss_at_stake": Word("恐慌损失", "loss at stake"),
    "held_up_by": Word("稳住谁（可稳住家数）", "whose commitment (holds up)"),
    "missing_statements": Word("缺失报表", "missing statements"),
    "spared_loss": Word("可免银行损失", "bank loss spared"),
    "spared_defaults": Word("可免违约", "falls spared"),
    "not_tried": Word("未逐一试算", "not tried"),
    "yes": Word("是", "yes"),
    "defaulted": Word("违约主体", "defaulted"),
    "loans": Word("借据", "loans"),
    "no": Word("编号", "no."),
    "balance": Word("余额", "balance"),
    "due": Word("到期日", "due"),
    "stage": Word("阶段", "stage"),
    "actor": Word("责任主体", "whose turn"),
    "late": Word("迟报", "late"),
    "overdue_days": Word("逾期天数", "days overdue"),
    "overdue_extrapolated": Word("逾期天数为推算", "days overdue extrapolated"),
    "extrapolated": Word("推算", "extrapolated"),
    "planned": Word("计划还款", "planned"),
    "funded": Word("到位资金", "in place"),
    "if_missed": Word("若违约：拖累·波及", "if missed: falls, loss"),
    "department": Word("主管部门", "department"),
    "group": Word("控制人集团", "controller group"),
    "count": Word("笔数", "number"),
    "contracts": Word("合同", "contracts"),
    "lenders": Word("债权机构数", "lenders"),
    "limits": Word("授信额度", "limits"),
    "used": Word("已用额度", "used"),
    "largest_share": Word("最大一家占比", "largest share"),
    "hhi": Word("集中度HHI", "HHI"),
    "balance_before": Word("12个月前余额", "balance 12 months ago"),
    "growth": Word("近12个月增长", "growth over 12 months"),
    "gained": Word("近3个月新增机构", "lenders gained in 3 months"),
    "lost": Word("近3个月退出机构", "lenders lost in 3 months"),
    "credit_withdrawn": Word("近3个月压贷抽贷", "credit withdrawn in 3 months"),
    "not_reported": Word("未报告", "not reported"),
    "offsite_balance": Word("异地授信余额", "from outside the city"),
    "nonbank_balance": Word("非银行融资余额", "from non-banks"),
    "guaranteed_in": Word("获得担保", "guaranteed in"),
    "guaranteed_out": Word("对外担保", "guaranteed out"),
    "free": Word("可新增担保", "free capacity of a guarantor"),
    "need": Word("流动资金需求", "working-capital need"),
    "own_funds": Word("自有资金", "own funds"),
    "other_funds": Word("其他渠道资金", "other funds"),
    "existing": Word("现有流动资金贷款", "working-capital loans"),
    "room": Word("可新增额度", "room"),
    "ratio": Word("超贷比", "over-lending ratio"),
    "status": Word("测算情况", "status"),
    "joint_usage": Word("联合授信额度使用率", "joint limit usage"),
    "class_floor": Word("分类下限", "class floor"),
    "bank_name": Word("银行名称", "bank name"),
    "itself": Word("本企业", "itself"),
    "findings": Word("提示", "findings"),
    "proposal": Word("拟新增授信", "proposed loan"),
    "normal": Word("正常", "normal"),
    "special_mention": Word("关注", "special mention"),
    "substandard": Word("次级", "substandard"),
    "doubtful": Word("可疑", "doubtful"),
    "loss": Word("损失", "loss"),
    "unclassified": Word("未分类", "unclassified"),
    "none": Word("（无）", "(none)"),
    "loan_balance": Word("贷款余额", "loan balance"),
    "guarantees": Word("担保", "guarantees"),
    "mutual_pairs": Word("互保对", "mutual pairs"),
    "rings": Word("环形担保", "rings"),
    "core": Word("核心企业", "core firm"),
    "default_probability": Word("年违约概率", "default probability"),
    "caused_loss": Word("波及损失", "caused loss"),
    "pulled_down": Word("拖累家数", "pulled down"),
    "vulnerability": Word("脆弱性", "vulnerability"),
    "exported": Word("外溢出去", "exported"),
    "imported": Word("承受外溢", "imported"),
    "from": Word("起因区县", "from county"),
    "to": Word("受损区县", "to county"),
    "table": Word("表", "table"),
    "read": Word("读取", "read"),
    "loaded": Word("新增", "loaded"),
    "updated": Word("更新", "updated"),
    "unchanged": Word("未变", "unchanged"),
    "rejected": Word("退回", "rejected"),
    "file": Word("文件", "file"),
    "sheet": Word("工作表", "sheet"),
    "row": Word("行", "row"),
    "column": Word("列", "column"),
    "value": Word("值", "value"),
    "message": Word("原因", "message"),
    "run": Word("批次", "run"),
    "number": Word("序号", "number"),
    "item": Word("项目", "item"),
    "started_at": Word("开始", "started"),
    "finished_at": Word("结束", "finished"),
    "before": Word("之前", "before"),
    "after": Word("之后", "after"),
    "change": Word("变化", "change"),
    "fate": Word("结局", "fate"),
    "saved": Word("得救", "saved"),
    "newly_fallen": Word("新增违约", "newly fallen"),
    "recovery": Word("清偿率", "recovery"),
    "paid": Word("已付", "paid"),
    "distress": Word("困境程度", "distress"),
    "initial": Word("初始", "initial"),
    "capacity_used": Word("已耗代偿能力", "capacity used"),
    "group_distress": Word("整体困境", "group figure"),
    "probability_alone": Word("自身违约概率", "alone"),
    "probability": Word("含传染违约概率", "with contagion"),
    "expected_loss": Word("预期损失", "expected loss"),
    "tail_loss": Word("尾部贡献", "tail contribution"),
    "draws": Word("模拟情景数", "draws"),
    "contagion_share": Word("传染损失占比", "contagion share"),
    "multiplier": Word("传染倍数", "multiplier"),
    "value_at_risk": Word("在险价值", "value at risk"),
    "expected_shortfall": Word("预期尾部损失", "expected shortfall"),
    "interval": Word("置信区间", "interval"),
    "caution": Word("警示", "caution"),
    "tier": Word("风险等级", "tier"),
    "score": Word("综合得分", "score"),
    "proposed_class": Word("拟分类", "proposed"),
    "final_class": Word("现分类", "class now"),
    "missing_share": Word("缺失占比", "missing"),
    "objection_until": Word("异议截止", "objections until"),
    "listed_on": Word("列入日期", "listed on"),
    "delisted_on": Word("销号日期", "delisted on"),
    "days_on_ledger": Word("在账天数", "days on the ledger"),
    "cause": Word("成因", "cause"),
    "measures": Word("措施", "measures"),
    "progress": Word("进展", "progress"),
    "officer": Word("责任人", "officer"),
    "leader": Word("牵头领导", "leader"),
    "staff": Word("职工人数", "employees"),
    "firms": Word("户数", "firms"),
    "stability": Word("社会稳定：涉及人员与债权人", "people touched"),
    "risk_firms": Word("风险企业", "risk firms"),
    "linked_guarantors": Word("关联担保企业", "linked guarantors"),
    "linked_persons": Word("担保自然人", "natural persons"),
    "unknown_staff": Word("未报职工户数", "firms without headcount"),
    "unknown_debts": Word("未报其他债务户数", "firms without other debts"),
    "wages_owed": Word("欠薪", "wages owed"),
    "other_creditors": Word("其他债权", "other creditors"),
    "each_once": Word("合计（不重复）", "in all, each once"),
    "tier_key": Word("其中重点", "of them key"),
    "points": Word("得分", "points"),
    "indicator": Word("指标", "indicator"),
    "dimension": Word("维度", "dimension"),
    "like_case": Word("对照企业", "like case"),
    "other_score": Word("对照得分", "its score"),
    "other_class": Word("对照分类", "its class"),
    "status_of_class": Word("状态", "status"),
    "unlike_cases": Word("同类不同待", "like cases treated unlike"),
    "data_source": Word("数据来源", "source"),
    "points_apart": Word("相差（分）", "points apart"),
    "not_converged": Word("未收敛", "not converged"),
}


def word(key: str, lang: Lang) -> str:
    """A term by its field name; the name itself, blanks for underscores, when nobody declared it."""
    known = WORDS.get(key)
    return known[lang] if known else key.replace("_", " ")


def amount(yuan: float, lang: Lang = "zh") -> str:
    """Yuan for a screen, with its unit, as everywhere (`graph.values.amount`)."""
    return in_words(yuan, lang)


def count(number: float) -> str:
    """A whole number with thousands separators."""
    return f"{number:,.0f}"
