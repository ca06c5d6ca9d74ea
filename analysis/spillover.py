"""Which county pays for which: expected losses from the county where a default starts to the county where a loan is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from analysis.contagion.parameters import CascadeParameters
from analysis.importance import Impacts, SparseRows, sweep
from graph.network import Bools, Floats, GuaranteeNetwork, Ints

UNKNOWN_COUNTY: Final = "未知"
DEFAULT_CASCADE: Final = CascadeParameters()


@dataclass(frozen=True, eq=False)
class Spillover:
    """Expected yuan a year. Rows: county of the first to default; columns: county hit. The last row and column are the unknown county."""

    as_of: str | None
    codes: tuple[str | None, ...]  # C + 1, None last
    names: tuple[str, ...]
    banks: tuple[str, ...]  # codes, K
    bank_names: tuple[str, ...]
    net_capital: Floats  # (K), NaN: not given
    local: Bools  # (K) 地方法人机构
    expected: Floats  # (C+1, C+1) bank loss on loans of others whose borrower is there
    paid: Floats  # (C+1, C+1) calls paid by surviving guarantors there
    by_bank: Floats  # (C+1, K) bank loss on loans of others
    loans: Floats  # (C+1) exposure of the county's borrowers, yuan
    seeds: int  # parties whose default was looked at
    unknown_probability: int  # of them, without a default probability; they count as 0

    @property
    def within(self) -> Floats:
        """What stays in the county where it starts."""
        inside: Floats = np.diagonal(self.expected).copy()
        return inside

    @property
    def exported(self) -> Floats:
        """What a county's firms cost other counties: row sums but for the county itself."""
        return _others(self.expected, axis=1)

    @property
    def imported(self) -> Floats:
        """What other counties' firms cost a county: column sums but for the county itself."""
        return _others(self.expected, axis=0)

    def per_yuan(self, amounts: Floats) -> Floats:
        """Amounts by county per yuan of the county's loans; NaN where it has none."""
        shares: Floats = np.divide(amounts, self.loans, out=np.full(len(amounts), np.nan), where=self.loans > 0)
        return shares

    def to_json(self) -> dict[str, Any]:
        """As `spillover --json` prints it: counties, and the flows and bank losses above half a fen."""
        columns = {
            "loans": np.round(self.loans, 2),
            "within": np.round(self.within, 2),
            "exported": np.round(self.exported, 2),
            "imported": np.round(self.imported, 2),
            "exported_per_yuan": self.per_yuan(self.exported),
            "imported_per_yuan": self.per_yuan(self.imported),
            "paid_for_others": np.round(_others(self.paid, axis=0), 2),
        }
        lists = {name: [None if np.isnan(value) else value for value in column.tolist()] for name, column in columns.items()}
        return {
            "as_of": self.as_of,
            "counties": [
                {"county": code, "name": name, **{field: values[place] for field, values in lists.items()}}
                for place, (code, name) in enumerate(zip(self.codes, self.names, strict=True))
            ],
            "flows": [
                {
                    "from": self.codes[a],
                    "to": self.codes[b],
                    "expected": round(float(self.expected[a, b]), 2),
                    "paid": round(float(self.paid[a, b]), 2),
                }
                for a, b in np.argwhere((np.round(self.expected, 2) > 0) | (np.round(self.paid, 2) > 0)).tolist()
            ],
            "banks": [
                {"from": self.codes[a], **self._bank(k, float(self.by_bank[a, k]))}
                for a, k in np.argwhere(np.round(self.by_bank, 2) > 0).tolist()
            ],
            "bank_totals": [self._bank(k, float(total)) for k, total in enumerate(self.by_bank.sum(axis=0)) if round(float(total), 2) > 0],
            "seeds": self.seeds,
            "unknown_probability": self.unknown_probability,
        }

    def _bank(self, k: int, expected: float) -> dict[str, Any]:
        """A bank with a loss, and what part of its net capital that is where the capital is given and above 0."""
        capital = float(self.net_capital[k])
        return {
            "bank": self.banks[k],
            "name": self.bank_names[k],
            "expected": round(expected, 2),
            "net_capital": None if np.isnan(capital) else round(capital, 2),
            "share_of_capital": expected / capital if capital > 0 else None,
            "local_legal_person": bool(self.local[k]),
        }

    def frame(self) -> pd.DataFrame:
        """The matrix with Chinese names, yuan a year, and its sums; the unknown county only where something touches it."""
        touched = [
            place for place in range(len(self.names)) if self.codes[place] or self.expected[place].any() or self.expected[:, place].any()
        ]
        table = pd.DataFrame(np.round(self.expected, 2)[np.ix_(touched, touched)], columns=[self.names[place] for place in touched])
        table.insert(0, "起因区县", [self.names[place] for place in touched])
        for header, sums in (("外溢出去", self.exported), ("承受外溢", self.imported)):
            table[header] = np.round(sums, 2)[touched]
            table[f"{header}/贷款余额"] = self.per_yuan(sums)[touched]
        return table


def matrix(network: GuaranteeNetwork, impacts: Impacts) -> Spillover:
    """M_ab = Σ over parties i of county a of PD_i · Loss_b(S*({i})), i's own loans left out. Linear in the sweep's loss rows."""
    size = len(network.counties.code) + 1
    county = np.where(network.parties.county >= 0, network.parties.county, size - 1)
    chance = network.parties.default_probability
    known = np.nan_to_num(chance, nan=0.0)
    borrower_county = county[network.loans.borrower]
    return Spillover(
        as_of=network.as_of.isoformat() if network.as_of else None,
        codes=(*network.counties.code.to_pylist(), None),
        names=(*network.counties.name.to_pylist(), UNKNOWN_COUNTY),
        banks=tuple(network.banks.code.to_pylist()),
        bank_names=tuple(network.banks.name.to_pylist()),
        net_capital=network.banks.net_capital,
        local=network.banks.local,
        expected=_weighed(impacts.counties, known, county, size, size),
        paid=_weighed(impacts.paid, known, county, size, size),
        by_bank=_weighed(impacts.banks, known, county, size, len(network.banks.code)),
        loans=np.bincount(borrower_county, network.loans.exposure, minlength=size).astype(np.float64),
        seeds=len(impacts.seeds),
        unknown_probability=int(np.isnan(chance[impacts.seeds]).sum()),
    )


def scenario(network: GuaranteeNetwork, county: int, *, cascade: CascadeParameters = DEFAULT_CASCADE) -> Spillover:
    """The same when defaults start in one county only (-1: where it is unknown): what that county's firms cost the others."""
    seeds = np.flatnonzero(network.parties.county == county)
    return matrix(network, sweep(network, seeds=seeds, worst=False, **cascade.options()))


def _weighed(rows: SparseRows, chance: Floats, county: Ints, height: int, width: int) -> Floats:
    """Loss rows by seed, weighed by the seed's default probability and summed by its county; index -1 goes to the last column."""
    seed = np.repeat(np.arange(len(chance)), np.diff(rows.start))
    column = np.where(rows.index >= 0, rows.index, width - 1)
    summed = np.bincount(county[seed] * width + column, chance[seed] * rows.loss, minlength=height * width)
    return summed.astype(np.float64).reshape(height, width)


def _others(amounts: Floats, axis: int) -> Floats:
    """Sums along an axis, the diagonal left out."""
    apart = amounts.copy()
    np.fill_diagonal(apart, 0.0)
    sums: Floats = apart.sum(axis=axis)
    return sums
