"""保, 帮 or 关 as the lines propose it from a score, and the vetoes that go before any score."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.lending.desk import LendingDesk
from analysis.rules import RuleBook
from analysis.signal_kinds import named
from graph.network import Floats

KEEP, HELP, CLOSE = "保", "帮", "关"
CLASSES: Final = (KEEP, HELP, CLOSE)
LINES: Final = "classification.lines"
BANKRUPTCY: Final = "classification.veto_bankruptcy"
CLOSED: Final = "classification.veto_closed"
_ENDING: Final = ("bankruptcy_accepted", "liquidation")
_CLOSED: Final = re.compile(
    r"(已|被|依法)*(吊销|注销|撤销|责令关闭)(营业执照|登记)?(但)?(未注销|并注销|已注销)?(企业|状态)?|revoked|deregistered|closed",
    re.IGNORECASE,
)
_SIGNS: Final = re.compile(r"[\W_]+")


def proposed(score: Floats, county: pd.Series[Any], book: RuleBook) -> npt.NDArray[np.object_]:
    """The class of every score by the lines of its county (both lines inclusive); None without a score."""
    keep, aid = (book.numbers(LINES, name, county) for name in ("keep_from", "help_from"))
    found = np.select([np.isnan(score), score >= keep, score >= aid], ["", KEEP, HELP], CLOSE).astype(object)
    found[found == ""] = None
    return found


def vetoes(desk: LendingDesk, firms: pd.Index[str]) -> pd.DataFrame:
    """By firm that has one (index: its code): `rule`, `kind` (as the office wrote it), `stage_on` (day of the signal, or missing).

    A bankruptcy that was accepted, also for reorganisation, or declared goes before a licence revoked; of signals the latest counts.
    """
    told = desk.facts["signals"]
    told = told.loc[(named(told["kind"]).isin(_ENDING) & told["enterprise"].isin(firms)).to_numpy(dtype=bool)]
    told = told.sort_values(["observed_on", "kind"], kind="stable").drop_duplicates("enterprise", keep="last")
    parts = [pd.DataFrame({"firm": told["enterprise"], "rule": BANKRUPTCY, "kind": told["kind"], "stage_on": told["observed_on"]})]
    status = desk.firms["status"].reindex(firms).dropna()
    ends = named(status).isin(_ENDING).to_numpy(dtype=bool)
    closed = np.array([is_closed(text) for text in status.tolist()], dtype=bool)
    for rule, mine in ((BANKRUPTCY, ends), (CLOSED, closed)):
        rows = status.loc[mine]
        days = pd.Series(pd.NaT, index=range(len(rows)), dtype="datetime64[s]")
        parts.append(pd.DataFrame({"firm": rows.index, "rule": rule, "kind": rows.to_numpy(), "stage_on": days}))
    filled = [part for part in parts if len(part)] or parts[:1]
    return pd.concat(filled, ignore_index=True).drop_duplicates("firm").set_index("firm")


def is_closed(status: str) -> bool:
    """Whether a stated status says that the licence was revoked or the firm struck off.

    >>> is_closed("吊销，未注销"), is_closed("已注销"), is_closed("拟注销"), is_closed("存续")
    (True, True, False, False)
    """
    return _CLOSED.fullmatch(_SIGNS.sub("", status)) is not None
