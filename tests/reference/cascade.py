"""Model A written straight from its formulas: sets, loops, no cleverness. The engine is held against it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from graph.network import GuaranteeNetwork, Liability, PartyKind

HALF_FEN = 0.005
ONE_FEN = 0.01
OVERRIDE = {"joint": Liability.JOINT, "several": Liability.SEVERAL, "general": Liability.GENERAL}


@dataclass(frozen=True)
class Claim:
    guarantor: int
    cap: float
    weight: float
    share: float  # NaN: none stated
    kind: Liability


@dataclass(frozen=True)
class Loan:
    borrower: int
    debt: float
    claims: tuple[Claim, ...]


def water_fill(claims: list[Claim], debt: float) -> list[float]:
    """min(u, level * w) with the smallest level at which the sum reaches min(debt, sum of the caps)."""
    goal = min(debt, sum(claim.cap for claim in claims))
    if goal <= 0:
        return [0.0] * len(claims)

    def poured(level: float) -> float:
        return math.fsum(min(claim.cap, level * claim.weight) for claim in claims)

    bends = sorted({0.0} | {claim.cap / claim.weight for claim in claims if math.isfinite(claim.cap)})
    below = max(bend for bend in bends if bend == 0.0 or poured(bend) < goal)
    rising = [claim for claim in claims if claim.cap / claim.weight > below]
    level = below + (goal - poured(below)) / math.fsum(claim.weight for claim in rising) if rising else below
    return [min(claim.cap, level * claim.weight) for claim in claims]


class Model:
    """One network under one set of assumptions."""

    def __init__(
        self,
        network: GuaranteeNetwork,
        liability="contract",
        weights="stated",
        enforcement_recovery=0.0,
        unknown_capacity="zero",
        rescue=(),
        cross_default="all",
        withdrawal=0.0,
    ) -> None:
        parties, promises = network.parties, network.guarantees
        self.n = len(parties.capacity)
        self.company = [kind == PartyKind.GUARANTEE_COMPANY for kind in parties.kind]
        self.recovery = enforcement_recovery
        unknown = 0.0 if unknown_capacity == "zero" else math.inf
        known_capacity = [float(c) if known else 0.0 for c, known in zip(parties.capacity, parties.capacity_known, strict=True)]
        self.capacity = [float(c) if known else unknown for c, known in zip(parties.capacity, parties.capacity_known, strict=True)]
        self.rescue = set(rescue)
        self.drain = self.withdrawn(network, withdrawal)
        self.loans = []
        called = network.loans.due if cross_default == "due" else [True] * len(network.loans.due)
        for loan, debt in enumerate([owed if opens else 0.0 for owed, opens in zip(network.loans.shortfall.tolist(), called, strict=True)]):
            claims = []
            for g in range(len(promises.cap)):
                if promises.loan[g] != loan:
                    continue
                cap = float(promises.cap[g])
                weight = {
                    "stated": float(promises.weight[g]),
                    "equal": 1.0,
                    "cap": debt if math.isinf(cap) else cap,
                    "capacity": known_capacity[promises.guarantor[g]],
                }[weights]
                kind = Liability(promises.liability[g]) if liability == "contract" else OVERRIDE[liability]
                claims.append(Claim(int(promises.guarantor[g]), cap, max(weight, ONE_FEN), float(promises.share[g]), kind))
            self.loans.append(Loan(int(network.loans.borrower[loan]), debt, tuple(claims)))
        self.fixed = [self.fixed_shares(loan) for loan in self.loans]

    def withdrawn(self, network: GuaranteeNetwork, withdrawal) -> list[float]:
        """What banks call back from each party once it is called: ω·x of what its own debt does not hold already."""
        loans, drain = network.loans, [0.0] * self.n
        for loan, (j, exposure) in enumerate(zip(loans.borrower.tolist(), loans.exposure.tolist(), strict=True)):
            bank = network.banks.code[int(loans.bank[loan])].as_py()
            share = withdrawal.get(bank, withdrawal.get("*", 0.0)) if isinstance(withdrawal, dict) else withdrawal
            due = math.fsum(
                x for x, owner, pressing in zip(loans.exposure, loans.borrower, loans.due, strict=True) if owner == j and pressing
            )
            held = min(1.0, float(network.parties.own_debt[j]) / due) if loans.due[loan] and due > 0 else 0.0
            drain[j] += share * exposure * (1 - held)
        return drain

    def fixed_shares(self, loan: Loan) -> list[float]:
        """Shares of several liability by claim; 0 for the others."""
        first_stage = [c for c in loan.claims if c.kind != Liability.GENERAL]
        filling = dict(zip([id(c) for c in first_stage], water_fill(first_stage, loan.debt), strict=True))
        several = [claim for claim in loan.claims if claim.kind == Liability.SEVERAL]
        agreed = {id(c): min(c.share * loan.debt, c.cap) for c in several if not math.isnan(c.share)}
        others = {id(c): filling[id(c)] for c in several if math.isnan(c.share)}
        room = loan.debt
        for group in (agreed, others):  # contracts first, then those that leave it open
            total = math.fsum(group.values())
            if total > room:
                group.update({place: share * room / total for place, share in group.items()})
            room = max(0.0, room - total)
        shares = agreed | others
        return [shares.get(id(claim), 0.0) for claim in loan.claims]

    def limit(self, number: int, place: int) -> float:
        claim = self.loans[number].claims[place]
        if claim.kind == Liability.SEVERAL:
            return self.fixed[number][place]
        return self.loans[number].debt if math.isinf(claim.cap) else claim.cap

    def calls(self, number: int, down: set[int]) -> list[float]:
        """Calls on the claims of a loan whose borrower is down."""
        loan = self.loans[number]
        up = [place for place, claim in enumerate(loan.claims) if claim.guarantor not in down]
        several = [p for p in up if loan.claims[p].kind == Liability.SEVERAL]
        joint = [p for p in up if loan.claims[p].kind == Liability.JOINT]
        general = [p for p in up if loan.claims[p].kind == Liability.GENERAL]
        calls = [0.0] * len(loan.claims)
        for p in several:
            calls[p] = self.fixed[number][p]
        paid = math.fsum(calls)
        for p, call in zip(joint, water_fill([loan.claims[p] for p in joint], max(0.0, loan.debt - paid)), strict=True):
            calls[p] = call
        limits = math.fsum(self.limit(number, p) for p in joint)
        rest = max(0.0, (1 - self.recovery) * loan.debt - limits - paid)
        for p, call in zip(general, water_fill([loan.claims[p] for p in general], rest), strict=True):
            calls[p] = call
        return calls

    def called(self, j: int, down: set[int]) -> float:
        """Q_j(S without j)."""
        down = down - {j}
        return math.fsum(
            call
            for number, loan in enumerate(self.loans)
            if loan.borrower in down
            for claim, call in zip(loan.claims, self.calls(number, down), strict=True)
            if claim.guarantor == j
        )

    def fails(self, j: int, down: set[int]) -> bool:
        return j not in self.rescue and self.overwhelmed(j, self.called(j, down))

    def overwhelmed(self, j: int, call: float) -> bool:
        """Whether calls, and the credit that banks withdraw from whoever is called, are above the capacity."""
        drain = self.drain[j] if call > HALF_FEN else 0.0
        return call + drain > self.capacity[j] + HALF_FEN

    def least(self, seeds) -> list[set[int]]:
        """The sets F^0, F^1, ... up to the fixed point."""
        stages = [set(seeds) - self.rescue]
        while True:
            now = stages[-1]
            more = now | {j for j in range(self.n) if j not in now and self.fails(j, now)}
            if more == now:
                return stages
            stages.append(more)

    def greatest(self, seeds) -> set[int]:
        started = set(seeds) - self.rescue
        down = set(range(self.n)) - self.rescue
        while True:
            fewer = started | {j for j in down if self.fails(j, down)}
            if fewer == down:
                return down
            down = fewer

    def loss(self, number: int, down: set[int]) -> float:
        loan = self.loans[number]
        if loan.borrower not in down:
            return 0.0
        enforced = self.recovery * loan.debt if any(claim.kind == Liability.GENERAL for claim in loan.claims) else 0.0
        limits = math.fsum(self.limit(number, p) for p, claim in enumerate(loan.claims) if claim.guarantor not in down)
        return max(0.0, loan.debt - enforced - limits)

    def surviving_calls(self, down: set[int]) -> dict[int, dict[int, float]]:
        """Loan -> surviving guarantor -> call, calls of nothing left out."""
        result: dict[int, dict[int, float]] = {}
        for number, loan in enumerate(self.loans):
            if loan.borrower in down:
                for claim, call in zip(loan.claims, self.calls(number, down), strict=True):
                    if call > 0:
                        result.setdefault(number, {}).setdefault(claim.guarantor, 0.0)
                        result[number][claim.guarantor] += call
        return result

    def parts(self, down: set[int]) -> list[int]:
        """The weakly connected part of each party, named by its smallest member; a guarantee company that is not down links nobody."""
        part = list(range(self.n))
        for _ in range(self.n):
            for loan in self.loans:
                for claim in loan.claims:
                    ends = (claim.guarantor, loan.borrower)
                    if all(i in down or not self.company[i] for i in ends):
                        part[ends[0]] = part[ends[1]] = min(part[ends[0]], part[ends[1]])
        return part
