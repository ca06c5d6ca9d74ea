"""Where files sent over the network wait to be loaded: a private folder beside the side store, a folder an upload.

`files` goes when the load has ended, `returned`, the marked copies of files with refused rows, after a month.
"""

from __future__ import annotations

import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graph.side_store import ACTIVE

if TYPE_CHECKING:
    from graph.side_store import SideStore

_JOB: Final = "job"
_RETURNED_SECONDS: Final = 30 * 86_400.0
_UNKNOWN_SECONDS: Final = 86_400.0  # a folder without a job may be one that is just being filled
_ID: Final = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class Upload:
    """One upload."""

    id: str
    folder: Path

    @property
    def files(self) -> Path:
        """What was sent."""
        return self.folder / "files"

    @property
    def returned(self) -> Path:
        """What goes back to who sent it."""
        return self.folder / "returned"

    def of_job(self, job: str) -> None:
        """Remember whose files these are."""
        (self.folder / _JOB).write_text(job, encoding="ascii")

    def drop_files(self) -> None:
        """Remove what was sent."""
        shutil.rmtree(self.files, ignore_errors=True)

    def drop(self) -> None:
        """Remove all of it."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Uploads:
    """The uploads of a side store."""

    prefix: Final = "entry-"

    def __init__(self, side: SideStore) -> None:
        self._side = side
        self.root = side.path.with_name(f"{side.path.name}.uploads")

    def folder(self) -> Path:
        """The folder of all uploads, made when it is first needed; nobody else on the machine may look into it."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.root

    def begin(self) -> Upload:
        """An empty place for files."""
        made = self.named(secrets.token_hex(12))
        (self.folder() / made.id).mkdir(mode=0o700)
        made.files.mkdir()
        return made

    def named(self, name: str) -> Upload:
        """An upload by its id."""
        if not _ID.fullmatch(name):
            raise ValueError(f"{name!r} is no upload")
        return Upload(name, self.root / name)

    def sweep(self) -> None:
        """Remove what nobody needs any more, also what a server that was killed left behind."""
        for folder in self.root.iterdir() if self.root.is_dir() else ():
            with suppress(OSError):
                age = time.time() - folder.stat().st_mtime
                job = folder / _JOB
                if job.is_file():
                    known = self._side.jobs.get(job.read_text(encoding="ascii"))
                    if known is None or (known.status not in ACTIVE and age > _RETURNED_SECONDS):
                        shutil.rmtree(folder, ignore_errors=True)
                    elif known.status not in ACTIVE:
                        Upload(folder.name, folder).drop_files()
                elif age > _UNKNOWN_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
