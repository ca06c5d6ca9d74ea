"""Pictures of the network people keep, each for whoever kept it."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graph.side_store.database import SideStore

MOST: Final = 200  # of one owner
TABLE: Final = """CREATE TABLE IF NOT EXISTS views (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL, UNIQUE (owner, name)) STRICT"""


@dataclass(frozen=True)
class KeptView:
    """One of them without its state."""

    id: str
    name: str
    at: str


class KeptViews:
    """The pictures of a side store; nobody reads another's."""

    def __init__(self, side: SideStore) -> None:
        self._side = side

    def keep(self, owner: str, name: str, state: dict[str, Any]) -> KeptView | None:
        """Keep one; of the same name it takes the other's place. None where the owner has as many as anybody may."""
        made = KeptView(secrets.token_hex(6), name, datetime.now(UTC).isoformat(timespec="milliseconds"))
        with self._side.transaction() as connection:
            connection.execute("DELETE FROM views WHERE owner = ? AND name = ?", (owner, name))
            (count,) = connection.execute("SELECT count(*) FROM views WHERE owner = ?", (owner,)).fetchone()
            if count >= MOST:
                return None
            text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
            connection.execute("INSERT INTO views VALUES (?, ?, ?, ?, ?)", (made.id, owner, name, made.at, text))
        return made

    def of(self, owner: str) -> list[KeptView]:
        """Those of an owner, the latest first."""
        return [KeptView(**row) for row in self._side.rows("SELECT id, name, at FROM views WHERE owner = ? ORDER BY at DESC, id", (owner,))]

    def get(self, owner: str, name: str) -> tuple[KeptView, dict[str, Any]] | None:
        """One by its id, with its state."""
        rows = self._side.rows("SELECT id, name, at, state FROM views WHERE owner = ? AND id = ?", (owner, name))
        return (KeptView(rows[0]["id"], rows[0]["name"], rows[0]["at"]), json.loads(rows[0]["state"])) if rows else None

    def forget(self, owner: str, name: str) -> bool:
        """Forget one by its id; whether it was there."""
        with self._side.transaction() as connection:
            return bool(connection.execute("DELETE FROM views WHERE owner = ? AND id = ?", (owner, name)).rowcount)
