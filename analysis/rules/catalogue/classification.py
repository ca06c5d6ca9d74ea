"""Section 9: 保 / 帮 / 关, its lines, vetoes and the checks of like treatment."""

from __future__ import annotations

from typing import Final

from analysis.rules.model import Maturity, Parameter, Rule, Severity
from analysis.rules.units import Unit

_POLICY: Final = "本市政策“保、帮、关”分类处置"
_STATISTICS: Final = "统计法（2024）第28条"

RULES: Final = (
    Rule(
        "classification.lines", "分类线", "Lines of the classes", 9, _POLICY, Maturity.LOCAL, Severity.INFO,
        "综合得分不低于保线的拟为“保”，不低于帮线的拟为“帮”，其余拟为“关”；只对台账内企业，由县（区）确定。",
        "Scores from the first line up propose 保, from the second 帮, below 关; only for firms on the ledger, and the county decides.",
        (
            Parameter("help_from", "帮线", "帮 from", 60.0, Unit.POINTS, 0.0, 100.0, Maturity.LOCAL),
            Parameter("keep_from", "保线", "保 from", 80.0, Unit.POINTS, 0.0, 100.0, Maturity.LOCAL),
            Parameter("objection_days", "异议期", "days to object", 15, Unit.DAYS, 1, 90, Maturity.LOCAL),
        ),
        rising=("help_from", "keep_from"),
    ),
    Rule(
        "classification.veto_bankruptcy", "否决：破产受理", "Veto: bankruptcy accepted", 9, _POLICY, Maturity.LOCAL, Severity.CRITICAL,
        "台账内企业破产申请已受理或被宣告破产：拟为“关”，不论得分。",
        "A firm on the ledger whose bankruptcy was accepted: 关 is proposed whatever the score.",
        figures=("kind", "stage_on"),
        text_zh="{name}{kind}（{stage_on}），一票否决，拟为“关”",
        text_en="{name}: {kind} ({stage_on}); a veto, 关 is proposed",
    ),
    Rule(
        "classification.veto_closed", "否决：吊销注销", "Veto: licence revoked or firm closed", 9, _POLICY, Maturity.LOCAL,
        Severity.CRITICAL,
        "台账内企业经营状态为吊销或注销：拟为“关”，不论得分。",
        "A firm on the ledger whose licence was revoked or that was closed: 关 is proposed whatever the score.",
        figures=("kind",),
        text_zh="{name}经营状态为{kind}，一票否决，拟为“关”",
        text_en="{name} is {kind}; a veto, 关 is proposed",
    ),
    Rule(
        "classification.missing_data", "评价数据缺失", "Scored with much missing", 9, _POLICY, Maturity.LOCAL, Severity.INFO,
        "台账内企业缺失指标的权重占比达到提示线；缺失项按评价方案的规则计分并计数。",
        "A firm on the ledger whose missing indicators reach a share of the weight; they score by the scheme's rule, and are counted.",
        (Parameter("missing_from", "缺失占比", "missing from", 0.3, Unit.SHARE, 0.0, 1.0, Maturity.LOCAL),),
        ("missing", "score"),
        text_zh="{name}得分{score}，缺失指标占{missing}，达到{missing_from}，结论谨慎使用",
        text_en="{name} scores {score} with {missing} of the weight missing (line {missing_from}): use with care",
    ),
    Rule(
        "classification.unlike_cases", "同类不同待", "Like cases treated unlike", 9, _POLICY, Maturity.LOCAL, Severity.WARNING,
        "得分相近的台账内企业，拟分类不同：供公平公正核对。每户列出得分最近的一户；仅因分类线或否决而不同的为提示，人工调整的为预警。",
        "Firms on the ledger with like scores whose classes differ: for a check of fairness. Each firm is told with its nearest case; "
        "those that lines or vetoes alone part are information, those set by hand a warning.",
        (Parameter("points_within", "得分相差不超过", "points within", 3.0, Unit.POINTS, 0.0, 20.0, Maturity.LOCAL),),
        ("score", "class", "other", "other_score", "other_class"), ("subject", "other"),
        text_zh="{name}得分{score}为“{class}”，{other}得分{other_score}为“{other_class}”，相差不超过{points_within}分",
        text_en="{name} scores {score} and is {class}; {other} scores {other_score} and is {other_class}: within {points_within} points",
    ),
    Rule(
        "classification.no_source", "指标缺合法来源", "Indicator without a legal source", 9, _STATISTICS, Maturity.TEXT, Severity.WARNING,
        "统计资料不得用于评价企业；每个指标须注明数据的合法来源（企业自报或授权），否则不予采用，权重由其余指标分摊。",
        "Statistical returns may not be used for this; each indicator names its legal source (the firm's own, or given with authority). "
        "One that does not is left out, its weight shared among the others.",
        figures=("indicator", "reason"), identity=("subject", "indicator"),
        text_zh="评价方案{name}的指标“{indicator}”{reason}，不予采用",
        text_en="The indicator {indicator} of the scheme {name} {reason} and is not used",
    ),
)  # fmt: skip
