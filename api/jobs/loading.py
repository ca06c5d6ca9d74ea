"""The work of a load: the files of an upload into the store, in one run, and the marked copies for who sent them."""

from __future__ import annotations

import time
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from graph.errors import NothingToLoad, StoreBusy
from graph.progress import Progress
from graph.side_store import Act, SideStore, Submission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.settings import Settings
    from api.uploads import Upload
    from ingest.report import IngestReport

KIND: Final = "ingest"
LANDED: Final = "upload"  # the submission that says that a load is in the store
_BUSY_SECONDS: Final = 900.0  # a load waits for another run so long
_AGAIN_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Loads:
    """Does loads one after the other."""

    settings: Settings

    shares: ClassVar[Mapping[str, tuple[float, float]]] = {
        "read": (0.0, 0.3), "clean": (0.3, 0.5), "check": (0.5, 0.65), "write": (0.65, 0.95), "return": (0.95, 1.0),
    }  # fmt: skip

    def work(self, request: dict[str, Any], progress: Progress) -> dict[str, Any]:
        """Load an upload; what the answer does not have is in the report of its run.

        Raises:
            SuretygraphError: as `ingest.pipeline.ingest`; nothing is in the store then.

        """
        from api.uploads import Uploads
        from api.wiring import open_side_store
        from ingest.returned import give_back

        with closing(open_side_store(self.settings)) as side:
            upload = Uploads(side).named(request["upload"])
            try:
                report = self._load(upload, request, progress)
                _keep(side, request, report)
                back, fault = give_back(upload.files, upload.returned, report, progress) if report.rejections else ([], None)
                pack(upload.returned, [path for path in back if path.suffix == ".xlsx"])
            finally:
                upload.drop_files()
        return {"run": report.run_id, "fault": fault}

    def _load(self, upload: Upload, request: dict[str, Any], progress: Progress) -> IngestReport:
        from api.wiring import open_store
        from ingest.manifest import parse_complete
        from ingest.pipeline import ingest

        day = date.fromisoformat(request["reporting_date"]) if request["reporting_date"] else None
        complete = [parse_complete(one) for one in request["complete"]]
        until = time.monotonic() + _BUSY_SECONDS
        while True:
            try:
                with closing(open_store(self.settings, create=True)) as store:
                    return ingest(store, upload.files, complete=complete, reporting_date=day, progress=progress)
            except NothingToLoad:
                raise NothingToLoad("the upload", "no file or sheet is a known table") from None
            except StoreBusy:
                if time.monotonic() > until:
                    raise
                time.sleep(_AGAIN_SECONDS)


def pack(folder: Path, workbooks: list[Path]) -> None:
    """Put several marked copies into one archive beside them."""
    if len(workbooks) > 1:
        with zipfile.ZipFile(folder / "returned.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in workbooks:
                archive.write(path, path.relative_to(folder))


def _keep(side: SideStore, request: dict[str, Any], report: IngestReport) -> None:
    """Whose load this run was, written the moment it is in the store: whatever becomes of the job, its status can tell."""
    who, files = request["author"], dict(report.files)
    one = Submission(
        LANDED, request["upload"], who["who"], who["role"], who["jurisdiction"], request["reason"], {"files": files}, run_id=report.run_id
    )
    rows = sum(counts.loaded + counts.updated for counts in report.tables.values())
    told = {"run": report.run_id, "files": files}
    side.submissions.add(one, Act(one.author, one.role, one.jurisdiction, "ingest.landed", one.subject, one.reason, rows, details=told))
