"""What a visitor sees of the result of a simulation.

city, analyst, admin: all of it. A county: its own parties in full, its stubs by name and by the calls on them it sees, the losses of its
own loans one by one, and totals by county. A bank: who falls, the calls and losses of its own loans, its own loss, and the other banks'
only together (`others`), all of it computed with others' loans rounded but for a plain cascade (`api.security.rounded`). What else there
is is counted under `elsewhere`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from api.security.banks_together import others
from api.security.likelihoods import montecarlo

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.security.roles import Visitor
    from api.security.views import View

Row = dict[str, Any]
_SAFE: Final = frozenset(("memory", "worker-ended", "internal", "store"))  # errors whose words name nobody


def result_for(told: Row, view: View) -> Row:
    """The result of any model as a visitor sees it."""
    if view.whole:
        return told
    seen = {"cascade": _cascade, "clearing": _clearing, "distress": _distress, "montecarlo": montecarlo}[told["scenario"]["model"]]
    return told | {name: _named(told[name], view) for name in ("seeds", "rescue")} | seen(told, view)


def error_for(error: dict[str, Any] | None, visitor: Visitor) -> dict[str, Any] | None:
    """Why a job failed; in words that may hold codes only to who may know all."""
    if error is None or visitor.whole or error["code"] in _SAFE:
        return error
    return error | {"detail": "the scenario could not be computed"}


def falls_for(rows: list[Row], seeds: Iterable[str], view: View) -> list[Row]:
    """Falls of a cascade as a visitor sees them, without those he may not know of."""
    if view.whole:
        return rows
    begun = frozenset(seeds)
    return [_fall(row, begun, view) for row in rows if row["party"] in view.named_codes]


def _cascade(told: Row, view: View) -> Row:
    falls = falls_for(told["defaulted"], told["seeds"], view)
    calls = _calls_paid(told["calls_paid"], view)
    worst, missing = told["worst_case"], told["missing_statements"]
    circles = [_circle(one, view) for one in told["self_fulfilling"] if not view.named_codes.isdisjoint(one["members"])]
    rows = [_missing(row, view) for row in missing["rows"] if row["party"] in view.own_codes]
    losses = _losses(told, view)
    told_of_banks = {"others": others(told["loss_by_bank"], view.visitor.jurisdiction)} if view.bank is not None else {}
    return {
        "defaulted": falls,
        "bank_loss": _total(told["bank_loss"], view),
        **losses,
        "banks": _banks(told["banks"], losses["loss_by_bank"], view),
        "calls_paid": calls,
        "if_unknown_unlimited": _outcome(told["if_unknown_unlimited"], view) if told["if_unknown_unlimited"] else None,
        "bounds": {name: _outcome(end, view) for name, end in told["bounds"].items()},
        "missing_statements": missing | {"rows": rows},
        "self_fulfilling": circles,
        "worst_case": worst | _outcome(worst, view) | _losses(worst, view) | {"falls": falls_for(worst["falls"], told["seeds"], view)},
        "elsewhere": {
            "defaulted": len(told["defaulted"]) - len(falls),
            "calls_paid": len(told["calls_paid"]) - len(calls),
            "losses": len(told["losses"]) - len(losses["losses"]),
            "missing_statements": len(missing["rows"]) - len(rows),
            "self_fulfilling": len(told["self_fulfilling"]) - len(circles),
            "worst_case": len(worst["defaulted"]) - len(_named(worst["defaulted"], view)),
        },
        **told_of_banks,
    }


def _clearing(told: Row, view: View) -> Row:
    calls = _calls_paid(told["calls_paid"], view)
    failed = [_failed(row, calls, view) for row in told["defaulted"] if row["party"] in view.named_codes]
    own = {code: loss for code, loss in told["loss_by_bank"].items() if view.bank is not None and code in view.bank_codes}
    told_of_banks = {"others": others(told["loss_by_bank"], view.visitor.jurisdiction)} if view.bank is not None else {}
    return {
        "defaulted": failed,
        "bank_loss": _total(told["bank_loss"], view),
        "loss_by_bank": own,
        "loss_by_county": {} if view.bank is not None else told["loss_by_county"],
        "calls_paid": calls,
        "elsewhere": {"defaulted": len(told["defaulted"]) - len(failed), "calls_paid": len(told["calls_paid"]) - len(calls)},
        **told_of_banks,
    }


def _distress(told: Row, view: View) -> Row:
    """Own parties in the order of their distress, then by code whoever else may be named: how weak they are is not told."""
    own = [_weakened(row, view) for row in told["distress"] if row["party"] in view.own_codes]
    near = [row for row in told["distress"] if row["party"] in view.named_codes and row["party"] not in view.own_codes]
    figures = dict.fromkeys(("initial", "distress", "value", "capacity_used", "capacity_known"))
    rows = own + [row | figures for row in sorted(near, key=lambda row: str(row["party"]))]
    return {"group": _total(told["group"], view), "distress": rows, "elsewhere": {"distress": len(told["distress"]) - len(rows)}}


def _weakened(row: Row, view: View) -> Row:
    """To a bank one decimal: with the capacity it knows, more would tell what others are owed."""
    return row if view.bank is None else row | {"distress": round(row["distress"], 1), "value": None, "capacity_used": None}


def _fall(row: Row, seeds: frozenset[str], view: View) -> Row:
    """A fall. What a party is called for in all, and can pay, is told of own parties only, and to a bank not even of those."""
    full = view.bank is None and row["party"] in view.own_codes
    calls = [_call(call, view) for call in row["calls"] if full or call["loan"] in view.loan_numbers]
    every_loan = all(call["loan"] in view.loan_numbers for call in row["calls"])
    fallen = row["fallen_guarantors"]
    told = row["party"] in seeds or (full and (every_loan or not fallen) and view.named_codes.issuperset(fallen))
    return row | {
        "calls": calls,
        "calls_elsewhere": len(row["calls"]) - len(calls),
        "called": row["called"] if full else round(sum(call["amount"] for call in calls), 2),
        "capacity": row["capacity"] if full else None,
        "capacity_known": row["capacity_known"] if row["party"] in view.own_codes else None,
        "withdrawn": row["withdrawn"] if full else None,
        "fallen_guarantors": _named(fallen, view) if every_loan else [],
        "explanation": row["explanation"] if told else None,
    }


def _call(call: Row, view: View) -> Row:
    return call if call["loan"] in view.loan_numbers else call | {"loan": None}


def _failed(row: Row, calls: list[Row], view: View) -> Row:
    """A party that cannot pay in full, with what the calls that are seen ask of it and bring."""
    full = view.bank is None and row["party"] in view.own_codes
    if full:
        return row
    own = row["party"] in view.own_codes
    sums = {name: round(sum(call[name] for call in calls if call["guarantor"] == row["party"]), 2) for name in ("called", "paid")}
    return row | sums | {"recovery": round(row["recovery"], 1) if own else None, "capacity_known": row["capacity_known"] if own else None}


def _calls_paid(rows: list[Row], view: View) -> list[Row]:
    """Calls for loans seen, and on a county's own."""
    own = view.own_codes if view.county is not None else frozenset()
    return [_call(row, view) for row in rows if row["loan"] in view.loan_numbers or row["guarantor"] in own]


