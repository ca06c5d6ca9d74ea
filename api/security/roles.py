"""Roles, and the one table of what each may ask for. What stands nowhere is denied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from graph.errors import InvalidParameter, SuretygraphError

Role = Literal["city", "county", "bank", "analyst", "admin"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
BOUND: Final = ("county", "bank")  # roles that see one county, one bank: their jurisdiction is its code

Right = Literal[
    "enterprises", "credit", "groups", "paths", "circles", "counties", "banks", "queue", "spillover", "maturities", "classification",
    "findings", "rules", "snapshots", "differences", "exports", "simulations", "replacements", "consents", "submit.plans",
    "submit.decisions", "submit.listings", "submit.consents", "entries", "unmask", "views", "todo", "ingest", "keys", "audit",
]  # fmt: skip

_EVERYBODY: Final = frozenset(ROLES)
_READERS: Final = frozenset({"city", "analyst", "admin"})  # who sees the whole city

RIGHTS: Final[dict[Right, frozenset[str]]] = {
    "enterprises": _EVERYBODY,
    "credit": _EVERYBODY,
    "groups": _EVERYBODY,
    "paths": _READERS | {"county"},
    "circles": _EVERYBODY,
    "counties": _EVERYBODY,
    "banks": _EVERYBODY,
    "queue": _EVERYBODY,
    "spillover": _READERS | {"county"},
    "maturities": _EVERYBODY,
    "classification": _READERS | {"county"},
    "findings": _EVERYBODY,
    "rules": _EVERYBODY,
    "snapshots": _EVERYBODY,
    "differences": _READERS | {"county"},  # two days subtracted from each other would tell a bank of others' loans
    "exports": _EVERYBODY,
    "simulations": _EVERYBODY,
    "replacements": _READERS,  # of others' firms it tells what their guarantees hold up
    "consents": _READERS | {"county", "bank"},
    "submit.plans": frozenset({"bank", "admin"}),
    "submit.decisions": frozenset({"county", "admin"}),
    "submit.listings": frozenset({"county", "admin"}),
    "submit.consents": frozenset({"county", "bank", "admin"}),
    "entries": _EVERYBODY,
    "unmask": frozenset({"city", "admin"}),
    "views": _EVERYBODY,
    "todo": _EVERYBODY,
    "ingest": frozenset({"admin"}),
    "keys": frozenset({"admin"}),
    "audit": frozenset({"admin"}),
}


class Forbidden(SuretygraphError):
    """The visitor's role may not ask for this."""

    code = "forbidden"


@dataclass(frozen=True)
class Visitor:
    """Who asks: `who` names a key or a person in the audit trail."""

    who: str
    role: Role
    jurisdiction: str | None = None
    open: bool = False  # nobody signs in: the server listens on a loopback address only

    def __post_init__(self) -> None:
        if (self.role in BOUND) != (self.jurisdiction is not None):
            need = f"needs the code of its {self.role}" if self.role in BOUND else "has none"
            raise InvalidParameter(f"a jurisdiction {self.jurisdiction!r} for the role {self.role}: it {need}")

    @property
    def whole(self) -> bool:
        """Whether all of the city is theirs to see."""
        return self.role in _READERS

    @property
    def reports_only(self) -> bool:
        """Whether only days that a report is of are answered for: day by day, what changes would tell a bank dates of others' loans."""
        return self.role == "bank"

    @property
    def scope(self) -> str:
        """Role and jurisdiction: visitors of one scope get the same answers."""
        return f"{self.role}:{self.jurisdiction or ''}"

    def may(self, right: Right) -> bool:
        """Whether the role has a right."""
        return self.role in RIGHTS[right]

    def check(self, right: Right) -> None:
        """Forbidden where the role does not have a right."""
        if not self.may(right):
            raise Forbidden(f"the role {self.role} may not ask for {right}")
