"""API keys: `id.secret`, of which only a digest of the secret is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from graph.errors import UnknownCode
from graph.side_store.audit import Act, append

if TYPE_CHECKING:
    from graph.side_store.database import SideStore

_SECRET_BYTES: Final = 32  # 256 random bits need no slow hash
_COLUMNS: Final = "id, role, jurisdiction, label, created_at, created_by, revoked_at, revoked_by"


@dataclass(frozen=True)
class ApiKey:
    """A key as everybody may see it: without its secret."""

    id: str
    role: str
    jurisdiction: str | None
    label: str | None
    created_at: str
    created_by: str
    revoked_at: str | None = None
    revoked_by: str | None = None


class ApiKeys:
    """Keys of a side store. Making and ending one is written into the audit trail by the same transaction."""

    def __init__(self, side: SideStore) -> None:
        self._side = side

    def create(
        self, role: str, jurisdiction: str | None, *, author: str, label: str | None = None, request_id: str | None = None
    ) -> tuple[ApiKey, str]:
        """A new key and, this once, the text to send: `id.secret`."""
        made = ApiKey(secrets.token_hex(6), role, jurisdiction, label, _now(), author)
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        with self._side.transaction() as connection:
            connection.execute(
                "INSERT INTO api_keys (id, digest, role, jurisdiction, label, created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (made.id, _digest(secret), role, jurisdiction, label, made.created_at, author),
            )
            append(connection, _act("keys.create", made, author, request_id))
        return made, f"{made.id}.{secret}"

    def verify(self, sent: str) -> ApiKey | None:
        """The key of a text sent, None where there is none, it is revoked, or the secret is another; compared in constant time."""
        name, _, secret = sent.partition(".")
        rows = self._side.rows(f"SELECT {_COLUMNS}, digest FROM api_keys WHERE id = ?", (name,))
        kept = rows[0]["digest"] if rows else bytes(hashlib.sha256().digest_size)
        right = hmac.compare_digest(kept, _digest(secret))
        if not rows or not right or rows[0]["revoked_at"] is not None:
            return None
        return _key(rows[0])

    def every(self) -> list[ApiKey]:
        """All keys, revoked ones too, oldest first."""
        return [_key(row) for row in self._side.rows(f"SELECT {_COLUMNS} FROM api_keys ORDER BY rowid")]

    def any(self) -> bool:
        """Whether a key that is not revoked exists."""
        return bool(self._side.rows("SELECT 1 FROM api_keys WHERE revoked_at IS NULL LIMIT 1"))

    def revoke(self, name: str, *, author: str, request_id: str | None = None) -> ApiKey:
        """End a key, at once and for good; UnknownCode when none has the id. Revoking again changes nothing."""
        with self._side.transaction() as connection:
            ended = connection.execute(
                "UPDATE api_keys SET revoked_at = ?, revoked_by = ? WHERE id = ? AND revoked_at IS NULL", (_now(), author, name)
            ).rowcount
            row = connection.execute(f"SELECT {_COLUMNS} FROM api_keys WHERE id = ?", (name,)).fetchone()
            if row is None:
                raise UnknownCode(f"no key has the id {name!r}")
            if ended:
                append(connection, _act("keys.revoke", _key(row), author, request_id))
        return _key(row)


def _act(action: str, key: ApiKey, author: str, request_id: str | None) -> Act:
    told = {"role": key.role, "jurisdiction": key.jurisdiction, "label": key.label}
    return Act(author, "admin", None, action, f"key:{key.id}", results=1, request_id=request_id, details=told)


def _key(row: object) -> ApiKey:
    return ApiKey(**{name: row[name] for name in _COLUMNS.split(", ")})  # type: ignore[index]


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
