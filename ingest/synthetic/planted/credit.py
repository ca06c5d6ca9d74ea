"""Borrowers with many lenders, too much credit or bad credit, and guarantors beyond their means."""

from __future__ import annotations

from typing import Final

from ingest.synthetic.places import RURAL, VILLAGE
from ingest.synthetic.planted.plot import WAN, Plot

MILLION: Final = 100 * WAN
_FEN: Final = 100


def plant(plot: Plot) -> None:
    """All of them."""
    _controller(plot)
    _over_lent(plot)
    _over_guaranteed(plot)
    _class_floor(plot)
    _joint_limit(plot)
    _guarantee_company(plot)
    _large_exposure(plot)


def _controller(plot: Plot) -> None:
    """One person, eleven firms, fourteen lenders: nine firms held directly, two through shareholdings, a twelfth sold a year ago."""
    person = plot.person(8 * MILLION)
    firms = [plot.firm(place % 9, capacity=20 * MILLION, trade=21) for place in range(11)]
    sold = plot.firm(0, capacity=20 * MILLION, trade=21)
    lenders = [*(plot.bank(number) for number in range(8)), plot.city_bank(), *(plot.bank(number, RURAL) for number in range(5))]
    balance: dict[str, float] = {}
    loans = []
    for place, firm in enumerate(firms):
        for turn in range(2):
            bank = lenders[(2 * place + turn) % len(lenders)]
            amount = (300 + 10 * place + 5 * turn) * WAN
            loans.append(plot.loan(firm, bank, amount))
            balance[bank] = balance.get(bank, 0.0) + amount
    other = plot.loan(sold, plot.bank(0), 2 * MILLION)
    for firm in firms[:9]:
        plot.add("controls", controller=person, enterprise=firm, kind="actual_controller", share=0.67, valid_from="2020-01-01")
    plot.add("controls", controller=firms[0], enterprise=firms[9], kind="shareholder", share=0.8, valid_from="2021-05-01")
    plot.add("controls", controller=firms[9], enterprise=firms[10], kind="shareholder", share=0.6, valid_from="2022-05-01")
    plot.add(
        "controls", controller=person, enterprise=sold, kind="actual_controller", share=0.67, valid_from="2020-01-01", valid_to="2025-06-30"
    )
    plot.answer(
        "controller_with_many_lenders", [person, *firms], {"loans": loans, "no_longer_held": [sold], "loan_no_longer_held": other},
        controller=person, firms=sorted(firms), lenders=len(balance), balance=sum(balance.values()),
        balance_by_bank=dict(sorted(balance.items())),
    )  # fmt: skip


def _over_lent(plot: Plot) -> None:
    """The worked example of the working-capital formula: need 103.4 m, 73.4 m of it for banks, which lent 90 m."""
    firm = plot.firm(
        3, net=200 * MILLION, liquid=30 * MILLION, employees=420, trade=11,
        revenue=500 * MILLION * _FEN, cost_of_sales=400 * MILLION * _FEN, sales_profit_rate=0.06, growth_rate=0.10,
        avg_inventory=60 * MILLION * _FEN, avg_receivables=80 * MILLION * _FEN, avg_payables=50 * MILLION * _FEN,
        avg_prepayments=10 * MILLION * _FEN, avg_advances=5 * MILLION * _FEN, own_funds=25 * MILLION * _FEN,
        other_funds=5 * MILLION * _FEN,
    )  # fmt: skip
    loans = [
        plot.loan(firm, plot.bank(number), amount * MILLION, start=start)
        for number, amount, start in ((0, 40, "2025-08-20"), (1, 30, "2025-11-18"), (2, 20, "2026-02-24"))
    ]
    plot.answer(
        "over_lent_borrower", [firm], {"loans": loans},
        need=103.4 * MILLION, own_funds=25 * MILLION, other_funds=5 * MILLION, existing=90 * MILLION, room=-16.6 * MILLION,
        ratio=90 / 73.4, crossed_by=loans[2], lenders=3,
    )  # fmt: skip


