"""Commands about 保 / 帮 / 关 and the ledger of risk enterprises: classify, risk-list."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.options import AsJson, AsOf, Excel, KnownAt, Limit, RulesFile, StoreUrl, codes, parse_date, rows_wanted
from api.output import emit_json, note, show

if TYPE_CHECKING:
    import pandas as pd

    from analysis.classification import Decisions
    from analysis.lending import LendingDesk
    from analysis.rules import RuleBook
    from api.session import Session

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph classify --class 关 --excel classes.xlsx\n\nsuretygraph classify 91330100MA2XXXXX0A --json\n\n"
    "suretygraph classify --scheme scheme.toml --overrides decisions.toml --county 330102"
)
def classify(
    enterprise: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE]...", help="Only these firms, with all that made their score.")
    ] = None,
    *,
    scheme: Annotated[
        Path | None, typer.Option("--scheme", metavar="FILE", help="TOML file of indicators and weights. Default: SURETYGRAPH_SCHEME.")
    ] = None,
    overrides: Annotated[
        Path | None,
        typer.Option(
            "--overrides",
            metavar="FILE",
            help="TOML or JSON file of proposals published, objections, and classes set by hand. Default: those kept beside the store.",
        ),
    ] = None,
    county: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only firms of this county.")] = None,
    class_: Annotated[list[str] | None, typer.Option("--class", metavar="保|帮|关", help="Only firms of this class.")] = None,
    rules: RulesFile = None,
    excel: Excel = None,
    limit: Limit = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Score key enterprises and propose 保, 帮 or 关 for those on the county's ledger; the county decides."""
    from analysis.classification import CLASSES, FINDINGS, message
    from analysis.classification import classify as assess
    from analysis.supervision import find_all
    from api.session import session
    from graph.errors import InvalidParameter

    wanted_classes = codes(class_)
    for one in wanted_classes:
        if one not in CLASSES:
            raise InvalidParameter(f"--class {one!r} is none of {'、'.join(CLASSES)}")
    with session(store, as_of, known_at) as here:
        decisions, day = decided(here, store, overrides)
        how = here.scheme(scheme)
        book = here.rules(rules)
        counties = here.known("county", codes(county))
        desk = here.desk(book)
        found_else = find_all(desk, here.network, here.progress, scheme=None) if how.needs(FINDINGS) else None
        found = assess(desk, here.network, found_else, scheme=how, decisions=decisions, day=day)
        lang = here.lang
    asked = codes(enterprise)
    chosen = found.chosen(codes=asked, counties=counties, classes=wanted_classes)
    wanted = rows_wanted(limit, as_json=as_json or excel is not None)
    rows = message.rows(found, chosen.iloc[:wanted], with_items=bool(asked))
    narrowed = bool(asked or counties or wanted_classes)
    pairs = message.unlike(found, chosen.index if narrowed else None)
    head = message.head(found)
    if excel is not None:
        from viz.classification_sheets import classification_sheets
        from viz.workbook import write_workbook

        write_workbook(classification_sheets(rows, pairs, message.counts(found), head), excel)
        note(f"suretygraph: wrote {excel}")
    if as_json:
        emit_json(
            head
            | {
                "total": len(chosen),
                "counts": message.counts(found),
                "benchmarks": message.benchmarks(found),
                "rows": rows,
                "unlike": pairs,
            }
        )
    elif excel is None:
        from api.classification_tables import class_line, classes_table, items_table, unlike_table
        from api.tables import shown

        parts: list[Any] = [classes_table(rows, lang)]
        parts += [items_table(row, lang) for row in rows if asked]
        parts += [shown(len(chosen), wanted, lang), unlike_table(pairs[:10], lang) if pairs else "", class_line(head, len(pairs), lang)]
        show(*parts)


def decided(here: Session, store: str | None, file: Path | None) -> tuple[Decisions, date]:
    """The decisions of a file, else of the register, and the day on which they stand."""
    from analysis.classification import read_decisions
    from api.register import kept_decisions, present_day
    from api.wiring import default_date

    if file is not None:
        return read_decisions(file), here.as_of
    kept = kept_decisions(here.settings, store)
    latest = here.as_of == default_date(here.store) and here.facts.known_at == here.store.state().last_run
    return kept, present_day(kept, here.as_of) if latest else here.as_of


