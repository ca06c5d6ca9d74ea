"""Commands about scenarios: compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.options import AsJson, AsOf, KnownAt, Limit, StoreUrl, rows_wanted
from api.output import emit_json, note, show

if TYPE_CHECKING:
    from analysis.scenario.specification import Scenario
    from graph.network import GuaranteeNetwork

commands = typer.Typer()

ScenarioFile = Annotated[Path, typer.Option("--scenario", metavar="FILE", help="Scenario, .json or .toml (see docs/scenarios.md).")]


@commands.command(
    epilog="Examples:\n\nsuretygraph compare --scenario rescue.toml\n\nsuretygraph compare --scenario shock.toml --keep-shocks\n\n"
    "suretygraph compare --scenario today.toml --with merger.json --json"
)
def compare(
    *,
    scenario: ScenarioFile,
    other: Annotated[
        Path | None, typer.Option("--with", metavar="FILE", help="Compare with this scenario instead: --scenario is before, this is after.")
    ] = None,
    keep_shocks: Annotated[bool, typer.Option("--keep-shocks", help="Before has the scenario's shocks too: what do its edits do?")] = False,
    scenarios: Annotated[int | None, typer.Option(min=1, max=10_000_000, help="Draws of montecarlo instead of the file's.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of montecarlo instead of the file's.")] = None,
    limit: Limit = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Compare before and after a scenario under the same random numbers: who is saved, who newly falls, what banks lose.

    Before is the network as it is: without the scenario's shocks and edits.
    """
    from analysis.scenario.files import load
    from api.fields import county_names
    from api.scenario_tables import comparison_tables
    from api.session import session
    from api.simulation import compare as compared
    from graph.errors import InvalidParameter

    if other is not None and keep_shocks:
        raise InvalidParameter("--keep-shocks says what is before, and so does --with: give one of them")
    after = load(other or scenario)
    before = load(scenario) if other else after.without_edits() if keep_shocks else after.undisturbed()
    before, after = (one.edited_with(scenarios=scenarios, seed=seed, as_of=as_of) for one in (before, after))
    wanted = rows_wanted(limit, as_json=as_json)
    with session(store, as_of or before.as_of or after.as_of, known_at) as here:
        tell_of_snapshot(after, here.network)
        message = compared(here.network, before, after, limit=wanted, progress=here.progress)
    if as_json:
        emit_json(message)
    else:
        show(*comparison_tables(message, county_names(here.network), wanted, here.lang))


def tell_of_snapshot(scenario: Scenario, network: GuaranteeNetwork) -> None:
    """Say on stderr that a scenario was made on other data than it is asked of; that is no error."""
    made = scenario.made_with.snapshot
    if made is not None and made != network.snapshot:
        note(f"suretygraph: the scenario was made on snapshot {made}, this is {network.snapshot}; --known-at with --as-of goes back")
