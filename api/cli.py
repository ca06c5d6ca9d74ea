"""The command line: `suretygraph`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated

import typer
from typer.main import get_command

from api.boundary import INTERRUPTED, WRONG_USAGE, ErrorBoundary
from api.commands import (
    audit,
    backup,
    circles,
    classify,
    contagion,
    credit,
    demo,
    export,
    findings,
    groups,
    keys,
    load,
    maturities,
    rules,
    scenario,
    serve,
    store,
)
from api.output import use_utf8

app = typer.Typer(
    name="suretygraph",
    help="Guarantee chains: who falls with whom, which county pays, and what the city has to coordinate.",
    epilog="Start with: suretygraph demo --out demo",
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
_GROUPS = (
    demo, load, circles, contagion, scenario, credit, groups, findings, maturities, classify, rules, export, store, serve, keys, audit,
    backup,
)  # fmt: skip
for group in _GROUPS:
    app.add_typer(group.commands)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,  # noqa: FBT002
) -> None:
    """Guarantee chains: who falls with whom, which county pays, and what the city has to coordinate."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"suretygraph {installed('suretygraph')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(WRONG_USAGE)


@cache
def _commands() -> Callable[..., object]:
    """All commands as Typer makes them of their functions; a process that runs several makes them once."""
    return get_command(app)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    use_utf8()
    with ErrorBoundary():
        outcome = _commands()(arguments, prog_name="suretygraph", standalone_mode=False)
        if outcome == INTERRUPTED:  # what Typer makes of a KeyboardInterrupt; the boundary says what it means
            raise KeyboardInterrupt
        raise SystemExit(outcome if isinstance(outcome, int) else 0)
