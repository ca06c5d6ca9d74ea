"""Who is let in: tokens of an issuer, API keys, and nobody at all."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey
from structlog.testing import capture_logs

from api.security import tokens
from graph.errors import InvalidParameter
from graph.side_store import SideStore
from tests.integration.http.issuer import AUDIENCE, Issuer, encoded, issuing

ANYWHERE = "0.0.0.0"  # noqa: S104 - refused, or never bound
ADMIN_ONLY = "/api/v1/keys"  # asks neither store for facts nor for a snapshot


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuing() as made:
        yield made


@pytest.fixture
def client(at_the_door: Callable[..., TestClient], issuer: Issuer) -> TestClient:
    """A server that takes the issuer's tokens."""
    return at_the_door(oidc_issuer=issuer.url, oidc_audience=AUDIENCE)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let seconds pass for the keys of the issuer."""
    passed = 0.0
    real = time.monotonic
    monkeypatch.setattr(tokens.time, "monotonic", lambda: real() + passed)

    def let(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    return let


def ask(client: TestClient, sent: str, path: str = ADMIN_ONLY) -> int:
    """The status for whoever sends this after `Bearer`; every refusal is a problem that says nothing of what was sent."""
    found = client.get(path, headers={"authorization": f"Bearer {sent}"})
    if found.status_code >= 400:
        assert found.headers["content-type"] == "application/problem+json"
        assert sent not in found.text
    if found.status_code == 401:
        assert found.headers["www-authenticate"] == "Bearer"
    return found.status_code


@pytest.mark.parametrize("kind", ["RSA", "EC"])
def test_a_good_token_is_taken_and_its_subject_named(client: TestClient, issuer: Issuer, kind: str) -> None:
    issuer.rotate("only", kind)
    assert ask(client, issuer.token()) == 200
    assert ask(client, issuer.token(aud=["another", AUDIENCE])) == 200
    assert ask(client, issuer.token(header={"nonce": "x"}, nbf=int(time.time()))) == 200
    found = client.get("/api/v1/audit", headers={"authorization": f"Bearer {issuer.token()}"}).json()["items"]
    assert {one["who"] for one in found} == {"oidc:王某"}


def test_roles_and_jurisdictions_are_those_of_the_claims(client: TestClient, issuer: Issuer) -> None:
    county = issuer.token(suretygraph_role="county", suretygraph_jurisdiction="380103")
    assert ask(client, county) == 403
    assert ask(client, county, "/api/v1/circles") == 409  # let in; the store is empty
    for claims in (
        {"suretygraph_role": None}, {"suretygraph_role": "king"}, {"suretygraph_role": ["admin"]}, {"suretygraph_role": "bank"},
        {"suretygraph_role": "county", "suretygraph_jurisdiction": ""}, {"suretygraph_jurisdiction": "380103"}, {"sub": None},
        {"suretygraph_role": "bank", "suretygraph_jurisdiction": 7},
    ):  # fmt: skip
        assert ask(client, issuer.token(**claims)) == 401, claims


def test_what_is_not_valid_here_and_now_is_refused(client: TestClient, issuer: Issuer) -> None:
    now = int(time.time())
    for claims in (
        {"exp": now - 61}, {"exp": None}, {"exp": "tomorrow"}, {"nbf": now + 90}, {"iat": now + 90}, {"aud": "another"}, {"aud": None},
        {"aud": []}, {"iss": "https://elsewhere.example"}, {"iss": None}, {"iss": issuer.url + "/"}, {"exp": float(now - 61)},
    ):  # fmt: skip
        assert ask(client, issuer.token(**claims)) == 401, claims


def test_clocks_may_differ_by_a_minute(client: TestClient, issuer: Issuer) -> None:
    now = int(time.time())
    for claims in ({"exp": now - 55}, {"nbf": now + 55}, {"iat": now + 55}):
        assert ask(client, issuer.token(**claims)) == 200, claims


def test_signatures_that_prove_nothing_are_refused(client: TestClient, issuer: Issuer) -> None:
    def part(told: Any) -> str:
        return encoded(json.dumps(told).encode())

    good = issuer.token()
    header, payload, signature = good.split(".")
    other = RSAKey.generate_key(2048, {"kid": "first"})
    sent = {
        "none": f"{part({'alg': 'none', 'kid': 'first'})}.{payload}.",
        "None": f"{part({'alg': 'None'})}.{payload}.{signature}",
        "no algorithm": f"{part({'kid': 'first'})}.{payload}.{signature}",
        "public key as secret": issuer.token_of_the_public(payload),
        "somebody else's key": issuer.token(key=other),
        "key of its own": issuer.token(key=other, header={"jwk": other.as_dict(private=False)}),
        "key from elsewhere": issuer.token(key=other, header={"jku": "http://127.0.0.1:1/keys", "x5u": "http://127.0.0.1:1"}),
        "critical": f"{part({'alg': 'RS256', 'kid': 'first', 'crit': ['exp'], 'exp': 1})}.{payload}.{signature}",
        "another payload": f"{header}.{part({'sub': 'x', 'suretygraph_role': 'admin'})}.{signature}",
        "another curve": f"{part({'alg': 'ES256', 'kid': 'first'})}.{payload}.{signature}",
        "cut": good[:-6],
        "nothing": "..",
        "no base64": "a%.b%.c%",
        "list": f"{part([1])}.{payload}.{signature}",
        "deep": f"{encoded(b'[' * 30_000)}.{payload}.{signature}",
    }
    assert {name: ask(client, token) for name, token in sent.items()} == dict.fromkeys(sent, 401)
    assert ask(client, good) == 200


def test_a_new_key_is_fetched_once_and_the_old_one_refused_from_then_on(client: TestClient, issuer: Issuer) -> None:
    old = issuer.token()
    assert ask(client, old) == 200
    issuer.rotate("second", "EC")
    assert ask(client, old) == 200  # nobody has said yet that it is gone
    assert ask(client, issuer.token()) == 200
    assert issuer.asked == 2
    assert ask(client, old) == 401
    assert ask(client, issuer.token()) == 200
    assert issuer.asked == 2


def test_tokens_of_unknown_keys_do_not_reach_the_issuer_more_than_every_ten_seconds(
    client: TestClient, issuer: Issuer, clock: Callable[[float], None]
) -> None:
    good, other = issuer.token(), RSAKey.generate_key(2048)
    assert ask(client, good) == 200
    for turn in range(3):
        for number in range(8):
            assert ask(client, issuer.token(kid=f"unknown-{turn}-{number}", key=other)) == 401
        assert issuer.asked == 2 + turn
        clock(10.5)
    clock(601)
    assert ask(client, good) == 200
    assert issuer.asked == 5


def test_an_issuer_that_does_not_answer_is_told_as_an_outage_and_asked_again(
    client: TestClient, issuer: Issuer, clock: Callable[[float], None]
) -> None:
    issuer.works = False
    with capture_logs() as told:
        assert ask(client, issuer.token()) == 503
        assert ask(client, issuer.token()) == 503
    assert len([line for line in told if line["event"] == "issuer"]) == 1
    issuer.works = True
    clock(2.1)
    assert ask(client, issuer.token()) == 200
    issuer.works = False
    clock(3600)
    assert ask(client, issuer.token()) == 200  # with the keys we have
    clock(86_400)
    assert ask(client, issuer.token()) == 503


def test_a_discovery_document_of_another_issuer_is_not_followed(client: TestClient, issuer: Issuer) -> None:
    issuer.says = "https://elsewhere.example"
    assert ask(client, issuer.token()) == 503
    assert issuer.asked == 0


def test_keys_may_be_fetched_from_an_address_of_their_own(at_the_door: Callable[..., TestClient], issuer: Issuer) -> None:
    settings = {"oidc_issuer": "https://issuer.example", "oidc_audience": AUDIENCE, "oidc_jwks_url": f"{issuer.url}/keys"}
    client = at_the_door(**settings)
    assert ask(client, issuer.token(iss="https://issuer.example")) == 200
    assert ask(client, issuer.token()) == 401


def test_keys_are_taken_as_they_are_and_no_other(at_the_door: Callable[..., TestClient], tmp_path: Path) -> None:
    with closing(SideStore(tmp_path / "side.db")) as side:
        made, key = side.keys.create("admin", None, author="tests")
        _, other = side.keys.create("admin", None, author="tests")
    client = at_the_door()
    assert ask(client, key) == 200
    assert client.get(ADMIN_ONLY, headers={"authorization": f"bearer  {key} "}).status_code == 200
    wrong = (
        f"{made.id}.{other.partition('.')[2]}", key[:-1], key + "x", made.id, f"{made.id}.", key.upper(), "x" * 40_000,
        f"{'0' * 12}.{key.partition('.')[2]}", f"{made.id}%00.x", "' OR 1=1 --",
    )  # fmt: skip
    assert {ask(client, one) for one in wrong} == {401}
    for header in (key, f"Basic {key}", "Bearer", "Bearer ", b"Bearer \xe9\xff", "Bearer 密钥".encode(), ""):
        assert client.get(ADMIN_ONLY, headers={"authorization": header}).status_code == 401  # type: ignore[dict-item]
    assert client.get(ADMIN_ONLY).status_code == 401
    assert client.get(ADMIN_ONLY, params={"access_token": key, "key": key}).status_code == 401
    client.app.state.services.side.keys.revoke(made.id, author="tests")  # type: ignore[attr-defined]
    assert ask(client, key) == 401
    assert ask(client, "a.b.c") == 401  # tokens are not taken here


def test_nothing_secret_is_logged_or_written_down(client: TestClient, issuer: Issuer, tmp_path: Path) -> None:
    with closing(SideStore(tmp_path / "side.db")) as side:
        _, key = side.keys.create("admin", None, author="tests")
    token, secret = issuer.token(), key.partition(".")[2]
    with capture_logs() as told:
        for sent in (key, token, key[:-1], token[:-6], f"x{key}"):
            ask(client, sent)
        client.get(f"/nothing/{key}", params={"token": token}, headers={"authorization": f"Bearer {key}", "x-request-id": secret})
        client.get("/api/v1/circles", params={"cursor": secret}, headers={"authorization": f"Bearer {key}"})
    written = json.dumps([{name: str(value) for name, value in line.items()} for line in told], ensure_ascii=False)
    for text in (secret, secret[:-1], token, token[:-6], token.split(".")[2]):
        assert text not in written
    trail = client.get("/api/v1/audit", headers={"authorization": f"Bearer {key}"}).text
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("side.db*"))
    assert secret not in trail
    assert secret.encode() not in kept


@pytest.mark.parametrize(
    ("settings", "key", "opened"),
    [
        ({}, False, True), ({}, True, False), ({"auth": "open"}, True, True), ({"auth": "required"}, False, False),
        ({"host": "::1"}, False, True), ({"host": "[::1]"}, False, True), ({"host": "localhost"}, False, True),
        ({"host": "127.8.0.1"}, False, True),
        ({"host": ANYWHERE}, True, False), ({"host": ANYWHERE, "auth": "required"}, False, False), ({"host": "10.0.0.1"}, True, False),
    ],
)  # fmt: skip
def test_a_server_is_open_where_only_this_machine_may_ask(
    at_the_door: Callable[..., TestClient], tmp_path: Path, settings: dict[str, str], key: bool, opened: bool
) -> None:
    with closing(SideStore(tmp_path / "side.db")) as side:
        if key:
            side.keys.create("admin", None, author="tests")
    client = at_the_door(**settings)
    assert client.get(ADMIN_ONLY).status_code == (200 if opened else 401)
    assert client.get(ADMIN_ONLY, headers={"authorization": "Bearer x.y"}).status_code == 401


@pytest.mark.parametrize("settings", [
    {"host": ANYWHERE}, {"host": ANYWHERE, "auth": "open"}, {"host": "::"}, {"host": "10.0.0.1"}, {"host": "city.example"}, {"host": ""},
    {"host": ANYWHERE, "auth": "open", "oidc_issuer": "https://issuer.example", "oidc_audience": "x"}, {"host": "localhost.example"},
])  # fmt: skip
def test_an_open_server_that_others_reach_does_not_start(
    at_the_door: Callable[..., TestClient], tmp_path: Path, settings: dict[str, str]
) -> None:
    if settings.get("auth") == "open":  # said in words it is refused even where everybody could sign in
        with closing(SideStore(tmp_path / "side.db")) as side:
            side.keys.create("admin", None, author="tests")
    with pytest.raises(InvalidParameter, match="loopback address only"):
        at_the_door(**settings)


def test_an_open_server_answers_to_names_and_addresses_of_this_machine_only(at_the_door: Callable[..., TestClient]) -> None:
    app = at_the_door().app
    client = TestClient(app, base_url="http://localhost", client=("127.0.0.1", 40000))
    assert client.get(ADMIN_ONLY).status_code == 200
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000", "testserver"):
        assert client.get(ADMIN_ONLY, headers={"host": host}).status_code == 200, host
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8000", "10.0.0.1", "evil.example."):
        found = client.get(ADMIN_ONLY, headers={"host": host})
        assert (found.status_code, found.headers["content-type"]) == (403, "application/problem+json"), host
    for header in ("x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip"):
        assert client.get(ADMIN_ONLY, headers={header: "10.0.0.7"}).status_code == 403, header
    elsewhere = TestClient(app, base_url="http://localhost", client=("10.0.0.7", 40000))
    assert elsewhere.get(ADMIN_ONLY).status_code == 403
    assert elsewhere.get("/healthz").status_code == 403
