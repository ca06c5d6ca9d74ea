"""The command about everything the rules find: findings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.options import AsJson, AsOf, Excel, KnownAt, Limit, RulesFile, StoreUrl, codes, parse_date, rows_wanted
from api.output import emit_json, note, show

if TYPE_CHECKING:
    from analysis.findings import FindingTable
    from viz.style import Lang

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph findings --severity critical\n\n"
    "suretygraph findings --rule lending --county 330102 --excel findings.xlsx\n\nsuretygraph findings --since 2026-03-31 --json"
)
def findings(
    *,
    rule: Annotated[
        str | None, typer.Option(metavar="PREFIX", help="Only rules whose id begins so: lending, class_floor.overdue …")
    ] = None,
    severity: Annotated[Literal["info", "warning", "critical"], typer.Option(help="Only findings of this severity or above.")] = "warning",
    subject: Annotated[list[str] | None, typer.Option("--subject", metavar="CODE", help="Only about this party.")] = None,
    county: Annotated[str | None, typer.Option(metavar="CODE", help="Only about parties of this county.")] = None,
    since: Annotated[
        date | None, typer.Option(metavar="DATE", parser=parse_date, help="Say which are new, continuing or resolved since this day.")
    ] = None,
    rules: RulesFile = None,
    excel: Excel = None,
    limit: Limit = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """List what the rules find: prompts for people, each with its numbers, contracts, sentence, and how sure the law is."""
    from analysis.rules import Severity
    from api.session import session
    from graph.errors import InvalidParameter, UnknownCode

    with session(store, as_of, known_at) as here:
        book = here.rules(rules)
        here.known("county", [county] if county is not None else [])
        here.known("party", [one for one in codes(subject) if one != here.scheme().id])  # findings about the scheme itself
        if rule is not None and not any(one.startswith(rule) for one in book.rules):
            raise UnknownCode(f"no rule's id begins with {rule!r}; 'suretygraph rules' lists them")
        if since is not None and since >= here.as_of:
            raise InvalidParameter(f"--since {since} is not before {here.as_of}")

        def chosen(found: FindingTable) -> FindingTable:
            wanted = found.at_least(Severity[severity.upper()])
            wanted = wanted.only(*(one for one in book.rules if one.startswith(rule))) if rule else wanted
            wanted = wanted.about(*codes(subject)) if subject else wanted
            return wanted.in_county(county) if county else wanted

        found = chosen(here.findings(book))
        status, resolved = compared(found, chosen(here.earlier(since).findings(book))) if since else ({}, [])
        day, lang = here.as_of, here.lang
    wanted = rows_wanted(limit, as_json=as_json or excel is not None)
    rows = [finding.to_json() | ({"status": status[finding.id]} if since else {}) for finding in found.findings(wanted)]
    if excel is not None:
        from viz.finding_sheets import finding_sheets
        from viz.workbook import write_workbook

        write_workbook(finding_sheets(rows + resolved, day.isoformat()), excel)
        note(f"suretygraph: wrote {excel}")
    if as_json:
        message: dict[str, Any] = {
            "as_of": day.isoformat(),
            "since": since.isoformat() if since else None,
            "rules": book.to_json(),
            "counts": found.counts(),
            "total": len(found),
            "rows": rows,
        }
        emit_json(message | ({"resolved": resolved} if since else {}))
    elif excel is None:
        from api.tables import shown

        show(findings_table(rows, lang), shown(len(found), wanted, lang))


def compared(now: FindingTable, then: FindingTable) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """What became of every finding, and those that are gone."""
    from analysis.findings import compare

    changed = compare(then, now)
    return changed.status(), [finding.to_json() | {"status": "resolved"} for finding in changed.resolved.findings()]


def findings_table(rows: list[dict[str, Any]], lang: Lang) -> Any:
    """Findings for a person."""
    from api.tables import table
    from viz.style import FINDING_STATUS, SEVERITY

    cells = [
        (
            SEVERITY[row["severity"]][lang],
            row["rule"],
            row["text_zh"] if lang == "zh" else row["text_en"],
            "\n".join(row["contracts"][:3]) + ("…" if len(row["contracts"]) > 3 else ""),
            FINDING_STATUS[row["status"]][lang] if "status" in row else "",
        )
        for row in rows
    ]
    columns = ("severity", "rule", "message", "contracts") + (("status",) if rows and "status" in rows[0] else ())
    return table(columns, [cell[: len(columns)] for cell in cells], lang)
