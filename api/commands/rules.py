"""Commands about the policy's rules: rules."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from api.options import AsJson, Excel, RulesFile, StoreUrl, existing
from api.output import emit_json, note, show
from graph.errors import SuretygraphError, UnknownCode

if TYPE_CHECKING:
    from analysis.rules import Rule, RuleBook
    from api.settings import Settings
    from viz.style import Lang

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph rules\n\nsuretygraph rules --topic guarantee\n\n"
    "suretygraph rules --rules city.toml --county 380102 --excel rules.xlsx"
)
def rules(
    *,
    rules: RulesFile = None,
    topic: Annotated[str | None, typer.Option(help="Only rules whose id begins so: lending, guarantee, class_floor.overdue …")] = None,
    county: Annotated[str | None, typer.Option(metavar="CODE", help="Show the numbers that hold in this county.")] = None,
    excel: Excel = None,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """List the policy's rules: legal reference, how sure it is, and the numbers in force."""
    from analysis.rules.message import rule_message
    from api.settings import load_settings
    from api.wiring import rule_book

    settings = load_settings()
    known = _counties(settings, store) if rules or settings.rules or county else None
    book = rule_book(settings, rules, known)
    if county is not None and known is not None:
        existing("county", [county], known)
    chosen = [rule for rule in book.rules.values() if topic is None or rule.id.startswith(topic)]
    if not chosen:
        raise UnknownCode(f"no rule's id begins with {topic!r}; topics are {', '.join(_topics(book))}")
    told = [rule_message(one, book, county) for one in chosen]
    if excel is not None:
        from viz.rule_sheets import rule_sheets
        from viz.workbook import write_workbook

        write_workbook(rule_sheets(told, _origin(book, "zh"), county), excel)
        note(f"suretygraph: wrote {excel}")
    if as_json:
        emit_json({"county": county, "book": book.to_json(), "total": len(chosen), "rules": told})
    elif excel is None:
        _show(chosen, book, county, settings.lang)


def _counties(settings: Settings, store: str | None) -> Collection[str] | None:
    """The counties of the store, None where there is no store to ask: then only the shape of their codes is checked."""
    from api.wiring import counties_of, open_store

    try:
        with closing(open_store(settings, store)) as opened:
            return counties_of(opened) if opened.state().last_run else None
    except SuretygraphError:
        if store is not None:
            raise
        return None


def _topics(book: RuleBook) -> list[str]:
    return list(dict.fromkeys(rule.id.split(".")[0] for rule in book.rules.values()))


def _show(chosen: list[Rule], book: RuleBook, county: str | None, lang: Lang) -> None:
    from analysis.rules.references import in_english
    from analysis.rules.units import spoken
    from api.tables import table

    rows = []
    for rule in chosen:
        maturity = book.maturity(rule.id, county)
        numbers = []
        for one in rule.parameters:
            value = book.value(rule.id, one.name, county)
            mark = " *" if value != one.default else ""
            numbers.append(f"{one.zh if lang == 'zh' else one.en} {spoken(value, one.unit, lang)}{mark}")
        grade = (rule.severity.zh if lang == "zh" else rule.severity.value) if rule.finds else ""
        label = maturity.zh if lang == "zh" else maturity.value
        source = rule.reference if lang == "zh" else in_english(rule.reference)
        rows.append((f"{rule.zh if lang == 'zh' else rule.en}\n{rule.id}", grade, label, "\n".join(numbers), source))
    show(table(("policy_rule", "severity", "maturity", "parameters", "reference"), rows, lang), _origin(book, lang))


def _origin(book: RuleBook, lang: Lang) -> str:
    """The file behind the numbers, and every number it changed."""
    if book.origin is None:
        return "参数：均为默认值" if lang == "zh" else "numbers: all as declared"
    one = book.origin
    unchecked = (
        "" if one.counties_checked else {"zh": "（无数据库，区县代码未核对）", "en": " (no store: county codes were not checked)"}[lang]
    )
    told = ("参数文件", "版本") if lang == "zh" else ("numbers of", "version")
    head = f"{told[0]} {one.file}, {told[1]} {one.version}, {one.author}{unchecked}"
    return "\n".join([head, *(f"* [{each.where}] {each.rule}.{each.parameter} = {each.value}" for each in book.overrides)])
