"""Firms whose trouble stands in a ledger rather than in the guarantee network."""

from __future__ import annotations

from typing import Final

from ingest.synthetic.planted.plot import AS_OF, WAN, Plot

MILLION: Final = 100 * WAN
_FEN: Final = 100


def plant(plot: Plot) -> None:
    """All of them."""
    _applications(plot)
    _large_employer(plot)
    _listed(plot)
    _failing(plot)
    _twins(plot)


def _applications(plot: Plot) -> None:
    """Two lone firms whose county asked the city: the queue shows them though nobody guarantees anything."""
    for application, tier, county in (("filed", "key", 4), ("joined", "ordinary", 5)):
        firm = plot.firm(county, capacity=3 * MILLION, employees=180)
        plot.loan(firm, plot.bank(county), 9 * MILLION)
        plot.add(
            "risk_list", enterprise=firm, tier=tier, listed_on="2026-04-08", department="工业和信息化局", cause="资金链紧张",
            application=application, leader="某某", officer="某某", measures="协调续贷", progress="推进中",
        )  # fmt: skip
        plot.answer("application_of_a_lone_firm", [firm], queue={"kind": "enterprise", "application": application})


def _large_employer(plot: Plot) -> None:
    """3,500 employees and one loan: a city leader's matter by its size alone."""
    firm = plot.firm(0, capacity=300 * MILLION, employees=3500, trade=14)
    loan = plot.loan(firm, plot.bank(0), 80 * MILLION)
    plot.answer(
        "large_employer", [firm], {"loan": loan},
        queue={"kind": "enterprise", "level": "city", "leader_link": True, "employees": 3500, "expected_spillover": 0.0},
        simulate=[plot.cascade([firm], lost={loan: 80 * MILLION})],
    )  # fmt: skip


def _listed(plot: Plot) -> None:
    """A listed company whose controller pledged 62 % of his shares, and one whose bond is in default."""
    firm, person = plot.firm(0, capacity=120 * MILLION, employees=900, trade=13, listed_code="938002"), plot.person(90 * MILLION)
    plot.add("controls", controller=person, enterprise=firm, kind="actual_controller", share=0.41, valid_from="2019-06-03")
    plot.add("pledges", pledge_no="ZY380100001", pledgor=person, listed_code="938002", pledged_share=0.22, cumulative_share=0.62)
    plot.answer("heavy_pledge", [firm, person], {"pledge": "ZY380100001"}, listed_code="938002", cumulative_share=0.62)
    firm = plot.firm(1, capacity=15 * MILLION, employees=350, trade=15)
    plot.add("bonds", bond_code="938003001", issuer=firm, balance=30 * MILLION * _FEN, matures_on="2026-05-20", defaulted=True)
    plot.answer("bond_default", [firm], {"bond": "938003001"}, balance=30 * MILLION)


def _failing(plot: Plot) -> None:
    """Tax −25 %, electricity −18 %, social insurance −20 % in one month; wages owed to 240 people."""
    firm = plot.firm(5, capacity=2 * MILLION, employees=240, trade=1)
    loan = plot.loan(firm, plot.bank(5), 6 * MILLION, five_class="special_mention")
    for kind, value in (("税收", -0.25), ("用电", -0.18), ("社保", -0.20)):
        plot.add("signals", enterprise=firm, kind=kind, observed_on="2026-06-25", value=value, source="部门共享")
    plot.add("other_debts", enterprise=firm, kind="wages", amount=180 * WAN * _FEN, as_of=AS_OF)
    plot.add("other_debts", enterprise=firm, kind="supplier", amount=420 * WAN * _FEN, as_of=AS_OF)
    plot.answer(
        "falling_signals", [firm], {"loan": loan},
        signals={"税收": -0.25, "用电": -0.18, "社保": -0.20}, wages_owed=180 * WAN, other_creditors=420 * WAN,
    )  # fmt: skip


def _twins(plot: Plot) -> None:
    """Two codes, one name but for its brackets and suffix: possible duplicates, never merged."""
    names = ("岚江恒禾贸易（集团）有限公司", "岚江恒禾贸易(集团)有限责任公司")
    firms = [plot.firm(0, capacity=MILLION, trade=16, name=name, employees=12) for name in names]
    plot.answer("possible_duplicates", firms, names=list(names))
