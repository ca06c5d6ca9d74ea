"""Loans and a bond in every stage of 321, month ends included, and what has been recorded for them."""

from __future__ import annotations

from typing import Final

from ingest.synthetic.planted.plot import AS_OF, WAN, Plot

_STAGES: Final = (  # due, stage on 2026-06-30, ledger, plan, funds, five-class class, days overdue
    ("2027-01-15", "before", "2026-10-15", "2026-11-15", "2026-12-15", "normal", 0),
    ("2026-10-01", "before", "2026-07-01", "2026-08-01", "2026-09-01", "normal", 0),
    ("2026-09-30", "ledger", "2026-06-30", "2026-07-30", "2026-08-30", "normal", 0),  # the stage begins today
    ("2026-09-15", "ledger", "2026-06-15", "2026-07-15", "2026-08-15", "normal", 0),
    ("2026-08-31", "plan", "2026-05-31", "2026-06-30", "2026-07-31", "normal", 0),  # clamped: June has 30 days
    ("2026-08-15", "plan", "2026-05-15", "2026-06-15", "2026-07-15", "normal", 0),  # a Saturday
    ("2026-07-31", "funds", "2026-04-30", "2026-05-31", "2026-06-30", "normal", 0),  # clamped: April and June have 30 days
    ("2026-07-10", "funds", "2026-04-10", "2026-05-10", "2026-06-10", "normal", 0),
    ("2026-06-15", "overdue", "2026-03-15", "2026-04-15", "2026-05-15", "special_mention", 15),
    ("2026-05-16", "overdue", "2026-02-16", "2026-03-16", "2026-04-16", "special_mention", 45),
    ("2026-03-02", "overdue", "2025-12-02", "2026-01-02", "2026-02-02", "substandard", 120),
    ("2025-09-03", "overdue", "2025-06-03", "2025-07-03", "2025-08-03", "doubtful", 300),
    ("2025-05-26", "overdue", "2025-02-26", "2025-03-26", "2025-04-26", "loss", 400),
)
_STEPS: Final = (30, 90, 270, 360)


def plant(plot: Plot) -> None:
    """One borrower per stage."""
    for number, (due, stage, ledger, plan, funds, five_class, late) in enumerate(_STAGES):
        firm = plot.firm(number % 9, capacity=500 * WAN, trade=5)
        loan = plot.loan(firm, plot.bank(number % 8), 200 * WAN, start=f"{int(due[:4]) - 1}{due[4:]}", due=due, five_class=five_class)
        numbers = {"loan": loan, "due": due}
        if stage == "plan":
            plot.add(
                "capital_plans",
                loan_no=loan,
                stage="plan",
                source="renewal",
                amount=200 * WAN * 100,
                responsible="某某",
                recorded_on="2026-06-22",
            )
        if due == "2026-07-10":
            plot.add(
                "capital_plans",
                loan_no=loan,
                stage="funded",
                source="own_funds",
                amount=200 * WAN * 100,
                responsible="某某",
                recorded_on=AS_OF,
            )
        plot.answer(
            "maturity_stage", [firm], numbers,
            stage=stage, stage_dates={"ledger": ledger, "plan": plan, "funds": funds}, overdue_days=late,
            step=max((step for step in _STEPS if late >= step), default=0),
        )  # fmt: skip
    firm = plot.firm(0, capacity=9_000 * WAN, trade=8, employees=700, listed_code="938001")
    plot.add("bonds", bond_code="938001001", issuer=firm, balance=5_000 * WAN * 100, matures_on="2026-08-20", defaulted=False)
    plot.answer(
        "bond_stage", [firm], {"bond": "938001001", "due": "2026-08-20"},
        stage="plan", stage_dates={"ledger": "2026-05-20", "plan": "2026-06-20", "funds": "2026-07-20"}, overdue_days=0,
    )  # fmt: skip
