"""A folder of files becomes raw tables: every file is read, or named with the reason why not, or ends the run with one error."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.errors import UnreadableFile
from graph.progress import Progress, silent
from ingest.manifest import FILE, Manifest, read_manifest
from ingest.mapping import read_name
from ingest.raw import RawTable
from ingest.readers.file import Skipped, lexicons_of, read_file

ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv", ".parquet"})


@dataclass(frozen=True, eq=False)
class Reading:
    """All a folder brings."""

    tables: tuple[RawTable, ...]
    skipped: tuple[Skipped, ...]
    checksums: Mapping[str, str]  # file → SHA-256, files without a table included
    manifest: Manifest


def read_folder(path: Path, progress: Progress = silent) -> Reading:
    """Read every file below a folder, or a single file. Raises InputError for what cannot be read; then nothing is to be loaded."""
    if not path.exists():
        raise UnreadableFile(str(path), "there is no such file or folder")
    files, skipped = files_of(path)
    manifest = manifest_of(path)
    lexicons = lexicons_of(manifest)
    tables: list[RawTable] = []
    checksums: dict[str, str] = {}
    for place, (file, source) in enumerate(files.items()):
        progress("read", place, len(files))
        try:
            with source.open("rb") as stream:
                checksums[file] = hashlib.file_digest(stream, "sha256").hexdigest()
            for found in read_file(source, file, manifest, lexicons):
                if isinstance(found, RawTable):
                    tables.append(found)
                else:
                    skipped.append(found)
        except UnreadableFile as refused:
            if not _is_note(source):
                raise
            skipped.append(Skipped(file, "", refused.message.removeprefix(f"{file}: ")))
        except OSError as broken:
            raise UnreadableFile(file, f"the file cannot be opened ({broken.strerror})") from None
    progress("read", len(files), len(files))
    return Reading(tuple(tables), tuple(skipped), checksums, manifest)


def manifest_of(path: Path) -> Manifest:
    """The manifest in a folder, or an empty one."""
    manifest = (path if path.is_dir() else path.parent) / FILE
    return read_manifest(manifest) if manifest.is_file() else Manifest()


def _is_note(source: Path) -> bool:
    """Whether this is a .txt whose name speaks of no table: somebody's note, or one more 新建文本文档.txt."""
    return source.suffix.lower() == ".txt" and not read_name(source.stem).mentioned


def files_of(path: Path) -> tuple[dict[str, Path], list[Skipped]]:
    """The files to read, by their path below the folder, and the others with the reason."""
    if not path.is_dir():
        return {path.name: path}, []
    files: dict[str, Path] = {}
    skipped: list[Skipped] = []
    for folder, inner, names in os.walk(path):
        links = [name for name in inner if (Path(folder) / name).is_symlink()]
        for name in [*names, *links]:
            source = Path(folder) / name
            file = _readable(source.relative_to(path).as_posix())
            why = _why_not(source)
            if why:
                skipped.append(Skipped(file, "", why))
            elif file != FILE:
                files[file] = source
        inner[:] = [name for name in inner if not name.startswith(".")]
    return dict(sorted(files.items())), sorted(skipped, key=lambda each: each.file)


def _readable(name: str) -> str:
    """A file's name as text: bytes that are no UTF-8 (an archive packed on a Chinese Windows) are read as GB18030."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        found = os.fsencode(name)
        try:
            return found.decode("gb18030")
        except UnicodeDecodeError:
            return found.decode("utf-8", "backslashreplace")
    return name


def _why_not(source: Path) -> str:
    """Why a file is not read at all; '' when it is."""
    if source.is_symlink():
        return "a link, which is not followed"
    if not source.is_file():
        return "no regular file"
    if source.name.startswith((".", "~$", "~")):
        return "a hidden or temporary file"
    if source.name != FILE and source.suffix.lower() not in ENDINGS:
        return "an unknown kind of file"
    return ""
