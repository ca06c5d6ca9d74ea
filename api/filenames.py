"""Names of files sent over the network, made safe to keep: no path, no sign a file system minds, no two alike."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from graph.errors import InvalidParameter
from ingest.manifest import FILE
from ingest.readers.folder import ENDINGS

MOST_FILES: Final = 500
_LONGEST: Final = 64  # letters of a name without its ending: of three bytes each they fit everywhere, with what a returned copy adds
_MINDED: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*]')
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # what Windows takes for something else


@dataclass(eq=False)
class Names:
    """The names of one upload."""

    _taken: set[str] = field(default_factory=set)

    def kept(self, sent: str) -> str:
        """The name a file is kept under.

        Raises:
            InvalidParameter: a kind of file that is not read, or too many files.

        """
        if len(self._taken) >= MOST_FILES:
            raise InvalidParameter(f"an upload may have {MOST_FILES} files")
        name = safe(sent)
        ending = PurePosixPath(name).suffix
        if name != FILE and ending.lower() not in ENDINGS:
            raise InvalidParameter(f"{name}: only {', '.join(sorted(ENDINGS))} and {FILE} are read")
        stem, number = name.removesuffix(ending), 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem} ({number}){ending}"
        self._taken.add(name.casefold())
        return name


def safe(sent: str) -> str:
    """A name without its path and without signs that mean something elsewhere; letters of any script stay."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    plain = "".join(sign if sign.isprintable() else "_" for sign in _MINDED.sub("_", last)).strip(" .~$")
    path = PurePosixPath(plain or "file")
    stem = path.stem[:_LONGEST].strip(" .") or "file"
    return ("_" if _DEVICES.fullmatch(stem) else "") + stem + path.suffix[:10]
