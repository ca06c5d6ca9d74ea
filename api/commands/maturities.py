"""The command about what falls due: maturities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.options import AsJson, AsOf, Excel, KnownAt, Limit, RulesFile, StoreUrl, codes, rows_wanted
from api.output import emit_json, note, show

if TYPE_CHECKING:
    import pandas as pd

    from analysis.maturities import Ledger
    from analysis.rules import RuleBook
    from api.session import Session
    from graph.network import Banks, Counties, Parties
    from viz.style import Lang

commands = typer.Typer()

Dimension = Literal["county", "department", "bank", "group", "circle"]


@commands.command(
    epilog="Examples:\n\nsuretygraph maturities --stage funds,overdue\n\nsuretygraph maturities --by bank\n\n"
    "suretygraph maturities --county 330102 --excel ledger.xlsx\n\nsuretygraph maturities --json"
)
def maturities(
    *,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            metavar="STAGE[,STAGE…]", help="before, ledger, plan, funds, overdue. Default: all in JSON, all but `before` in a table."
        ),
    ] = None,
    county: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only borrowers of this county.")] = None,
    bank: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only loans of this bank.")] = None,
    borrower: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Only this borrower's.")] = None,
    by: Annotated[Dimension | None, typer.Option(help="Add up by this instead of listing.")] = None,
    rules: RulesFile = None,
    excel: Excel = None,
    limit: Limit = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """List what falls due under 321: stage, three dates, whose turn it is, money recorded, and who falls if it is missed."""
    from analysis.maturities import LAST_STAGES, STAGES, if_missed, ledger, roll_up
    from api.session import session
    from graph.errors import InvalidParameter

    stages = codes(stage)
    for name in stages:
        if name not in STAGES:
            raise InvalidParameter(f"--stage {name!r} is none of {', '.join(STAGES)}")
    with session(store, as_of, known_at) as here:
        book = here.rules(rules)
        asked = {
            "county": here.known("county", codes(county)),
            "bank": here.known("bank", codes(bank)),
            "borrower": here.known("party", codes(borrower)),
        }
        every = ledger(here.facts, book).chosen(stage=stages, **asked)
        listed = every if stages or as_json else every.chosen(stage=LAST_STAGES)
        missed = if_missed(here.network, every.rows["borrower"])
        labels = labels_of(here, by, book)
        summed = roll_up(every, by, labels) if by else None
        names = names_of(here, by)
        lang = here.lang
    if excel is not None:
        from viz.maturity_sheets import ledger_sheets
        from viz.workbook import write_workbook

        write_workbook(ledger_sheets(listed, missed, summed, by), excel)
        note(f"suretygraph: wrote {excel}")
    if as_json:
        wanted = rows_wanted(limit, as_json=True)
        message: dict[str, Any] = {
            "as_of": every.as_of.isoformat(),
            "total": len(every.rows),
            "other_creditors": every.other_creditors,
            "rules": book.to_json(),
            "rows": every.to_json(missed)[:wanted],
        }
        emit_json(message | ({"by": by, "sums": sums_json(summed)} if summed is not None else {}))
    elif summed is not None:
        show(sums_table(summed, str(by), names, lang), day_line(every, lang))
    elif excel is None:
        from api.tables import shown

        wanted = rows_wanted(limit, as_json=False)
        show(rows_table(listed.to_json(missed)[:wanted], lang), shown(len(listed.rows), wanted, lang), day_line(every, lang))


def labels_of(here: Session, by: str | None, book: RuleBook) -> pd.Series[Any] | None:
    """The group or circle of every party, by its code; None for the ledger's own columns."""
    import pandas as pd

    if by == "group":
        from analysis.groups import find

        table = find(here.facts, book).frame()
        return pd.Series(table["group"].to_numpy(), index=table["party"].to_numpy(), dtype="str")
    if by != "circle":
        return None
    names = here.network.parties.code.to_pylist()
    return pd.Series({names[place]: circle.id for circle in here.circles().circles for place in circle.members}, dtype="str")


def names_of(here: Session, by: str | None) -> dict[Any, str]:
    """What the values of a dimension are called, where they are codes of counties, banks, or parties that groups are named after."""
    network = here.network
    known: dict[str | None, Counties | Banks | Parties] = {"county": network.counties, "bank": network.banks, "group": network.parties}
    if by not in known:
        return {}
    return dict(zip(known[by].code.to_pylist(), known[by].name.to_pylist(), strict=True))


def sums_json(summed: pd.DataFrame) -> list[dict[str, Any]]:
    """Sums for JSON, yuan."""
    return [{str(name): value for name, value in row.items()} for row in summed.round(2).to_dict("records")]


def rows_table(rows: list[dict[str, Any]], lang: Lang) -> Any:
    """The ledger for a person."""
    from api.tables import table
    from viz.style import ACTOR, STAGE, amount, word

    def follows(row: dict[str, Any]) -> str:
        found = row["if_missed"]
        if not found or not found["pulled_down"]:
            return ""
        return f"{found['pulled_down']}" + (f" · {amount(found['caused_loss'], lang)}" if found["caused_loss"] else "")

    cells = [
        (
            row["no"],
            row["name"],
            row["bank_name"],
            amount(row["balance"], lang),
            row["due"],
            STAGE[row["stage"]][lang] + (f" · {word('late', lang)}" if row["late"] else ""),
            ACTOR[row["actor"]][lang] if row["actor"] else "",
            _days(row, lang),
            amount(row["planned"], lang) if row["planned"] else "",
            amount(row["funded"], lang) if row["funded"] else "",
            follows(row),
        )
        for row in rows
    ]
    columns = ("no", "name", "bank", "balance", "due", "stage", "actor", "overdue_days", "planned", "funded", "if_missed")
    return table(columns, cells, lang, numbers=("balance", "overdue_days", "planned", "funded"))


def _days(row: dict[str, Any], lang: Lang) -> str:
    """Days overdue, marked where no report told them; nothing where there are none."""
    from viz.style import word

    return f"{row['overdue_days'] or ''}" + (f" · {word('extrapolated', lang)}" if row["overdue_extrapolated"] else "")


def sums_table(summed: pd.DataFrame, by: str, names: Mapping[Any, str], lang: Lang) -> Any:
    """The sums for a person: stage by stage, number and balance."""
    from analysis.maturities import STAGES
    from api.tables import table
    from viz.style import STAGE, amount, word

    cells = [
        (names.get(row["by"], row["by"]) or word("none", lang), row["count"], amount(row["balance"], lang), row["late"],
         *(f"{row[f'count_{name}']} · {amount(row[f'balance_{name}'], lang)}" for name in STAGES))
        for row in summed.to_dict("records")
    ]  # fmt: skip
    columns = (by, "count", "balance", "late", *(STAGE[name][lang] for name in STAGES))
    return table(columns, cells, lang, numbers=columns[1:])


def day_line(ledger: Ledger, lang: Lang) -> str:
    """What stands below: the day, and what was left out."""
    if lang == "zh":
        return f"数据时点 {ledger.as_of} · 另有非银行债权人借据 {ledger.other_creditors:,} 笔未列入 · 债券为扩展项"
    return f"as of {ledger.as_of} · {ledger.other_creditors:,} loans of creditors that are no banks are left out · bonds are an extension"
