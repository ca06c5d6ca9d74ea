"""A list whose rows are made when a page of it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, overload

from graph.network import Ints

Row = dict[str, Any]


class MadeRows(Sequence[Row]):
    """Rows at some places of something, made by the slice."""

    def __init__(self, places: Ints, make: Callable[[Ints], list[Row]]) -> None:
        self._places, self._make = places, make

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return self._make(self._places[place])
        return self._make(self._places[[place]])[0]
