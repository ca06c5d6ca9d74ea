"""One guarantee of every kind the law knows, and the ways a guarantee is not what it seems."""

from __future__ import annotations

from typing import Any, Final

from ingest.synthetic.planted.plot import WAN, Plot

MILLION: Final = 100 * WAN
_STRONG: Final = 60 * MILLION


def plant(plot: Plot) -> None:
    """All of them."""
    _kinds(plot)
    _signing_dates(plot)
    _maximum_amount(plot)
    _facility(plot)
    _security(plot)
    _lapsed(plot)
    _unknown(plot)
    _renewed(plot)


def _contract(plot: Plot, kind: str, balance: float, promises: list[dict[str, Any]], called: list[float], *, county: int = 2) -> None:
    """A borrower, its guarantors and what each is called for when the borrower fails; the bank loses the rest."""
    borrower = plot.firm(county)
    loan = plot.loan(borrower, plot.bank(6), balance, start="2020-06-15" if "before" in kind else "2026-03-31", due="2027-06-15")
    guarantors = [plot.firm(county, capacity=_STRONG) for _ in promises]
    contracts = [plot.guarantee(guarantor, loan, **promise) for guarantor, promise in zip(guarantors, promises, strict=True)]
    calls = {guarantor: amount for guarantor, amount in zip(guarantors, called, strict=True) if amount}
    lost = {loan: balance - sum(called)} if balance > sum(called) else {}
    plot.answer(
        kind, [borrower, *guarantors], {"loan": loan, "guarantees": contracts},
        simulate=[plot.cascade([borrower], lost=lost, calls={loan: calls})],
    )  # fmt: skip


def _kinds(plot: Plot) -> None:
    whole = 12 * MILLION
    joint = {"liability": "joint"}
    _contract(plot, "joint_capped", whole, [joint | {"cap": 2 * MILLION}, joint, joint], [2 * MILLION, 5 * MILLION, 5 * MILLION])
    general: list[dict[str, Any]] = [joint | {"cap": 6 * MILLION}, {"liability": "general"}]
    _contract(plot, "general_after_joint", 10 * MILLION, general, [6 * MILLION, 4 * MILLION])
    _contract(plot, "general_alone", 7 * MILLION, [{"liability": "general", "cap": 5 * MILLION}], [5 * MILLION])
    several = [{"liability": "several", "share": 0.6}, {"liability": "several", "share": 0.4}]
    _contract(plot, "several_stated", 10 * MILLION, several, [6 * MILLION, 4 * MILLION])
    _contract(plot, "several_equal", 10 * MILLION, [{"liability": "several"}] * 2, [5 * MILLION, 5 * MILLION])


def _signing_dates(plot: Plot) -> None:
    """未约定: joint when signed up to 2020-12-31, general from 2021-01-01 on."""
    joint, before = {"liability": "joint", "signed": "2020-12-31"}, {"liability": "unclear", "signed": "2020-12-31"}
    _contract(plot, "unclear_before_2021", 10 * MILLION, [before, joint], [5 * MILLION, 5 * MILLION])
    after = {"liability": "unclear", "signed": "2021-01-01"}
    _contract(plot, "unclear_after_2021", 10 * MILLION, [after, {"liability": "joint"}], [0, 10 * MILLION])


def _maximum_amount(plot: Plot) -> None:
    """最高额: one contract over three loans at one bank shares its 5 m in proportion to 6, 3 and 1 m."""
    borrower, guarantor = plot.firm(7), plot.firm(7, capacity=_STRONG)
    loans = [plot.loan(borrower, plot.bank(1), amount * MILLION) for amount in (6, 3, 1)]
    contract = plot.contract()
    for loan in loans:
        plot.guarantee(guarantor, loan, cap=5 * MILLION, contract=contract)
    called = {loan: amount * MILLION for loan, amount in zip(loans, (3, 1.5, 0.5), strict=True)}
    plot.answer(
        "maximum_amount_guarantee", (borrower, guarantor), {"loans": loans, "guarantee": contract},
        simulate=[plot.cascade([borrower], lost=called, calls={loan: {guarantor: amount} for loan, amount in called.items()})],
    )  # fmt: skip


