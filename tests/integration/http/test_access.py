"""The access matrix, cell by cell: every endpoint as every role and as nobody."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access_page import Endpoint, endpoints, page
from api.security import RIGHTS, ROLES

PAGE = Path(__file__).parents[3] / "docs" / "access.md"
EVERY = endpoints()


def asked(client: Any, one: Endpoint) -> int:
    """The status of a call that would change nothing: codes that do not exist, an empty body."""
    path = re.sub(r"\{[^}]*\}", "none-such", one.path)
    query = {"from": "none-such", "to": "none-such"} if path.endswith("/paths") else {"due_from": "2999-01-01"}  # a ledger of nothing
    with client.stream(one.method, path, params=query, json={} if one.method in ("POST", "PUT") else None) as answer:
        return int(answer.status_code)


@pytest.mark.parametrize("one", EVERY, ids=lambda one: f"{one.method} {one.path}")
def test_each_role_may_ask_for_what_the_table_says_and_nothing_else(served: Any, one: Endpoint) -> None:
    stranger = TestClient(served.app, base_url="http://localhost", client=(f"10.0.0.{EVERY.index(one)}", 50_000))
    assert asked(stranger, one) == 401  # each from an address of its own: too many refusals of one are 429
    for role in ROLES:
        status = asked(served.clients[role], one)
        assert (status == 403) == (role not in RIGHTS[one.right]), (role, status)
        assert status != 401
        assert status < 500


def test_every_right_is_some_route_s_and_every_role_has_one() -> None:
    assert {one.right for one in EVERY} == set(RIGHTS)
    assert {role for roles in RIGHTS.values() for role in roles} == set(ROLES)


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m api.access_page docs/access.md"
