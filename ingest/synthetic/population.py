"""Firms and the people behind them, before anybody lends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.synthetic.identities import brands, chosen, credit_codes, numbered
from ingest.synthetic.links import Links
from ingest.synthetic.numbering import PERSON, scattered
from ingest.synthetic.places import TRADES, Places

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_MEDIAN_REVENUE: Final = 30e6  # yuan
_SPREAD: Final = 1.35  # of the logarithm
ABOVE_SCALE: Final = 20e6  # revenue of an enterprise above scale
_STATES: Final = (0.9625, 0.0215, 0.008, 0.005, 0.003)  # five classes, share of firms
_FAMILY: Final = 0.10  # of firms have the controller of the firm before them
_SECOND_PERSON: Final = 0.25  # of firms a second natural person signs too
_COOPERATIVE: Final = 0.01
_SURNAMES: Final = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华"


@dataclass(frozen=True, eq=False)
class Firms:
    """The firms nobody planted, by position."""

    county: Ints
    trade: Ints
    form: Ints  # 0 company, 1 cooperative, 2 village economic cooperative; the last two farm
    revenue: Floats  # yuan a year
    employees: Ints
    state: Ints  # five-class class of all its loans


@dataclass(frozen=True, eq=False)
class People:
    """Natural persons, by position: who controls a firm and who else signs for it, -1 nobody."""

    controller: Ints
    second: Ints
    count: int


def make_firms(rng: np.random.Generator, places: Places, count: int) -> Firms:
    """Sizes are log-normal; a firm's state is drawn apart from its size."""
    county = rng.choice(len(places.county_share), size=count, p=np.array(places.county_share))
    revenue = np.round(_MEDIAN_REVENUE * rng.lognormal(0.0, _SPREAD, count), 2)
    heads = revenue / rng.uniform(0.4e6, 1.3e6, count)
    form = np.where(rng.random(count) < _COOPERATIVE, rng.integers(1, 3, count), 0)
    trade = np.where(form > 0, len(TRADES) - 1 - rng.integers(0, 2, count), rng.integers(0, len(TRADES), count))
    return Firms(
        county=county,
        trade=trade,
        form=form,
        revenue=revenue,
        employees=np.maximum(3, heads.astype(np.int64)),
        state=rng.choice(5, size=count, p=np.array(_STATES)),
    )


def make_people(rng: np.random.Generator, firms: Firms, links: Links) -> People:
    """Controllers; some hold up to four firms, always of one part of the guarantee network, or of one county outside it."""
    count = len(firms.county)
    home = np.full(count, -1, dtype=np.int64)
    home[links.taking_part] = links.part
    outside = home < 0
    home[outside] = links.part.max(initial=0) + 1 + firms.county[outside]
    order = np.argsort(home, kind="stable")
    same = np.zeros(count, dtype=bool)
    same[1:] = (home[order][1:] == home[order][:-1]) & (rng.random(count - 1) < _FAMILY)
    position = np.arange(count)
    run = position - np.maximum.accumulate(np.where(same, 0, position))
    fresh = ~same | (run % 4 == 0)
    controller = np.empty(count, dtype=np.int64)
    controller[order] = np.cumsum(fresh) - 1
    persons = int(fresh.sum())
    nobody = rng.random(count) < 0.04
    signs = (rng.random(count) < _SECOND_PERSON) & ~nobody
    second = np.where(signs, persons + np.cumsum(signs) - 1, -1)
    return People(np.where(nobody, -1, controller), second, persons + int(signs.sum()))


def enterprise_names(places: Places, county: Ints, trade: Ints, form: Ints) -> pd.Series[str]:
    """County, invented brand, trade, legal form."""
    short = [name[:-1] for name in places.counties["name"]]
    words = [word for _, word, _ in TRADES]
    brand = brands(county * len(TRADES) + trade)
    legal = chosen(["有限公司", "农民专业合作社", "股份经济合作社"], form)
    return chosen(short, county) + brand + chosen(words, trade) + legal


def enterprise_codes(rng: np.random.Generator, places: Places, firms: Firms, serial: Ints, offset: int) -> pd.Series[str]:
    """Credit codes; one firm in ten was registered in another county than the one that looks after it."""
    codes = places.counties["county_code"].tolist()
    count = len(firms.county)
    authority = np.where(rng.random(count) < 0.1, rng.integers(0, len(codes), count), firms.county)
    heads = [f"{sign}{code}" for sign in ("91", "93", "N2") for code in codes]
    return credit_codes(heads, firms.form * len(codes) + authority, serial, offset)


def person_table(rng: np.random.Generator, people: People, firms: Firms, taken: int) -> pd.DataFrame:
    """Pseudonyms, with the net assets of two in three; who stands behind a large firm has more."""
    behind = np.zeros(people.count)
    for who in (people.controller, people.second):
        known = who >= 0
        np.maximum.at(behind, who[known], firms.revenue[known])
    worth = np.round(behind * rng.lognormal(-2.6, 0.8, people.count), -4)
    stated = rng.random(people.count) < 0.66
    serial = scattered(taken + np.arange(people.count), 8)
    surname = chosen(list(_SURNAMES), rng.integers(0, len(_SURNAMES), people.count))
    return pd.DataFrame(
        {
            "person_id": numbered([PERSON], np.zeros(people.count, np.int64), serial, 8),
            "name": surname + "某某",
            "net_assets": pd.array(np.where(stated, worth * 100, 0).astype(np.int64), dtype="Int64").copy(),
        }
    ).assign(net_assets=lambda frame: frame["net_assets"].mask(~stated))


def control_table(rng: np.random.Generator, people: People, code: pd.Series[str], person: pd.Series[str]) -> pd.DataFrame:
    """Every controller with its firms."""
    firm = np.flatnonzero(people.controller >= 0)
    share = np.round(rng.uniform(0.34, 1.0, len(firm)), 2)
    since = np.datetime64("2026-06-30", "s") - rng.integers(400, 6000, len(firm)) * np.timedelta64(86400, "s")
    return pd.DataFrame(
        {
            "controller": person.take(people.controller[firm]).reset_index(drop=True),
            "enterprise": code.take(firm).reset_index(drop=True),
            "kind": pd.Series(np.full(len(firm), "actual_controller"), dtype="str"),
            "share": share,
            "valid_from": since,
        }
    )
