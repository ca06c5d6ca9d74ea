"""Commands about the store itself: search, runs, info."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.options import AsJson, AsOf, StoreUrl
from api.output import emit_json, show

if TYPE_CHECKING:
    from api.settings import Settings
    from graph.store import GraphStore, Run

commands = typer.Typer()


@commands.command(epilog="Examples:\n\nsuretygraph search 纺织\n\nsuretygraph search 91330100MA2XXXXX0A --json")
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Any part of a name, or of a code.")],
    *,
    limit: Annotated[int, typer.Option(min=1, help="Most hits to show.")] = 20,
    store: StoreUrl = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Find parties by any part of their name or code, as they are called now. Parties have no dates: --as-of changes nothing."""
    del as_of
    from dataclasses import asdict

    from api.settings import load_settings
    from api.tables import table
    from api.wiring import open_store
    from graph.network import PartyKind
    from viz.style import PARTY

    settings = load_settings()
    with closing(open_store(settings, store)) as opened:
        found = opened.search(text, limit + 1)
    hits, truncated = found[:limit], len(found) > limit
    if as_json:
        emit_json({"hits": [asdict(hit) for hit in hits], "truncated": truncated})
        return
    rows = [(hit.party, hit.name, PARTY[PartyKind[hit.kind.upper()]].word[settings.lang], hit.county) for hit in hits]
    show(table(("code", "name", "kind", "county"), rows, settings.lang), "…" if truncated else "")


@commands.command(epilog="Examples:\n\nsuretygraph runs\n\nsuretygraph runs RUN_ID --json")
def runs(
    run_id: Annotated[str | None, typer.Argument(metavar="[RUN_ID]", help="Show the report of this run.")] = None,
    *,
    store: StoreUrl = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """List the loads of a store up to the day --as-of, latest first, or show the report of one."""
    from api.commands.load import report_tables
    from api.settings import load_settings
    from api.tables import table
    from api.wiring import open_store

    settings = load_settings()
    with closing(open_store(settings, store)) as opened:
        found = [opened.run(run_id)] if run_id else opened.runs()
    if as_of is not None and not run_id:
        found = [run for run in found if run.started_at.astimezone().date() <= as_of]
    if as_json:
        listed = [_run(run) for run in found]
        emit_json(listed[0] | {"report": found[0].report} if run_id else {"runs": listed})
    elif run_id and found[0].report is not None:
        show(*report_tables(found[0].report, settings.lang))
    else:
        rows = [(run.number, run.run_id, _moment(run.started_at), _moment(run.finished_at)) for run in found]
        show(table(("number", "run", "started_at", "finished_at"), rows, settings.lang, numbers=("number",)))


@commands.command(epilog="Examples:\n\nsuretygraph info\n\nsuretygraph info --store neo4j://localhost:7687/neo4j --json")
def info(*, store: StoreUrl = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show versions, the state of the store, the date answers are given for, and what the network holds."""
    from api.settings import load_settings
    from graph.errors import StoreError

    settings = load_settings()
    answer: dict[str, Any] = {"versions": _versions(), **_kernels()}
    fault: StoreError | None = None
    try:
        answer |= _store_state(settings, store, as_of)
    except StoreError as found:
        fault = found
        answer |= {"store": None, "fault": {"code": found.code, "message": found.message}}
    if as_json:
        emit_json(answer)
    else:
        from api.tables import table

        show(table(("item", "value"), _lines(answer), settings.lang))
    if fault is not None:
        raise typer.Exit(fault.exit_code)


def _store_state(settings: Settings, url: str | None, as_of: Any) -> dict[str, Any]:
    from dataclasses import asdict

    from api.fields import assumptions
    from api.progress import progress_bars
    from api.wiring import default_date, network, open_store
    from graph.facts import CityFacts

    with closing(open_store(settings, url)) as opened, progress_bars() as progress:
        state = opened.state()
        answer: dict[str, Any] = {
            "store": {
                "url": opened.url,
                "store_id": state.store_id,
                "runs": len(opened.runs()),
                "last_run": _last(opened),
                "data_date": state.data_date.isoformat() if state.data_date else None,
            }
        }
        if state.last_run:
            made = network(CityFacts(opened, as_of or default_date(opened)), settings, progress=progress)
            answer["as_of"] = made.as_of.isoformat() if made.as_of else None
            answer["network"] = {
                "parties": len(made.parties.code),
                "loans": len(made.loans.number),
                "guarantees": len(made.guarantees.contract),
                "banks": len(made.banks.code),
                "counties": len(made.counties.code),
                **asdict(made.counts),
            }
            answer["assumptions"] = assumptions(made)
    return answer


def _last(store: GraphStore) -> dict[str, Any] | None:
    found = store.runs()
    return _run(found[0]) if found else None


def _run(run: Run) -> dict[str, Any]:
    finished = run.finished_at.isoformat() if run.finished_at else None
    return {"run_id": run.run_id, "number": run.number, "started_at": run.started_at.isoformat(), "finished_at": finished}


def _moment(moment: Any) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S") if moment else ""


def _versions() -> dict[str, str]:
    import platform
    from importlib.metadata import version

    names = ("suretygraph", "numba", "numpy", "pandas", "pyarrow", "neo4j")
    return {"python": platform.python_version(), "platform": platform.platform(), **{name: version(name) for name in names}}


def _kernels() -> dict[str, Any]:
    """Whether the compiled kernels wait on disk; without them the first analysis takes half a minute longer."""
    from analysis.compiled import state

    found = state()
    return {
        "kernels_compiled": found.on_disk > 0,
        "kernels": {"on_disk": found.on_disk, "of": found.kernels, "folders": list(found.folders)},
    }


def _lines(answer: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    lines: list[tuple[str, Any]] = []
    for key, value in answer.items():
        lines += _lines(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", value)]
    return lines
