"""Commands about API keys: keys create, keys list, keys revoke."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.options import AsJson, StoreUrl
from api.output import emit_json, note, show

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.side_store import ApiKey, SideStore

commands = typer.Typer()
keys = typer.Typer(help="Make, list and end the API keys of a store.", no_args_is_help=True)
commands.add_typer(keys, name="keys")
_SHOWN = ("id", "role", "jurisdiction", "label", "created_at", "created_by", "revoked_at", "revoked_by")


@keys.command(
    epilog="Examples:\n\nsuretygraph keys create --role admin\n\nsuretygraph keys create --role county --jurisdiction 330102 --json\n\n"
    'suretygraph keys create --role bank --jurisdiction B1 --label "credit system" --store sqlite:///city.db'
)
def create(
    *,
    role: Annotated[Literal["city", "county", "bank", "analyst", "admin"], typer.Option(help="What the key may ask for.")],
    jurisdiction: Annotated[str | None, typer.Option(metavar="CODE", help="The code of a county's county, of a bank's bank.")] = None,
    label: Annotated[str | None, typer.Option(metavar="TEXT", help="Whose key it is, for people.")] = None,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make a key. It is shown this once: the store keeps a digest only."""
    from api.security import Visitor
    from api.settings import load_settings

    settings = load_settings()
    place = Visitor("new", role, jurisdiction).jurisdiction
    unknown = _unknown(settings, store, role, place)
    with _side(settings, store, create=True) as side:
        made, key = side.keys.create(role, place, author=_me(), label=label)
    if unknown is not None:
        note(f"suretygraph: {unknown}")
    told = {"id": made.id, "key": key, "role": role, "jurisdiction": place} | ({"label": label} if label is not None else {})
    if as_json:
        emit_json(told)
    else:
        show(key)
        note("suretygraph: keep the key now, it is not shown again; send it as 'Authorization: Bearer KEY'")


@keys.command(name="list", epilog="Examples:\n\nsuretygraph keys list\n\nsuretygraph keys list --json")
def listed(*, store: StoreUrl = None, as_json: AsJson = False) -> None:
    """List all keys, revoked ones too, without their secrets."""
    from api.settings import load_settings

    settings = load_settings()
    with _side(settings, store) as side:
        found = side.keys.every()
    if as_json:
        emit_json({"keys": [asdict(one) for one in found]})
    else:
        _show(found, settings)


@keys.command(epilog="Examples:\n\nsuretygraph keys revoke 3f2a9c01d4e5\n\nsuretygraph keys revoke 3f2a9c01d4e5 --json")
def revoke(
    key: Annotated[str, typer.Argument(metavar="ID", help="The id of a key: what stands before its dot.")],
    *,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """End a key, at once and for good."""
    from api.settings import load_settings

    settings = load_settings()
    with _side(settings, store) as side:
        ended = side.keys.revoke(key, author=_me())
    if as_json:
        emit_json(asdict(ended))
    else:
        _show([ended], settings)


def _show(found: list[ApiKey], settings: Settings) -> None:
    from api.tables import table

    show(table(_SHOWN, [tuple(asdict(one)[name] for name in _SHOWN) for one in found], settings.lang))


@contextmanager
def _side(settings: Settings, store: str | None, *, create: bool = False) -> Iterator[SideStore]:
    from api.wiring import open_side_store

    with closing(open_side_store(settings, store, create=create)) as side:
        yield side


def _unknown(settings: Settings, store: str | None, role: str, place: str | None) -> str | None:
    """What to tell of a jurisdiction nobody in the store has: a store may be loaded after its keys are made."""
    from api.wiring import banks_of, counties_of, open_store
    from graph.errors import StoreError

    try:
        with closing(open_store(settings, store)) as opened:
            known = {"county": counties_of, "bank": banks_of}.get(role, lambda _: {place})(opened)
    except StoreError as fault:
        return f"the key is made, yet the store was not asked: {fault.message}"
    return None if place in known else f"no {role} of the store has the code {place!r} so far"


def _me() -> str:
    """Who makes a key at the command line: the user of this machine."""
    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError):  # a container's user may have no name
        return "cli"
