"""Commands about contagion: simulate, rank, spillover."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import typer

from api.options import AsJson, AsOf, KnownAt, Limit, StoreUrl, codes, rows_wanted
from api.output import emit_json, note, show

if TYPE_CHECKING:
    from analysis.scenario.specification import Scenario

commands = typer.Typer()
Model: TypeAlias = Literal["cascade", "clearing", "distress", "montecarlo"]
Liability: TypeAlias = Literal["contract", "joint", "several", "general"]
Weights: TypeAlias = Literal["stated", "equal", "cap", "capacity"]


@commands.command(
    epilog="Examples:\n\nsuretygraph simulate --seeds 91330100MA2XXXXX0A\n\n"
    "suretygraph simulate --seeds CODE,CODE --liability joint --rescue CODE --json\n\n"
    "suretygraph simulate --seeds CODE --withdrawal 0.2,B1=0.5 --why CODE\n\n"
    "suretygraph simulate --model clearing --seeds CODE --alpha 0.4\n\n"
    "suretygraph simulate --model distress --distress CODE=0.5,CODE=0.2\n\n"
    "suretygraph simulate --model montecarlo --scenarios 100000 --seed 7 --json\n\n"
    "suretygraph simulate --scenario shock.toml --model montecarlo --save shock-montecarlo.toml"
)
def simulate(
    *,
    model: Annotated[
        Model | None,
        typer.Option(
            help="cascade: who falls (the default); clearing: how much is paid; distress: who is weakened; montecarlo: how likely it is."
        ),
    ] = None,
    seeds: Annotated[
        list[str] | None, typer.Option("--seeds", metavar="CODE[,CODE…]", help="Who fails first; montecarlo needs nobody.")
    ] = None,
    rescue: Annotated[
        list[str] | None, typer.Option("--rescue", metavar="CODE[,CODE…]", help="Who is kept standing whatever happens.")
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option("--scenario", metavar="FILE", help="Scenario, .json or .toml; options given here go before it.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE", help="Write the scenario, with all it takes to ask again, as .json or .toml.")
    ] = None,
    liability: Annotated[
        Liability | None, typer.Option(help="As the contracts say (contract, the default), or one kind for every guarantee.")
    ] = None,
    weights: Annotated[Weights | None, typer.Option(help="What co-guarantors share a call by. Default: stated.")] = None,
    enforcement_recovery: Annotated[
        float | None,
        typer.Option(min=0.0, max=1.0, help="Share of a shortfall recovered before a general guarantor is called. Default: 0."),
    ] = None,
    unknown_capacity: Annotated[
        Literal["zero", "unlimited"] | None, typer.Option(help="What a guarantor can pay who stated nothing. Default: zero.")
    ] = None,
    cross_default: Annotated[
        Literal["all", "due"] | None,
        typer.Option(help="Call every loan of a fallen borrower, or only those due or overdue. Default: all."),
    ] = None,
    withdrawal: Annotated[
        list[str] | None,
        typer.Option(
            "--withdrawal",
            metavar="SHARE|BANK=SHARE[,…]",
            help="Share of its loans that every bank, or one, calls back from whoever is called.",
        ),
    ] = None,
    alpha: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Share of its resources that a failed party's creditors get. Default: 0.")
    ] = None,
    distress: Annotated[
        list[str] | None, typer.Option("--distress", metavar="CODE=SHARE[,…]", help="Who is how weak at the start; a seed is 1.")
    ] = None,
    scenarios: Annotated[int | None, typer.Option(min=1, max=10_000_000, help="Draws of montecarlo. Default: 10,000.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of montecarlo: the same draws every time. Default: 0.")] = None,
    why: Annotated[str | None, typer.Option("--why", metavar="CODE", help="Show the chain of falls that leads to this party.")] = None,
    limit: Limit = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Let firms fail and follow the guarantee calls: who falls, round by round, and what banks lose."""
    from analysis.scenario.files import checked_form, stamped
    from analysis.scenario.files import save as write
    from api.commands.scenario import tell_of_snapshot
    from api.fields import county_names
    from api.scenario_tables import answer_tables
    from api.session import session
    from api.simulation import simulate as answer

    if save is not None:
        checked_form(save)
    asked = _asked(
        scenario,
        parameters={
            "liability": liability, "weights": weights, "enforcement_recovery": enforcement_recovery, "unknown_capacity": unknown_capacity,
            "cross_default": cross_default,
        },
        model=model, seeds=_named(seeds, "--seeds"), rescue=_named(rescue, "--rescue"), alpha=alpha, scenarios=scenarios,
        seed=seed, as_of=as_of,
        withdrawal=None if withdrawal is None else withdrawn_shares(withdrawal),
        initial_distress=None if distress is None else shares_by_code(distress, "--distress"),
    )  # fmt: skip
    wanted = rows_wanted(limit, as_json=as_json)
    with session(store, asked.as_of, known_at) as here:
        tell_of_snapshot(asked, here.network)
        message = answer(here.network, asked, limit=wanted, why=why, progress=here.progress)
        if save is not None:
            write(stamped(asked, here.network), save)
            note(f"suretygraph: wrote {save}")
    if as_json:
        emit_json(message)
    else:
        show(*answer_tables(asked.model, message, county_names(here.network), wanted, here.lang))


