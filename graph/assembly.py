"""From the facts of a store to the network of a date: who is liable for what, and what everybody could pay.

Liability left open by a contract is resolved by its signing date (Civil Code art. 686: general; before 2021-01-01: joint).
Guarantees past their stated period, and guarantees of loans that are repaid or not yet drawn, are left out and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph.facts import CityFacts
from graph.lookup import places
from graph.network import (
    Application,
    Assumptions,
    Banks,
    Bools,
    Counties,
    Counts,
    Floats,
    GuaranteeNetwork,
    Guarantees,
    Ints,
    Labels,
    Liability,
    LoanClass,
    Loans,
    Parties,
    PartyKind,
    Sectors,
    check,
    freeze,
    group,
)
from graph.pools import pools, split
from graph.progress import Progress, silent
from graph.sectors import sectors
from graph.timeline import codes
from graph.values import FEN_PER_YUAN
from graph.vocabulary import APPLICATION, FIVE_CLASS

_FIGURES: Final = {
    "name": "str", "external": "boolean", "net_assets": "Int64",
    "county_code": "str", "industry_code": "str", "liquid_assets": "Int64", "employees": "Int64", "default_probability": "float64",
    "above_scale": "boolean", "registered_in_city": "boolean", "_later": "boolean",
}  # fmt: skip
ASSEMBLY: Final = 2  # raise it when the same facts come to make another network: kept network files are then built anew
CIVIL_CODE: Final = pd.Timestamp(2021, 1, 1)  # from this signing date on, unclear means general
_READ: Final = ("counties", "banks", "enterprises", "persons", "guarantee_companies", "loans", "guarantees", "risk_list")


def build_network(facts: CityFacts, assumptions: Assumptions | None = None, *, progress: Progress = silent) -> GuaranteeNetwork:
    """The network of the facts' day, out of the tables it needs."""
    for done, name in enumerate(_READ):
        progress("reading the store", done, len(_READ))
        _ = facts[name]
    progress("reading the store", len(_READ), len(_READ))
    return assemble(facts, facts.as_of, facts.snapshot, assumptions or Assumptions())


