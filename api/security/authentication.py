"""Who a request comes from: a key, a token, or in open mode anybody on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from api.security.roles import Visitor
from api.settings import Settings
from graph.errors import InvalidParameter, SuretygraphError

if TYPE_CHECKING:
    from api.security.tokens import TokenVerifier
    from graph.side_store import Session, SideStore

OPEN: Final = Visitor("open", "admin", open=True)


class Unauthenticated(SuretygraphError):
    """Nobody, or nobody known."""

    code = "unauthenticated"


class IssuerUnreachable(SuretygraphError):
    """The issuer of tokens does not answer, so that nobody can tell whether one is good."""

    code = "issuer-unreachable"


@dataclass(frozen=True, eq=False)
class Authenticator:
    """Takes the `Authorization` header; `open` lets in whoever sends none."""

    side: SideStore
    tokens: TokenVerifier | None
    open: bool

    def visitor(self, header: str | None, session: Session | None = None) -> Visitor:
        """Who sent the header, or without one whose session a browser's cookie is of.

        Raises:
            Unauthenticated: no header where one is needed, or one that nobody known would send. Which of the two parts of a key or which
                claim of a token is wrong is not told.
            IssuerUnreachable: a token, and the issuer's keys cannot be had.

        """
        if header is None and session is not None:
            return Visitor(session.who, session.role, session.jurisdiction)  # type: ignore[arg-type]
        if header is None:
            if self.open:
                return OPEN
            raise Unauthenticated("sign in: send 'Authorization: Bearer KEY' with an API key, or a token of the issuer")
        scheme, _, sent = header.partition(" ")
        sent = sent.strip()
        if scheme.lower() != "bearer" or not sent or not sent.isascii():
            raise Unauthenticated("the Authorization header must be 'Bearer' and a key or token")
        if is_token(header):
            if self.tokens is None:
                raise Unauthenticated("tokens are not taken here: no issuer is set")
            return self.tokens.visitor(sent)
        key = self.side.keys.verify(sent)
        if key is None:
            raise Unauthenticated("the key is unknown or revoked")
        return Visitor(f"key:{key.id}", key.role, key.jurisdiction)  # type: ignore[arg-type]


def is_token(header: str | None) -> bool:
    """Whether a header carries a token, which has three parts, and not a key, which has two."""
    return header is not None and header.count(".") == 2


def authenticator(settings: Settings, side: SideStore) -> Authenticator:
    """How visitors of this server sign in.

    Raises:
        InvalidParameter: an open server on an address that others reach; an issuer without an audience.

    """
    from api.security.tokens import token_verifier

    tokens = token_verifier(settings)
    undecided = not side.keys.any() and tokens is None
    is_open = settings.auth == "open" or (settings.auth is None and undecided)
    if is_open and not is_loopback(settings.host):
        raise InvalidParameter(
            f"an open server listens on a loopback address only, and {settings.host!r} is none: make a key with 'suretygraph keys create', "
            "set SURETYGRAPH_OIDC_ISSUER, or use --host 127.0.0.1"
        )
    return Authenticator(side, tokens, is_open)


def is_loopback(host: str) -> bool:
    """Whether an address is one only this machine reaches."""
    name = host.strip("[]").lower()
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
