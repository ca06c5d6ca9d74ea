"""Commands about contagion: simulate, rank, spillover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.options import AsJson, AsOf, KnownAt, Limit, StoreUrl, codes, rows_wanted
from api.output import emit_json, show

if TYPE_CHECKING:
    from viz.style import Lang

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph simulate --seeds 91330100MA2XXXXX0A\n\n"
    "suretygraph simulate --seeds CODE,CODE --liability joint --rescue CODE --json"
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
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Let firms fail and follow the guarantee calls: who falls, round by round, and what banks lose."""
    from analysis.contagion import cascade
    from analysis.contagion.explanation import explain
    from api.messages import county_names, simulation
    from api.session import session
    from graph.errors import InvalidParameter

    first = codes(seeds)
    if not first:
        raise InvalidParameter("--seeds names nobody: give at least one code")
    asked: Any = {"liability": liability, "weights": weights, "enforcement_recovery": enforcement_recovery}
    with session(store, as_of, known_at) as here:
        network = here.network
        start, kept = network.index(first), network.index(codes(rescue))
        result = cascade.run(network, start, rescue=kept, unknown_capacity=unknown_capacity, **asked)
        worst = cascade.worst_case_near(network, start, rescue=kept, unknown_capacity=unknown_capacity, **asked)
        generous = cascade.run(network, start, rescue=kept, unknown_capacity="unlimited", **asked) if unknown_capacity == "zero" else None
        message = simulation(network, result, explain(network, result), worst, generous)
    if as_json:
        emit_json(message)
    else:
        show(*simulation_tables(message, county_names(here.network), here.lang))


def simulation_tables(message: dict[str, Any], places: Mapping[str | None, str], lang: Lang) -> list[Any]:
    """A simulation for a person: the outcome in one line, then who fell and why."""
    from api.tables import table
    from viz.style import RULES, amount, word

    def call_text(call: dict[str, Any]) -> str:
        return f"{call['borrower']} · {call['loan']} · {RULES[call['rule']][lang]} {amount(call['amount'], lang)}"

    rows = [
        (fall["round"], fall["party"], fall["name"], places.get(fall["county"]), amount(fall["called"], lang) if fall["round"] else "",
         amount(fall["capacity"], lang) if fall["capacity"] is not None else "", "\n".join(map(call_text, fall["calls"])))
        for fall in message["defaulted"]
    ]  # fmt: skip
    worst = message["worst_case"]
    line = " · ".join(
        (
            f"{word('as_of', lang)} {message['as_of']}",
            f"{word('defaulted', lang)} {len(rows):,}",
            f"{word('bank_loss', lang)} {amount(message['bank_loss'], lang)}",
            f"{word('unknown_capacity', lang)} {message['unknown_capacity']}",
            f"{word('worst_case', lang)}: {len(worst['defaulted']):,} / {amount(worst['bank_loss'], lang)}",
        )
    )
    columns = ("round", "code", "name", "county", "called", "capacity", "calls")
    return [table(columns, rows, lang, numbers=("round", "called", "capacity")), line]


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
