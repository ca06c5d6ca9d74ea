"""What a visitor has to act on now, out of what the API offers him: every item says why, by when, and where it is done.

A county and a bank have what falls due without a plan, a county the rows that call for an application and the classes under way, a bank
its borrowers below a class floor, the city what has come to its level, an administrator loads that failed and classes to confirm. Who uses
an open server has all of it: nobody else is there to do it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from analysis.classification import same_person
from analysis.rules import RULES
from api.earlier import levels_at_hand
from api.jobs.loading import KIND as LOAD
from api.register import CONFIRMATION, OVERRIDE
from api.security.circles import queue_of
from api.security.classification import classes
from api.security.entries import entered
from api.security.findings import FindingFilter, chosen, eye
from api.security.maturities import DueFilter, asked_for
from graph.values import amount

if TYPE_CHECKING:
    from api.security import View, Visitor
    from api.services import Services
    from api.snapshots import Snapshot

Kind = Literal[
    "overdue", "plan_missing", "funds_missing", "application", "objection_ending", "confirmation", "class_floor", "newly_city", "city_row",
    "applied", "failed_load",
]  # fmt: skip
Row = dict[str, Any]
_STAGES: Final[dict[str, tuple[Kind, str]]] = {  # by the stage a loan is in: what is missing, and by when it has to be there
    "plan": ("plan_missing", "funds"), "funds": ("funds_missing", "due"), "overdue": ("overdue", "due"),
}  # fmt: skip
_MISSING: Final[dict[str, tuple[str, str]]] = {
    "plan_missing": ("尚无还款计划", "without a repayment plan"),
    "funds_missing": ("尚无到位资金", "without funds in place"),
    "overdue": ("已逾期且无还款计划", "overdue without a repayment plan"),
}
_FAILED: Final = ("failed", "interrupted")
_LOADS_KEPT: Final = timedelta(days=14)  # a load that failed longer ago is nobody's task any more


@dataclass(frozen=True)
class Item:
    """One of them; `by` is the last day, `where` the page it is done on."""

    kind: Kind
    subject: str
    name: str | None
    county: str | None
    zh: str
    en: str
    by: date | None
    amount: float | None
    where: str

    def to_json(self) -> Row:
        """The fields of an answer."""
        return {
            "kind": self.kind, "subject": self.subject, "name": self.name, "county": self.county, "why": {"zh": self.zh, "en": self.en},
            "by": self.by.isoformat() if self.by is not None else None, "amount": self.amount, "where": self.where,
        }  # fmt: skip


@dataclass(frozen=True)
class Todo:
    """Everything a visitor has to act on, what is late first; `version` changes with what people and loads do."""

    rows: list[Row]
    counts: dict[str, int]
    version: str


def todo(served: Services, shot: Snapshot, who: Visitor) -> Todo:
    """What the visitor has to act on; what has no day counts as today's."""
    view, role = shot.view(who), "everybody" if who.open else who.role
    before = levels_at_hand(served.snapshots, shot)
    living = list(_living(served, shot, view, who, role))
    version = sha256(repr((role, before is not None, living)).encode()).hexdigest()

    def made() -> Todo:
        told = [one.to_json() for one in (*_fixed(shot, view, before, role), *living)]
        today = str(shot.id.as_of)
        told.sort(key=lambda row: (row["by"] or today, row["kind"], -(row["amount"] or 0.0), row["subject"]))
        return Todo(told, dict(Counter(row["kind"] for row in told)), version)

    return shot.renewed(("todo", who.scope, role), version, made)


def _fixed(shot: Snapshot, view: View, before: Mapping[str, str] | None, role: str) -> Iterator[Item]:
    """What follows from the snapshot alone."""
    if role in ("county", "bank", "everybody"):
        yield from _due(shot, view)
    if role in ("bank", "everybody"):
        yield from _floors(shot, view)
    if role in ("county", "city", "everybody"):
        yield from _queued(shot, view, before, ours=role == "county")


def _living(served: Services, shot: Snapshot, view: View, who: Visitor, role: str) -> Iterator[Item]:
    """What people and loads change."""
    if role in ("county", "everybody"):
        yield from _windows(shot, view)
    if role in ("county", "admin", "everybody"):
        yield from _unconfirmed(served, shot, view, who)
    if role in ("admin", "everybody"):
        yield from _loads(served)


def _due(shot: Snapshot, view: View) -> Iterator[Item]:
    """Loans in a stage that asks for a plan or for funds and has neither, borrower by borrower."""
    rows = shot.ledger.rows
    bare = (rows["funded"] == 0) & ((rows["planned"] == 0) | (rows["stage"] == "funds")) & (rows["kind"] == "loan")
    wanted = asked_for(shot, view, DueFilter(tuple(_STAGES), None, None, None)) & bare.to_numpy(dtype=bool)
    firms = rows.loc[wanted].groupby(["stage", "borrower"], sort=False, observed=True)
    sums = firms.agg(
        name=("name", "first"), county=("county", "first"), loans=("balance", "size"), balance=("balance", "sum"),
        due=("due", "min"), funds=("funds", "min"),
    )  # fmt: skip
    for firm in sums.reset_index().to_dict("records"):
        kind, until = _STAGES[str(firm["stage"])]
        loans, sum_, earliest = firm["loans"], round(firm["balance"], 2), f"{firm['due']:%Y-%m-%d}"
        zh, en = _MISSING[kind]
        many = "1 loan" if loans == 1 else f"{loans} loans"
        yield Item(
            kind, str(firm["borrower"]), _text(firm["name"]), _text(firm["county"]),
            f"{loans}笔贷款共{amount(sum_, 'zh')}{zh}，最早到期{earliest}",
            f"{many} of {amount(sum_, 'en')} {en}; the first is due {earliest}",
            firm[until].date(), sum_, f"/maturities?borrower={firm['borrower']}&stage={firm['stage']}",
        )  # fmt: skip