@commands.command(
    "risk-list",
    epilog="Examples:\n\nsuretygraph risk-list --tier 重点\n\nsuretygraph risk-list --history --excel ledger.xlsx\n\n"
    "suretygraph risk-list --since 2026-03-31 --json",
)
def risk_list(
    *,
    county: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only firms of this county.")] = None,
    tier: Annotated[list[str] | None, typer.Option(metavar="TIER", help="一般 (ordinary) or 重点 (key).")] = None,
    enterprise: Annotated[list[str] | None, typer.Option("--enterprise", metavar="CODE", help="Only this firm.")] = None,
    history: Annotated[bool, typer.Option("--history/--on-ledger", help="Every listing there was, or those open today.")] = False,
    since: Annotated[date | None, typer.Option(metavar="DATE", parser=parse_date, help="Say what changed since this day.")] = None,
    rules: RulesFile = None,
    excel: Excel = None,
    limit: Limit = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """List the counties' ledger of risk enterprises, with loans, guarantees, employees and queue level; its workbook loads again.

    Below stand the people touched: employees, wages owed and other creditors of these firms and of their linked guarantors.
    """
    from analysis.risk_list import DIMENSIONS, risk_ledger
    from api.session import session
    from graph.errors import InvalidParameter
    from graph.vocabulary import TIER as WORDS

    tiers = [WORDS.accepted().get(one.casefold(), one) for one in codes(tier)]
    for one in tiers:
        if one not in WORDS.words:
            raise InvalidParameter(f"--tier {one!r} is none of 一般, 重点, ordinary, key")
    with session(store, as_of, known_at) as here:
        if since is not None and since >= here.as_of:
            raise InvalidParameter(f"--since {since} is not before {here.as_of}")
        counties = here.known("county", codes(county))
        book = here.rules(rules)
        desk = here.desk(book)
        every = risk_ledger(desk, queue_levels(here, book))
        listed = every.chosen(
            on_ledger=None if history else True, county=counties, tier=tiers, enterprise=here.known("party", codes(enterprise))
        )
        people = touched(desk, listed.rows.loc[listed.rows["on_ledger"], "enterprise"])
        moved = changed(here, since, listed.rows if counties or tiers or enterprise else None) if since else []
        places = dict(zip(here.network.counties.code.to_pylist(), here.network.counties.name.to_pylist(), strict=True))
        lang = here.lang
    sums = {by: records(listed.sums(by)) for by in DIMENSIONS}
    wanted = rows_wanted(limit, as_json=as_json or excel is not None)
    rows = listed.to_json()[:wanted]
    day = every.as_of.isoformat()
    if excel is not None:
        from viz.classification_sheets import ledger_sheets, stability_sheet
        from viz.workbook import write_workbook

        write_workbook([*ledger_sheets(rows, sums, places, day), stability_sheet(people, places, day)], excel)
        note(f"suretygraph: wrote {excel}")
    if as_json:
        message: dict[str, Any] = {
            "as_of": day,
            "total": len(listed.rows),
            "on_ledger": int(listed.rows["on_ledger"].sum()),
            "rules": book.to_json(),
            "totals": {f"by_{by}": rows_ for by, rows_ in sums.items()},
            "stability": people,
            "rows": rows,
        }
        emit_json(message | ({"since": str(since), "changes": moved} if since else {}))
    elif excel is None:
        from api.classification_tables import changes_table, ledger_line, ledger_table, stability_table
        from api.tables import shown

        parts: list[Any] = [ledger_table(rows, places, lang), shown(len(listed.rows), wanted, lang)]
        parts += [changes_table(moved, lang)] if moved else []
        parts += [stability_table(people, places, lang), people["note"][lang]] if people["by_county"] else []
        show(*parts, ledger_line(len(listed.rows), sums, day, lang))


def queue_levels(here: Session, book: RuleBook) -> pd.Series[Any]:
    """The level proposed for every firm that stands in the coordination queue, by its code."""
    import pandas as pd

    from analysis.coordination import queue
    from analysis.rules.catalogue.coordination import coordination_parameters

    found = queue(here.network, parameters=coordination_parameters(book), previous=here.previous_circles())
    return pd.Series({code: row.level for row in found.rows for code in row.members}, dtype="str")


def touched(desk: LendingDesk, listed: pd.Series[Any]) -> dict[str, Any]:
    """The people that some firms on today's ledger and their linked guarantors touch, together and by county."""
    from analysis.signals import stability
    from viz.style import COUNTED_ONCE

    found = stability(desk)
    return {"total": found.total(listed), "by_county": found.by_county(listed), "note": {"zh": COUNTED_ONCE.zh, "en": COUNTED_ONCE.en}}


def changed(here: Session, since: date, rows: pd.DataFrame | None) -> list[dict[str, Any]]:
    """What changed on the ledger since a day; with `rows` only about their firms, and firms that left only where they are among them."""
    from analysis.risk_list import changes

    table = changes(here.facts, since)
    table = table if rows is None else table.loc[table["enterprise"].isin(rows["enterprise"])]
    names = here.facts["enterprises"].drop_duplicates("credit_code").set_index("credit_code")["name"]
    return records(table.assign(name=table["enterprise"].map(names)))


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as plain rows, amounts to the fen."""
    told = table.round(2).astype("object")
    return [{str(name): value for name, value in row.items()} for row in told.where(told.notna(), None).to_dict("records")]