def _losses(told: Row, view: View) -> Row:
    """Losses of the loans seen; a county has all counties' totals."""
    seen = [row for row in told["losses"] if row["loan"] in view.loan_numbers]
    by_bank = {code: _sum(seen, "bank", code) for code in told["loss_by_bank"] if code in view.bank_codes}
    by_county = {code: _sum(seen, "county", code) for code in told["loss_by_county"]} if view.bank is not None else told["loss_by_county"]
    return {
        "loss_by_bank": {code: loss for code, loss in by_bank.items() if loss},
        "loss_by_county": {code: loss for code, loss in by_county.items() if loss},
        "losses": seen,
    }


def _sum(rows: list[Row], field: str, code: str) -> float:
    return float(round(sum(row["loss"] for row in rows if row[field] == code), 2))


def _banks(rows: list[Row], losses: Row, view: View) -> list[Row]:
    """The bank itself; to a county those its own borrow from, with the losses on these loans and without their capital."""
    seen = [row for row in rows if row["bank"] in losses]
    if view.bank is not None:
        return seen
    return [row | {"loss": losses[row["bank"]], "net_capital": None, "share_of_capital": None} for row in seen]


def _outcome(told: Row, view: View) -> Row:
    return {"defaulted": _named(told["defaulted"], view), "bank_loss": _total(told["bank_loss"], view)}


def _missing(row: Row, view: View) -> Row:
    return row | {"loss": _total(row["loss"], view)}


def _circle(circle: Row, view: View) -> Row:
    """A circle that holds itself down, with the members that may be named and the promises of one's own."""
    members = _named(circle["members"], view)
    commitments = [_commitment(one, view) for one in circle["commitments"] if one["party"] in view.own_codes]
    whole = view.bank is None and view.own_codes.issuperset(circle["members"])
    return circle | {
        "members": members,
        "members_elsewhere": len(circle["members"]) - len(members),
        "banks": [code for code in circle["banks"] if code in view.bank_codes],
        "loss": circle["loss"] if whole else None,
        "called": circle["called"] if whole else None,
        "commitments": commitments,
        "commitments_elsewhere": len(circle["commitments"]) - len(commitments),
    }


def _commitment(one: Row, view: View) -> Row:
    told = one | {"banks": [code for code in one["banks"] if code in view.bank_codes]}
    return told if view.bank is None else told | {"called": None, "capacity": None}


def _named(codes: Iterable[str], view: View) -> list[str]:
    return [code for code in codes if code in view.named_codes]


def _total(amount: float | None, view: View) -> float | None:
    """An amount over all banks: none of a single bank's business."""
    return None if view.bank is not None else amount
