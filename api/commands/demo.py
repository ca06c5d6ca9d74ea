"""The demo: a fictional city from its files to its coordination queue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.options import AsJson
from api.output import emit_json, show

if TYPE_CHECKING:
    from api.demo import Demo
    from viz.style import Lang

commands = typer.Typer()
SHOWN_ROWS = 8


@commands.command(epilog="Examples:\n\nsuretygraph demo --out demo\n\nsuretygraph demo --scale city --seed 7 --out city")
def demo(
    *,
    scale: Annotated[
        Literal["small", "city", "province"], typer.Option(help="3,000, 100,000 or 1,000,000 enterprises; small as Excel.")
    ] = "small",
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same city.")] = 7,
    out: Annotated[Path, typer.Option(metavar="DIR", file_okay=False, help="Folder; an earlier demo there is replaced.")] = Path("demo"),
    as_json: AsJson = False,
) -> None:
    """Make a fictional city, load its files, analyse it, write queue.json, queue.csv and report.html, and show the queue."""
    from api.demo import run_demo
    from api.progress import progress_bars
    from api.settings import load_settings

    settings = load_settings()
    with progress_bars() as progress:
        done = run_demo(settings, scale, seed, out, progress)
    if as_json:
        emit_json(done.to_json())
    else:
        show(*demo_texts(done, settings.lang))


def demo_texts(done: Demo, lang: Lang) -> list[Any]:
    """What the demo tells: how the city compares with the published shape, what was loaded, the queue's top, how to go on."""
    from api.demo import DECISIONS
    from api.tables import queue_table, shown, table
    from viz.style import Word

    figure = Word("担保网络形态", "shape of the guarantee network")[lang]
    published, generated = Word("发表值", "published")[lang], Word("生成值", "generated")[lang]
    lines = [
        (line.chinese, line.published_chinese, line.generated) if lang == "zh" else (line.figure, line.published, line.generated)
        for line in done.city.shape
    ]
    counts = [sum(figures[key] for figures in done.report["tables"].values()) for key in ("read", "loaded", "rejected")]
    rows, command = done.queue.rows, called()
    return [
        table((figure, published, generated), lines, lang, numbers=(published, generated), title=f"{done.city.name} · {done.as_of}"),
        Word("读取 {:,} 行，入库 {:,} 行，退回 {:,} 行", "{:,} rows read, {:,} loaded, {:,} rejected")[lang].format(*counts),
        "",
        Word("市级协调清单", "The city's coordination queue")[lang],
        queue_table(done.network, rows[:SHOWN_ROWS], lang),
        shown(len(rows), SHOWN_ROWS, lang),
        "",
        Word("接下来：", "Go on:")[lang],
        Word("  用浏览器打开 {}", "  open {} in a browser")[lang].format(done.out / "report.html"),
        Word("  用 Excel 打开 {}", "  open {} in Excel")[lang].format(done.out / "queue.csv"),
        f"  {command} queue --store {done.url}",
        f"  {command} classify --overrides {done.out / DECISIONS} --store {done.url}",
        f"  {command} simulate --seeds {rows[0].members[0] if rows else 'CODE'} --store {done.url}",
        f"  {command} --help",
    ]


def called() -> str:
    """What to type for this program: its name where the shell finds it, else where it lies."""
    import shutil
    import sys

    if shutil.which("suretygraph"):
        return "suretygraph"
    beside = shutil.which("suretygraph", path=str(Path(sys.executable).parent))
    if beside is None:
        return f"{sys.executable} -m api"
    found = Path(beside)
    return str(found.relative_to(Path.cwd()) if found.is_relative_to(Path.cwd()) else found)
