"""What the calendar of maturities says."""

from __future__ import annotations

from typing import Final

from viz.style import ACTOR, Word

TEXTS: Final = {f"actor.{key}": word for key, word in ACTOR.items()} | {
    "maturities.title": Word("到期台账（321）", "Maturities (321)"),
    "maturities.lead": Word(
        "到期前三个月摸排预警、两个月还款计划、一个月资金到位",
        "Three months before: the ledger; two: a plan; one: the money on account",
    ),
    "maturities.dates": Word("三个节点", "Three dates"),
    "maturities.gap": Word("缺口", "Gap"),
}
