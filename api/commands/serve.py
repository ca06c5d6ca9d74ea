"""The command that answers over HTTP: serve."""

from __future__ import annotations

from typing import Annotated

import typer

from api.options import StoreUrl

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph serve --store sqlite:///demo/suretygraph.db\n\nsuretygraph serve --port 0\n\n"
    "suretygraph serve --create\n\nsuretygraph keys create --role admin\n\nsuretygraph serve --host 0.0.0.0 --workers 2"
)
def serve(
    *,
    store: StoreUrl = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on. Default: SURETYGRAPH_HOST, else 127.0.0.1.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port, 0 for any that is free. Default: SURETYGRAPH_PORT, else 8000.")
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Server processes. Default: SURETYGRAPH_WORKERS, else 1.")] = None,
    create: Annotated[bool, typer.Option("--create", help="Begin an empty store where there is none; files follow over HTTP.")] = False,
) -> None:
    """Answer over HTTP until stopped; the page /docs tells what can be asked.

    Without a key and without an issuer of tokens nobody signs in: then only this machine may ask.
    """
    from api.server import serve as run
    from api.settings import load_settings
    from api.wiring import begin_store

    settings = load_settings(store=store, host=host, port=port, workers=workers)
    if create:
        begin_store(settings)
    run(settings)
