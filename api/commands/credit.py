"""The command about credit at many lenders: credit."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.boundary import WITH_REJECTIONS
from api.options import AsJson, AsOf, Excel, KnownAt, RulesFile, StoreUrl, codes, existing
from api.output import emit_json, note, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from analysis.lending import Proposal
    from analysis.rules import RuleBook
    from api.session import Session
    from ingest.borrower_list import BorrowerList
    from ingest.reasons import Rejection
    from viz.style import Lang

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph credit 91330100MA2XXXXX0A\n\n"
    "suretygraph credit 91330100MA2XXXXX0A --propose 5000000 --bank B1 --json\n\nsuretygraph credit --file list.xlsx --excel check.xlsx"
)
def credit(
    borrower: Annotated[list[str] | None, typer.Argument(metavar="[CODE]...", help="The borrowers.")] = None,
    *,
    propose: Annotated[float | None, typer.Option(metavar="YUAN", help="What if each is lent this much more?")] = None,
    bank: Annotated[
        str | None, typer.Option(metavar="CODE", help="The bank that would lend it. Default: one the firm does not have.")
    ] = None,
    other_purpose: Annotated[bool, typer.Option("--other-purpose", help="The proposed loan is not for working capital.")] = False,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            metavar="FILE",
            help="A workbook or text file of borrowers' codes, with proposed amounts or without. Rows it cannot take are told with their "
            "reasons, and the exit code is 1.",
        ),
    ] = None,
    rules: RulesFile = None,
    excel: Excel = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Check borrowers' credit at all lenders: limits, balances, need, guarantees, group, class floor, and what the rules find."""
    from analysis.lending import Proposal
    from api.session import session
    from api.tables import rejection_tables
    from graph.errors import InvalidParameter
    from ingest.borrower_list import read_borrowers

    named = [(code, propose) for code in codes(borrower)]
    listed = read_borrowers(file) if file else None
    if not named and listed is None:
        raise InvalidParameter("no borrower is named: give a code, or --file")
    named += [(one.code, propose if one.amount is None else one.amount or None) for one in (listed.wanted if listed else ())]
    wanted = [(code, None if amount is None else Proposal(amount, bank, working_capital=not other_purpose)) for code, amount in named]
    with session(store, as_of, known_at) as here:
        answers, unknown = checked(here, here.rules(rules), wanted, alone=len(wanted) == 1 and listed is None)
        lang = here.lang
    refused = listed.rejections(unknown) if listed else []
    if excel is not None:
        from viz.credit_sheets import credit_sheets
        from viz.workbook import write_workbook

        write_workbook(credit_sheets(answers, lang, [asdict(one) for one in refused]), excel)
        note(f"suretygraph: wrote {excel}")
    if listed:
        tell_of_unread(listed)
    if as_json:
        emit_json(answers[0] if len(wanted) == 1 and listed is None else list_json(answers, unknown, listed, refused))
    else:
        if unknown:
            note(f"suretygraph: no enterprise has the code {', '.join(unknown)}")
        if len(answers) > 1:
            show(many_table(answers, lang))
        elif answers and excel is None:
            show(*one_table(answers[0], lang))
        show(*rejection_tables([one.to_json() for one in refused], lang, [one.chinese if lang == "zh" else one.message for one in refused]))
    if refused:
        raise typer.Exit(WITH_REJECTIONS)


def list_json(
    answers: list[dict[str, Any]], unknown: list[str], listed: BorrowerList | None, refused: Sequence[Rejection]
) -> dict[str, Any]:
    """Several borrowers: the answers, and whatever of the list has none."""
    return {
        "rows": answers,
        "unknown": unknown,
        "rejections": [one.to_json() for one in refused],
        "unread_columns": list(listed.unread) if listed else [],
        "skipped": [asdict(one) for one in listed.skipped] if listed else [],
    }


def tell_of_unread(listed: BorrowerList) -> None:
    """Say on stderr which columns and sheets of a list were left out."""
    if listed.unread:
        note(f"suretygraph: columns of numbers that were not read: {', '.join(listed.unread)}")
    for one in listed.skipped:
        note(f"suretygraph: the sheet {one.sheet} was not read: {one.why}")


