"""Who meets the rules in plain tables (fen, as a city's feed has them): written from the policy alone, row by row, for comparison."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pandas as pd

from tests.reference.control import controlled_by

Tables = dict[str, pd.DataFrame]


def live_loans(tables: Tables, day: date) -> list[dict[str, Any]]:
    """Loans with a balance drawn by the day; `net` is the balance less the margin, `bank` whether a bank lent it; yuan."""
    found = []
    for row in tables["loans"].to_dict("records"):
        if row["balance"] > 0 and row["starts_on"].date() <= day:
            margin = 0 if pd.isna(row["margin_deposit"]) else row["margin_deposit"]
            told = {"gross": row["balance"] / 100, "net": max(0, row["balance"] - margin) / 100, "due": row["matures_on"].date()}
            past = max(0, (day - told["due"]).days)
            told["overdue"] = past if pd.isna(row["overdue_days"]) else int(row["overdue_days"])
            told["bank"] = pd.isna(row["creditor_kind"]) or row["creditor_kind"] == "bank"
            found.append(row | told)
    return found


def answered(tables: Tables, day: date) -> dict[tuple[str, str], float]:
    """Yuan each guarantor answers for, by guarantor and borrower: caps over several loans of one bank once, at most what is owed."""
    of_facility = defaultdict(list)
    by_number = {}
    for loan in live_loans(tables, day):
        by_number[loan["loan_no"]] = loan
        of_facility[loan["facility_no"]].append(loan)
    promises: dict[tuple[Any, ...], dict[str, float]] = defaultdict(dict)
    for row in tables["guarantees"].to_dict("records"):
        if pd.notna(row["period_ends_on"]) and row["period_ends_on"].date() < day:
            continue
        single = by_number.get(row["loan_no"])
        for loan in ([single] if single else []) if pd.notna(row["loan_no"]) else of_facility.get(row["facility_no"], []):
            share = row["share"] if row["liability"] == "several" and pd.notna(row["share"]) else 1.0
            cap = float("inf") if pd.isna(row["cap"]) else row["cap"] / 100
            pool = (row["guarantor"], loan["borrower"], loan["bank_code"], row["guarantee_no"], cap)
            promises[pool][loan["loan_no"]] = share * loan["net"]
    of_loan: dict[tuple[str, str], float] = defaultdict(float)
    for (guarantor, _, _, _, cap), loans in promises.items():
        whole = sum(loans.values())
        for number, amount in loans.items():
            of_loan[guarantor, number] += amount if whole <= cap else amount * cap / whole
    found: dict[tuple[str, str], float] = defaultdict(float)
    for (guarantor, number), amount in of_loan.items():
        found[guarantor, by_number[number]["borrower"]] += min(amount, by_number[number]["net"])
    return found


def groups(tables: Tables, day: date) -> dict[str, set[str]]:
    """The members of every group by its ultimate controller: a stated actual controller counts whatever it holds, shares add up."""
    shares: dict[tuple[str, str], float] = {}
    stated = {}
    for row in tables["controls"].to_dict("records"):
        starts, ends = row["valid_from"], row["valid_to"]
        if (pd.notna(starts) and starts.date() > day) or (pd.notna(ends) and ends.date() < day):
            continue
        shares[row["controller"], row["enterprise"]] = 0.0 if pd.isna(row["share"]) else row["share"]
        if row["kind"] == "actual_controller":
            stated[row["enterprise"]] = row["controller"]
    for firm, controller in stated.items():
        shares = {pair: share for pair, share in shares.items() if pair[1] != firm} | {(controller, firm): 1.0}
    below = {controller: controlled_by(shares, controller) for controller in {controller for controller, _ in shares}}
    under = set().union(*below.values())
    return {controller: {controller, *firms} for controller, firms in below.items() if firms and controller not in under}


def need(firm: dict[str, Any]) -> float | None:
    """What all banks together may lend for working capital, yuan; None where it cannot be computed (令2024年第2号)."""
    names = ("revenue", "cost_of_sales", "sales_profit_rate", "growth_rate", "avg_inventory", "avg_receivables", "avg_payables",
             "avg_prepayments", "avg_advances", "own_funds", "other_funds")  # fmt: skip
    if any(pd.isna(firm[name]) for name in names) or firm["revenue"] <= 0 or firm["cost_of_sales"] <= 0:
        return None
    days = 360 * (firm["avg_receivables"] - firm["avg_advances"]) / firm["revenue"]
    days += 360 * (firm["avg_inventory"] - firm["avg_payables"] + firm["avg_prepayments"]) / firm["cost_of_sales"]
    if days <= 0:
        return None
    wanted = firm["revenue"] * (1 - firm["sales_profit_rate"]) * (1 + firm["growth_rate"]) / (360 / days)
    return float(wanted - firm["own_funds"] - firm["other_funds"]) / 100


def warned(tables: Tables, day: date) -> dict[str, set[str]]:
    """The subjects of the rules that warn, by rule, as far as one feed without a past can tell."""
    loans = live_loans(tables, day)
    of_borrower: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for loan in loans:
        of_borrower[loan["borrower"]].append(loan)
    given: dict[str, dict[str, float]] = defaultdict(dict)
    for (guarantor, borrower), amount in answered(tables, day).items():
        given[guarantor][borrower] = amount
    found: dict[str, set[str]] = defaultdict(set)
    for firm in tables["enterprises"].to_dict("records"):
        _enterprise(firm, of_borrower.get(firm["credit_code"], []), given.get(firm["credit_code"], {}), found)
    capital = tables["banks"].set_index("bank_code")["net_capital"].dropna() / 100
    for code, owed in of_borrower.items():
        _borrower(code, owed, capital.to_dict(), found)
    for company in tables["guarantee_companies"].to_dict("records"):
        if _above(max(given.get(company["credit_code"], {"": 0.0}).values()), 0.1 * company["net_assets"] / 100):
            found["guarantee_company.client"].add(company["credit_code"])
    for row in tables["joint_limits"].to_dict("records"):
        used = sum(loan["net"] for loan in of_borrower.get(row["borrower"], [])) + sum(given.get(row["borrower"], {}).values())
        if used >= 0.9 * row["limit"] / 100 - 0.005:
            found["lending.joint_limit_warning"].add(row["borrower"])
    for controller, members in groups(tables, day).items():
        _group(controller, [of_borrower[code] for code in members if code in of_borrower], found)
    debts = [(loan["loan_no"], loan["due"]) for loan in loans if loan["bank"]]
    debts += [(row["bond_code"], row["matures_on"].date()) for row in tables["bonds"].to_dict("records") if row["balance"] > 0]
    planned = {row["loan_no"] for row in tables["capital_plans"].to_dict("records") if row["recorded_on"].date() <= day}
    found["maturities.overdue"] = {number for number, due in debts if due < day}
    found["maturities.plan_missing"] = {number for number, due in debts if _two_months_before(due) <= day <= due and number not in planned}
    return found


def _two_months_before(due: date) -> date:
    earlier: date = (pd.Timestamp(due) - pd.DateOffset(months=2)).date()
    return earlier


def _above(amount: float, line: float) -> bool:
    """Strictly, to half a fen."""
    return amount > line + 0.005


def _enterprise(firm: dict[str, Any], owed: list[dict[str, Any]], clients: dict[str, float], found: dict[str, set[str]]) -> None:
    code, net, line = firm["credit_code"], firm["net_assets"], need(firm)
    working = sum(loan["gross"] for loan in owed if loan["bank"] and loan["product"] == "working_capital")
    if line is not None and line > 0 and _above(working, line):
        found["lending.over_lent"].add(code)
    if len(clients) > 5:
        found["guarantee.clients"].add(code)
    whole = sum(clients.values())
    if clients and pd.notna(net) and net <= 0:
        found["guarantee.no_net_assets"].add(code)
    elif clients and pd.notna(net) and _above(whole, 0.5 * net / 100):
        found["guarantee.ratio_limit" if _above(whole, net / 100) else "guarantee.ratio_warning"].add(code)


def _borrower(code: str, owed: list[dict[str, Any]], capital: dict[str, float], found: dict[str, set[str]]) -> None:
    if name := _floor(owed):
        found[name].add(code)
    _many_lenders(code, owed, "", found)
    for bank in {loan["bank_code"] for loan in owed} & set(capital):
        if _above(sum(loan["net"] for loan in owed if loan["bank_code"] == bank), 0.1 * capital[bank]):
            found["concentration.borrower"].add(code)


def _group(controller: str, owed: list[list[dict[str, Any]]], found: dict[str, set[str]]) -> None:
    if len(owed) > 1:
        _many_lenders(controller, [loan for loans in owed for loan in loans], "group_", found)


def _many_lenders(subject: str, owed: list[dict[str, Any]], prefix: str, found: dict[str, set[str]]) -> None:
    if len({loan["bank_code"] for loan in owed}) >= 5 and sum(loan["net"] for loan in owed) >= 50e6 - 0.005:
        found[f"lending.{prefix}multi_lender_local"].add(subject)


def _floor(owed: list[dict[str, Any]]) -> str | None:
    """The highest floor that some bank has not followed: what holds everywhere, and what a loan's own days ask of it."""
    classes = ("normal", "special_mention", "substandard", "doubtful", "loss")
    given = [0 if pd.isna(loan["five_class"]) else classes.index(loan["five_class"]) for loan in owed]
    late = sum(loan["gross"] for loan in owed if loan["overdue"] > 90)
    everywhere = 1 if max(given) >= 2 else 0
    if _above(late, 0.2 * sum(loan["gross"] for loan in owed)):
        everywhere = 2
    own = [4 if loan["overdue"] > 360 else 3 if loan["overdue"] > 270 else 0 for loan in owed]
    if not any(rank < max(everywhere, days) for rank, days in zip(given, own, strict=True)):
        return None
    names = (None, "class_floor.non_performing", "class_floor.overdue", "class_floor.doubtful", "class_floor.loss")
    return names[max(everywhere, *own)]
