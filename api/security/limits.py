"""How often a visitor may ask, and how often an address may fail to sign in; counted by each server process."""

from __future__ import annotations

import time
from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from api.problems import TooMany
from api.security.roles import Visitor

FAILURES_A_MINUTE: Final = 60  # refused sign-ins of one address


class RateLimits:
    """Sliding windows of a minute. An open server has no limit."""

    def __init__(self, a_minute: int) -> None:
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._asking = RateLimitItemPerMinute(a_minute)
        self._failing = RateLimitItemPerMinute(FAILURES_A_MINUTE)

    def count(self, visitor: Visitor) -> None:
        """Count a request; TooMany above the limit."""
        if not visitor.open and not self._counter.hit(self._asking, visitor.who):
            raise TooMany(f"more than {self._asking.amount} requests a minute", self._wait(self._asking, visitor.who))

    def count_failure(self, address: str) -> None:
        """Count a refused sign-in; TooMany where an address has had too many."""
        if not self._counter.hit(self._failing, address):
            raise TooMany("too many refused sign-ins from this address", self._wait(self._failing, address))

    def _wait(self, item: RateLimitItemPerMinute, name: str) -> int:
        return max(1, int(self._counter.get_window_stats(item, name).reset_time - time.time()) + 1)
