"""The command that copies what lasts: backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.options import AsJson, StoreUrl
from api.output import emit_json, note, show

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph backup /backups/2026-06-30\n\nsuretygraph backup D:\\backups\\june --store sqlite:///city.db --json"
)
def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False, help="Where the copies are written; nothing is overwritten.")],
    *,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Copy a SQLite store, and the file of keys, jobs and audit trail beside any store, while they are in use.

    The facts of a Neo4j store are backed up by neo4j-admin: docs/operations.md.
    """
    from api.settings import load_settings
    from api.wiring import side_store_path
    from graph.sqlite_store.copies import copy
    from graph.store_url import parse

    settings = load_settings()
    address = parse(store or settings.store)
    side = side_store_path(settings, store)
    # the side file first: whatever run it names is in the store's copy too
    sources = {"side_store": side if side.is_file() else None, "store": address.path}
    copies: dict[str, str | None] = {"store": None, "side_store": None}
    for kind, source in sources.items():
        if source is not None:
            copy(source, folder / source.name)
            copies[kind] = str(folder / source.name)
    if address.path is None:
        note(f"suretygraph: the facts of {address} are not in it: neo4j-admin copies them")
    if as_json:
        emit_json(copies)
    else:
        show(*(path for path in copies.values() if path is not None))
