"""Who does what about a risk enterprise: what the county's ledger says, and room for what it does not say."""

from __future__ import annotations

from viz.papers.content import Fact, Row, called, facts, text
from viz.papers.language import say
from viz.style import APPLICATION

LABELS = ("成因", "拟采取措施", "进展情况", "牵头领导", "责任人", "完成时限")


def handling(listing: Row | None) -> tuple[Fact, ...]:
    """The ledger's words; empty where it has none. No ledger has a due date: it is written in by hand."""
    stated = listing or {}
    known = {"成因": "cause", "拟采取措施": "measures", "进展情况": "progress", "牵头领导": "leader", "责任人": "officer"}
    return facts(*((label, text(stated.get(known[label]), "") if label in known else "") for label in LABELS))


def listed(listing: Row | None) -> str:
    """Whether and since when it is on the ledger."""
    if listing is None:
        return say("未列入")
    since = text(listing.get("listed_on"), "")
    return say("{since}列入，提请市级：{application}", since=since, application=called(APPLICATION, listing.get("application")))
