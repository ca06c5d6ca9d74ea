"""Counties on a small map, shaded by what they bear for others: borders as GeoJSON, drawn as paths of a picture of the sheet's width."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from viz.papers.content import cut, wan

WIDTH: Final = 300.0
HEIGHT: Final = 170.0
_MARGIN: Final = 2.0

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class CountyShape:
    """A county: its outline, how dark it is, and where its name stands."""

    name: str
    amount: str
    outline: str
    shade: str
    x: str
    y: str


@dataclass(frozen=True)
class FlowLine:
    """From one county to another."""

    start: str
    end: str
    expected: str


@dataclass(frozen=True)
class CountyMap:
    """The map, with the largest flows beside it; no shapes where no borders are known."""

    shapes: tuple[CountyShape, ...]
    flows: tuple[FlowLine, ...]


def county_shapes(borders: Mapping[str, Any], borne: Mapping[str, float], names: Mapping[str, str]) -> tuple[CountyShape, ...]:
    """Every county of `names` that the borders have, by its code as `county` or `adcode`."""
    outlines = {}
    for feature in borders.get("features", ()):
        properties = feature.get("properties") or {}
        code = str(properties.get("county", properties.get("adcode", "")))
        rings = list(_rings(feature.get("geometry") or {}))
        if code in names and rings:
            outlines[code] = rings
    if not outlines:
        return ()
    place = _projection([point for rings in outlines.values() for ring in rings for point in ring])
    most = max((borne.get(code, 0.0) for code in outlines), default=0.0)
    return tuple(_shape(names[code], rings, borne.get(code, 0.0), most, place) for code, rings in sorted(outlines.items()))


def _shape(name: str, rings: Sequence[Ring], borne: float, most: float, place: _Projection) -> CountyShape:
    largest = [place(point) for point in max(rings, key=len)]
    outline = "".join("M" + "L".join("{:.1f} {:.1f}".format(*place(point)) for point in ring) + "Z" for ring in rings)
    xs, ys = zip(*largest, strict=True)
    shade = math.sqrt(borne / most) if most > 0 else 0.0
    return CountyShape(
        cut(name, 6), wan(borne), outline, f"{shade:.2f}", f"{(min(xs) + max(xs)) / 2:.1f}", f"{(min(ys) + max(ys)) / 2:.1f}"
    )  # fmt: skip


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    polygons = {"Polygon": [geometry.get("coordinates", ())], "MultiPolygon": geometry.get("coordinates", ())}
    for polygon in polygons.get(str(geometry.get("type")), ()):
        yield from (ring for ring in polygon if len(ring))


@dataclass(frozen=True)
class _Projection:
    """Degrees to the picture: as wide as high, a degree of longitude narrower the farther from the equator."""

    west: float
    north: float
    narrow: float
    scale: float

    def __call__(self, point: Sequence[float]) -> tuple[float, float]:
        east, north = float(point[0]), float(point[1])
        return (east - self.west) * self.narrow * self.scale + _MARGIN, (self.north - north) * self.scale + _MARGIN


def _projection(points: Sequence[Sequence[float]]) -> _Projection:
    west, east = (extreme(float(point[0]) for point in points) for extreme in (min, max))
    south, north = (extreme(float(point[1]) for point in points) for extreme in (min, max))
    narrow = math.cos(math.radians((south + north) / 2))
    across, down = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * _MARGIN) / across, (HEIGHT - 2 * _MARGIN) / down)
    return _Projection(west, north, narrow, scale)
