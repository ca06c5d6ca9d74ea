"""Firms on the ledger that are alike in every figure and yet classed differently, and a firm that reports its innovation.

They are firms other rooms have planted: what is added is what their county lists, observes, decides, and what they report.
"""

from __future__ import annotations

from typing import Any

from ingest.synthetic.planted.plot import Plot

_LISTED = "2026-04-08"


def plant(plot: Plot) -> None:
    """All of them."""
    _vetoed(plot)
    _set_by_hand(plot)
    _innovative(plot)


def _vetoed(plot: Plot) -> None:
    """The two of a mutual pair, mirror images of each other; a court accepted the reorganisation of one: 关 whatever its score."""
    firm, vetoed = plot.planted("mutual_pair")["codes"]
    _list(plot, firm, vetoed)
    plot.add("signals", enterprise=vetoed, kind="重整受理", observed_on="2026-06-12", source="法院")
    plot.answer("like_case_vetoed", (firm, vetoed), pair=[firm, vetoed], vetoed=vetoed, cause="veto", points=0.0, becomes="关")


def _set_by_hand(plot: Plot) -> None:
    """Two of a joint-guarantee group, where everybody owes and promises the same; the county set the class of one by hand."""
    group = plot.planted("joint_guarantee_group")["codes"]
    firm, other = group[:2]
    _list(plot, firm, other)
    record: dict[str, Any] = {
        "enterprise": other, "class": "关", "decided_on": "2026-06-15", "author": "某某", "reason": "经营者意愿不足",
        "confirmed_by": "另一人", "confirmed_on": "2026-06-16",
    }  # fmt: skip
    plot.decide("overrides", record)
    plot.answer("like_case_set_by_hand", group, pair=[firm, other], set_by_hand=other, cause="override", points=0.0, becomes="关")


def _innovative(plot: Plot) -> None:
    """What it spent on research in 2024 and 2025; a figure for a quarter that has not begun by the day does not count yet."""
    (firm,) = plot.planted("over_lent_borrower")["codes"]
    for indicator, period, value in (
        ("研发投入占比", "2024", 0.031), ("研发投入占比", "2025", 0.045), ("研发投入占比", "2026Q3", 0.9), ("有效发明专利数", "2025", 12.0),
    ):  # fmt: skip
        plot.add("indicators", enterprise=firm, indicator=indicator, period=period, value=value)
    plot.answer("innovation_reported", [firm], indicators={"研发投入占比": 0.045, "有效发明专利数": 12.0})


def _list(plot: Plot, *firms: str) -> None:
    for firm in firms:
        plot.add(
            "risk_list", enterprise=firm, tier="ordinary", listed_on=_LISTED, department="工业和信息化局", cause="担保代偿",
            application="none", leader="某某", officer="某某", measures="协调续贷", progress="推进中",
        )  # fmt: skip
