"""A demo from nothing: a city's files, a store, an analysis, a report, all in one folder that belongs to the demo."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from api.messages import coordination
from api.output import json_text
from api.settings import Settings
from api.wiring import network, open_store
from graph.errors import InvalidParameter
from graph.network import GuaranteeNetwork
from graph.progress import Progress

if TYPE_CHECKING:
    from analysis.coordination import Queue
    from ingest.synthetic.city import City, Scale

MARK: Final = ".suretygraph-demo.json"  # makes a folder the demo's own; lists the files of input/, null while they are written
STORE: Final = "suretygraph.db"
DECISIONS: Final = "decisions.json"
_OWN: Final = ("answers.json", DECISIONS, STORE, f"{STORE}-wal", f"{STORE}-shm", "queue.json", "queue.csv", "report.html")


@dataclass(frozen=True, eq=False)
class Demo:
    """What a demo made."""

    out: Path
    url: str
    as_of: str
    city: City
    report: dict[str, Any]  # of the load
    network: GuaranteeNetwork
    queue: Queue

    def to_json(self) -> dict[str, Any]:
        """As `demo --json` prints it."""
        return {
            "out": str(self.out),
            "store": self.url,
            "as_of": self.as_of,
            "scale": self.city.scale,
            "seed": self.city.seed,
            "shape": [vars(line) for line in self.city.shape],
            "tables": self.report["tables"],
            "rejected": len(self.report["rejections"]),
            "queue_rows": len(self.queue.rows),
            "files": sorted(path.name for path in self.out.iterdir()),
        }


def run_demo(settings: Settings, scale: Scale, seed: int, out: Path, progress: Progress) -> Demo:
    """Make the city, load its files the way any files are loaded, analyse, and write the results into `out`."""
    from analysis.rules import RuleBook
    from analysis.supervision import supervised_queue
    from graph.facts import CityFacts
    from ingest.pipeline import ingest
    from ingest.synthetic import make_city, write_answers, write_city, write_decisions

    claim(out)
    progress("making the city", 0, 0)
    city = make_city(scale, seed)
    form: Literal["excel", "parquet"] = "excel" if scale == "small" else "parquet"
    files = write_city(city, out / "input", form=form)
    listed = json.dumps(sorted(file.name for file in files), ensure_ascii=False)
    (out / MARK).write_text(listed, encoding="utf-8")
    write_answers(city, out / "answers.json")
    write_decisions(city, out / DECISIONS)
    url = f"sqlite:///{(out / STORE).as_posix()}"
    with closing(open_store(settings, url, create=True)) as store:
        report = ingest(store, out / "input", progress=progress).to_json()
        facts = CityFacts(store, city.as_of)
        made = network(facts, settings, progress=progress)
        progress("analysing", 0, 0)
        found = supervised_queue(facts, made, RuleBook(), progress=progress)
        store.save_results(found.results(), as_of=city.as_of, run_id=report["run_id"])
    write_results(made, found, city.name, out, settings)
    return Demo(out, url, city.as_of.isoformat(), city, report, made, found)


def write_results(made: GuaranteeNetwork, found: Queue, place: str, out: Path, settings: Settings) -> None:
    """queue.json, queue.csv for Excel, and the report a leader can read."""
    from analysis.rules import RuleBook
    from analysis.spillover import matrix
    from viz.digest import city_report
    from viz.report import report_page
    from viz.spreadsheet import write_csv

    document = json_text(coordination(made, found) | {"rules": RuleBook().to_json()})
    (out / "queue.json").write_text(document, encoding="utf-8", newline="\n")
    write_csv(found.frame(), out / "queue.csv", long_codes=True)
    page = report_page(city_report(made, found, matrix(made, found.impacts), place), settings.lang)
    (out / "report.html").write_text(page, encoding="utf-8", newline="\n")


def claim(out: Path) -> None:
    """Make the folder the demo's: empty of an earlier demo, and refused when it holds anything else.

    Raises:
        InvalidParameter: the folder holds files the demo did not write.

    """
    mark = out / MARK
    if out.exists() and any(out.iterdir()) and not mark.exists():
        raise InvalidParameter(f"{out} is not empty and no earlier demo: choose another --out")
    listed = json.loads(mark.read_text(encoding="utf-8")) if mark.exists() else []
    held = {path.name for path in (out / "input").iterdir()} if (out / "input").exists() else set()
    if listed is not None and (foreign := sorted(held - set(listed))):
        raise InvalidParameter(f"{out / 'input'} holds files the demo did not write ({foreign[0]}): choose another --out")
    out.mkdir(parents=True, exist_ok=True)
    mark.write_text("null", encoding="utf-8")
    for path in (*(out / "input" / name for name in held), *(out / name for name in _OWN)):
        path.unlink(missing_ok=True)
    shutil.rmtree(out / f"{STORE}.cache", ignore_errors=True)
