"""Commands about guarantee circles: queue, circles."""

from __future__ import annotations

from typing import Annotated

import typer

from api.options import AsJson, AsOf, KnownAt, Limit, StoreUrl, rows_wanted
from api.output import emit_json, show

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph queue --limit 10\n\nsuretygraph queue --city-spillover 20000000 --json\n\nsuretygraph queue --no-save"
)
def queue(
    *,
    city_spillover: Annotated[float, typer.Option(min=0, help="Loss in other counties, yuan, from which the city is proposed.")] = 10e6,
    city_counties: Annotated[int, typer.Option(min=0, help="Counties hit, from which the city is proposed.")] = 3,
    city_employees: Annotated[int, typer.Option(min=0, help="Employees, from which the city is proposed.")] = 1000,
    leader_loss: Annotated[float, typer.Option(min=0, help="Worst-case bank loss, yuan, from which a city leader is proposed.")] = 500e6,
    leader_employees: Annotated[int, typer.Option(min=0, help="Employees, from which a city leader is proposed.")] = 3000,
    both_conditions: Annotated[bool, typer.Option("--both-conditions", help="The city only if large and crossing counties.")] = False,
    save: Annotated[
        bool | None,
        typer.Option(
            "--save/--no-save",
            help="Write circle, rank, class and level of every party back to the store, so that circles keep their ids. "
            "Default: for the store's own date and the default lines, when they changed.",
        ),
    ] = None,
    limit: Limit = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Show the city's coordination queue: circles and firms by the loss they are expected to cause in other counties."""
    from analysis.coordination import CoordinationParameters
    from api.messages import coordination
    from api.session import session

    lines = CoordinationParameters(city_spillover, city_counties, city_employees, leader_loss, leader_employees, both_conditions)
    with session(store, as_of, known_at) as here:
        found = here.queue(lines)
        if save or (save is None and as_of is None and lines == CoordinationParameters()):
            here.keep(found, insist=bool(save))
    wanted = rows_wanted(limit, as_json=as_json)
    if as_json:
        emit_json(coordination(here.network, found, wanted))
    else:
        from api.tables import footer, queue_table, shown

        below = (shown(len(found.rows), wanted, here.lang), footer(here.network, here.lang))
        show(queue_table(here.network, found.rows[:wanted], here.lang), *below)


@commands.command(epilog="Examples:\n\nsuretygraph circles\n\nsuretygraph circles --most 30 --keep-rule --json")
def circles(
    *,
    most: Annotated[int, typer.Option(min=2, help="Parties of a circle; larger parts are split around core firms.")] = 50,
    keep_rule: Annotated[bool, typer.Option("--keep-rule", help="Keep only dense or larger circles.")] = False,
    limit: Limit = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """List guarantee circles: core firm, home county, loans, class, mutual pairs and rings; largest loan balance first."""
    from api.messages import built_from, county_names
    from api.session import session

    with session(store, as_of, known_at) as here:
        message = here.circles(limit=most, keep_rule=keep_rule).to_json(here.network)
        places = county_names(here.network)
    message["circles"].sort(key=lambda circle: (-circle["loan_balance"], circle["circle"]))
    wanted, total = rows_wanted(limit, as_json=as_json), len(message["circles"])
    message["circles"] = message["circles"][:wanted]
    if as_json:
        emit_json(message | {"total": total, "unknown_capacity": here.network.counts.unknown_capacity, **built_from(here.network)})
        return
    from api.tables import footer, shown, table
    from viz.style import amount

    columns = ("circle", "name", "home_county", "members", "loan_balance", "class", "guarantees", "mutual_pairs", "rings")
    rows = [
        (
            row["circle"],
            row["name"],
            places.get(row["home_county"]),
            len(row["members"]),
            amount(row["loan_balance"], here.lang),
            row["class"],
            row["guarantees"],
            row["mutual_pairs"],
            f"{sum(row['rings'].values())}{'+' if row['rings_truncated'] else ''}",
        )
        for row in message["circles"]
    ]
    numbers = ("members", "loan_balance", "guarantees", "mutual_pairs", "rings")
    show(table(columns, rows, here.lang, numbers=numbers), shown(total, wanted, here.lang), footer(here.network, here.lang))
