"""Commands about guarantee circles: queue, circles."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from api.options import AsJson, AsOf, KnownAt, Limit, RulesFile, StoreUrl, rows_wanted
from api.output import emit_json, show

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph queue --limit 10\n\nsuretygraph queue --city-spillover 20000000 --json\n\nsuretygraph queue --no-save"
)
def queue(
    *,
    city_spillover: Annotated[
        float | None, typer.Option(min=0, help="Loss in other counties, yuan, from which the city is proposed.")
    ] = None,
    city_counties: Annotated[int | None, typer.Option(min=0, help="Counties hit, from which the city is proposed.")] = None,
    city_employees: Annotated[int | None, typer.Option(min=0, help="Employees, from which the city is proposed.")] = None,
    leader_loss: Annotated[
        float | None, typer.Option(min=0, help="Worst-case bank loss, yuan, from which a city leader is proposed.")
    ] = None,
    leader_employees: Annotated[int | None, typer.Option(min=0, help="Employees, from which a city leader is proposed.")] = None,
    both_conditions: Annotated[
        bool | None,
        typer.Option("--both-conditions/--either-condition", help="The city only if large and crossing counties, or if one is met."),
    ] = None,
    rules: RulesFile = None,
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
    """Show the city's coordination queue: circles and firms by the loss they are expected to cause in other counties.

    Lines not given are those of the rules (coordination.lines).
    """
    from analysis.rules.catalogue.coordination import coordination_parameters
    from api.messages import coordination
    from api.session import session

    given = {
        "city_spillover": city_spillover, "city_counties": city_counties, "city_employees": city_employees, "leader_loss": leader_loss,
        "leader_employees": leader_employees, "both_conditions_needed": both_conditions,
    }  # fmt: skip
    changed: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    with session(store, as_of, known_at) as here:
        book = here.rules(rules)
        found = here.queue(book, replace(coordination_parameters(book), **changed))
        if save or (save is None and as_of is None and not changed and not book.overrides):
            here.keep(found, insist=bool(save))
    wanted = rows_wanted(limit, as_json=as_json)
    if as_json:
        emit_json(coordination(here.network, found, wanted) | {"rules": book.to_json()})
    else:
        from api.tables import footer, queue_table, shown

        below = (shown(len(found.rows), wanted, here.lang), footer(here.network, here.lang))
        show(queue_table(here.network, found.rows[:wanted], here.lang), *below)


@commands.command(epilog="Examples:\n\nsuretygraph circles\n\nsuretygraph circles --most 30 --keep-rule --json")
def circles(
    *,
    most: Annotated[
        int,
        typer.Option(
            min=2,
            help="Larger parts are split around core firms into circles of so many parties; more only by mutual partners of the core, "
            "rings of three or four through it, and parties left alone because all they are tied to are in circles already.",
        ),
    ] = 50,
    keep_rule: Annotated[bool, typer.Option("--keep-rule", help="Keep only dense or larger circles.")] = False,
    limit: Limit = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """List guarantee circles: core firm, home county, loans, class, mutual pairs and rings; largest loan balance first."""
    from api.fields import built_from, county_names
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
    from analysis.circles import circle_name
    from api.tables import footer, shown, table
    from viz.style import amount

    parties = here.network.parties.name.take(here.network.index([row["core"] for row in message["circles"]])).to_pylist()

    columns = ("circle", "name", "home_county", "members", "loan_balance", "class", "guarantees", "mutual_pairs", "rings")
    rows = [
        (
            row["circle"],
            circle_name(core, here.lang),
            places.get(row["home_county"]),
            len(row["members"]),
            amount(row["loan_balance"], here.lang),
            row["class"],
            row["guarantees"],
            row["mutual_pairs"],
            f"{sum(row['rings'].values())}{'+' if row['rings_truncated'] else ''}",
        )
        for core, row in zip(parties, message["circles"], strict=True)
    ]
    numbers = ("members", "loan_balance", "guarantees", "mutual_pairs", "rings")
    show(table(columns, rows, here.lang, numbers=numbers), shown(total, wanted, here.lang), footer(here.network, here.lang))
