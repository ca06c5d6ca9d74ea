"""OpenID Connect: bearer tokens checked against the issuer's published keys."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from api.security.authentication import IssuerUnreachable, Unauthenticated
from api.security.roles import ROLES, Visitor
from api.settings import Settings
from graph.errors import InvalidParameter

# signatures of key pairs only; parameters of a header that nobody knows are ignored, as RFC 7515 has it, unless it calls them critical
_SIGNATURES: Final = JWSRegistry(
    algorithms=["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"], strict_check_header=False
)
SKEW_SECONDS: Final = 60  # clocks may differ by so much
_KEYS_FRESH: Final = 600.0  # seconds after which the issuer is asked again
_KEYS_LAST: Final = 86_400.0  # seconds they are used where it does not answer
_SEEK_AGAIN: Final = 10.0  # seconds between two questions for a key we do not have, whatever ids are sent
_TRY_AGAIN: Final = 2.0  # seconds after a question that was not answered
_PATIENCE: Final = 3.0  # seconds for one answer
ROLE_CLAIM: Final = "suretygraph_role"
JURISDICTION_CLAIM: Final = "suretygraph_jurisdiction"


@dataclass(frozen=True, eq=False)
class _Kept:
    keys: KeySet
    at: float


@dataclass(eq=False)
class TokenVerifier:
    """Takes tokens of one issuer for one audience. Keys are fetched when first needed, after ten minutes, and for a key that is new."""

    issuer: str
    audience: str
    jwks_url: str | None
    _kept: _Kept | None = None
    _sought: float = field(default=-math.inf)
    _failed: float = field(default=-math.inf)
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def visitor(self, token: str) -> Visitor:
        """Who a token was given to.

        Raises:
            Unauthenticated: it is not to be trusted.
            IssuerUnreachable: nobody can tell.

        """
        claims = self._claims(token)
        role, jurisdiction, subject = claims.get(ROLE_CLAIM), claims.get(JURISDICTION_CLAIM), claims.get("sub")
        if role not in ROLES or not isinstance(subject, str) or not (jurisdiction is None or isinstance(jurisdiction, str)):
            raise Unauthenticated(f"the token says no role of this platform: it needs sub, {ROLE_CLAIM} and {JURISDICTION_CLAIM}")
        try:
            return Visitor(f"oidc:{subject}", role, jurisdiction or None)
        except InvalidParameter as fault:
            raise Unauthenticated(f"the token: {fault.message}") from None

    def _claims(self, token: str) -> dict[str, Any]:
        keys = self._current()
        try:
            try:
                found = jwt.decode(token, keys, registry=_SIGNATURES)
            except (JoseError, ValueError):  # perhaps of a key that is newer than ours
                newer = self._current(seeking=True)
                if newer is keys:
                    raise
                found = jwt.decode(token, newer, registry=_SIGNATURES)
            jwt.JWTClaimsRegistry(
                leeway=SKEW_SECONDS,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.audience},
                exp={"essential": True},
                sub={"essential": True},
            ).validate(found.claims)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            raise Unauthenticated("the token is not valid here") from None
        return dict(found.claims)

    def _current(self, *, seeking: bool = False) -> KeySet:
        """The keys we have, after a question to the issuer where they are old, or one is sought that is not among them."""
        kept = self._kept
        if self._worth_asking(seeking=seeking) and self._asking.acquire(blocking=kept is None):
            try:
                if kept is self._kept and self._worth_asking(seeking=seeking):
                    self._ask(seeking=seeking)
            finally:
                self._asking.release()
        kept = self._kept
        if kept is None or time.monotonic() - kept.at > _KEYS_LAST:
            raise IssuerUnreachable("the issuer does not answer: tokens cannot be checked")
        return kept.keys

    def _worth_asking(self, *, seeking: bool) -> bool:
        now = time.monotonic()
        if seeking:
            return now - self._sought >= _SEEK_AGAIN
        old = self._kept is None or now - self._kept.at > _KEYS_FRESH
        return old and now - self._failed >= _TRY_AGAIN

    def _ask(self, *, seeking: bool) -> None:
        if seeking:
            self._sought = time.monotonic()
        try:
            self._kept = _Kept(self._fetch(), time.monotonic())
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError, TypeError, JoseError) as fault:
            self._failed = time.monotonic()
            structlog.get_logger().warning("issuer", issuer=self.issuer, kind=type(fault).__name__)

    def _fetch(self) -> KeySet:
        with httpx2.Client(timeout=_PATIENCE, follow_redirects=False) as client:
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
