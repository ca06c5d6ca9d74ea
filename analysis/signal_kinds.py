"""The kinds of signals the rules know, under the names offices write; other kinds are kept and shown, and no rule reads them."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from graph.network import Bools
from graph.vocabulary import Vocabulary

SIGNAL: Final = Vocabulary(
    "signal",
    {
        "tax": ("税收", "纳税", "纳税额", "税收变动", "纳税变动"),
        "electricity": ("用电", "用电量", "用电变动"),
        "social_insurance": ("社保", "社保缴费", "社保缴纳", "社保变动"),
        "payroll": ("参保人数", "社保人数", "参保人数变动"),
        "lawsuit": ("涉诉", "诉讼", "涉诉金额", "被诉"),
        "inquiry": ("征信查询", "征信查询次数"),
        "asset_transfer": ("资产转移", "资产划转", "转移资产"),
        "single_payment": ("个别清偿", "提前清偿"),
        "evasion_document": ("逃废债", "逃废债认定", "逃废债文书"),
        "bankruptcy_accepted": ("破产受理", "破产申请受理", "重整受理"),
        "liquidation": ("破产清算", "宣告破产"),
    },
)
_WORDS: Final = SIGNAL.accepted()
_FALL: Final = r"(?:同比)?(?:下降|降幅|下滑|减少)$|[_ ]down$"  # the value says by how much, whatever its sign


def named(kinds: pd.Series[Any]) -> pd.Series[Any]:
    """The kind of every signal by its English name, missing for kinds no rule reads."""
    words = pd.Series(kinds.dropna().unique(), dtype="str")
    meant = words.str.strip().str.casefold().str.replace(_FALL, "", regex=True).map(_WORDS).astype("str")
    return kinds.map(dict(zip(words, meant, strict=True))).astype("str")


def falls(kinds: pd.Series[Any]) -> Bools:
    """Whether a kind says in its name that something fell: 税收下降, tax_down."""
    found: Bools = kinds.str.strip().str.casefold().str.contains(_FALL, regex=True).fillna(value=False).to_numpy(dtype=bool)
    return found


def enterprises_with(signals: pd.DataFrame, *kinds: str) -> list[str]:
    """The enterprises that have a signal of one of these kinds, ascending."""
    return sorted(set(signals.loc[named(signals["kind"]).isin(kinds), "enterprise"]))
