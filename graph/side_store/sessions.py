"""Sessions of browsers: a cookie instead of the key, ended by signing out, by time, and with the key it was begun with."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graph.side_store.database import SideStore

LAST_SECONDS: Final = 12 * 3600.0


@dataclass(frozen=True)
class Session:
    """Who is signed in; `guard` is what pages of ours send along with everything that changes something."""

    who: str
    role: str
    jurisdiction: str | None
    guard: str


class Sessions:
    """The sessions of a side store; of a cookie only a digest is kept."""

    def __init__(self, side: SideStore) -> None:
        self._side = side

    def begin(self, who: str, role: str, jurisdiction: str | None, *, key_id: str | None) -> str:
        """A new session; the cookie's value. Sessions that are over are forgotten on the way."""
        cookie, guard = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        with self._side.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE ends < ?", (time.time(),))
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)",
                (_digest(cookie), who, role, jurisdiction, key_id, guard, time.time() + LAST_SECONDS),
            )
        return cookie

    def find(self, cookie: str) -> Session | None:
        """The session of a cookie; None where it is over, or its key was revoked."""
        rows = self._side.rows(
            "SELECT who, role, jurisdiction, guard FROM sessions WHERE digest = ? AND ends >= ? AND (key_id IS NULL OR EXISTS "
            "(SELECT 1 FROM api_keys WHERE api_keys.id = key_id AND revoked_at IS NULL))",
            (_digest(cookie), time.time()),
        )
        return Session(*rows[0]) if rows else None

    def end(self, cookie: str) -> None:
        """Sign out."""
        with self._side.transaction() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (_digest(cookie),))


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
