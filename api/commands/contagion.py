"""Commands about contagion: simulate, rank, spillover."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from api.options import AsJson, AsOf, KnownAt, Limit, StoreUrl, codes, rows_wanted
from api.output import emit_json, show

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph simulate --seeds 91330100MA2XXXXX0A\n\n"
    "suretygraph simulate --seeds CODE,CODE --liability joint --rescue CODE --json\n\n"
    "suretygraph simulate --seeds CODE --withdrawal 0.2,B1=0.5 --why CODE"
)
def simulate(
    *,
    seeds: Annotated[list[str], typer.Option("--seeds", metavar="CODE[,CODE…]", help="Who fails first.")],
    liability: Annotated[
        Literal["contract", "joint", "several", "general"], typer.Option(help="As the contracts say, or one kind for every guarantee.")
    ] = "contract",
    rescue: Annotated[
        list[str] | None, typer.Option("--rescue", metavar="CODE[,CODE…]", help="Who is kept standing whatever happens.")
    ] = None,
    weights: Annotated[Literal["stated", "equal", "cap", "capacity"], typer.Option(help="What co-guarantors share a call by.")] = "stated",
    enforcement_recovery: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Share of a shortfall recovered before a general guarantor is called.")
    ] = 0.0,
    unknown_capacity: Annotated[Literal["zero", "unlimited"], typer.Option(help="What a guarantor can pay who stated nothing.")] = "zero",
    cross_default: Annotated[
        Literal["all", "due"], typer.Option(help="Call every loan of a fallen borrower, or only those due or overdue.")
    ] = "all",
    withdrawal: Annotated[
        list[str] | None,
        typer.Option(
            "--withdrawal",
            metavar="SHARE|BANK=SHARE[,…]",
            help="Share of its loans that every bank, or one, calls back from whoever is called.",
        ),
    ] = None,
    why: Annotated[str | None, typer.Option("--why", metavar="CODE", help="Show the chain of falls that leads to this party.")] = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Let firms fail and follow the guarantee calls: who falls, round by round, and what banks lose."""
    from analysis.contagion.simulation import simulate as answer
    from api.messages import chain, county_names, simulation
    from api.session import session
    from graph.errors import InvalidParameter

    first = codes(seeds)
    if not first:
        raise InvalidParameter("--seeds names nobody: give at least one code")
    with session(store, as_of, known_at) as here:
        network = here.network
        found = answer(
            network,
            network.index(first),
            rescue=network.index(codes(rescue)),
            liability=liability,
            weights=weights,
            enforcement_recovery=enforcement_recovery,
            unknown_capacity=unknown_capacity,
            cross_default=cross_default,
            withdrawal=withdrawn_shares(withdrawal),
        )
        message = simulation(network, found)
        if why is not None:
            message["why"] = chain(network, found, int(network.index([why])[0]))
    if as_json:
        emit_json(message)
    else:
        from api.simulation_tables import simulation_tables

        show(*simulation_tables(message, county_names(here.network), here.lang))


def withdrawn_shares(words: list[str] | None) -> float | dict[str, float]:
    """Shares withdrawn as given: one for all banks, or by bank code, with "*" for those not named; InvalidParameter if they are neither."""
    from analysis.contagion.parameters import EVERY_BANK
    from graph.errors import InvalidParameter

    shares: dict[str, float] = {}
    for word in codes(words):
        bank, _, share = word.rpartition("=")
        bank = bank.strip() or EVERY_BANK
        try:
            if bank in shares:
                raise InvalidParameter(f"--withdrawal gives bank {bank!r} two shares")
            shares[bank] = float(share)
        except ValueError:
            raise InvalidParameter(f"--withdrawal {word!r}: give a share from 0 to 1, or BANK=SHARE") from None
    return shares.get(EVERY_BANK, 0.0) if set(shares) <= {EVERY_BANK} else shares


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
    from api.messages import built_from, county_place
    from api.session import session

    with session(store, as_of, known_at) as here:
        network = here.network
        if county is None:
            found = flows.matrix(network, importance.sweep(network, worst=False))
        else:
            found = flows.scenario(network, county_place(network, county))
    if as_json:
        emit_json(found.to_json() | {"unknown_capacity": network.counts.unknown_capacity, **built_from(network)})
    else:
        from api.tables import footer, matrix_table

        show(matrix_table(found, here.lang), footer(network, here.lang))
