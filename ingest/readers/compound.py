"""The compound file of old Office (MS-CFB), the container of .xls and of encrypted .xlsx: its streams by name."""

from __future__ import annotations

import struct
from typing import Final

_HEADER: Final = struct.Struct("<30xHH10xII4xII4xI")
_END: Final = 0xFFFFFFFA  # this and above are marks, not sectors


class Compound:
    """Streams of a compound file. Raises ValueError or struct.error on a damaged one; a chain that bites its tail ends there."""

    def __init__(self, data: bytes) -> None:
        shift, mini_shift, fat_sectors, directory, self._cutoff, mini_fat, difat = _HEADER.unpack_from(data)
        if shift not in {9, 12} or mini_shift != 6:
            raise ValueError("unknown sector size")
        self._data, self._size, self._mini_size = data, 1 << shift, 1 << mini_shift
        places = list(struct.unpack_from("<109I", data, 76))
        seen: set[int] = set()
        while difat < _END and difat not in seen:
            seen.add(difat)
            *more, difat = struct.unpack(f"<{self._size // 4}I", self._sector(difat))
            places += more
        table = b"".join(self._sector(place) for place in places[:fat_sectors] if place < _END)
        self._fat = struct.unpack(f"<{len(table) // 4}I", table)
        entries = self._chain(directory)
        self._entries = [entries[start : start + 128] for start in range(0, len(entries) - 127, 128)]
        small = self._chain(mini_fat)
        self._mini_fat = struct.unpack(f"<{len(small) // 4}I", small)
        self._streams = {self._name(entry): entry for entry in self._entries if entry[66] == 2}

    @property
    def names(self) -> set[str]:
        """The names of all streams."""
        return set(self._streams)

    def read(self, name: str) -> bytes:
        """The bytes of a stream."""
        start, size = struct.unpack_from("<II", self._streams[name], 116)
        if size >= self._cutoff:
            return self._chain(start)[:size]
        root = next(entry for entry in self._entries if entry[66] == 5)
        container = self._chain(struct.unpack_from("<I", root, 116)[0])
        step = self._mini_size
        return b"".join(container[place * step : (place + 1) * step] for place in self._places(start, self._mini_fat))[:size]

    def _sector(self, place: int) -> bytes:
        start = (place + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise ValueError(f"sector {place} is not in the file")
        return sector.ljust(self._size, b"\x00")

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(place) for place in self._places(start, self._fat))

    @staticmethod
    def _places(start: int, table: tuple[int, ...]) -> list[int]:
        places: list[int] = []
        seen: set[int] = set()
        while start < len(table) and start not in seen:
            seen.add(start)
            places.append(start)
            start = table[start]
        return places

    @staticmethod
    def _name(entry: bytes) -> str:
        length = struct.unpack_from("<H", entry, 64)[0]
        return entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