def _floors(shot: Snapshot, view: View) -> Iterator[Item]:
    """Borrowers whose loans are classed above what the rules on other debts ask for."""
    by_firm: dict[str, list[Row]] = {}
    for row in eye(shot, view).sees(shot.shelf.tell(chosen(shot, view, FindingFilter("class_floor", "info", None, None, None)))):
        if row["subject"] is not None:
            by_firm.setdefault(row["subject"], []).append(row)
    for code, rows in by_firm.items():
        rules = [RULES[name] for name in dict.fromkeys(row["rule"] for row in rows)]
        yield Item(
            "class_floor", code, rows[0]["name"], rows[0]["county"],
            f"提示：{'；'.join(rule.zh for rule in rules)}（{rules[0].maturity.zh}），请复核五级分类",
            f"prompts: {'; '.join(rule.en for rule in rules)} ({rules[0].maturity.value}); review the loan class",
            None, None, f"/enterprises/{code}",
        )  # fmt: skip


def _queued(shot: Snapshot, view: View, before: Mapping[str, str] | None, *, ours: bool) -> Iterator[Item]:
    """Rows of the queue at the city's level: those to apply for; for the city those applied for, new at its level, and the others."""
    for row in queue_of(shot, view):
        applied = row["application"] == "filed"
        if ours and (row["level"] != "city" or row["application"] != "none" or row["home_county"] != view.visitor.jurisdiction):
            continue
        if not ours and not applied and (row["level"] != "city" or row["application"] != "none"):
            continue
        new = row["level"] == "city" and before is not None and before.get(row["circle"]) != "city"
        kind: Kind = "application" if ours else "applied" if applied else "newly_city" if new else "city_row"
        reasons = row["reasons"]
        where = f"/circles/{row['circle']}" if row["kind"] == "circle" else f"/enterprises/{row['members'][0]}"
        yield Item(
            kind, row["circle"], row["name"], row["home_county"], "；".join(one["zh"] for one in reasons),
            "; ".join(one["en"] for one in reasons), None, row["expected_spillover"], where,
        )  # fmt: skip


def _windows(shot: Snapshot, view: View) -> Iterator[Item]:
    """Classes that may still be objected to, and objections to be answered."""
    for row in classes(shot.classification, view, None, (), (), on_ledger=True, items=False)[:]:
        if row["status"] not in ("open", "objected") or row["objection_until"] is None:
            continue
        many = len(row["objections"])
        told = f"{many} to be answered" if many else "none so far"
        yield Item(
            "objection_ending", row["enterprise"], row["name"], row["county"],
            f"“{row['class']}”类公示至{row['objection_until']}，" + (f"已有{many}件异议待复核" if many else "尚无异议"),
            f"{row['class']} is open to objections until {row['objection_until']}; {told}",
            date.fromisoformat(row["objection_until"]), None, f"/classification?enterprise={row['enterprise']}",
        )  # fmt: skip


def _unconfirmed(served: Services, shot: Snapshot, view: View, who: Visitor) -> Iterator[Item]:
    """Classes set by hand that wait for a second person, which is not who set them."""
    said = entered(served.side.submissions.of(OVERRIDE, CONFIRMATION), view)
    confirmed = {one["answers"] for one in said}
    last = {one["subject"]: one for one in said if one["kind"] == OVERRIDE}
    found = shot.classification.firms
    for code, one in last.items():
        mine = one["author"] is not None and same_person(one["author"], who.who)
        if one["number"] in confirmed or mine or code not in found.index or not found.loc[code, "on_ledger"]:
            continue
        yield Item(
            "confirmation", code, _text(found.loc[code, "name"]), _text(found.loc[code, "county"]),
            f"拟人工调整为“{one['body']['class']}”：{one['reason']}", f"to be set to {one['body']['class']}: {one['reason']}",
            None, None, f"/classification?enterprise={code}",
        )  # fmt: skip


def _loads(served: Services) -> Iterator[Item]:
    """Loads of the last days that ended without a run, but for those sent again since."""
    since = (datetime.now(UTC) - _LOADS_KEPT).isoformat()
    done: set[tuple[str, ...]] = set()
    for job in served.side.jobs.listed(LOAD, None):
        files = tuple(job.request["files"])
        if job.status == "done":
            done.add(files)
        if job.status in _FAILED and files not in done and job.submitted_at >= since:
            error = job.error or {"code": job.status, "detail": job.status}
            yield Item(
                "failed_load", job.id, "、".join(files[:3]), None, f"未写入任何数据：{error['detail']} [{error['code']}]",
                f"nothing was loaded: {error['detail']} [{error['code']}]", None, None, f"/ingest?run={job.id}",
            )  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value is None or (isinstance(value, float) and np.isnan(value)) else str(value)
