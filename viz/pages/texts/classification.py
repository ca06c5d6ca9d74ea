"""What the board of 保 / 帮 / 关 says."""

from __future__ import annotations

from typing import Final

from viz.style import DIMENSION, STANDING, TIER, UNLIKE_CAUSE, Word

TEXTS: Final = (
    {f"tier.{key}": word for key, word in TIER.items()}
    | {f"standing.{key}": word for key, word in STANDING.items()}
    | {f"dimension.{key}": word for key, word in DIMENSION.items()}
    | {f"unlike.{key}": word for key, word in UNLIKE_CAUSE.items()}
    | {
        "classification.title": Word("保帮关分类", "Classes: support, help, close"),
        "classification.lead": Word(
            "仅对台账内风险企业分类；系统拟分，县（区）公示、复核、定类",
            "Only firms on the ledger have a class: the platform proposes, the county publishes, hears objections and decides",
        ),
        "class.保": Word("保", "保 support"),
        "class.帮": Word("帮", "帮 help"),
        "class.关": Word("关", "关 close"),
        "class.none": Word("未分类", "no class"),
        "class.保.about": Word("稳贷续贷、不抽不压", "loans held, nothing withdrawn"),
        "class.帮.about": Word("协调化解、限期改善", "measures agreed, with a date"),
        "class.关.about": Word("有序退出、防止外溢", "an orderly exit, spillover contained"),
        "class.none.about": Word("在台账内、尚无分类", "on the ledger, without a class yet"),
        "classification.publish": Word("公示拟分类", "Publish the classes"),
        "classification.publish.about": Word(
            "将本县（区）台账企业的拟分类公示，异议期自今日起算；此前已公示且未变的沿用原日期",
            "The classes proposed for firms on the ledger are published and the window for objections begins; a class published before "
            "that is the same keeps its day",
        ),
        "classification.published": Word("已公示 {made} 户，沿用 {unchanged} 户", "{made} published, {unchanged} as before"),
        "classification.object": Word("提出异议", "Object"),
        "classification.by": Word("异议人（可空）", "Who objects (optional)"),
        "classification.override": Word("人工调整", "Set by hand"),
        "classification.override.about": Word("须由另一人确认后生效", "It holds once a second person has confirmed it"),
        "classification.new_class": Word("调整为", "Class"),
        "classification.confirm": Word("确认人工调整", "Confirm"),
        "classification.confirm.about": Word("第二人确认后，分类即时生效", "With a second person's word the class holds at once"),
        "classification.waiting": Word("待第二人确认：{class}", "waits for a second person: {class}"),
        "classification.contributions": Word("得分构成", "What made the score"),
        "classification.history": Word("办理记录", "Decisions"),
        "classification.no_history": Word("尚无办理记录", "No decisions yet"),
        "classification.scores": Word("重点企业得分", "Scores of key enterprises"),
        "classification.unlike.about": Word(
            "得分相近而分类不同的企业对，供复核公平公正",
            "Pairs of like scores and unlike classes, to be looked at again",
        ),
        "classification.proposed": Word("拟", "proposed"),
        "classification.until": Word("异议截止 {day}", "objections until {day}"),
        "classification.done": Word("已办理", "Done"),
        "classification.details": Word("详情与办理", "Details and decisions"),
        "classification.dossier": Word("企业档案", "Dossier"),
        "classification.missing": Word("缺失指标 {share}", "{share} missing"),
        "classification.status.none": Word("拟分类", "proposed"),
        "entry.proposal": Word("公示", "published"),
        "entry.objection": Word("异议", "objection"),
        "entry.override": Word("人工调整", "set by hand"),
        "entry.confirmation": Word("确认", "confirmed"),
        "classification.show_all": Word("显示全部 {count} 户", "Show all {count}"),
    }
)
