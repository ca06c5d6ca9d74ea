"""Prompts about evasion: assets that moved inside a controller group in the clawback window, and documents that name an evader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.findings import Batch, report
from analysis.lending.desk import LendingDesk
from analysis.lending.history import earlier
from analysis.signal_kinds import named

_WORDS: Final = {"asset_transfer": "资产转移", "single_payment": "个别清偿", "share_transfer": "股权转移"}


def evasion(desk: LendingDesk) -> Iterator[Batch]:
    """One batch a rule. The window is counted back from the day, as no acceptance of a bankruptcy is known (破产法 31, 32)."""
    yield _moves(desk)
    yield _documents(desk)


def _moves(desk: LendingDesk) -> Batch:
    rule = "evasion.asset_transfer"
    since = {
        kind: pd.Timestamp(earlier(desk.facts.as_of, int(desk.rules.number(rule, f"{name}_months"))))
        for kind, name in (("asset_transfer", "transfer"), ("single_payment", "payment"))
    }
    rows = pd.concat([_signalled(desk, since), _shares(desk, since["asset_transfer"])], ignore_index=True)
    rows = rows.drop_duplicates(["subject", "kind", "moved_on", "to"], ignore_index=True)
    rows = rows.assign(county=rows["subject"].map(desk.county), name=rows["subject"].map(desk.names))
    return report(desk.rules, rule, rows)


def _signalled(desk: LendingDesk, since: dict[str, pd.Timestamp]) -> pd.DataFrame:
    """Moves that somebody observed; the source may be the code of the other side. Transfers to a party of another group are left out."""
    told = desk.facts["signals"]
    kind = named(told["kind"])
    start = kind.map(since).astype("datetime64[s]")
    other, mine = told["source"].map(desk.group), told["enterprise"].map(desk.group)
    outside = (kind == "asset_transfer") & other.notna() & (other != mine)
    told = told.assign(word=kind.map(_WORDS), to=told["source"].where(other == mine))
    told = told.loc[((told["observed_on"] > start) & ~outside).to_numpy(dtype=bool)]
    return pd.DataFrame(
        {
            "subject": told["enterprise"],
            "kind": told["word"],
            "amount": told["value"],
            "moved_on": told["observed_on"],
            "to": told["to"],
        }
    )


def _shares(desk: LendingDesk, since: pd.Timestamp) -> pd.DataFrame:
    """Holdings that passed from one party to another of the same group inside the window: the seller is asked."""
    rows = desk.facts.every_version("controls")
    rows = rows.loc[~rows["_gone"].to_numpy(dtype=bool)].sort_values("_reported_on", na_position="first")
    rows = rows.drop_duplicates("_key", keep="last")
    today = pd.Timestamp(desk.facts.as_of)
    ended = rows.loc[((rows["valid_to"] > since) & (rows["valid_to"] <= today)).to_numpy(dtype=bool)]
    begun = rows.loc[((rows["valid_from"] > since) & (rows["valid_from"] <= today)).to_numpy(dtype=bool)]
    both = ended.merge(begun, on="enterprise", suffixes=("", "_new"))
    group = both["controller"].map(desk.group), both["controller_new"].map(desk.group)
    inside = (both["controller"] != both["controller_new"]) & (group[0] == group[1])
    both = both.loc[inside.to_numpy(dtype=bool)]
    return pd.DataFrame(
        {
            "subject": both["controller"],
            "kind": _WORDS["share_transfer"],
            "amount": np.full(len(both), np.nan),
            "moved_on": both["valid_from_new"],
            "to": both["controller_new"],
        }
    )


def _documents(desk: LendingDesk) -> Batch:
    told = desk.facts["signals"]
    rows: Any = told.loc[(named(told["kind"]) == "evasion_document").to_numpy(dtype=bool)].reset_index(drop=True)
    rows = rows.assign(subject=rows["enterprise"], moved_on=rows["observed_on"]).drop_duplicates(["subject", "kind", "moved_on"])
    rows = rows.assign(county=rows["subject"].map(desk.county), name=rows["subject"].map(desk.names))
    return report(desk.rules, "evasion.document", rows)
