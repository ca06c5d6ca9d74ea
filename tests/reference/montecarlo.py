"""Model D's sampler in plain Python: whole numbers cut to 64 bits, one cell after the other, every candidate by its formula."""

from __future__ import annotations

import math

from scipy.special import ndtri

WORD = 2**64 - 1
STEP, ASIDE = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03


def mix(word: int) -> int:
    word &= WORD
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & WORD
    return word ^ (word >> 31)


def uniform(word: int) -> float:
    return ((mix(word) >> 12) + 0.5) * 2.0**-52


def normal(key: int) -> float:
    return math.sqrt(-2.0 * math.log(uniform(key))) * math.cos(2.0 * math.pi * uniform(key + STEP))


def below(x: float) -> float:
    return 0.5 * math.erfc(-x * math.sqrt(0.5))


def over(x: float, y: float) -> float:
    """x / y as floating point has it."""
    if y == 0.0:
        return math.nan if x == 0.0 else math.copysign(math.inf, x)
    return x / y


def band(probability: float) -> int:
    """0 for certainty, else how often it can be doubled and stay below 1, plus one."""
    steps = 0
    while probability < 1.0:
        probability *= 2.0
        steps += 1
    return steps


def cells(county, sector, envelope) -> dict[tuple[int, int, int], list[int]]:
    """Parties by county, sector and band, ascending."""
    found: dict[tuple[int, int, int], list[int]] = {}
    for party, chance in enumerate(envelope):
        if chance > 0.0:
            found.setdefault((county[party], sector[party], band(chance)), []).append(party)
    return found


def seeds(county, sector, probability, envelope, loadings, seed: int, scenario: int) -> set[int]:
    """Who defaults of its own; loadings are those of market, county and sector."""
    key = mix(seed + scenario * STEP)
    market = loadings[0] * normal(mix(key + STEP))
    drawn = set()
    for (c, s, steps), members in cells(county, sector, envelope).items():
        of_county = loadings[1] * normal(mix(mix(key + 2 * STEP) + c * STEP)) if c >= 0 else 0.0
        of_sector = loadings[2] * normal(mix(mix(key + 3 * STEP) + s * STEP)) if s >= 0 else 0.0
        shift = market + of_county + of_sector
        shared = loadings[0] ** 2 + (loadings[1] ** 2 if c >= 0 else 0.0) + (loadings[2] ** 2 if s >= 0 else 0.0)
        own = math.sqrt(max(0.0, 1.0 - shared))
        highest = max(envelope[party] for party in members)
        chance = below(over(float(ndtri(highest)) - shift, own))
        if not chance > 0.0:
            continue
        place = mix(key ^ ((((c + 1) << 40) + ((s + 1) << 16) + steps) * STEP & WORD))
        step = mix(place) | 1
        at = gap(place, chance)
        while at < len(members):
            party = members[at]
            mark = uniform(place + ASIDE)
            if probability[party] == highest or mark * chance < below(over(float(ndtri(probability[party])) - shift, own)):
                drawn.add(party)
            place += step
            at += 1 + gap(place, chance)
    return drawn


def gap(place: int, chance: float) -> int:
    """Members passed over before the next candidate; beyond any cell when it does not matter how many."""
    passed = math.log(uniform(place)) / math.log1p(-chance) if chance < 1.0 else 0.0
    return int(min(passed, 2.0**62))
