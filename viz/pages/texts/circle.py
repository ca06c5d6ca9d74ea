"""What the page of a circle says."""

from __future__ import annotations

from typing import Final

from viz.style import APPLICATION, Word

TEXTS: Final = {f"application.{key}": word for key, word in APPLICATION.items()} | {
    "circle.title": Word("担保圈", "Guarantee circle"),
    "circle.back": Word("返回协调清单", "Back to the queue"),
    "circle.explore": Word("在图谱中查看", "Show in the network"),
    "circle.dossier": Word("核心企业档案", "The core firm's dossier"),
    "circle.why": Word("为何列入协调清单", "Why it is on the coordination queue"),
    "circle.not_queued": Word("未列入协调清单", "It is not on the coordination queue"),
    "circle.picture": Word("担保关系图", "The guarantees in it"),
    "circle.picture_about": Word(
        "中心为核心企业，向外按担保距离分层；箭头由担保人指向借款企业，粗线为互保；★核心企业 ●企业 ▲自然人 ■融资担保公司",
        "The core firm in the middle, others by their distance over guarantees; arrows run from guarantor to borrower, thick: mutual; "
        "★ core firm ● enterprise ▲ person ■ guarantee company",
    ),
    "circle.members": Word("成员（{shown}户/人）", "Members ({shown})"),
    "circle.elsewhere": Word("另有{count}个成员不在您的查看范围内", "{count} more members are outside what you may see"),
    "circle.exposures": Word("银行 × 成员 授信余额", "Bank × member exposure"),
    "circle.exposures_about": Word(
        "借款余额减保证金，万元；最大的{shown}户借款成员", "Balance less margin deposit, 10,000 yuan; the {shown} largest borrowers"
    ),
    "circle.cascade": Word("若其违约，会怎样？", "What if it defaults?"),
    "circle.cascade_about": Word(
        "假设所选企业违约，按担保合同逐轮追偿；代偿能力不足者继续违约",
        "The firm chosen defaults; guarantees are called round by round, and whoever cannot pay defaults too",
    ),
    "circle.seed": Word("首家违约企业", "The firm that defaults first"),
    "circle.run": Word("推演违约", "Let it default"),
    "circle.running": Word("正在推演…", "Working it out…"),
    "circle.round": Word("第{round}轮", "Round {round}"),
    "circle.first": Word("首家违约", "The first"),
    "circle.nobody": Word("没有其他企业被拖累", "Nobody else is pulled down"),
    "circle.by_bank": Word("银行损失（按银行）", "Bank loss by bank"),
    "circle.by_county": Word("银行损失（按区县）", "Bank loss by county"),
    "circle.rounds": Word("传导轮数", "Rounds"),
    "circle.others": Word("其余{count}户", "{count} others"),
    "circle.no_own": Word("圈内没有您可以推演的企业", "No member is yours to simulate"),
    "total": Word("合计", "total"),
    "circle.split": Word("由大圈拆分", "Split from a larger part"),
    "circle.hidden_falls": Word("另有{count}户违约不在您的查看范围内", "{count} more fall outside what you may see"),
    "circle.banks_elsewhere": Word("其他银行合计", "other banks together"),
    "circle.suppressed": Word("（其他银行不足三家，不予显示）", "(fewer than three other banks: not shown)"),
    "circle.in_simulation": Word("在模拟推演中继续", "Go on in the simulations"),
    "loan_class": Word("贷款分类", "Loan class"),
    "proposed_class_short": Word("保帮关", "保帮关"),
    "kind.person": Word("自然人", "person"),
    "kind.guarantee_company": Word("融资担保公司", "guarantee company"),
}
