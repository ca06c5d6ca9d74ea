"""Who defaults of its own in a scenario, drawn without looking at those who do not.

Every number comes from a counter: 64 bits mixed from a key and a place (the finalizer of SplitMix64; Steele, Lea & Flood 2014). A key
belongs to one scenario and one cell, so a scenario is the same whatever thread draws it and whatever was drawn before.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from analysis.contagion.kernels import kernel
from analysis.contagion.kernels.terms import ZERO, Float64s, Int64s, Records

Word: TypeAlias = np.uint64

# A cell: the parties of one county, sector and band of probabilities, ascending, from `first` of the members to that of the next cell.
# `bound` is Φ⁻¹ of the highest probability among them, `spread` the weight of what is a party's own, `key` names the cell in every draw.
# The last cell is the end of the one before. A member's `bound` is Φ⁻¹ of its own probability
CELL: Final = np.dtype([("county", "i4"), ("sector", "i4"), ("first", "i8"), ("bound", "f8"), ("spread", "f8"), ("key", "u8")], align=True)
MEMBER: Final = np.dtype([("party", "i8"), ("bound", "f8")], align=True)

STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_ASIDE: Final = np.uint64(0xD1B54A32D192ED03)  # from the place of a gap to the place of its mark
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_ODD: Final = np.uint64(1)
_12, _27, _30, _31 = np.uint64(12), np.uint64(27), np.uint64(30), np.uint64(31)
_FINENESS: Final = 2.0**-52
_ROOT_HALF: Final = math.sqrt(0.5)
_TURN: Final = 2.0 * math.pi


class Weather(NamedTuple):
    """The common factors of a scenario, each times its loading; the last county and sector are the unknown ones and stay 0."""

    market: Float64s
    county: Float64s
    sector: Float64s


@kernel
def mix(word: Word) -> Word:
    """A word in which every bit hangs on every bit of another."""
    word = (word ^ (word >> _30)) * _FIRST
    word = (word ^ (word >> _27)) * _SECOND
    return word ^ (word >> _31)


@kernel
def uniform(word: Word) -> float:
    """The number between 0 and 1, neither of them, that a place of a stream holds: a multiple of 2⁻⁵² and a half."""
    return (np.int64(mix(word) >> _12) + 0.5) * _FINENESS


@kernel
def normal(key: Word) -> float:
    """A standard normal number (Box & Muller 1958)."""
    return math.sqrt(-2.0 * math.log(uniform(key))) * math.cos(_TURN * uniform(key + STEP))


@kernel
def below(x: float) -> float:
    """Φ, the chance that a standard normal number is below x."""
    return 0.5 * math.erfc(-x * _ROOT_HALF)


@kernel
def raise_weather(loadings: Float64s, key: Word, market: Float64s, county: Float64s, sector: Float64s) -> None:
    """Set the weather of the scenario of this key."""
    market[0] = loadings[0] * normal(mix(key + STEP))
    of_counties, of_sectors = mix(key + STEP + STEP), mix(key + STEP + STEP + STEP)
    for c in range(county.size - 1):
        county[c] = loadings[1] * normal(mix(of_counties + np.uint64(c) * STEP))
    for s in range(sector.size - 1):
        sector[s] = loadings[2] * normal(mix(of_sectors + np.uint64(s) * STEP))


@kernel
def draw(
    cells: Records, members: Records, loadings: Float64s, seed: Word, scenario: int, market: Float64s, county: Float64s, sector: Float64s,
    seeds: Int64s,
) -> int:  # fmt: skip
    """Those who default of their own in a scenario into `seeds`, cell by cell; how many they are. O(cells + candidates).

    Given the common factors the members of a cell default independently, none with more than the chance of the cell's bound. The gaps
    between candidates of that chance are geometric, so nobody in between is looked at; a candidate at the place u of its mark between 0
    and the cell's chance defaults when u is below its own chance. A higher chance can therefore only add a default.
    """
    key = mix(seed + np.uint64(scenario) * STEP)
    raise_weather(loadings, key, market, county, sector)
    found = ZERO
    for c in range(cells.size - 1):
        shift = market[0] + county[cells[c].county] + sector[cells[c].sector]
        chance = below((cells[c].bound - shift) / cells[c].spread)
        place = mix(key ^ cells[c].key)
        step = mix(place) | _ODD
        m, end = cells[c].first, cells[c + 1].first
        first = uniform(place)
        if not chance > 0.0 or first <= 1.0 - (end - m) * chance:  # then log(first) / log(1 - chance) is beyond the cell, without a log
            continue
        gaps = 1.0 / math.log1p(-chance)
        passed = math.log(first) * gaps
        while passed < end - m:
            m += np.int64(passed)
            if members[m].bound == cells[c].bound or uniform(place + _ASIDE) * chance < below((members[m].bound - shift) / cells[c].spread):
                seeds[found] = members[m].party
                found += 1
            m += 1
            place += step
            passed = math.log(uniform(place)) * gaps
    return found