def checked(
    here: Session, book: RuleBook, wanted: list[tuple[str, Proposal | None]], *, alone: bool
) -> tuple[list[dict[str, Any]], list[str]]:
    """The answers, and the codes that no enterprise has; where only one is asked for it is an error, and so is an unknown bank."""
    from analysis.lending import credit_answers
    from analysis.supervision import find_others, ratios
    from graph.errors import UnknownCode

    desk = here.desk(book)
    known = [code for code, _ in wanted if code in desk.firms.index]
    unknown = [code for code, _ in wanted if code not in known]
    if unknown and alone:
        raise UnknownCode(f"no enterprise has the code {unknown[0]!r}")
    existing("bank", [proposal.bank for _, proposal in wanted if proposal and proposal.bank is not None], desk.book.banks.index)
    others = find_others(desk, here.network, known, here.scheme())
    desk = desk.only(dict.fromkeys(one for code in known for one in (code, *desk.groups.members(code))))
    return credit_answers(desk, [one for one in wanted if one[0] not in unknown], others=others, ratios=ratios(desk)), unknown


def many_table(answers: list[dict[str, Any]], lang: Lang) -> RenderableType:
    """Several borrowers, a line each."""
    from api.tables import table
    from viz.style import NEED_STATUS, amount

    def proposed(one: dict[str, Any]) -> str:
        if "proposal" not in one:
            return ""
        within = one["proposal"]["within_room"]
        mark = {True: {"zh": "可容纳", "en": "within"}, False: {"zh": "超出", "en": "above"}, None: {"zh": "未知", "en": "unknown"}}[within]
        return f"{amount(one['proposal']['amount'], lang)} · {mark[lang]}"

    rows = [
        (
            one["borrower"], one["name"], one["lenders"], amount(one["balance"], lang),
            _share(one["largest_share"] if one["lenders"] else None),
            f"{one['working_capital']['ratio']:.2f}" if one["working_capital"]["ratio"] is not None
            else NEED_STATUS[one["working_capital"]["status"]][lang],
            amount(one["guaranteed_out"], lang), len(one["findings"]), proposed(one),
        )
        for one in answers
    ]  # fmt: skip
    columns = ("code", "name", "lenders", "balance", "largest_share", "ratio", "guaranteed_out", "findings", "proposal")
    return table(columns, rows, lang, numbers=columns[2:8])


def one_table(one: dict[str, Any], lang: Lang) -> list[RenderableType]:
    """One borrower: figures of itself and its group, lenders, findings, and what a proposal changes."""
    from api.tables import table
    from viz.credit_sheets import FIGURES, history, spoken
    from viz.style import NEED_STATUS, amount, word

    group, need = one["group"], one["working_capital"]
    rows = [(word(name, lang), spoken(one[name], kind, lang), spoken(group[name], kind, lang)) for name, kind in FIGURES]
    rows += [
        (term, spoken(own, kind, lang), spoken(whole, kind, lang))
        for (term, own, kind), (_, whole, _) in zip(history(one, lang), history(group, lang), strict=True)
    ]
    rows += [
        (word(name, lang), spoken(need[name], "money", lang), spoken(group["working_capital"][name], "money", lang))
        for name in ("need", "existing", "room")
    ]
    rows += [
        (word("ratio", lang), spoken(need["ratio"], "number", lang), spoken(group["working_capital"]["ratio"], "number", lang)),
        (word("status", lang), NEED_STATUS[need["status"]][lang] + (f"：{need['reason']}" if need["reason"] else ""), ""),
        (
            word("joint_usage", lang),
            spoken(one["joint_credit"]["usage"], "share", lang),
            spoken(group["joint_credit"]["usage"], "share", lang),
        ),
        (word("free", lang), spoken(one["as_guarantor"] and one["as_guarantor"]["free"], "money", lang), ""),
        (word("class_floor", lang), one["class_floor"]["class"] or "—", ""),
    ]
    lenders = [
        (row["bank"], row["name"], amount(row["limit"], lang), amount(row["used"], lang), amount(row["balance"], lang))
        for row in one["by_lender"]
    ]
    parts: list[RenderableType] = [
        f"{one['name']} {one['borrower']} · {word('as_of', lang)} {one['as_of']}",
        table(("item", "itself", "group"), rows, lang, numbers=("itself", "group")),
        table(("bank", "bank_name", "limits", "used", "balance"), lenders, lang, numbers=("limits", "used", "balance")),
    ]
    parts += [f"· {finding['text_zh' if lang == 'zh' else 'text_en']}" for finding in one["findings"]]
    if "proposal" in one:
        parts.append(f"\n{word('proposal', lang)} {amount(one['proposal']['amount'], lang)}")
        parts.append(many_table([one], lang))
        parts += [f"+ {finding['text_zh' if lang == 'zh' else 'text_en']}" for finding in one["proposal"]["new_findings"]]
    return parts


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"
