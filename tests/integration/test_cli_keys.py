"""Keys and the audit trail at the command line."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest


def test_a_key_is_made_shown_once_listed_and_ended(city: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SURETYGRAPH_SIDE_STORE", str(tmp_path / "side.db"))
    made = city("keys", "create", "--role", "county", "--jurisdiction", "330101", "--json")
    assert made.code == 0
    assert made.err == ""
    assert list(made.json) == ["id", "key", "role", "jurisdiction"]
    assert made.json["key"].startswith(f"{made.json['id']}.")
    named = city("keys", "create", "--role", "admin", "--label", "值班", "--json").json
    assert (named["label"], named["jurisdiction"]) == ("值班", None)
    listed = city("keys", "list", "--json").json["keys"]
    assert [one["id"] for one in listed] == [made.json["id"], named["id"]]
    secret = made.json["key"].partition(".")[2]
    assert secret not in city("keys", "list").out
    assert secret.encode() not in b"".join(file.read_bytes() for file in tmp_path.glob("side.db*"))
    ended = city("keys", "revoke", made.json["id"], "--json").json
    assert ended["revoked_by"].startswith("cli")
    assert city("keys", "revoke", made.json["id"], "--json").json == ended
    acts = city("audit", "list", "--json").json["entries"]
    assert [(one["action"], one["object"]) for one in acts] == [
        ("keys.revoke", f"key:{made.json['id']}"), ("keys.create", f"key:{named['id']}"), ("keys.create", f"key:{made.json['id']}"),
    ]  # fmt: skip
    assert acts[2]["details"] == {"role": "county", "jurisdiction": "330101", "label": None}
    assert len(city("audit", "list", "--action", "keys.create", "--limit", "1", "--json").json["entries"]) == 1
    assert city("audit", "list").code == 0


@pytest.mark.parametrize(
    "options",
    [
        ("--role", "county"), ("--role", "bank"), ("--role", "city", "--jurisdiction", "330101"), ("--role", "king"), (),
    ],
)  # fmt: skip
def test_a_role_has_the_jurisdiction_it_needs_and_no_other(call: Callable[..., Any], tmp_path: Path, options: tuple[str, ...]) -> None:
    assert call("keys", "create", *options).code == 2
    assert not list(tmp_path.glob("*.side*"))


def test_a_jurisdiction_nobody_has_yet_is_told_and_the_key_made(
    city: Callable[..., Any], call: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SURETYGRAPH_SIDE_STORE", str(tmp_path / "side.db"))
    before_loading = call("keys", "create", "--role", "bank", "--jurisdiction", "B1", "--json")
    assert (before_loading.code, before_loading.json["jurisdiction"]) == (0, "B1")
    assert "no store there" in before_loading.err
    elsewhere = city("keys", "create", "--role", "bank", "--jurisdiction", "B9", "--json")
    assert (elsewhere.code, "'B9'" in elsewhere.err) == (0, True)


def test_what_nobody_made_is_not_listed_ended_or_verified(call: Callable[..., Any], tmp_path: Path) -> None:
    for words in (("keys", "list"), ("keys", "revoke", "x"), ("audit", "list"), ("audit", "verify")):
        assert call(*words).code == 4
    assert not list(tmp_path.glob("*.side*"))
    assert call("keys", "create", "--role", "admin").code == 0
    assert call("keys", "revoke", "x").code == 2


def test_a_trail_that_was_changed_or_cut_does_not_hold(call: Callable[..., Any], tmp_path: Path) -> None:
    for _ in range(4):
        call("keys", "create", "--role", "admin", "--json")
    whole = call("audit", "verify", "--json")
    assert (whole.code, whole.json["holds"], whole.json["head"]["number"]) == (0, True, 4)
    head = call("audit", "verify").out.strip()
    assert head == f"4:{whole.json['head']['digest']}"
    assert call("audit", "verify", "--head", head).code == 0
    for wrong in ("4", "4:abc", f"x:{'0' * 64}", f"4:{'G' * 64}"):
        assert call("audit", "verify", "--head", wrong).code == 2
    change(tmp_path, "DELETE FROM audit WHERE number = 4")
    assert [one["number"] for one in call("audit", "verify", "--json").json["faults"]] == [4]
    change(tmp_path, "UPDATE sqlite_sequence SET seq = 3 WHERE name = 'audit'")
    assert call("audit", "verify").code == 0  # what is left holds
    cut = call("audit", "verify", "--head", head, "--json")
    assert (cut.code, [one["number"] for one in cut.json["faults"]]) == (1, [4])
    change(tmp_path, "UPDATE audit SET who = 'somebody' WHERE number = 2")
    changed = call("audit", "verify")
    assert call("audit", "verify", "--head", f"0:{'0' * 64}").err == changed.err  # an empty trail was followed by any
    assert (changed.code, "entry 2 was changed" in changed.err) == (1, True)


def change(folder: Path, sql: str) -> None:
    """What somebody with the file in hands can do."""
    with closing(sqlite3.connect(folder / "city.db.side")) as file:
        file.execute("DROP TRIGGER IF EXISTS audit_keeps")
        file.execute("DROP TRIGGER IF EXISTS audit_stays")
        file.execute(sql)
        file.commit()
