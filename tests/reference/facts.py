"""A city as plain rows, edits made on the rows the way an office would enter them, and the network assembled from what they then say."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from graph.assembly import assemble
from graph.network import Assumptions, GuaranteeNetwork
from graph.schema import TABLES
from graph.versions import dtypes

DAY = date(2026, 6, 30)
COUNTIES = ("380101", "380102", "380103")
BANKS = ("B1", "B2")
CLASSES = ("normal", "special_mention", "substandard", None)
Rows = list[dict[str, Any]]
City = dict[str, Rows]


def frame(name: str, rows: Rows) -> pd.DataFrame:
    """Rows of a table, money in whole fen, with the dtypes of a store."""
    made = {}
    for column in TABLES[name].columns:
        cells = pd.Series([row.get(column.name) for row in rows], dtype=object)
        made[column.name] = (pd.to_datetime(cells) if column.kind == "date" else cells).astype(dtypes(TABLES[name])[column.name])
    return pd.DataFrame(made).assign(_later=pd.Series([False] * len(rows), dtype="boolean"))


def network(city: City, assumptions: Assumptions | None = None) -> GuaranteeNetwork:
    facts = {name: frame(name, city.get(name, [])) for name in ("persons", "risk_list", *city)}
    return assemble(facts, DAY, "test", assumptions or Assumptions())


def random_city(rng: np.random.Generator, mark: str = "") -> City:
    """Firms that state liquid assets or nothing, a guarantee company, single and maximum-amount guarantees; codes begin with the mark."""
    firms = [
        {
            "credit_code": f"{mark}F{i}", "name": f"firm {i}", "county_code": str(rng.choice(COUNTIES)),
            "industry_code": str(rng.choice(["C17", "E47"])),
            "liquid_assets": None if rng.random() < 0.15 else int(rng.integers(0, 3_000_000)),
            "employees": int(rng.integers(0, 50)), "default_probability": float(rng.choice([0.01, 0.1, 0.4])),
        }
        for i in range(int(rng.integers(3, 7)))
    ]  # fmt: skip
    loans = [
        {
            "loan_no": f"L{firm['credit_code']}-{k}", "borrower": firm["credit_code"], "bank_code": str(rng.choice(BANKS)),
            "balance": int(rng.integers(1, 2_000_000)), "starts_on": "2025-01-01",
            "matures_on": str(rng.choice(["2026-07-10", "2027-01-01"])), "five_class": rng.choice(np.array(CLASSES, object)),
            "collateral_value": None if rng.random() < 0.5 else int(rng.integers(0, 2_000_000)), "overdue_days": int(rng.choice([0, 0, 5])),
        }
        for firm in firms
        for k in range(int(rng.integers(0, 3)))
    ]  # fmt: skip
    guarantees: Rows = []
    payers = [firm["credit_code"] for firm in firms] + [f"{mark}G1"]
    for borrower in sorted({loan["borrower"] for loan in loans}):
        for bank in BANKS:
            here = [loan["loan_no"] for loan in loans if loan["borrower"] == borrower and loan["bank_code"] == bank]
            for payer in payers:
                if payer == borrower or rng.random() < 0.5:
                    continue
                number = f"Z{payer}-{borrower}-{bank}"
                cap = None if rng.random() < 0.4 else int(rng.integers(0, 1_500_000))
                kind = str(rng.choice(["joint", "joint", "several", "general"]))
                guarantees += [
                    {"guarantee_no": number, "guarantor": payer, "loan_no": loan, "cap": cap, "liability": kind,
                     "share": 0.25 if kind == "several" else None, "signed_on": "2025-01-01"}
                    for loan in here
                ]  # fmt: skip
    return {
        "counties": [{"county_code": code, "name": f"county {code}"} for code in COUNTIES],
        "banks": [{"bank_code": code, "name": f"bank {code}"} for code in BANKS],
        "enterprises": firms,
        "guarantee_companies": [{"credit_code": f"{mark}G1", "name": "company", "net_assets": 5_000_000}],
        "loans": loans,
        "guarantees": sorted(guarantees, key=lambda row: (row["loan_no"], row["guarantor"])),
    }


def random_edits(rng: np.random.Generator, city: City, mark: str = "") -> Rows:
    """Up to five edits that can be made one after the other."""
    edits: Rows = []
    for _ in range(int(rng.integers(1, 6))):
        after = edited(city, edits)
        firms = [row["credit_code"] for row in after["enterprises"]]
        kind = str(rng.choice(list(EDITS)))
        if kind == "add_capacity":
            edits.append({"do": kind, "party": str(rng.choice(firms)), "amount": float(rng.integers(1, 2_000_000)) / 100})
        elif kind == "merge" and len(firms) > 2:
            gone, stays = rng.choice(firms, 2, replace=False)
            edits.append({"do": kind, "absorbed": str(gone), "into": str(stays)})
        elif kind == "repay" and after["loans"]:
            loan = after["loans"][int(rng.integers(len(after["loans"])))]
            part = {} if rng.random() < 0.4 else {"amount": float(rng.integers(1, loan["balance"] + 1)) / 100}
            edits.append({"do": kind, "loan": loan["loan_no"], **part})
        elif kind not in ("merge", "repay") and after["guarantees"]:
            edits.append(_of_guarantee(rng, kind, after, mark))
    return edits


def _of_guarantee(rng: np.random.Generator, kind: str, city: City, mark: str) -> dict[str, Any]:
    """An edit of a guarantee, drawn from those of a city; a cut where nobody else could take it over."""
    row = city["guarantees"][int(rng.integers(len(city["guarantees"])))]
    named = {"guarantee": row["guarantee_no"], "guarantor": row["guarantor"], "loan": row["loan_no"]}
    bound = {one["borrower"] for one in city["loans"] if one["loan_no"] == row["loan_no"]} | {row["guarantor"]}
    free = [one["credit_code"] for one in city["enterprises"] if one["credit_code"] not in bound]
    if kind == "replace_by_collateral":
        return {"do": kind, **named, "amount": float(rng.integers(1, 2_000_000)) / 100}
    if kind == "replace_by_guarantor" and free:
        return {"do": kind, **named, "successor": str(rng.choice(free))}
    if kind == "replace_by_company" and any(one["credit_code"] == f"{mark}G2" for one in city["guarantee_companies"]):
        return {"do": kind, **named, "company": str(rng.choice(sorted({f"{mark}G1", f"{mark}G2"} - bound)))}
    if kind == "replace_by_company":
        return {"do": kind, **named, "company": f"{mark}G2", "new": {"name": "new", "net_assets": 20_000.0, "county": COUNTIES[0]}}
    return {"do": "cut_guarantee", **{k: v for k, v in named.items() if k != "loan" or rng.random() < 0.5}}


def joined(cities: list[City]) -> City:
    """Cities whose codes differ, side by side as one."""
    both = ("counties", "banks")
    return {name: cities[0][name] if name in both else [row for city in cities for row in city[name]] for name in cities[0]}


def edited(city: City, edits: Rows) -> City:
    """The rows as they would be entered after the edits."""
    made = deepcopy(city)
    for edit in edits:
        EDITS[edit["do"]](made, edit)
    return made


def _fen(amount: float) -> int:
    return round(amount * 100)


def _named(edit: dict[str, Any], row: dict[str, Any]) -> bool:
    return (
        row["guarantee_no"] == edit["guarantee"]
        and edit.get("guarantor") in (None, row["guarantor"])
        and edit.get("loan") in (None, row["loan_no"])
    )


def _add_capacity(city: City, edit: dict[str, Any]) -> None:
    for row in city["enterprises"]:
        if row["credit_code"] == edit["party"]:
            row["liquid_assets"] = (row["liquid_assets"] or 0) + _fen(edit["amount"])


def _repay(city: City, edit: dict[str, Any]) -> None:
    for row in city["loans"]:
        if row["loan_no"] == edit["loan"]:
            row["balance"] -= _fen(edit["amount"]) if "amount" in edit else row["balance"]
    city["loans"] = [row for row in city["loans"] if row["balance"] > 0]
    left = {row["loan_no"] for row in city["loans"]}
    city["guarantees"] = [row for row in city["guarantees"] if row["loan_no"] in left]


def _cut(city: City, edit: dict[str, Any]) -> None:
    city["guarantees"] = [row for row in city["guarantees"] if not _named(edit, row)]


def _by_collateral(city: City, edit: dict[str, Any]) -> None:
    _cut(city, edit)
    for row in city["loans"]:
        if row["loan_no"] == edit["loan"]:
            row["collateral_value"] = (row["collateral_value"] or 0) + _fen(edit["amount"])


def _by_company(city: City, edit: dict[str, Any]) -> None:
    if "new" in edit:
        new = edit["new"]
        city["guarantee_companies"].append({
            "credit_code": edit["company"], "name": new["name"], "net_assets": _fen(new["net_assets"]), "county_code": new["county"],
        })  # fmt: skip
    for row in city["guarantees"]:
        if _named(edit, row):
            row["guarantor"] = edit["company"]


def _by_guarantor(city: City, edit: dict[str, Any]) -> None:
    for row in city["guarantees"]:
        if _named(edit, row):
            row["guarantor"] = edit["successor"]


def _merge(city: City, edit: dict[str, Any]) -> None:
    gone, stays = (next(row for row in city["enterprises"] if row["credit_code"] == edit[role]) for role in ("absorbed", "into"))
    if gone["liquid_assets"] is not None:
        stays["liquid_assets"] = (stays["liquid_assets"] or 0) + gone["liquid_assets"]
    stays["employees"] += gone["employees"]
    stays["default_probability"] = max(stays["default_probability"], gone["default_probability"])
    city["enterprises"].remove(gone)
    for row in city["loans"]:
        row["borrower"] = edit["into"] if row["borrower"] == edit["absorbed"] else row["borrower"]
    owes = {row["loan_no"]: row["borrower"] for row in city["loans"]}
    for row in city["guarantees"]:
        row["guarantor"] = edit["into"] if row["guarantor"] == edit["absorbed"] else row["guarantor"]
    city["guarantees"] = [row for row in city["guarantees"] if row["guarantor"] != owes[row["loan_no"]]]


EDITS = {
    "add_capacity": _add_capacity, "repay": _repay, "cut_guarantee": _cut, "replace_by_collateral": _by_collateral,
    "replace_by_company": _by_company, "replace_by_guarantor": _by_guarantor, "merge": _merge,
}  # fmt: skip