class Tables(Protocol):
    """Frames by table name, as a store reads them for one day."""

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The frame of a table of `_READ`."""
        ...


def assemble(facts: Tables, as_of: date, snapshot: str, assumptions: Assumptions) -> GuaranteeNetwork:
    """The network of frames as a store reads them. Complexity O(rows · log rows)."""
    today = pd.Timestamp(as_of)
    live = facts["loans"].loc[facts["loans"]["balance"] > 0].sort_values("loan_no", ignore_index=True)
    people = _people(facts, live)
    code = _labels(people["code"])
    county_code = _union(facts["counties"]["county_code"], people["county_code"], facts["banks"]["county_code"])
    banks = _banks(facts["banks"], live, county_code)
    loans, own_debt = _loans(live, code, banks.code, today, assumptions)
    promises, dropped = _promises(facts["guarantees"], live, today)
    guarantees = _guarantees(promises, loans, code)
    sector = sectors(people["industry_code"])
    sector_code = _union(sector)
    parties = _parties(people, code, county_code, places(sector, sector_code), own_debt, loans, guarantees, facts["risk_list"], assumptions)
    first_guarantee, _ = group(guarantees.loan, len(live))
    involved = (np.diff(parties.first_loan) > 0) | (np.diff(parties.first_given) > 0)
    network = GuaranteeNetwork(
        as_of=as_of,
        snapshot=snapshot,
        assumptions=assumptions,
        parties=parties,
        loans=Loans(**{**vars(loans), "first_guarantee": first_guarantee}),
        guarantees=guarantees,
        banks=banks,
        counties=Counties(county_code, _names(county_code, facts["counties"], "county_code")),
        sectors=Sectors(sector_code),
        counts=Counts(
            unknown_capacity=int((~parties.capacity_known & (np.diff(parties.first_given) > 0)).sum()),
            external=int((parties.external & involved).sum()),
            lapsed=dropped.lapsed,
            period_unclear=dropped.period_unclear,
            void=dropped.void,
            unclassified_loans=int((loans.loan_class == LoanClass.UNKNOWN).sum()),
            later_figures=int(parties.later_figures.sum()),
        ),
    )
    check(network)
    return freeze(network)


def _people(facts: Tables, live: pd.DataFrame) -> pd.DataFrame:
    """Everyone, one row a code: a guarantee company before an enterprise before a person, a table's own row before a stub."""
    parts = []
    for kind, table, key in (
        (PartyKind.GUARANTEE_COMPANY, "guarantee_companies", "credit_code"),
        (PartyKind.ENTERPRISE, "enterprises", "credit_code"),
        (PartyKind.PERSON, "persons", "person_id"),
    ):
        frame = facts[table]
        parts.append(frame[[key, *(name for name in _FIGURES if name in frame)]].rename(columns={key: "code"}).assign(kind=int(kind)))
    named = pa.concat_arrays([_labels(facts["guarantees"]["guarantor"].dropna()), _labels(live["borrower"])])
    loose = pc.unique(named.filter(pc.invert(pc.is_in(named, value_set=_labels(pd.concat([part["code"] for part in parts]))))))
    parts.append(pd.DataFrame({"code": loose.to_pandas(), "name": loose.to_pandas(), "kind": int(PartyKind.ENTERPRISE), "external": True}))
    people = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    for column, dtype in _FIGURES.items():
        if column not in people:
            people[column] = pd.Series(index=people.index, dtype=pd.api.types.pandas_dtype(dtype))
    people["external"] = people["external"].astype("boolean").fillna(value=False).astype(bool)
    order = np.lexsort((people["external"].to_numpy(), people["code"].to_numpy(dtype=object)))
    people = people.iloc[order]
    county = people.groupby("code", sort=False)["county_code"].first()
    people = people.drop_duplicates("code", keep="first").reset_index(drop=True)
    return people.assign(county_code=people["code"].map(county).astype("str"))


def _banks(frame: pd.DataFrame, live: pd.DataFrame, county_code: Labels) -> Banks:
    code = _union(frame["bank_code"], live["bank_code"])
    rows = frame.drop_duplicates("bank_code").set_index("bank_code").reindex(code.to_pandas())
    return Banks(
        code=code,
        name=_names(code, frame, "bank_code"),
        county=places(rows["county_code"], county_code),
        local=rows["local_legal_person"].astype("boolean").fillna(value=False).to_numpy(dtype=bool),
        net_capital=_yuan(rows["net_capital"]),
    )


def _loans(live: pd.DataFrame, code: Labels, banks: Labels, today: pd.Timestamp, assumptions: Assumptions) -> tuple[Loans, Floats]:
    """The live loans, and what every party itself must pay now: its loans due within the horizon or overdue, net of margin."""
    fen = (live["balance"] - live["margin_deposit"].fillna(0)).clip(lower=0).to_numpy(dtype=np.int64)
    collateral = live["collateral_value"].fillna(0).to_numpy(dtype=np.float64)
    shortfall = np.maximum(0.0, fen - np.round((1.0 - assumptions.haircut) * collateral)) / FEN_PER_YUAN
    exposure = fen / FEN_PER_YUAN
    borrower = places(live["borrower"], code)
    soon = live["matures_on"] <= today + pd.Timedelta(days=assumptions.due_within_days)
    pressing = (soon | (live["overdue_days"].fillna(0) > 0)).to_numpy(dtype=bool)
    own_debt = np.bincount(borrower[pressing], weights=exposure[pressing], minlength=len(code)).astype(np.float64)
    ranks = {word: rank for rank, word in enumerate(FIVE_CLASS.words)}
    loans = Loans(
        number=_labels(live["loan_no"]),
        borrower=borrower,
        bank=places(live["bank_code"], banks),
        exposure=exposure,
        collateral=collateral / FEN_PER_YUAN,
        shortfall=shortfall,
        loan_class=live["five_class"].map(ranks).fillna(LoanClass.UNKNOWN).to_numpy(dtype=np.int8),
        due=pressing,
        first_guarantee=np.zeros(0, np.int64),
    )
    return loans, own_debt


