"""Commands about the audit trail: audit list, audit verify."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from api.boundary import WITH_REJECTIONS
from api.options import AsJson, StoreUrl
from api.output import emit_json, note, show

commands = typer.Typer()
audit = typer.Typer(help="Read the audit trail of a store, and prove that nobody changed it.", no_args_is_help=True)
commands.add_typer(audit, name="audit")
_SHOWN = ("number", "at", "who", "role", "jurisdiction", "action", "object", "reason", "results", "status")


def parse_head(text: str) -> tuple[int, str]:
    """Number and digest of an entry as `audit verify` prints them."""
    number, _, digest = text.strip().partition(":")
    if not number.isascii() or not number.isdigit() or len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise typer.BadParameter(f"{text!r} is not NUMBER:DIGEST, as 'suretygraph audit verify' prints it")
    return int(number), digest


@audit.command(epilog="Examples:\n\nsuretygraph audit verify\n\nsuretygraph audit verify --head 1042:9f86d0…0f00a08 --json")
def verify(
    *,
    head: Annotated[
        str | None, typer.Option(metavar="NUMBER:DIGEST", help="The last entry as it was written down elsewhere before.")
    ] = None,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Check every entry against the one before it and print the last: written down elsewhere, it proves later that nothing was cut off.

    Exit code 1 where the trail does not hold.
    """
    from dataclasses import asdict

    from api.settings import load_settings
    from api.wiring import open_side_store

    known = parse_head(head) if head is not None else None
    with closing(open_side_store(load_settings(), store, create=False)) as side:
        number, digest = side.audit.head()
        faults = list(side.audit.faults(known))
    if as_json:
        told = {"holds": not faults, "head": {"number": number, "digest": digest}, "faults": [asdict(one) for one in faults]}
        emit_json(told)
    else:
        show(f"{number}:{digest}")
        for fault in faults:
            note(f"suretygraph: {fault.sentence}")
    if faults:
        raise typer.Exit(WITH_REJECTIONS)


@audit.command(name="list", epilog="Examples:\n\nsuretygraph audit list\n\nsuretygraph audit list --who key:3f2a9c01d4e5 --json")
def listed(
    *,
    who: Annotated[str | None, typer.Option(help="Only what this key, person or user did, as 'audit list' calls them.")] = None,
    action: Annotated[str | None, typer.Option(help="Only acts of this name: keys.create, unmask …")] = None,
    before: Annotated[int | None, typer.Option(min=1, metavar="NUMBER", help="Only entries before this one.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most entries to show.")] = 100,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """List who did what, when, why, and how much of it, latest first."""
    from api.settings import load_settings
    from api.tables import table
    from api.wiring import open_side_store

    settings = load_settings()
    with closing(open_side_store(settings, store, create=False)) as side:
        found = [one.to_json() for one in side.audit.read(before=before, limit=limit, who=who, action=action)]
    if as_json:
        emit_json({"entries": found})
    else:
        show(table(_SHOWN, [tuple(one[name] for name in _SHOWN) for one in found], settings.lang, numbers=("number", "results")))
