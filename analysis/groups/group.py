"""One controller group with the chains that make it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from analysis.rules.units import Lang, Unit, spoken

_KINDS: Final = {
    "actual_controller": {"zh": "实际控制人", "en": "actual controller"},
    "shareholder": {"zh": "持股", "en": "holds"},
    "concerted_party": {"zh": "一致行动人", "en": "concerted party"},
}
ALONE: Final = {"zh": "{name}：无上级控制人", "en": "{name}: nobody controls it"}
CIRCLE: Final = {"zh": "{name}：与成员相互控制，无外部控制人", "en": "{name}: in a circle of control, without a controller outside"}


@dataclass(frozen=True)
class Link:
    """One step of a chain: who holds whom, how, and what its side holds in all (firms it controls, concerted parties)."""

    controller: str
    controller_name: str
    enterprise: str
    enterprise_name: str
    kind: str
    share: float | None
    pooled: float | None


@dataclass(frozen=True)
class Concerted:
    """A concerted party whose share was pooled; with what it controls itself it stays a group of its own."""

    party: str
    name: str
    enterprise: str
    share: float | None


@dataclass(frozen=True)
class Member:
    """A member and the chain from the ultimate controller down to it; empty for that party itself."""

    code: str
    name: str
    county: str | None
    basis: str
    share: float | None
    ultimate_share: float | None  # owned by the ultimate controller along all chains
    chain: tuple[Link, ...]
    flags: tuple[str, ...]

    def explain(self, lang: Lang) -> str:
        """The chain in one sentence."""
        if not self.chain:
            return (CIRCLE if self.basis == "cycle" else ALONE)[lang].format(name=self.name)
        text = self.chain[0].controller_name + "".join(_step(link, lang) for link in self.chain)
        if len(self.chain) == 1:
            return text
        owned = spoken(self.ultimate_share, Unit.SHARE, lang)
        return f"{text}（最终持股{owned}）" if lang == "zh" else f"{text} (owned in the end: {owned})"

    def to_json(self) -> dict[str, Any]:
        """The member's message."""
        return {
            "party": self.code,
            "name": self.name,
            "county": self.county,
            "basis": self.basis,
            "share": self.share,
            "ultimate_share": self.ultimate_share,
            "chain": [asdict(link) for link in self.chain],
            "chain_zh": self.explain("zh"),
            "chain_en": self.explain("en"),
            "flags": list(self.flags),
        }


@dataclass(frozen=True)
class ControllerGroup:
    """A group: the ultimate controller and everybody it controls."""

    id: str
    name: str
    as_of: date | None
    members: tuple[Member, ...]  # the ultimate controller first, then by code
    concerted: tuple[Concerted, ...]
    parameters: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The group's message."""
        return {
            "group": self.id,
            "name": self.name,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "members": [member.to_json() for member in self.members],
            "concerted": [asdict(party) for party in self.concerted],
            "parameters": dict(self.parameters),
        }


def _step(link: Link, lang: Lang) -> str:
    share = "" if link.share is None else " " + spoken(link.share, Unit.SHARE, lang)
    pooled = ""
    if link.pooled is not None and (link.share is None or abs(link.pooled - link.share) > 1e-9):
        told = spoken(link.pooled, Unit.SHARE, lang)
        pooled = f"（合计{told}）" if lang == "zh" else f" ({told} with its side)"
    return f" —{_KINDS[link.kind][lang]}{share}{pooled}→ {link.enterprise_name}"
