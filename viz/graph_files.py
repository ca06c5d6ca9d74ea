"""GraphML and GEXF, written row by row: a city's seven hundred thousand guarantees fit no tree of XML elements.

Both are what networkx reads back: a directed multigraph, one node a party, one edge a guarantee, typed attributes, unknown ones left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final
from xml.sax.saxutils import quoteattr

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.network import Labels

_NOT_XML: Final = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"  # what XML 1.0 cannot hold
_ENTITIES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\t", "&#9;"), ("\n", "&#10;"), ("\r", "&#13;"))
_ROWS: Final = 50_000  # written at a time


def write_graphml(nodes: pd.DataFrame, edges: pd.DataFrame, path: Path, mark: str = "") -> None:
    """Nodes: the first column is the id. Edges: the first two are source and target. Every other column is an attribute.

    `mark` stands in a comment at the top: who took the file, and when.
    """
    node_keys = [(f"n{place}", name) for place, name in enumerate(nodes.columns[1:])]
    edge_keys = [(f"e{place}", name) for place, name in enumerate(edges.columns[2:])]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{_comment(mark)}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n')
        for kind, keys, frame in (("node", node_keys, nodes), ("edge", edge_keys, edges)):
            for key, name in keys:
                file.write(f'<key id="{key}" for="{kind}" attr.name={quoteattr(name)} attr.type="{_type(frame[name], "int")}"/>\n')
        file.write('<graph edgedefault="directed">\n')
        _write(file, nodes, ('<node id="', '">'), [(name, f'<data key="{key}">', "</data>") for key, name in node_keys], "</node>\n")
        opening = ('<edge source="', '" target="', '">')
        _write(file, edges, opening, [(name, f'<data key="{key}">', "</data>") for key, name in edge_keys], "</edge>\n")
        file.write("</graph>\n</graphml>\n")


def write_gexf(nodes: pd.DataFrame, edges: pd.DataFrame, path: Path, mark: str = "") -> None:
    """The same for Gephi; the second column of the nodes is the label."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{_comment(mark)}<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n')
        file.write('<graph defaultedgetype="directed" mode="static">\n')
        for kind, names, frame in (("node", nodes.columns[2:], nodes), ("edge", edges.columns[2:], edges)):
            file.write(f'<attributes class="{kind}" mode="static">\n')
            for place, name in enumerate(names):
                file.write(f'<attribute id="{kind[0]}{place}" title={quoteattr(name)} type="{_type(frame[name], "integer")}"/>\n')
            file.write("</attributes>\n")
        file.write("<nodes>\n")
        values = [(name, f'<attvalue for="n{place}" value="', '"/>') for place, name in enumerate(nodes.columns[2:])]
        _write(file, nodes, ('<node id="', '" label="', '"><attvalues>'), values, "</attvalues></node>\n")
        file.write("</nodes>\n<edges>\n")
        numbered = edges.assign(**{"": pd.Series(range(len(edges))).astype("str")})
        numbered = numbered[["", *edges.columns]]
        values = [(name, f'<attvalue for="e{place}" value="', '"/>') for place, name in enumerate(edges.columns[2:])]
        _write(file, numbered, ('<edge id="', '" source="', '" target="', '"><attvalues>'), values, "</attvalues></edge>\n")
        file.write("</edges>\n</graph>\n</gexf>\n")


def _comment(mark: str) -> str:
    """A text as an XML comment, which may hold no two dashes in a row and nothing XML cannot hold."""
    plain = "".join(sign for sign in mark if sign.isprintable()).replace("-", "‑")
    return f"<!-- {plain} -->\n" if plain else ""


def _write(file: IO[str], frame: pd.DataFrame, opening: tuple[str, ...], values: list[tuple[str, str, str]], closing: str) -> None:
    """One element a row: the first columns between the texts of `opening`, then what is known of `values` between theirs."""
    for part in _parts(frame):
        pieces: list[Labels | str] = []
        for name, text in zip(part.columns, opening[:-1], strict=False):
            pieces += [text, _text(part[name])]
        pieces.append(opening[-1])
        for name, before, after in values:
            held = pc.binary_join_element_wise(before, _text(part[name]), after, "")  # missing stays missing
            pieces.append(pc.fill_null(held, ""))
        rows = pc.binary_join_element_wise(*pieces, closing, "")
        file.writelines(rows.to_pylist())


def _parts(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for start in range(0, len(frame), _ROWS):
        yield frame.iloc[start : start + _ROWS]


def _text(values: pd.Series[str]) -> Labels:
    """A column as XML text; missing stays missing."""
    column = pa.array(values, from_pandas=True)
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return pc.cast(column, pa.string())
    text = pc.replace_substring_regex(pc.cast(column, pa.string()), _NOT_XML, "")
    for sign, entity in _ENTITIES:
        text = pc.replace_substring(text, sign, entity)
    return text


def _type(values: pd.Series[str], whole: str) -> str:
    if pd.api.types.is_bool_dtype(values):
        return "boolean"
    if pd.api.types.is_integer_dtype(values):
        return whole
    return "double" if pd.api.types.is_float_dtype(values) else "string"
