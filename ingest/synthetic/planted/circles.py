"""Mutual pairs, rings, a joint-guarantee group, a chain across three counties, a pair that only a panic brings down."""

from __future__ import annotations

from typing import Final

from ingest.synthetic.planted.plot import WAN, Plot

MILLION: Final = 100 * WAN
_NORMAL: Final = 0.015  # default probability of a firm whose loans are normal (local parameter of the policy)


def plant(plot: Plot) -> None:
    """All of them."""
    _strong_pair(plot)
    _weak_pair(plot)
    _panic_pair(plot)
    _ring_that_falls(plot, 3, (0, 0, 0))
    _ring_that_holds(plot)
    _ring_that_falls(plot, 5, (1, 1, 4, 4, 2))
    _joint_group(plot)
    _chain(plot)


def _strong_pair(plot: Plot) -> None:
    a, b = plot.firm(0, capacity=8 * MILLION), plot.firm(0, capacity=8 * MILLION)
    of_a, of_b = plot.loan(a, plot.bank(0), 5 * MILLION), plot.loan(b, plot.bank(1), 5 * MILLION)
    plot.guarantee(b, of_a)
    plot.guarantee(a, of_b)
    plot.answer(
        "mutual_pair", (a, b), {"loans": [of_a, of_b]},
        pairs=[sorted((a, b))],
        simulate=[plot.cascade([a], calls={of_a: {b: 5 * MILLION}}), plot.cascade([a, b], lost={of_a: 5 * MILLION, of_b: 5 * MILLION})],
    )  # fmt: skip


def _weak_pair(plot: Plot) -> None:
    """Across two counties: one falls, the other follows."""
    a, b = plot.firm(1, capacity=4 * MILLION), plot.firm(2, capacity=4 * MILLION)
    of_a, of_b = plot.loan(a, plot.bank(2), 5 * MILLION), plot.loan(b, plot.bank(3), 6 * MILLION)
    plot.guarantee(b, of_a)
    plot.guarantee(a, of_b)
    lost = {of_a: 5 * MILLION, of_b: 6 * MILLION}
    plot.answer(
        "mutual_pair", (a, b), {"loans": [of_a, of_b]},
        pairs=[sorted((a, b))],
        simulate=[plot.cascade([a], [b], rounds=1, lost=lost), plot.cascade([b], [a], rounds=1, lost=lost)],
    )  # fmt: skip


def _panic_pair(plot: Plot) -> None:
    """P can pay S's million and Q is not touched; only if both are believed lost, both are."""
    s, p, q = plot.firm(3), plot.firm(3, capacity=3 * MILLION), plot.firm(3, capacity=3 * MILLION)
    of_s = plot.loan(s, plot.bank(0), MILLION)
    of_p, of_q = plot.loan(p, plot.bank(4), 5 * MILLION), plot.loan(q, plot.bank(5), 5 * MILLION)
    plot.guarantee(p, of_s)
    plot.guarantee(q, of_p)
    plot.guarantee(p, of_q)
    everything = {of_s: MILLION, of_p: 5 * MILLION, of_q: 5 * MILLION}
    both = {of_p: 5 * MILLION, of_q: 5 * MILLION}
    plot.answer(
        "self_fulfilling_pair", (p, q, s), {"loans": [of_s, of_p, of_q]},
        pairs=[sorted((p, q))],
        simulate=[
            plot.cascade([s], calls={of_s: {p: MILLION}}, worst=([p, q], everything)),
            plot.cascade([p], [q], rounds=1, lost=both),
        ],
    )  # fmt: skip


def _ring_that_falls(plot: Plot, length: int, counties: tuple[int, ...]) -> None:
    """Firm k guarantees the loan of firm k + 1; everybody is too weak, so the fall runs once around, backwards."""
    firms = [plot.firm(county, capacity=4 * MILLION) for county in counties]
    loans = [plot.loan(firm, plot.bank(place % 6), 5 * MILLION) for place, firm in enumerate(firms)]
    for place in range(length):
        plot.guarantee(firms[place - 1], loans[place])
    plot.answer(
        f"ring_{length}", firms, {"loans": loans},
        rings=[firms],
        simulate=[plot.cascade(firms[:1], firms[1:], rounds=length - 1, lost=dict.fromkeys(loans, 5 * MILLION))],
    )  # fmt: skip


