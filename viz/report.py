"""The report a leader can read: one self-contained HTML file, Chinese first, English one click away.

Opening it asks nothing of the network: plotly.js and vis-network are inside, and a content security policy forbids every request.
Every name goes through the template's escaping, or into the page as JSON that cannot end its script.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Final

from graph.network import Floats
from viz import style
from viz.definitions import SECTIONS, TERMS, TITLE
from viz.network_page import POLICY
from viz.style import Lang, Word
from viz.view import View

NOTHING: Final = Word("", "")
HEAT: Final = "heat"
BARS: Final = "bars"
OPEN_ROWS: Final = 10  # of the queue, seen at once; the others open on a click


@dataclass(frozen=True)
class Fact:
    """A labelled figure, both languages."""

    label: Word
    value: Word
    note: Word = NOTHING
    alarm: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the queue as it is read."""

    rank: int
    name: Word
    kind: Word
    circle: str
    members: int
    home_county: str
    level_key: str
    level: Word
    application_key: str
    application: Word
    leader_link: bool
    expected: float
    worst: float
    share: float  # per cent of the largest expected spillover shown
    employees: str
    class_: str
    reasons: tuple[Word, ...]


@dataclass(frozen=True)
class Fall:
    """One party of the worst circle's cascade; round 0 is assumed."""

    round: int
    code: str
    name: str
    county: str
    called: float
    capacity: float


@dataclass(frozen=True)
class Worst:
    """The circle drawn, and the cascade marked in it."""

    title: Word
    view: View
    lead: Word
    falls: tuple[Fall, ...]


@dataclass(frozen=True, eq=False)
class Report:
    """Everything the page says."""

    place: str
    as_of: str
    scope: Word
    headlines: tuple[Fact, ...]
    queue_lead: Word
    more: Word  # what opens the rows beyond the first
    rows: tuple[Row, ...]
    spillover_lead: Word
    counties: tuple[str, ...]
    flows: Floats  # county by county, yuan a year
    worst: Worst | None
    gaps: tuple[Fact, ...]
    assumptions: tuple[Fact, ...]


def report_page(report: Report, lang: Lang = "zh") -> str:
    """The page as text."""
    from jinja2 import Environment, StrictUndefined

    from viz import charts
    from viz.network_page import network_page

    figures: dict[str, dict[Lang, dict[str, object]]] = {}
    if report.counties:
        outward, inward = _balance(report.flows)
        for spoken in ("zh", "en"):
            figures.setdefault(HEAT, {})[spoken] = charts.spillover_heat(report.counties, report.flows, spoken)
            figures.setdefault(BARS, {})[spoken] = charts.balance_bars(report.counties, outward, inward, spoken)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_part("report.html"))
    return template.render(
        report=report,
        lang=lang,
        top=OPEN_ROWS,
        title=TITLE,
        sections=SECTIONS,
        definitions=TERMS,
        words=style.WORDS,
        amount=style.amount,
        policy=POLICY,
        css=_part("report.css"),
        plotly=charts.plotly_script(),
        heat=charts.box(HEAT),
        bars=charts.box(BARS),
        picture=network_page(replace(report.worst.view, title=report.worst.title[lang]), lang, embedded=True) if report.worst else "",
        script=charts.charts_script(figures) + _part("report.js"),
    )


def _balance(flows: Floats) -> tuple[Floats, Floats]:
    """What every county sends into others and receives from them."""
    others = flows.copy()
    for place in range(len(others)):
        others[place, place] = 0.0
    return others.sum(axis=1), others.sum(axis=0)


def _part(name: str) -> str:
    return files("viz").joinpath("templates", name).read_text(encoding="utf-8")
