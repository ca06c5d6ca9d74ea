"""Model B written straight from its formulas on top of the reference cascade's contracts (`Model`); levels by bisection."""

from __future__ import annotations

import math

HALF_FEN = 0.005


def stage(claims, rho, most, target):
    """min(u, most, level * w) at the smallest level that brings the target; without a level when none does."""

    def claimed(level):
        return [min(c.cap, most, level * c.weight) for c in claims]

    def brought(level):
        return math.fsum(rho[c.guarantor] * o for c, o in zip(claims, claimed(level), strict=True))

    top = max((most / c.weight for c in claims), default=0.0)
    if brought(top) < target - 1e-12 * most:
        return claimed(math.inf) if most > 0 else [0.0] * len(claims)
    low, high = 0.0, top
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if brought(middle) >= target else (middle, high)
    return claimed(high)


def clear(model, seeds, alpha, resources, own_debt, *, rounds=20_000):
    """Recoveries, who is down, claims by loan and bank losses by loan."""
    started = set(seeds) - model.rescue
    down, rho = set(started), [1.0] * model.n
    called = [0.0] * model.n

    def estate(j):
        means = alpha * resources[j] if alpha > 0 else 0.0
        if means <= 0:
            return 0.0
        claims = own_debt[j] + called[j]
        return 1.0 if means >= claims else means / claims

    def overwhelmed(j):
        drain = model.drain[j] if called[j] > HALF_FEN else 0.0
        return called[j] + drain > max(0.0, resources[j] - own_debt[j]) + HALF_FEN

    for j in down:
        rho[j] = estate(j)
    for _ in range(rounds):
        claims = [claims_of(model, number, rho, down) for number in range(len(model.loans))]
        called = [0.0] * model.n
        for loan, amounts in zip(model.loans, claims, strict=True):
            for claim, amount in zip(loan.claims, amounts, strict=True):
                called[claim.guarantor] += amount
        down |= {j for j in range(model.n) if j not in model.rescue and overwhelmed(j)}
        now = [estate(j) if j in down else 1.0 for j in range(model.n)]
        if max(map(lambda a, b: abs(a - b), now, rho), default=0.0) <= 1e-14:
            break
        rho = now
    losses = []
    for loan, amounts in zip(model.loans, claims, strict=True):
        left = loan.debt * (1 - rho[loan.borrower]) if loan.borrower in down else 0.0
        left *= 1 - enforced_share(model, loan)
        losses.append(max(0.0, left - math.fsum(rho[c.guarantor] * o for c, o in zip(loan.claims, amounts, strict=True))))
    return rho, down, claims, losses


def enforced_share(model, loan):
    return model.recovery if any(c.kind.name == "GENERAL" for c in loan.claims) else 0.0


def claims_of(model, number, rho, down):
    loan = model.loans[number]
    result = [0.0] * len(loan.claims)
    if loan.borrower not in down:
        return result
    left_by_borrower = 1 - rho[loan.borrower]
    unpaid = loan.debt * left_by_borrower
    places = {kind: [p for p, c in enumerate(loan.claims) if c.kind.name == kind] for kind in ("SEVERAL", "JOINT", "GENERAL")}
    for p in places["SEVERAL"]:
        result[p] = model.fixed[number][p] * left_by_borrower
    several = math.fsum(rho[loan.claims[p].guarantor] * result[p] for p in places["SEVERAL"])
    joint = [loan.claims[p] for p in places["JOINT"]]
    for p, amount in zip(places["JOINT"], stage(joint, rho, unpaid, max(0.0, unpaid - several)), strict=True):
        result[p] = amount
    able = math.fsum(rho[c.guarantor] * min(c.cap, unpaid) for c in joint)
    rest = max(0.0, (1 - model.recovery) * unpaid - several - able)
    general = [loan.claims[p] for p in places["GENERAL"]]
    for p, amount in zip(places["GENERAL"], stage(general, rho, rest, rest), strict=True):
        result[p] = amount
    return result