def _asked(file: Path | None, *, parameters: dict[str, Any], **changes: Any) -> Scenario:
    """The scenario of the file, or a new one, with the options given put in; nobody to start from is wrong usage."""
    from analysis.scenario.files import load
    from analysis.scenario.specification import Scenario

    told = {name: value for name, value in parameters.items() if value is not None}
    base = Scenario() if file is None else load(file)
    if told:
        changes["parameters"] = base.parameters.model_dump() | told
    found = base.edited_with(**changes)
    if file is None and found.model != "montecarlo" and not found.seeds and not found.initial_distress:
        raise typer.BadParameter("give --seeds, or a scenario with --scenario", param_hint="--seeds")
    return found


def _named(words: list[str] | None, option: str) -> tuple[str, ...] | None:
    """The codes of an option; InvalidParameter where it is given and names nobody."""
    from graph.errors import InvalidParameter

    if words is None:
        return None
    if not (found := codes(words)):
        raise InvalidParameter(f"{option} names nobody: give at least one code")
    return tuple(found)


def withdrawn_shares(words: list[str]) -> dict[str, float]:
    """Shares withdrawn by bank code, with "*" for those not named; InvalidParameter if they are no shares."""
    from analysis.contagion.parameters import EVERY_BANK

    return shares_by_code([f"{EVERY_BANK}={word}" if "=" not in word else word for word in codes(words)], "--withdrawal")


def shares_by_code(words: list[str], option: str) -> dict[str, float]:
    """Shares given as CODE=SHARE; InvalidParameter if they are none, or one code has two."""
    from graph.errors import InvalidParameter

    shares: dict[str, float] = {}
    for word in codes(words):
        code, _, share = word.rpartition("=")
        try:
            number = float(share)
        except ValueError:
            number = float("nan")
        if not code.strip() or not 0.0 <= number <= 1.0:
            raise InvalidParameter(f"{option} {word!r}: give a share from 0 to 1 as CODE=SHARE")
        if code.strip() in shares:
            raise InvalidParameter(f"{option} gives {code.strip()!r} two shares")
        shares[code.strip()] = number
    return shares


@commands.command(epilog="Examples:\n\nsuretygraph rank --limit 50\n\nsuretygraph rank --as-of 2026-06-30 --json")
def rank(*, limit: Limit = None, store: StoreUrl = None, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False) -> None:
    """Rank parties by the loss their default causes beyond their own loans."""
    from analysis import importance
    from api.messages import ranking
    from api.session import session

    wanted = rows_wanted(limit, as_json=as_json)
    with session(store, as_of, known_at) as here:
        impacts = importance.sweep(here.network, worst=False)
        message = ranking(here.network, impacts, importance.rank(here.network, impacts, wanted))
    if as_json:
        emit_json(message)
    else:
        from api.tables import footer, shown, table
        from viz.style import amount, count

        columns = ("rank", "code", "name", "caused_loss", "pulled_down", "employees", "counties_hit", "banks_hit", "default_probability")
        rows = [
            (
                row["rank"],
                row["party"],
                row["name"],
                amount(row["caused_loss"], here.lang),
                count(row["pulled_down"]),
                count(row["employees"]),
                row["counties"],
                row["banks"],
                "" if row["default_probability"] is None else f"{row['default_probability']:.2%}",
            )
            for row in message["rows"]
        ]
        listed = table(columns, rows, here.lang, numbers=[name for name in columns if name not in ("code", "name")])
        show(listed, shown(message["parties"], wanted, here.lang), footer(here.network, here.lang))


@commands.command(epilog="Examples:\n\nsuretygraph spillover\n\nsuretygraph spillover --county 330102 --json")
def spillover(
    *,
    county: Annotated[str | None, typer.Option(metavar="CODE", help="Defaults start in this county only.")] = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Show which county pays for which: expected bank losses a year, from where a default starts to where the loan is lost."""
    from analysis import importance
    from analysis import spillover as flows
    from api.fields import built_from
    from api.session import session

    with session(store, as_of, known_at) as here:
        network = here.network
        if county is None:
            found = flows.matrix(network, importance.sweep(network, worst=False))
        else:
            found = flows.scenario(network, network.counties.code.to_pylist().index(*here.known("county", [county])))
    if as_json:
        emit_json(found.to_json() | {"unknown_capacity": network.counts.unknown_capacity, **built_from(network)})
    else:
        from api.tables import footer, matrix_table

        show(matrix_table(found, here.lang), footer(network, here.lang))
