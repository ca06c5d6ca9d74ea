"""The picture of a network as one offline HTML file, made by pyvis.

pyvis is kept on a short lead: its own links to bootstrap on a CDN are cut out, `heading` and `select_menu` (which execute what a name
contains) and `title` (which becomes markup as soon as it holds "href") are not used, values are plain Python numbers, and the file is
written by us as UTF-8. The page forbids every request by its content security policy.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from graph.network import Liability
from viz import style
from viz.layout import Position, positions
from viz.style import Lang, amount, word
from viz.view import Link, Node, View

POLICY: Final = (
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; "
    "style-src 'unsafe-inline'; img-src data: blob:; font-src data:; frame-src 'self'\">"
)
_REMOTE: Final = re.compile(r"<link\b[^>]*\bhref=[^>]*>|<script\b[^>]*\bsrc=[^>]*>\s*</script>", re.IGNORECASE)
_EMPTY_HEADING: Final = re.compile(r"<center>\s*<h1>\s*</h1>\s*</center>")
_LABELLED: Final = 60  # with more nodes only cores, the fallen and the largest borrowers carry their name
_LARGEST: Final = 12
_OPTIONS: Final[dict[str, Any]] = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 120, "keyboard": {"enabled": True, "bindToWindow": False}},
    "nodes": {"borderWidth": 2, "font": {"size": 15, "face": style.FONTS, "color": style.INK, "strokeWidth": 4, "strokeColor": "#ffffff"}},
    "edges": {"arrows": {"to": {"enabled": True, "scaleFactor": 0.55}}, "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.12}},
}
_CSS: Final = f"""
html,body{{margin:0;height:100%;background:{style.PAPER};color:{style.INK};font-family:{style.FONTS};overflow:hidden}}
.card{{position:absolute;inset:0;border:0!important}}
#mynetwork{{width:100%!important;height:100%!important;border:0!important;float:none!important}}
div.vis-tooltip{{white-space:pre-line;font-family:{style.FONTS};font-size:13px;line-height:1.55;color:{style.INK};background:#fff;
border:1px solid {style.LINE};border-radius:8px;box-shadow:0 6px 20px rgba(23,33,43,.14);padding:8px 12px}}
.vis-button.vis-up,.vis-button.vis-down,.vis-button.vis-left,.vis-button.vis-right{{display:none!important}}
#about{{position:absolute;left:18px;top:14px;max-width:60%;pointer-events:none}}
#about h1{{font-size:18px;margin:0 0 2px;font-weight:650}} #about p{{margin:0;color:{style.MUTED};font-size:13px}}
#legend{{position:absolute;left:18px;bottom:14px;background:rgba(255,255,255,.92);border:1px solid {style.LINE};border-radius:10px;
padding:10px 14px;font-size:12.5px;line-height:1.75;pointer-events:none}}
#legend svg{{width:16px;height:16px;vertical-align:-3px;margin-right:7px}}
#facts{{position:absolute;right:18px;top:14px;width:270px;max-height:calc(100% - 60px);overflow:auto;background:#fff;border-radius:10px;
border:1px solid {style.LINE};box-shadow:0 8px 28px rgba(23,33,43,.12);padding:12px 16px;font-size:13px;display:none}}
#facts h2{{font-size:15px;margin:0 0 6px}} #facts dl{{display:grid;grid-template-columns:auto 1fr;gap:3px 12px;margin:0}}
#facts dt{{color:{style.MUTED}}} #facts dd{{margin:0;text-align:right;overflow-wrap:anywhere}}
"""
_SCRIPT: Final = """
nodes.forEach(function (n) { nodes.update({id: n.id, title: [n.name].concat(n.facts.map(f => f[0] + "  " + f[1])).join("\\n")}); });
edges.forEach(function (e) { edges.update({id: e.id, title: e.facts.map(f => f[0] + "  " + f[1]).join("\\n")}); });
network.on("selectNode", function (event) {
  var n = nodes.get(event.nodes[0]), box = document.getElementById("facts"), list = document.createElement("dl");
  box.textContent = "";
  var head = document.createElement("h2"); head.textContent = n.name; box.appendChild(head);
  n.facts.forEach(function (f) {
    [["dt", f[0]], ["dd", f[1]]].forEach(function (p) { var e = document.createElement(p[0]); e.textContent = p[1]; list.appendChild(e); });
  });
  box.appendChild(list); box.style.display = "block";
});
network.on("deselectNode", function () { document.getElementById("facts").style.display = "none"; });
network.once("afterDrawing", function () { network.fit({animation: false}); });
"""
_SHAPES: Final = {
    "dot": '<circle cx="8" cy="8" r="6"/>',
    "triangle": '<path d="M8 2l6 11H2z"/>',
    "square": '<path d="M3 3h10v10H3z"/>',
    "star": '<path d="M8 1l2 5h5l-4 3 2 6-5-4-5 4 2-6-4-3h5z"/>',
    "diamond": '<path d="M8 1l6 7-6 7-6-7z"/>',
    "hexagon": '<path d="M5 2h6l4 6-4 6H5L1 8z"/>',
    "arrow": '<path d="M0 7h9V3l7 5-7 5V9H0z"/>',
}


def network_page(view: View, lang: Lang = "zh", *, embedded: bool = False, spots: Mapping[str, Position] | None = None) -> str:
    """The whole page as text: every name is data or escaped text in it, and nothing in it is fetched.

    `embedded` leaves the wheel to the page around it; buttons zoom instead. `spots` say where nodes stand; others are placed.
    """
    from pyvis.network import Network

    picture = Network(height="100%", width="100%", directed=True, cdn_resources="in_line")
    spots = positions(view) | dict(spots or {})
    largest = max((node.loans or 0.0 for node in view.nodes), default=0.0) or 1.0
    widest = max((link.amount for link in view.links), default=0.0) or 1.0
    named = _named(view)
    letters = 15 * max(1.0, len(view.nodes) / 30) ** 0.5  # larger pictures are seen from further away
    for node in view.nodes:
        x, y = spots[node.code]
        drawn = _drawn_node(node, largest, lang, named=node.code in named)
        picture.add_node(node.code, x=x, y=y, font={"size": round(letters)}, **drawn)
    for link in view.links:
        picture.add_edge(link.guarantor, link.borrower, **_drawn_link(link, widest, lang))
    wheel = {"zoomView": not embedded, "navigationButtons": embedded}
    picture.options = _OPTIONS | {"interaction": _OPTIONS["interaction"] | wheel}
    page = picture.generate_html()
    page = _EMPTY_HEADING.sub("", _REMOTE.sub("", page))
    page = page.replace("<head>", f"<head>{POLICY}<title>{html.escape(view.title)}</title><style>{_CSS}</style>", 1)
    page = page.replace("<html>", f'<!doctype html><html lang="{lang}">', 1)
    head, tail = page.rsplit("</body>", 1)
    return f"{head}{_frame(view, lang)}<script>{_SCRIPT}</script></body>{tail}"


def write_network_page(view: View, path: Path, lang: Lang = "zh") -> None:
    """Write the page as UTF-8, whatever the locale."""
    path.write_text(network_page(view, lang), encoding="utf-8", newline="\n")


def mark_of(node: Node) -> style.Mark:
    """Shape and colour of a node: what happened to it goes before what it is."""
    if node.fell_in is not None:
        return style.SEED if node.fell_in == 0 else style.FALLEN
    return style.CORE if node.core else style.PARTY[node.kind]


def _named(view: View) -> set[str]:
    """The codes of nodes that carry their name."""
    by_loans = sorted(view.nodes, key=lambda node: (-(node.loans or 0.0), node.code))
    largest = by_loans[:_LARGEST] if len(view.nodes) > _LABELLED else by_loans
    return {node.code for node in (*largest, *(node for node in view.nodes if node.core or node.fell_in is not None))}


def _drawn_node(node: Node, largest: float, lang: Lang, *, named: bool) -> dict[str, Any]:
    mark = mark_of(node)
    unknown = style.Word("未知", "unknown")[lang]
    facts = [
        (word("code", lang), node.code),
        (word("kind", lang), style.PARTY[node.kind].word[lang]),
        (word("county", lang), node.county or unknown),
        (word("loan_balance", lang), unknown if node.loans is None else amount(node.loans, lang)),
        (word("capacity", lang), unknown if node.capacity is None else amount(node.capacity, lang)),
        (word("employees", lang), unknown if node.employees is None else style.count(node.employees)),
    ]
    if node.fell_in is not None:
        facts.append((word("round", lang), str(node.fell_in)))
    return {
        "label": short(node.name) if named else " ",
        "name": node.name,
        "facts": facts,
        "shape": mark.shape,
        "size": round(11 + 19 * ((node.loans or 0.0) / largest) ** 0.5, 1),
        "color": {"background": mark.colour, "border": style.INK if node.external else mark.colour, "highlight": mark.colour},
        "shapeProperties": {"borderDashes": [4, 3] if node.external else False},
    }


def _drawn_link(link: Link, widest: float, lang: Lang) -> dict[str, Any]:
    kinds = "、".join(style.LIABILITY[kind][lang] for kind in link.liabilities)
    mark = style.MUTUAL if link.mutual else style.LINK
    return {
        "facts": [(word("amount", lang), amount(link.amount, lang)), (word("guarantees", lang), f"{link.guarantees} · {kinds}")],
        "width": round(1 + 5 * (link.amount / widest) ** 0.5, 1),
        "color": {"color": mark.colour, "highlight": style.ACCENT, "hover": style.ACCENT},
        "dashes": link.liabilities == (Liability.GENERAL,),
    }


def short(name: str, longest: int = 12) -> str:
    """A name cut to what fits beside a node."""
    return name if len(name) <= longest else name[: longest - 1] + "…"


def _frame(view: View, lang: Lang) -> str:
    """Title, legend and the empty panel of facts around the picture."""
    marks = [*dict.fromkeys(mark_of(node) for node in view.nodes), style.LINK]
    if any(link.mutual for link in view.links):
        marks.append(style.MUTUAL)
    rows = [f'<div><svg viewBox="0 0 16 16" fill="{mark.colour}">{_SHAPES[mark.shape]}</svg>{mark.word[lang]}</div>' for mark in marks]
    if any(node.external for node in view.nodes):
        ring = f'fill="none" stroke="{style.INK}" stroke-dasharray="3 2"'
        rows.append(f'<div><svg viewBox="0 0 16 16" {ring}>{_SHAPES["dot"]}</svg>{style.EXTERNAL[lang]}</div>')
    said = [f"{word('as_of', lang)} {view.as_of}"] if view.as_of else []
    if any(view.left_out):
        said.append(style.Word("图中略去 {} 个主体、{} 条担保关系", "{} parties and {} links left out")[lang].format(*view.left_out))
    return (
        f'<div id="about"><h1>{html.escape(view.title)}</h1><p>{html.escape(" · ".join(said))}</p></div>'
        f'<div id="legend">{"".join(rows)}</div><div id="facts" role="status"></div>'
    )


def script_json(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
