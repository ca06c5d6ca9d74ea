"""OpenID Connect: bearer tokens checked against the issuer's published keys."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.security.authentication import Unauthenticated
from api.security.roles import ROLES, Visitor
from api.settings import Settings
from graph.errors import InvalidParameter, StoreUnreachable

ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]  # signatures of key pairs only
SKEW_SECONDS: Final = 60  # clocks may differ by so much
_KEYS_LAST: Final = 600.0  # seconds
_ASK_AGAIN: Final = 10.0  # seconds between two questions to the issuer, whatever key ids are sent
ROLE_CLAIM: Final = "suretygraph_role"
JURISDICTION_CLAIM: Final = "suretygraph_jurisdiction"


@dataclass(eq=False)
class TokenVerifier:
    """Takes tokens of one issuer for one audience. Keys are fetched when first needed, after ten minutes, and when a key id is new."""

    issuer: str
    audience: str
    jwks_url: str | None
    _keys: KeySet | None = None
    _fetched: float = field(default=-_KEYS_LAST)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def visitor(self, token: str) -> Visitor:
        """Who a token was given to; Unauthenticated where it is not to be trusted."""
        claims = self._claims(token)
        role, jurisdiction, subject = claims.get(ROLE_CLAIM), claims.get(JURISDICTION_CLAIM), claims.get("sub")
        if role not in ROLES or not isinstance(subject, str) or not (jurisdiction is None or isinstance(jurisdiction, str)):
            raise Unauthenticated(f"the token says no role of this platform: it needs sub, {ROLE_CLAIM} and {JURISDICTION_CLAIM}")
        try:
            return Visitor(f"oidc:{subject}", role, jurisdiction or None)
        except InvalidParameter as fault:
            raise Unauthenticated(f"the token: {fault.message}") from None

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            try:
                found = jwt.decode(token, self._current(), algorithms=ALGORITHMS)
            except (JoseError, ValueError):  # perhaps of a key that is newer than what we have
                found = jwt.decode(token, self._current(renewed=True), algorithms=ALGORITHMS)
            jwt.JWTClaimsRegistry(
                leeway=SKEW_SECONDS,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.audience},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(found.claims)
        except (JoseError, ValueError, TypeError, KeyError):
            raise Unauthenticated("the token is not valid here") from None
        return dict(found.claims)

    def _current(self, *, renewed: bool = False) -> KeySet:
        with self._lock:
            age = time.monotonic() - self._fetched
            if self._keys is None or age > _KEYS_LAST or (renewed and age > _ASK_AGAIN):
                try:
                    self._keys = self._fetch()
                    self._fetched = time.monotonic()
                except (httpx2.HTTPError, ValueError, KeyError, TypeError, JoseError):
                    if self._keys is None:
                        raise StoreUnreachable("the issuer's keys cannot be fetched") from None
            return self._keys

    def _fetch(self) -> KeySet:
        with httpx2.Client(timeout=5.0, follow_redirects=False) as client:
            url = self.jwks_url
            if url is None:
                found = client.get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration").raise_for_status().json()
                if found["issuer"] != self.issuer:
                    raise ValueError("another issuer's document")
                url = str(found["jwks_uri"])
            return KeySet.import_key_set(client.get(url).raise_for_status().json())


def token_verifier(settings: Settings) -> TokenVerifier | None:
    """The verifier of the setting's issuer; None where none is set."""
    if settings.oidc_issuer is None:
        return None
    if settings.oidc_audience is None:
        raise InvalidParameter("SURETYGRAPH_OIDC_ISSUER is set and SURETYGRAPH_OIDC_AUDIENCE is not: tokens for others would be taken")
    return TokenVerifier(settings.oidc_issuer, settings.oidc_audience, settings.oidc_jwks_url)