@dataclass(frozen=True)
class _Dropped:
    lapsed: int
    period_unclear: int
    void: int


def _promises(frame: pd.DataFrame, live: pd.DataFrame, today: pd.Timestamp) -> tuple[pd.DataFrame, _Dropped]:
    """One row per guarantee and live loan: facility guarantees spread over the loans drawn, pooled caps split by shortfall later."""
    ends = frame["period_ends_on"]
    lapsed = (ends < today).to_numpy(dtype=bool)
    frame = frame.loc[~lapsed].reset_index(drop=True)
    frame["_contract_row"] = np.arange(len(frame))
    place = places(frame["loan_no"], _labels(live["loan_no"]))
    single = frame.assign(loan=place).loc[place >= 0]
    drawn = pd.DataFrame({"facility_no": live["facility_no"], "loan": np.arange(len(live), dtype=np.int32)}).dropna(subset="facility_no")
    line = frame.loc[frame["loan_no"].isna()].merge(drawn, on="facility_no")
    rows = pd.concat([part for part in (single, line) if len(part)] or [single], ignore_index=True)
    void = len(frame) - rows["_contract_row"].nunique()
    rows["borrower"] = live["borrower"].array.take(rows["loan"].to_numpy())
    rows = rows.loc[(rows["guarantor"] != rows["borrower"]).to_numpy(dtype=bool)]
    (who,), (contract,) = codes(rows["guarantor"]), codes(rows["guarantee_no"])
    again = pd.DataFrame({"loan": rows["loan"].to_numpy(), "who": who, "contract": contract}).duplicated()
    rows = rows.loc[~again.to_numpy(dtype=bool)]  # named by loan and by facility: one promise
    matures_on = live["matures_on"].take(rows["loan"].to_numpy()).set_axis(rows.index)
    late = rows["period_ends_on"].isna() & (matures_on + pd.DateOffset(months=6) < today)
    return rows, _Dropped(int(lapsed.sum()), int(late.sum()), int(void))


def _guarantees(rows: pd.DataFrame, loans: Loans, code: Labels) -> Guarantees:
    """Sorted by loan, guarantor and contract; a cap shared by several loans is split by D (`graph.pools`)."""
    who, contract = places(rows["guarantor"], code), _labels(rows["guarantee_no"])
    order = np.lexsort((pc.rank(contract, tiebreaker="dense").to_numpy(), who, rows["loan"].to_numpy()))
    rows, guarantor, contract = rows.iloc[order].reset_index(drop=True), who[order], contract.take(pa.array(order))
    loan = rows["loan"].to_numpy(dtype=np.int32)
    need = loans.shortfall[loan]
    cap = rows["cap"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.inf) / FEN_PER_YUAN
    pool = pools(guarantor, loans.borrower[loan], loans.bank[loan], contract, cap)
    unclear = rows["liability"].isna() | (rows["liability"] == "unclear")
    by_date = np.where(rows["signed_on"] < CIVIL_CODE, Liability.JOINT, Liability.GENERAL)
    stated = rows["liability"].map({kind.name.lower(): int(kind) for kind in Liability}).fillna(0).to_numpy(dtype=np.int8)
    return Guarantees(
        contract=contract,
        loan=loan,
        guarantor=guarantor,
        stated_cap=cap,
        cap=split(cap, pool, need),
        weight=np.ones(len(rows)),
        share=rows["share"].to_numpy(dtype=np.float64),
        liability=np.where(unclear, by_date, stated).astype(np.int8),
    )


