"""Every text of the pages in Chinese and English: names of fields are those of `viz.style`, here stands what only pages say."""

from __future__ import annotations

from typing import Final

from analysis.rules import RULES
from viz.pages.texts import (
    audit,
    circle,
    classification,
    credit,
    enterprise,
    explorer,
    findings,
    ingest,
    maturities,
    measures,
    papers,
    rules,
    simulations,
    todo,
)
from viz.style import WORDS as FIELDS
from viz.style import Word

_SHELL: Final = {
    "product": Word("保链图谱", "suretygraph"),
    "tagline": Word("担保链风险监测与市级协调", "guarantee chains and a city's coordination"),
    "nav.queue": Word("协调清单", "Queue"),
    "nav.explorer": Word("网络图谱", "Network"),
    "nav.credit": Word("多头授信核查", "Credit check"),
    "nav.maturities": Word("到期台账（321）", "Maturities (321)"),
    "nav.todo": Word("我的待办", "To do"),
    "nav.classification": Word("保帮关", "Classes"),
    "nav.spillover": Word("跨县外溢", "Spillover"),
    "nav.simulations": Word("模拟推演", "Simulations"),
    "nav.ingest": Word("数据接入", "Data"),
    "nav.rules": Word("规则", "Rules"),
    "nav.audit": Word("审计", "Audit"),
    "theme": Word("深色／浅色", "dark / light"),
    "language": Word("English", "中文"),
    "sign_out": Word("退出", "Sign out"),
    "open_mode": Word("本机演示：无需登录", "On this machine only: nobody signs in"),
    "skip": Word("跳到正文", "Skip to content"),
    "snapshot": Word("快照", "snapshot"),
    "loading": Word("正在读取…", "Loading…"),
    "empty": Word("没有符合条件的内容", "Nothing matches"),
    "failed": Word("读取失败", "Could not be read"),
    "again": Word("重试", "Try again"),
    "more": Word("继续加载", "Load more"),
    "all": Word("全部", "All"),
    "rows_of": Word("已显示 {shown} / {total}", "{shown} of {total}"),
    "close": Word("关闭", "Close"),
    "export": Word("导出", "Export"),
    "truncated": Word("结果已截断", "The result was cut"),
    "yes": Word("是", "yes"),
    "no_word": Word("否", "no"),
}

_SIGN_IN: Final = {
    "sign_in": Word("登录", "Sign in"),
    "sign_in.about": Word("请输入访问密钥或身份令牌", "Enter an API key, or a token of your organisation"),
    "sign_in.key": Word("密钥", "Key"),
    "sign_in.failed": Word("密钥无效或已停用", "The key is unknown or revoked"),
}

_QUEUE: Final = {
    "queue.title": Word("市级协调清单", "Coordination queue"),
    "queue.lead": Word(
        "按预期跨县外溢排序；县（区）负责，达到标准的提请市级统筹", "Ranked by expected loss in other counties; the county is in charge"
    ),
    "level.county": Word("县级", "county"),
    "level.city": Word("市级", "city"),
    "kind.circle": Word("担保圈", "circle"),
    "kind.enterprise": Word("企业", "enterprise"),
    "queue.open_circle": Word("打开担保圈", "Open the circle"),
    "queue.explore": Word("在图谱中查看", "Show in the network"),
    "queue.bank": Word("受损银行", "Bank hit"),
    "queue.why": Word("为何列入", "Why it stands here"),
    "filter.name": Word("名称或代码", "Name or code"),
}

_SPILLOVER: Final = {
    "spillover.title": Word("跨县外溢", "Spillover between counties"),
    "spillover.lead": Word(
        "从违约发生地到贷款损失地的年预期银行损失；不含违约企业自身贷款",
        "Expected bank losses a year, from the county where a default starts to the county where the loan is lost; own loans left out",
    ),
    "spillover.matrix": Word("区县矩阵", "County by county"),
    "spillover.matrix.about": Word("行：起因区县；列：受损区县；斜纹为本县之内", "Rows: where it starts; columns: who is hit"),
    "spillover.from_to": Word("起因 ＼ 受损", "from \\ to"),
    "spillover.map": Word("区县地图（承受外溢）", "Map (borne for others)"),
    "spillover.flows": Word("跨县流向", "Flows across borders"),
    "spillover.source": Word("起因", "(start)"),
    "spillover.hit": Word("受损", "(hit)"),
    "spillover.counties": Word("各区县", "Counties"),
    "spillover.banks": Word("各银行年预期损失", "Expected losses of banks a year"),
    "within": Word("本县之内", "within"),
    "exported_per_yuan": Word("外溢出去／贷款余额", "exported per yuan of loans"),
    "imported_per_yuan": Word("承受外溢／贷款余额", "imported per yuan of loans"),
    "paid_for_others": Word("替外县代偿", "paid for others"),
    "unknown_county": Word("未知", "unknown"),
}

_RULES: Final = {f"rule.{rule.id}": Word(rule.zh, rule.en) for rule in RULES.values()}

_PAGES: Final = findings.TEXTS | circle.TEXTS | enterprise.TEXTS | credit.TEXTS | maturities.TEXTS | explorer.TEXTS
_WORK: Final = todo.TEXTS | classification.TEXTS | simulations.TEXTS | rules.TEXTS | ingest.TEXTS | audit.TEXTS
_SHARED: Final = papers.TEXTS | measures.TEXTS

WORDS: Final[dict[str, Word]] = FIELDS | _SHELL | _SIGN_IN | _QUEUE | _SPILLOVER | _RULES | _PAGES | _WORK | _SHARED