def _facility(plot: Plot) -> None:
    """A guarantee of a credit line covers whatever is drawn: 4 m and 4 m share a cap of 6 m."""
    borrower, guarantor = plot.firm(7), plot.firm(7, capacity=_STRONG)
    line = plot.facility(borrower, plot.bank(2), 10 * MILLION, 8 * MILLION)
    loans = [plot.loan(borrower, plot.bank(2), 4 * MILLION, facility_no=line) for _ in range(2)]
    contract = plot.guarantee(guarantor, facility=line, cap=6 * MILLION)
    plot.answer(
        "facility_guarantee", (borrower, guarantor), {"loans": loans, "facility": line, "guarantee": contract},
        simulate=[
            plot.cascade([borrower], lost=dict.fromkeys(loans, MILLION), calls={loan: {guarantor: 3 * MILLION} for loan in loans}),
        ],
    )  # fmt: skip


def _security(plot: Plot) -> None:
    """Collateral of 10 m counts 7 m, a margin deposit counts in full: of 14 m less 4 m margin, 3 m are called."""
    borrower, guarantor = plot.firm(8), plot.firm(8, capacity=_STRONG)
    loan = plot.loan(
        borrower,
        plot.bank(3),
        14 * MILLION,
        product="bank_acceptance",
        margin_deposit=4 * MILLION * 100,
        collateral_value=10 * MILLION * 100,
    )
    plot.guarantee(guarantor, loan)
    plot.answer(
        "collateral_and_margin", (borrower, guarantor), {"loan": loan},
        exposure=10 * MILLION, shortfall=3 * MILLION,
        simulate=[plot.cascade([borrower], calls={loan: {guarantor: 3 * MILLION}})],
    )  # fmt: skip


def _lapsed(plot: Plot) -> None:
    """Past its period a guarantee is shown and not called; one of a repaid loan has nothing left to guarantee.

    Where the contract states no period the law gives six months (692): of a loan due in October 2025 they ended in April 2026.
    """
    borrower, guarantor = plot.firm(8), plot.firm(8, capacity=_STRONG)
    loan = plot.loan(borrower, plot.bank(4), 3 * MILLION)
    contract = plot.guarantee(guarantor, loan, ends="2026-03-31", signed="2024-03-31")
    plot.answer(
        "lapsed_guarantee", (borrower, guarantor), {"loan": loan, "guarantee": contract},
        lapsed=1, simulate=[plot.cascade([borrower], lost={loan: 3 * MILLION})],
    )  # fmt: skip
    borrower, guarantor = plot.firm(8), plot.firm(8, capacity=_STRONG)
    loan = plot.loan(borrower, plot.bank(4), 0, due="2026-05-31", overdue_days=0, overdue_principal=0, principal=2 * MILLION * 100)
    contract = plot.guarantee(guarantor, loan)
    plot.answer("repaid_loan", (borrower, guarantor), {"loan": loan, "guarantee": contract}, void=1, simulate=[plot.cascade([borrower])])
    borrower, guarantor = plot.firm(8), plot.firm(8, capacity=_STRONG)
    loan = plot.loan(borrower, plot.bank(4), MILLION, start="2024-10-31", due="2025-10-31", five_class="substandard")
    contract = plot.guarantee(guarantor, loan, ends=None, signed="2024-10-31")
    plot.answer(
        "period_not_stated", (borrower, guarantor), {"loan": loan, "guarantee": contract}, statutory_end="2026-04-30", period_unclear=1
    )


def _unknown(plot: Plot) -> None:
    """A guarantor without figures, and one of another city that no table holds: what they could pay nobody knows."""
    for kind, home in (("unknown_capacity", 1), ("external_guarantor", 2)):
        borrower = plot.firm(home)
        loan = plot.loan(borrower, plot.bank(5), 3 * MILLION)
        guarantor = plot.stranger() if kind == "external_guarantor" else plot.firm(home)
        contract = plot.guarantee(guarantor, loan)
        plot.answer(
            kind, (borrower, guarantor), {"loan": loan, "guarantee": contract},
            simulate=[plot.cascade([borrower], [guarantor], rounds=1, lost={loan: 3 * MILLION})],
            simulate_unlimited=[plot.cascade([borrower], calls={loan: {guarantor: 3 * MILLION}})],
        )  # fmt: skip


def _renewed(plot: Plot) -> None:
    """借新还旧 in March 2026 on a guarantee signed a year earlier: the old guarantor is released unless it knew (解释 16)."""
    borrower, guarantor = plot.firm(3), plot.firm(3, capacity=_STRONG)
    loan = plot.loan(borrower, plot.bank(7), 4 * MILLION, start="2026-03-10", renewal="refinanced")
    contract = plot.guarantee(guarantor, loan, signed="2025-03-12")
    plot.answer("unrecorded_after_renewal", (borrower, guarantor), {"loan": loan, "guarantee": contract})
