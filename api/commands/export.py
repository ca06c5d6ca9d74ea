"""Commands that write results for other programs: export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from api.options import AsJson, AsOf, KnownAt, StoreUrl
from api.output import emit_json, show

commands = typer.Typer()


@commands.command(
    epilog="Examples:\n\nsuretygraph export --format graphml --out city.graphml\n\n"
    "suretygraph export --format csv --out tables/\n\nsuretygraph export --format html --circle CIRCLE --out circle.html"
)
def export(
    *,
    form: Annotated[
        Literal["graphml", "gexf", "csv", "parquet", "html"],
        typer.Option("--format", help="graphml, gexf, html: one file; csv, parquet: a folder of tables."),
    ],
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="Default: suretygraph.FORMAT, or the folder export.")] = None,
    circle: Annotated[str | None, typer.Option(metavar="ID", help="Only this circle; html draws one circle.")] = None,
    store: StoreUrl = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = False,
) -> None:
    """Write the network, or one circle of it, as GraphML, GEXF, CSV (Excel opens it), Parquet, or one offline HTML picture."""
    import numpy as np

    from api.session import session
    from graph.errors import InvalidParameter
    from viz.exports import export as write

    path = out or Path("export" if form in ("csv", "parquet") else f"suretygraph.{form}")
    if form == "html" and circle is None:
        raise InvalidParameter("--format html draws one circle: name it with --circle")
    with session(store, as_of, known_at) as here:
        members = here.members_of(circle) if circle else None
        if form != "html":
            files = write(here.network, form, path, None if members is None else np.array(members))
        else:
            from viz.network_page import write_network_page
            from viz.view import circle_view

            drawn = members or ()
            name = here.network.parties.name[drawn[0]].as_py()
            path.parent.mkdir(parents=True, exist_ok=True)
            write_network_page(circle_view(here.network, drawn, title=f"{name} · {circle}", cores=drawn[:1]), path, here.lang)
            files = [path]
    if as_json:
        emit_json({"as_of": here.as_of.isoformat(), "format": form, "circle": circle, "files": [str(file) for file in files]})
    else:
        show(*map(str, files))
