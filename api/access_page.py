"""docs/access.md, written from the routes and the rights they ask for: who may ask for what."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.app import PREFIX
from api.routes import ROUTERS
from api.security import RIGHTS, ROLES, Right

_HEAD: Final = """# Who may ask for what

Generated from `api/routes` and `api/security/roles.py` by `python -m api.access_page docs/access.md`; a test fails when it is stale.

Everything is denied that stands in no row. A role's row filters come after its right: a county sees its own enterprises in full and the
far end of a guarantee that crosses its border as a stub; a bank sees its own loans and borrowers, and of other lenders totals that no
single one follows from ([confidentiality](confidentiality.md)). What is not a visitor's to see is answered as what is not there: 404.

| | | city 市 | county 区县 | bank 银行 | analyst 分析 | admin 管理 | right |
|---|---|:-:|:-:|:-:|:-:|:-:|---|
"""


@dataclass(frozen=True)
class Endpoint:
    """One method of one path, and the right it asks for."""

    method: str
    path: str
    right: Right
    summary: str


def endpoints() -> list[Endpoint]:
    """Every endpoint below /api/v1, by path."""
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    found = [
        Endpoint(method, str(route.path), one.call.right, route.summary or "")
        for route in iter_route_contexts(app.routes)
        if str(route.path).startswith(PREFIX)
        for one in route.dependant.dependencies
        if hasattr(one.call, "right")
        for method in sorted(route.methods or ())
    ]
    return sorted(found, key=lambda one: (one.path.replace("{", ""), one.method))


def page() -> str:
    """The whole page."""
    rows = [
        f"| `{one.method} {one.path.removeprefix(PREFIX)}` | {one.summary} | "
        + " | ".join("✓" if role in RIGHTS[one.right] else "" for role in ROLES)
        + f" | `{one.right}` |"
        for one in endpoints()
    ]
    return _HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8", newline="\n")
