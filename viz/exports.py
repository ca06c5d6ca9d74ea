"""A network, or one circle of it, as files for other programs: GraphML and GEXF, CSV for Excel, Parquet.

In GraphML and GEXF a node is a party and an edge one guarantee, from guarantor to borrower, so two guarantees of the same pair are two
edges. CSV and Parquet are three tables: parties, loans, guarantees. Unknown figures are left out, an unlimited cap too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from graph.network import Application, GuaranteeNetwork, Ints, Labels, Liability, LoanClass, PartyKind
from viz.graph_files import write_gexf, write_graphml
from viz.spreadsheet import write_csv

Format = Literal["graphml", "gexf", "csv", "parquet"]


def tables(network: GuaranteeNetwork, members: Ints | None = None) -> dict[str, pd.DataFrame]:
    """Parties, loans and guarantees; with `members` only these, their own loans, and the guarantees among them."""
    parties, loans, promises = network.parties, network.loans, network.guarantees
    inside = np.ones(len(parties.code), dtype=bool)
    if members is not None:
        inside[:] = False
        inside[members] = True
    borrower = loans.borrower[promises.loan]
    among = np.flatnonzero(inside[borrower] & inside[promises.guarantor])
    return {
        "parties": _parties(network, np.flatnonzero(inside)),
        "loans": _loans(network, np.flatnonzero(inside[loans.borrower])),
        "guarantees": _guarantees(network, among),
    }


def export(network: GuaranteeNetwork, form: Format, out: Path, members: Ints | None = None) -> list[Path]:
    """Write the network in one form; `out` is a file for GraphML and GEXF, else a folder. Gives the files written."""
    frames = tables(network, members)
    if form in ("graphml", "gexf"):
        out.parent.mkdir(parents=True, exist_ok=True)
        _write_graph(frames, out, form)
        return [out]
    out.mkdir(parents=True, exist_ok=True)
    write: Callable[[pd.DataFrame, Path], None] = write_csv if form == "csv" else _write_parquet
    written = []
    for name, frame in frames.items():
        path = out / f"{name}.{form}"
        write(frame, path)
        written.append(path)
    return written


def _parties(network: GuaranteeNetwork, rows: Ints) -> pd.DataFrame:
    parties = network.parties
    employees = parties.employees[rows]
    return pd.DataFrame(
        {
            "code": _text(parties.code, rows),
            "name": _text(parties.name, rows),
            "kind": _names(PartyKind, parties.kind[rows]),
            "county": _text(network.counties.code, parties.county[rows]),
            "county_name": _text(network.counties.name, parties.county[rows]),
            "external": parties.external[rows],
            "key_enterprise": parties.key_enterprise[rows],
            "employees": pd.array(np.where(employees < 0, np.nan, employees), dtype="Int64"),
            "capacity": np.where(parties.capacity_known[rows], np.round(parties.capacity[rows], 2), np.nan),
            "own_debt": np.round(parties.own_debt[rows], 2),
            "default_probability": parties.default_probability[rows],
            "application": _names(Application, parties.application[rows]),
        }
    )


def _loans(network: GuaranteeNetwork, rows: Ints) -> pd.DataFrame:
    loans = network.loans
    return pd.DataFrame(
        {
            "loan": _text(loans.number, rows),
            "borrower": _text(network.parties.code, loans.borrower[rows]),
            "bank": _text(network.banks.code, loans.bank[rows]),
            "bank_name": _text(network.banks.name, loans.bank[rows]),
            "exposure": np.round(loans.exposure[rows], 2),
            "shortfall": np.round(loans.shortfall[rows], 2),
            "five_class": _names(LoanClass, loans.loan_class[rows]),
        }
    )


def _guarantees(network: GuaranteeNetwork, rows: Ints) -> pd.DataFrame:
    promises, loans = network.guarantees, network.loans
    loan = promises.loan[rows]
    cap = promises.cap[rows]
    return pd.DataFrame(
        {
            "guarantor": _text(network.parties.code, promises.guarantor[rows]),
            "borrower": _text(network.parties.code, loans.borrower[loan]),
            "contract": _text(promises.contract, rows),
            "loan": _text(loans.number, loan),
            "bank": _text(network.banks.code, loans.bank[loan]),
            "liability": _names(Liability, promises.liability[rows]),
            "cap": np.where(np.isfinite(cap), np.round(cap, 2), np.nan),
            "share": promises.share[rows],
            "shortfall": np.round(loans.shortfall[loan], 2),
        }
    )


def _text(labels: Labels, places: Ints) -> pd.Series[str]:
    """Labels at some places; none at -1."""
    taken = labels.take(pa.array(places.astype(np.int64), mask=places < 0))
    return pd.Series(taken.to_pandas(), dtype="str")


def _names(words: type[PartyKind | Liability | LoanClass | Application], values: Ints) -> pd.Series[str]:
    found = np.full(len(values), "", dtype=object)
    for member in words:
        found[values == member] = member.name.lower()
    return pd.Series(found, dtype="str")


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False)


def _write_graph(frames: dict[str, pd.DataFrame], path: Path, form: str) -> None:
    owed = frames["loans"].groupby("borrower")["exposure"].sum()
    nodes = frames["parties"].assign(loan_balance=frames["parties"]["code"].map(owed).fillna(0.0).round(2))
    write = write_graphml if form == "graphml" else write_gexf
    write(nodes, frames["guarantees"], path)
