"""An issuer of tokens: a real server on this machine with a discovery document and keys that a test may rotate, slow down or stop."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet, RSAKey
from joserfc.jws import JWSRegistry

AUDIENCE = "suretygraph"


@dataclass(eq=False)
class Issuer:
    """What it publishes, and what it signs."""

    url: str = ""
    keys: dict[str, Key] = field(default_factory=dict)
    asked: int = 0  # times its keys were fetched
    works: bool = True
    says: str | None = None  # the issuer its discovery document names, where that is another

    def rotate(self, name: str, kind: str = "RSA") -> None:
        """Publish one key, and no other."""
        made: Key = RSAKey.generate_key(2048, {"kid": name}) if kind == "RSA" else ECKey.generate_key("P-256", {"kid": name})
        self.keys = {name: made}

    def token(self, *, kid: str | None = None, alg: str | None = None, key: Key | None = None, header: Any = (), **changes: Any) -> str:
        """A token that is good unless something is changed; a claim set to None is left out."""
        name = kid or next(iter(self.keys))
        signing = key or self.keys[name]
        algorithm = alg or {"RSA": "RS256", "EC": "ES256"}[signing.key_type]
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": AUDIENCE, "sub": "王某", "iat": now, "exp": now + 300,
            "suretygraph_role": "admin",
        } | changes  # fmt: skip
        stated = {claim: value for claim, value in claims.items() if value is not None}
        registry = JWSRegistry(algorithms=[algorithm], strict_check_header=False)
        return jwt.encode({"alg": algorithm, "kid": name, **dict(header)}, stated, signing, registry=registry)

    def published(self) -> dict[str, Any]:
        return KeySet(list(self.keys.values())).as_dict(private=False)

    def token_of_the_public(self, payload: str) -> str:
        """What an attacker signs with HS256, taking the public key for the secret the two share."""
        ((name, key),) = self.keys.items()
        signed = f"{encoded(json.dumps({'alg': 'HS256', 'kid': name}).encode())}.{payload}"
        secret: bytes = key.as_pem(private=False)  # type: ignore[union-attr]
        return f"{signed}.{encoded(hmac.new(secret, signed.encode(), 'sha256').digest())}"


def encoded(text: bytes) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


@contextmanager
def issuing() -> Iterator[Issuer]:
    """An issuer that answers until the end."""
    issuer = Issuer()
    issuer.rotate("first")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not issuer.works:
                self.send_error(500)
                return
            if self.path == "/.well-known/openid-configuration":
                told = {"issuer": issuer.says or issuer.url, "jwks_uri": f"{issuer.url}/keys"}
            else:
                issuer.asked += 1
                told = issuer.published()
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
