"""Progress bars of long work: on stderr, and only where a person watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from graph.progress import Progress, silent


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """A callback that draws one bar a stage; silent when stderr is not a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    if not console.is_terminal:
        yield silent
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                for task in bars.tasks:
                    if task.total is None:  # its length was never known; the next stage says that it is over
                        bars.update(task.id, total=1, completed=1)
                tasks[stage] = bars.add_task(stage, total=total or None)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield report
