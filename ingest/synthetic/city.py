"""The demo city put together: planted structures first, a background of the published shape around them, the whole truth beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from graph.errors import InvalidParameter
from graph.model import Table
from graph.schema import TABLES
from graph.values import DTYPES
from ingest.synthetic.background import make_background
from ingest.synthetic.places import CITY_NAME, make_places
from ingest.synthetic.planted import plant
from ingest.synthetic.planted.plot import Plot
from ingest.synthetic.population import enterprise_names
from ingest.synthetic.shape import Shape, compare
from ingest.synthetic.statements import bank_capital
from ingest.synthetic.truth import FirmLinks, firm_links, joint_groups, mutual_pairs, pair_codes, ring_codes, rings

Scale = Literal["small", "city", "province"]
AS_OF: Final = date(2026, 6, 30)


ONLY_PLANTED: Final = (
    "over_lent_borrower", "guarantor_above_net_assets", "class_floor", "large_exposure", "guarantee_company_concentration",
    "controller_with_many_lenders", "joint_limit_nearly_used", "unrecorded_after_renewal", "bond_default", "heavy_pledge",
    "falling_signals",
)  # fmt: skip
"""Kinds of which the whole city holds no case but the planted ones."""


@dataclass(frozen=True)
class Size:
    """How much of everything; planted structures are part of the counts."""

    enterprises: int
    loans: int
    guarantees: int
    cities: int = 1
    branches_per_county: bool = True


SIZES: Final[dict[Scale, Size]] = {
    "small": Size(3_000, 15_000, 21_000, branches_per_county=False),
    "city": Size(100_000, 500_000, 700_000),
    "province": Size(1_000_000, 5_000_000, 7_000_000, cities=10),
}


@dataclass(frozen=True, eq=False)
class City:
    """Frames of canonical columns by table, what must be found in them, and how their shape compares with the published one."""

    scale: Scale
    seed: int
    name: str
    as_of: date
    tables: dict[str, pd.DataFrame]
    answers: dict[str, Any]
    shape: tuple[Shape, ...]


def make_city(scale: Scale, seed: int) -> City:
    """The demo city of a scale; the same seed gives the same city, cell by cell. Complexity O(rows · log rows).

    Raises:
        InvalidParameter: an unknown scale, or a negative seed.

    """
    if scale not in SIZES or seed < 0:
        raise InvalidParameter(f"a demo city is {', '.join(SIZES)} with a seed of at least 0, not {scale} with {seed}")
    size = SIZES[scale]
    places = make_places(size.cities, branches_per_county=size.branches_per_county)
    offset = int(np.random.default_rng([seed, 0]).integers(31**6))
    plot = plant(places, offset)
    background = make_background(seed, places, size.enterprises, size.loans, size.guarantees, plot, offset)
    tables = {
        name: _joined(table, pd.DataFrame(plot.rows.get(name, [])), background.pop(name, pd.DataFrame()))
        for name, table in TABLES.items()
        if name not in {"counties", "banks", "enterprises"}
    }
    tables["counties"] = canonical(TABLES["counties"], places.counties)
    tables["enterprises"] = _enterprises(plot, background["enterprises"], places)
    tables["banks"] = canonical(TABLES["banks"], bank_capital(places, _exposure(tables)))
    tables = {name: tables[name] for name in TABLES}
    links = firm_links(tables, AS_OF)
    shape = compare(tables["enterprises"], links)
    answers = _answers(scale, seed, tables, plot, links, shape, background["_external"])
    return City(scale, seed, CITY_NAME, AS_OF, tables, answers, shape)


def canonical(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """A frame with exactly the columns a file may bring, of their canonical types."""
    columns = {}
    for column in table.file_columns:
        dtype = DTYPES[column.kind]
        values = frame[column.name] if column.name in frame else pd.Series([None] * len(frame), dtype="object")
        columns[column.name] = pd.Series(values.array, dtype=dtype)
    return pd.DataFrame(columns).reset_index(drop=True)


def _joined(table: Table, planted: pd.DataFrame, background: pd.DataFrame) -> pd.DataFrame:
    """Planted and other rows in one order that tells nothing: by the first key column."""
    parts = [canonical(table, part) for part in (planted, background) if len(part)]
    if not parts:
        return canonical(table, background)
    return pd.concat(parts, ignore_index=True).sort_values(table.key[0], kind="stable", ignore_index=True)


def _enterprises(plot: Plot, others: pd.DataFrame, places: Any) -> pd.DataFrame:
    planted = pd.DataFrame(plot.rows["enterprises"])
    owed = pd.DataFrame(plot.rows["loans"]).groupby("borrower")["balance"].sum()
    debts = planted["credit_code"].map(owed).fillna(0).astype("int64") * 12 // 10 + 100_000_000
    net = pd.Series(planted["net_assets"], dtype="Int64")
    planted = planted.assign(total_liabilities=debts.astype("Int64").mask(net.isna()), total_assets=net + debts)
    both = pd.concat([planted, others], ignore_index=True)
    named = enterprise_names(
        places,
        both["_county"].to_numpy(dtype=np.int64),
        both["_trade"].to_numpy(dtype=np.int64),
        both["_form"].fillna(0).to_numpy(dtype=np.int64),
    )
    both["name"] = both["name"].astype("str").where(both["name"].notna(), named) if "name" in both else named
    both = canonical(TABLES["enterprises"], both)
    return both.sort_values("credit_code", kind="stable", ignore_index=True)


def _exposure(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Balance less margin by bank and group of one controller."""
    loans, controls = tables["loans"], tables["controls"]
    boss = controls.drop_duplicates("enterprise").set_index("enterprise")["controller"]
    group = loans["borrower"].map(boss).fillna(loans["borrower"])
    return pd.DataFrame({"bank_code": loans["bank_code"], "group": group, "fen": loans["balance"].astype("int64")})


def _answers(
    scale: Scale,
    seed: int,
    tables: dict[str, pd.DataFrame],
    plot: Plot,
    links: FirmLinks,
    shape: tuple[Shape, ...],
    external: pd.DataFrame,
) -> dict[str, Any]:
    """Everything that must be found: complete lists first, then the planted structures one by one."""
    code = links.code.to_numpy(dtype=object)
    found = {kind: [entry for entry in plot.answers if entry["kind"] == kind] for kind in {entry["kind"] for entry in plot.answers}}
    return {
        "city": CITY_NAME,
        "scale": scale,
        "seed": seed,
        "as_of": AS_OF.isoformat(),
        "tables": {name: len(frame) for name, frame in tables.items()},
        "shape": [vars(line) for line in shape],
        "mutual_pairs": pair_codes(mutual_pairs(links.guarantor, links.borrower, len(code)), code),
        "rings": ring_codes(rings(links.guarantor, links.borrower, len(code)), code),
        "joint_groups": joint_groups(tables["guarantees"]),
        "external": sorted([*plot.external, *external["code"].tolist()]),
        "lapsed_guarantees": [entry["numbers"]["guarantee"] for entry in found["lapsed_guarantee"]],
        "void_guarantees": [entry["numbers"]["guarantee"] for entry in found["repaid_loan"]],
        "guarantees_without_period": [entry["numbers"]["guarantee"] for entry in found["period_not_stated"]],
        "possible_duplicates": [sorted(entry["codes"]) for entry in found["possible_duplicates"]],
        "only_planted": list(ONLY_PLANTED),
        "decisions": plot.decisions,
        "planted": plot.answers,
    }
