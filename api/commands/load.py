"""Commands that bring data in: template, ingest."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.boundary import WITH_REJECTIONS
from api.options import AsJson, StoreUrl
from api.output import emit_json, note, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.progress import Progress
    from ingest.report import IngestReport
    from viz.style import Lang

commands = typer.Typer()


@commands.command(epilog="Example:\n\nsuretygraph template blank/")
def template(
    out: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False, help="Folder to write to.")] = Path("templates"),
    *,
    as_json: AsJson = False,
) -> None:
    """Write a blank Excel workbook for every table, with Chinese headers and an explanation of every column."""
    from ingest.templates import write_templates

    files = [str(path) for path in write_templates(out)]
    if as_json:
        emit_json({"files": files})
    else:
        show(*files)


@commands.command(
    epilog="Examples:\n\nsuretygraph ingest folder/ --store sqlite:///city.db\n\n"
    "suretygraph ingest folder/ --complete loans:BANK01@2026-06-30 --json"
)
def ingest(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with Excel, CSV and Parquet files, and perhaps a manifest.toml.")],
    *,
    complete: Annotated[
        list[str] | None,
        typer.Option(metavar="TABLE[:BANK][@DATE]", help="These rows are all there are: what is missing has ended. May be repeated."),
    ] = None,
    returned: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the marked copies of files with rejected rows go. Default: DIR-returned.")
    ] = None,
    store: StoreUrl = None,
    as_json: AsJson = False,
) -> None:
    """Load a folder of files: good rows go into the store, bad rows come back with their reasons, a load is whole or not at all."""
    from api.progress import progress_bars
    from api.settings import load_settings
    from api.wiring import open_store
    from graph.errors import InvalidManifest, InvalidParameter, UnreadableFile
    from ingest.manifest import parse_complete
    from ingest.pipeline import ingest as load

    settings = load_settings()
    if not folder.exists():
        raise UnreadableFile(str(folder), "there is no such folder")
    try:
        declared = tuple(parse_complete(text) for text in complete or ())
    except InvalidManifest as fault:
        raise InvalidParameter(fault.message) from None
    with progress_bars() as progress:
        with closing(open_store(settings, store, create=True)) as opened:
            outcome = load(opened, folder, complete=declared, progress=progress)
        report = outcome.to_json() | {"returned": []}
        if outcome.rejections:
            report["returned"] = give_back(folder, returned or beside(folder), outcome, progress)
    if as_json:
        emit_json(report)
    else:
        told = [one.chinese if settings.lang == "zh" else one.message for one in outcome.rejections]
        show(*report_tables(report, settings.lang, told))
    if report["rejections"]:
        raise typer.Exit(WITH_REJECTIONS)


def beside(folder: Path) -> Path:
    """Where returned files go when nobody says: next to what was loaded, never into it."""
    whole = folder.resolve()
    return whole.with_name(f"{whole.name}-returned")


def give_back(folder: Path, out: Path, outcome: IngestReport, progress: Progress) -> list[str]:
    """Write the report and the marked copies; what stops them is only told."""
    from ingest import returned

    written, fault = returned.give_back(folder, out, outcome, progress)
    if fault is not None:
        note(f"suretygraph: loaded, but {fault}")
    return [str(path) for path in written]


def report_tables(report: dict[str, Any], lang: Lang, sentences: Sequence[str] = ()) -> list[Any]:
    """A load for a person: counts per table, the first rejections (in other sentences than the report's), notices, what was skipped."""
    from api.tables import SHOWN_REJECTIONS, rejection_tables, table
    from graph.schema import TABLES
    from viz.style import Word, word

    counts = ("read", "loaded", "updated", "unchanged", "rejected")
    rows = [
        (TABLES[name].chinese if lang == "zh" and name in TABLES else name, *(f"{figures[count]:,}" for count in counts))
        for name, figures in report["tables"].items()
    ]
    parts: list[Any] = [table(("table", *counts), rows, lang, numbers=counts, title=f"{word('run', lang)} {report['run_id']}")]
    parts.extend(rejection_tables(report["rejections"], lang, sentences))
    if report.get("returned"):
        parts.append(Word("退回件已写入 {}", "returned to {}")[lang].format(Path(report["returned"][0]).parent))
    for notice in report["notices"]:
        examples = f"{notice['column']} {'、'.join(map(str, notice['examples']))}".strip()
        sentence = notice["chinese" if lang == "zh" else "message"]
        parts.append(Word("提示 {}（{} 处；{}）", "notice: {} ({}; {})")[lang].format(sentence, f"{notice['count']:,}", examples))
    twins = Word("疑似重复 {}：{}", "possible duplicate {}: {}")[lang]
    parts.extend(twins.format(one["name"], "、".join(one["parties"])) for one in report["possible_duplicates"][:SHOWN_REJECTIONS])
    for skipped in report["skipped"]:
        where = "/".join(filter(None, (skipped["file"], skipped.get("sheet", ""))))
        parts.append(Word("未读取 {}：{}", "skipped {}: {}")[lang].format(where, skipped.get("why", "")))
    return parts