def _parties(
    people: pd.DataFrame,
    code: Labels,
    county_code: Labels,
    sector: Ints,
    own_debt: Floats,
    loans: Loans,
    guarantees: Guarantees,
    listed: pd.DataFrame,
    assumptions: Assumptions,
) -> Parties:
    resources, known = _resources(people, assumptions)
    first_loan, own_loans = group(loans.borrower, len(code))
    first_given, given = group(guarantees.guarantor, len(code))
    ranks = {word: rank for rank, word in enumerate(APPLICATION.words)}
    asked, place = np.zeros(len(code), np.int8), places(listed["enterprise"], code)
    filed = listed["application"].map(ranks).fillna(Application.NONE).to_numpy(dtype=np.int8)
    np.maximum.at(asked, place[place >= 0], filed[place >= 0])
    return Parties(
        code=code,
        name=_labels(people["name"].fillna(people["code"])),
        kind=people["kind"].to_numpy(dtype=np.int8),
        county=places(people["county_code"], county_code),
        sector=sector,
        resources=resources,
        own_debt=own_debt,
        capacity=np.maximum(0.0, resources - own_debt),
        capacity_known=known,
        external=people["external"].to_numpy(dtype=bool),
        employees=people["employees"].fillna(-1).to_numpy(dtype=np.int64),
        default_probability=_probabilities(people, loans, assumptions),
        key_enterprise=(people["above_scale"].fillna(value=False) & people["registered_in_city"].fillna(value=True)).to_numpy(dtype=bool),
        application=asked,
        later_figures=people["_later"].fillna(value=False).to_numpy(dtype=bool),
        first_loan=first_loan,
        own_loans=own_loans,
        first_given=first_given,
        given=given,
    )


def _resources(people: pd.DataFrame, assumptions: Assumptions) -> tuple[Floats, Bools]:
    """What each could mobilise, e, and whether anybody stated it. A firm: liquid assets + share · (net − liquid); others: net assets."""
    net, liquid = _yuan(people["net_assets"]), _yuan(people["liquid_assets"])
    firm = people["kind"].to_numpy() == PartyKind.ENTERPRISE
    both = liquid + assumptions.illiquid_share * np.maximum(0.0, net - liquid)
    stated = np.where(firm, np.where(np.isnan(both), np.where(np.isnan(liquid), net, liquid), both), net)
    known: Bools = ~np.isnan(stated)
    return np.round(np.where(known, np.maximum(stated, 0.0), 0.0), 2).astype(np.float64), known


def _probabilities(people: pd.DataFrame, loans: Loans, assumptions: Assumptions) -> Floats:
    """A year's default probability: the party's own, else by its worst loan class, else that of a party without loans."""
    worst = np.full(len(people), -1, np.int64)
    np.maximum.at(worst, loans.borrower, np.maximum(loans.loan_class, LoanClass.NORMAL))
    table = np.array([assumptions.probability_without_loans, *assumptions.probability_by_class])
    own = people["default_probability"].to_numpy(dtype=np.float64)
    return np.where(np.isnan(own), table[worst + 1], own)


def _labels(values: pd.Series[Any]) -> Labels:
    found = pa.array(values.astype("str"), pa.string(), from_pandas=True)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _union(*columns: pd.Series[Any]) -> Labels:
    """Every code of some columns once, ascending."""
    codes = pc.unique(pa.concat_arrays([_labels(column.dropna()) for column in columns]))
    return codes.take(pc.sort_indices(codes))


def _names(codes: Labels, frame: pd.DataFrame, key: str) -> Labels:
    """The name of every code, the code itself where the table has none."""
    places = pc.index_in(codes, value_set=_labels(frame[key]))
    return pc.coalesce(_labels(frame["name"]).take(places), codes)


def _yuan(values: pd.Series[Any]) -> Floats:
    return values.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan) / FEN_PER_YUAN
