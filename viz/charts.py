"""Charts of a page, drawn by the plotly.js that comes with the installed plotly; nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

import numpy as np

from graph.network import Floats
from viz import style
from viz.network_page import script_json
from viz.style import Lang, amount, word

_CONFIG: Final = {"displaylogo": False, "displayModeBar": False, "responsive": True, "plotlyServerURL": "", "topojsonURL": ""}
_FONT: Final = {"family": style.FONTS, "size": 13, "color": style.INK}
_MOST_NUMBERS: Final = 16  # with more counties the cells are too small for figures


def plotly_script() -> str:
    """plotly.js as a script element, out of the installed wheel."""
    from plotly.offline import get_plotlyjs

    source: str = get_plotlyjs().replace("</script", "<\\/script")
    return f"<script>{source}</script>"


def spillover_heat(counties: Sequence[str], flows: Floats, lang: Lang = "zh") -> dict[str, Any]:
    """County by county: expected loss a year in the column's county from defaults in the row's; the diagonal is no spillover.

    Colour grows with the square root of the amount, so that one large flow does not bleach the others.
    """
    import plotly.graph_objects as go

    size = len(counties)
    names = [escape(county, quote=False) for county in counties]  # plotly reads markup in its texts
    off = np.where(np.eye(size, dtype=bool), np.nan, flows)
    colour = [[None if np.isnan(value) else float(np.sqrt(value)) for value in row] for row in off]
    own = style.Word("本县", "own")[lang]
    text = [
        [own if a == b else (amount(float(flows[a, b]), lang) if flows[a, b] >= 0.5 else "·") for b in range(size)] for a in range(size)
    ]
    unit = style.Word("每年预期损失", "expected loss a year")[lang]
    figure = go.Figure(
        go.Heatmap(
            z=colour,
            x=names,
            y=names,
            text=text,
            texttemplate="%{text}" if size <= _MOST_NUMBERS else None,
            textfont={"size": 11},
            hovertemplate=f"%{{y}} → %{{x}}<br>{unit} %{{text}}<extra></extra>",
            colorscale=[list(step) for step in style.HEAT],
            showscale=False,
            xgap=2,
            ygap=2,
            hoverongaps=False,
        )
    )
    figure.update_layout(
        template="none",
        font=_FONT,
        height=130 + 42 * max(size, 4),
        margin={"l": 90, "r": 10, "t": 60, "b": 10},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor=style.GROUND,
        xaxis={"side": "top", "title": {"text": word("to", lang)}, "type": "category", "showgrid": False, "automargin": True},
        yaxis={"autorange": "reversed", "title": {"text": word("from", lang)}, "type": "category", "showgrid": False, "automargin": True},
    )
    drawn: dict[str, Any] = json.loads(figure.to_json())
    return drawn


def balance_bars(counties: Sequence[str], exported: Floats, imported: Floats, lang: Lang = "zh") -> dict[str, Any]:
    """Per county, what it sends into others (left) and what it receives (right), expected yuan a year."""
    import plotly.graph_objects as go

    order = np.argsort(exported + imported, kind="stable")
    names = [escape(counties[place], quote=False) for place in order]
    figure = go.Figure()
    for key, values, sign, colour in (("exported", exported, -1.0, style.ALARM), ("imported", imported, 1.0, style.ACCENT)):
        shown = [amount(float(values[place]), lang) for place in order]
        figure.add_bar(
            y=names,
            x=[sign * float(values[place]) for place in order],
            orientation="h",
            name=word(key, lang),
            marker={"color": colour},
            text=shown,
            textposition="auto",
            hovertemplate="%{y} · %{text}<extra></extra>",
        )
    figure.update_layout(
        template="none",
        font=_FONT,
        barmode="relative",
        height=130 + 34 * max(len(names), 4),
        margin={"l": 90, "r": 10, "t": 40, "b": 20},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        xaxis={"showticklabels": False, "showgrid": False, "zeroline": True, "zerolinecolor": style.LINE},
        yaxis={"type": "category", "automargin": True},
        bargap=0.35,
    )
    drawn: dict[str, Any] = json.loads(figure.to_json())
    return drawn


def box(name: str) -> str:
    """The place of a chart; `name` is an element id of ours."""
    return f'<div id="{name}" class="chart"></div>'


def charts_script(figures: Mapping[str, Mapping[Lang, dict[str, Any]]]) -> str:
    """The figures of a page by element id and language, and how they are drawn, as script."""
    return f"var charts = {script_json(figures)}, chartOptions = {script_json(_CONFIG)};"