def _ring_that_holds(plot: Plot) -> None:
    """Four firms; the third can pay, so the fall of the second stops there."""
    firms = [plot.firm(4, capacity=(20 if place == 2 else 4) * MILLION) for place in range(4)]
    loans = [plot.loan(firm, plot.bank(place), 6 * MILLION) for place, firm in enumerate(firms)]
    for place in range(4):
        plot.guarantee(firms[place - 1], loans[place])
    plot.answer(
        "ring_4", firms, {"loans": loans},
        rings=[firms],
        simulate=[
            plot.cascade(
                [firms[1]], [firms[0], firms[3]], rounds=2, lost={loans[1]: 6 * MILLION, loans[0]: 6 * MILLION},
                calls={loans[3]: {firms[2]: 6 * MILLION}},
            )
        ],
    )  # fmt: skip


def _joint_group(plot: Plot) -> None:
    """Four firms, each loan guaranteed by the three others: one or two failures are borne, the third breaks the last firm."""
    firms = [plot.firm(5, capacity=MILLION, employees=20) for _ in range(4)]
    loans = [plot.loan(firm, plot.city_bank(), 90 * WAN) for firm in firms]
    for borrower, loan in zip(firms, loans, strict=True):
        contract = plot.contract()
        for guarantor in firms:
            if guarantor != borrower:
                plot.guarantee(guarantor, loan, contract=contract, group_no="LB38010001", same_document=True)
    all_lost = dict.fromkeys(loans, 90 * WAN)
    panic = (firms, all_lost)
    plot.answer(
        "joint_guarantee_group", firms, {"loans": loans, "group_no": "LB38010001"},
        pairs=[sorted((one, other)) for place, one in enumerate(firms) for other in firms[:place]],
        rings_of_3=8, rings_of_4=6,
        simulate=[
            plot.cascade(firms[:1], calls={loans[0]: dict.fromkeys(firms[1:], 30 * WAN)}, worst=panic),
            plot.cascade(firms[:2], calls={loan: dict.fromkeys(firms[2:], 45 * WAN) for loan in loans[:2]}, worst=panic),
            plot.cascade(firms[:3], firms[3:], rounds=1, lost=all_lost),
        ],
    )  # fmt: skip


def _chain(plot: Plot) -> None:
    """D guarantees C (4 m at most), C guarantees B, B guarantees A: 20 m, 15 m and 12 m in three counties."""
    a = plot.firm(0, capacity=10 * MILLION, employees=200)
    b = plot.firm(3, capacity=8 * MILLION, employees=600)
    c = plot.firm(6, capacity=6 * MILLION, employees=400)
    d = plot.firm(0, capacity=30 * MILLION, employees=100)
    of_a, of_b, of_c = (plot.loan(firm, plot.bank(k), amount * MILLION) for k, (firm, amount) in enumerate(((a, 20), (b, 15), (c, 12))))
    plot.guarantee(b, of_a)
    plot.guarantee(c, of_b)
    plot.guarantee(d, of_c, cap=4 * MILLION)
    beyond_a, beyond_b = {of_b: 15 * MILLION, of_c: 8 * MILLION}, {of_c: 8 * MILLION}
    at_a, at_b, at_c = (plot.county_of[firm] for firm in (a, b, c))
    plot.answer(
        "chain_across_counties", (a, b, c, d), {"loans": [of_a, of_b, of_c], "counties": [at_a, at_b, at_c]},
        simulate=[
            plot.cascade([a], [b, c], rounds=2, lost={of_a: 20 * MILLION} | beyond_a, calls={of_c: {d: 4 * MILLION}}),
            plot.cascade([b], [c], rounds=1, lost={of_b: 15 * MILLION} | beyond_b, calls={of_c: {d: 4 * MILLION}}),
            plot.cascade([c], lost={of_c: 8 * MILLION}, calls={of_c: {d: 4 * MILLION}}),
        ],
        felled_by={b: {of_a: 20 * MILLION}, c: {of_b: 15 * MILLION}},
        queue={
            "level": "city", "leader_link": False, "employees": 1200, "counties_hit": sorted((at_b, at_c)),
            "banks_hit": sorted((plot.bank(1), plot.bank(2))),
            # whichever member is the core: losses beyond the seed's own loans and outside the core's county
            "expected_spillover_by_home": {
                at_a: _NORMAL * (23 + 8) * MILLION, at_b: _NORMAL * (8 + 8) * MILLION, at_c: _NORMAL * 15 * MILLION,
            },
            "worst_case_spillover_by_home": {at_a: 23 * MILLION, at_b: 8 * MILLION, at_c: 15 * MILLION},
        },
    )  # fmt: skip
