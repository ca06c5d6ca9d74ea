"""Every rule of the policy, by id, in the order of its sections; one file a topic."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from analysis.rules.catalogue import banks, classification, coordination, groups, guarantees, lending, listed, maturities, signals
from analysis.rules.model import Rule

_TOPICS: Final = (lending, groups, guarantees, listed, banks, maturities, classification, signals, coordination)
_LIST: Final[tuple[Rule, ...]] = tuple(rule for topic in _TOPICS for rule in topic.RULES)
RULES: Final = MappingProxyType({rule.id: rule for rule in _LIST})
if len(RULES) != len(_LIST):
    twice = sorted({rule.id for rule in _LIST if sum(rule.id == other.id for other in _LIST) > 1})
    raise TypeError(f"rule {twice[0]!r} is declared twice: rename one")
