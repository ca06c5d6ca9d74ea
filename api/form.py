"""A multipart form read from the network into a folder, block by block: files go to disk, fields stay in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from graph.errors import InvalidParameter

if TYPE_CHECKING:
    from fastapi import Request

    from api.filenames import Names

MOST_FIELDS: Final = 200
LONGEST_FIELD: Final = 1000  # bytes
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Form:
    """What was sent: files by the names they are kept under, fields in the order they came."""

    files: dict[str, Path]
    fields: tuple[tuple[str, str], ...]


async def read_form(request: Request, folder: Path, names: Names) -> Form:
    """Read the body of a request; every file below `folder`.

    Raises:
        InvalidParameter: no form, a damaged one, or more or longer parts than are taken. What was written stays for who made the folder.

    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or b"boundary" not in options:
        raise InvalidParameter("the files must be sent as multipart/form-data")
    parts = _Parts(folder, names)
    try:
        parser = MultipartParser(options[b"boundary"], parts.callbacks())  # type: ignore[arg-type]
        async for block in request.stream():
            parser.write(block)
            if parts.waiting >= _BLOCK:
                await run_in_threadpool(parts.write)
        await run_in_threadpool(parts.write)
        parser.finalize()
    except FormParserError:
        raise InvalidParameter("the form is damaged or cut short") from None
    finally:
        parts.close()
    if not parts.ended:
        raise InvalidParameter("the form is damaged or cut short")
    return Form(parts.files, tuple(parts.fields))


@dataclass(eq=False)
class _Parts:
    """The parts of a form as the parser tells of them."""

    folder: Path
    names: Names
    files: dict[str, Path] = field(default_factory=dict)
    fields: list[tuple[str, str]] = field(default_factory=list)
    waiting: int = 0  # bytes not written yet
    ended: bool = False
    _headers: dict[bytes, bytes] = field(default_factory=dict)
    _header: list[bytearray] = field(default_factory=lambda: [bytearray(), bytearray()])
    _name: str = ""
    _text: bytearray | None = None  # of a field; None: a file
    _blocks: list[tuple[Path, bytes]] = field(default_factory=list)
    _open: tuple[Path, IO[bytes]] | None = None

    def callbacks(self) -> dict[str, object]:
        """What the parser calls."""
        return {
            "on_part_begin": self._headers.clear, "on_header_field": self._field, "on_header_value": self._value,
            "on_header_end": self._header_end, "on_headers_finished": self._begin, "on_part_data": self._data, "on_part_end": self._end,
            "on_end": self._finish,
        }  # fmt: skip

    def write(self) -> None:
        """Write what waits."""
        for path, block in self._blocks:
            if self._open is None or self._open[0] != path:
                self.close()
                self._open = (path, path.open("ab"))
            self._open[1].write(block)
        self._blocks.clear()
        self.waiting = 0

    def close(self) -> None:
        """Let go of the file that is open."""
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header[0] += data[start:end]

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._header[1] += data[start:end]

    def _header_end(self) -> None:
        name, value = self._header
        self._headers[bytes(name).lower()] = bytes(value)
        self._header = [bytearray(), bytearray()]

    def _begin(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        self._name = _decoded(options.get(b"name", b""))
        self._text = None if b"filename" in options else bytearray()
        if self._text is None:
            self._name = self.names.kept(_decoded(options[b"filename"]))
            self.files[self._name] = self.folder / self._name
            self._blocks.append((self.files[self._name], b""))
        elif len(self.fields) >= MOST_FIELDS:
            raise InvalidParameter(f"a form may have {MOST_FIELDS} fields")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._text is None:
            self._blocks.append((self.files[self._name], data[start:end]))
            self.waiting += end - start
            return
        self._text += data[start:end]
        if len(self._text) > LONGEST_FIELD:
            raise InvalidParameter(f"{self._name[:40]}: a field may have {LONGEST_FIELD} bytes")

    def _end(self) -> None:
        if self._text is not None:
            self.fields.append((self._name, _decoded(bytes(self._text))))

    def _finish(self) -> None:
        self.ended = True


def _decoded(text: bytes) -> str:
    """Text as it was sent, by clients on a Chinese Windows too."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return text.decode(encoding)
        except UnicodeDecodeError:
            continue
    return text.decode("latin-1")
