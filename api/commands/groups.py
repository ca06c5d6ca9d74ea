"""Commands about who controls whom: group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.options import AsJson, AsOf, Excel, KnownAt, RulesFile, StoreUrl
from api.output import emit_json, note, show

if TYPE_CHECKING:
    from analysis.groups import ControllerGroup
    from viz.style import Lang

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph group 91330101MA2AA0001X\n\n"
    "suretygraph group 91330101MA2AA0001X --as-of 2025-06-30 --json\n\nsuretygraph group 91330101MA2AA0001X --excel group.xlsx"
)
def group(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The group's id (its ultimate controller), or the code of any member.")],
    *,
    rules: RulesFile = None,
    excel: Excel = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Show a controller group: members, chains of control, concerted parties, credit at all lenders, and who may depend on whom."""
    from analysis import lending
    from analysis.groups import dependence, find, findings
    from api.session import session

    with session(store, as_of, known_at) as here:
        book = here.rules(rules)
        groups = find(here.facts, book)
        found = groups.group(code)
        members = groups.members(code)
        links = dependence(here.facts, here.network, groups, book)
        inside = links.frame["subject"].isin(members) | links.frame["borrower"].isin(members)
        possible = links.select(inside.to_numpy(dtype=bool)).findings()
        desk = lending.lending_desk(here.facts, here.network, groups, book).only(members)
        credit = lending.figures(desk, members)
        together = lending.find(desk).of_groups().about(found.id)
        prompts = (together + findings(groups, book).about(*members)).findings()
        lang = here.lang
    if excel is not None:
        from viz.group_sheets import group_sheets
        from viz.workbook import write_workbook

        write_workbook(group_sheets(found, credit, [one.to_json() for one in (*prompts, *possible)]), excel)
        note(f"suretygraph: wrote {excel}")
    if as_json:
        told: dict[str, Any] = {
            "credit": credit,
            "possible_links": [one.to_json() for one in possible],
            "findings": [one.to_json() for one in prompts],
            "rules": book.to_json(),
        }
        emit_json(found.to_json() | told)
        return
    if excel is not None:
        return
    said = [(one.text_zh if lang == "zh" else one.text_en) for one in (*prompts, *possible)]
    show(_table(found, lang), _credit(credit, lang), *_concerted(found, lang), *said, _footer(found, lang))


def _table(found: ControllerGroup, lang: Lang) -> Any:
    from analysis.rules.units import Unit, spoken
    from api.tables import table

    rows = [
        (
            one.code,
            one.name,
            one.county,
            "" if one.share is None else spoken(one.share, Unit.SHARE, lang),
            "" if one.ultimate_share is None or not one.chain else spoken(one.ultimate_share, Unit.SHARE, lang),
            one.explain(lang),
        )
        for one in found.members
    ]
    columns = ("code", "name", "county", "held_share", "ultimate_share", "chain")
    return table(columns, rows, lang, numbers=("held_share", "ultimate_share"), title=f"{found.name} {found.id}")


def _credit(credit: dict[str, Any], lang: Lang) -> Any:
    from api.tables import table
    from viz.credit_sheets import FIGURES, spoken
    from viz.style import word

    rows = [(word(name, lang), spoken(credit[name], kind, lang)) for name, kind in FIGURES]
    return table(("item", "group"), rows, lang, numbers=("group",))


def _concerted(found: ControllerGroup, lang: Lang) -> list[str]:
    from analysis.rules.units import Unit, spoken

    told = {"zh": "一致行动人（只合并持股，不并入集团）", "en": "concerted parties (their shares are pooled, they are not merged)"}[lang]
    parts = [f"{one.name} {one.party} → {one.enterprise} {spoken(one.share, Unit.SHARE, lang)}" for one in found.concerted]
    return [f"{told}：{'；'.join(parts)}" if lang == "zh" else f"{told}: {'; '.join(parts)}"] if parts else []


def _footer(found: ControllerGroup, lang: Lang) -> str:
    line = found.parameters["share_above"]
    if lang == "zh":
        return f"数据时点 {found.as_of} · 成员 {len(found.members):,} · 控制线：超过 {line:.0%}"
    return f"as of {found.as_of} · members {len(found.members):,} · control: more than {line:.0%}"