def _over_guaranteed(plot: Plot) -> None:
    """Net assets of 10 m behind guarantees of 16 m: one failure of four is borne (4 m of 4.4 m), two are not."""
    guarantor = plot.firm(4, net=10 * MILLION, liquid=2 * MILLION)
    firms = [plot.firm(4) for _ in range(4)]
    loans = [plot.loan(firm, plot.bank(number), 4 * MILLION) for number, firm in enumerate(firms)]
    for loan in loans:
        plot.guarantee(guarantor, loan, cap=4 * MILLION)
    plot.answer(
        "guarantor_above_net_assets", [guarantor, *firms], {"loans": loans},
        guarantor=guarantor, guaranteed=16 * MILLION, net_assets=10 * MILLION, ratio=1.6, clients=4,
        simulate=[
            plot.cascade(firms[:1], calls={loans[0]: {guarantor: 4 * MILLION}}),
            plot.cascade(firms[:2], [guarantor], rounds=1, lost=dict.fromkeys(loans[:2], 4 * MILLION)),
        ],
    )  # fmt: skip


def _class_floor(plot: Plot) -> None:
    """A 30 m on time, B 50 m 95 days overdue, C 120 m on time: 25 % overdue for more than 90 days, so substandard at A and C too."""
    firm = plot.firm(7, capacity=40 * MILLION, employees=310, trade=21)
    on_time = [plot.loan(firm, plot.bank(0), 30 * MILLION), plot.loan(firm, plot.bank(2), 120 * MILLION)]
    late = plot.loan(firm, plot.bank(1), 50 * MILLION, start="2025-03-27", due="2026-03-27", five_class="substandard")
    plot.answer(
        "class_floor", [firm], {"loans": [on_time[0], late, on_time[1]]},
        **{"class": "substandard", "share_overdue_90": 0.25, "raised_at": sorted((plot.bank(0), plot.bank(2)))},
    )  # fmt: skip


def _joint_limit(plot: Plot) -> None:
    """85 m of loans and 8 m of guarantees for others on a joint limit of 100 m: 93 % used."""
    firm, client = plot.firm(1, capacity=40 * MILLION, employees=260), plot.firm(1)
    loans = [plot.loan(firm, plot.bank(3), 50 * MILLION), plot.loan(firm, plot.bank(4), 35 * MILLION)]
    guaranteed = plot.loan(client, plot.bank(3), 8 * MILLION)
    plot.guarantee(firm, guaranteed)
    plot.add("joint_limits", borrower=firm, limit=100 * MILLION * _FEN, valid_from="2026-01-01")
    plot.answer(
        "joint_limit_nearly_used", [firm], {"loans": loans, "guaranteed": guaranteed},
        limit=100 * MILLION, financing=85 * MILLION, guaranteed_out=8 * MILLION, usage=0.93,
    )  # fmt: skip


def _guarantee_company(plot: Plot) -> None:
    """Net assets of 50 m, one client with 8 m (16 %, the limit is 10 %), another with 4 m."""
    company = plot.company(0, 50 * MILLION)
    clients = [plot.firm(0), plot.firm(1)]
    loans = [plot.loan(client, plot.city_bank(), amount * MILLION) for client, amount in zip(clients, (8, 4), strict=True)]
    for loan in loans:
        plot.guarantee(company, loan, kind="guarantee_company")
    plot.answer(
        "guarantee_company_concentration", [company, *clients], {"loans": loans},
        company=company, client=clients[0], share=0.16, liabilities_to_net_assets=0.24,
        simulate=[plot.cascade(clients, calls={loans[0]: {company: 8 * MILLION}, loans[1]: {company: 4 * MILLION}})],
    )  # fmt: skip


def _large_exposure(plot: Plot) -> None:
    """A village bank with 100 m of capital lent 12 m to one borrower; art. 39 allows 10 %."""
    firm = plot.firm(6, capacity=10 * MILLION)
    bank = plot.bank(0, VILLAGE)
    loan = plot.loan(firm, bank, 12 * MILLION)
    plot.answer("large_exposure", [firm], {"loan": loan, "bank": bank}, net_capital=100 * MILLION, exposure=12 * MILLION, share=0.12)
