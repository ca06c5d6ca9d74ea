"""The firms nobody planted, in frames: population, network, loans, guarantees, statements and side tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.synthetic.identities import chosen, credit_codes, numbered
from ingest.synthetic.innovation import indicator_table
from ingest.synthetic.lending import DAY, PRODUCTS, RENEWALS, TODAY, Lending, make_lending
from ingest.synthetic.links import make_links
from ingest.synthetic.numbering import FACILITY, GUARANTEE, loan_prefixes, scattered
from ingest.synthetic.places import LESSOR, MICROLENDER, OUTSIDE, TRADES, Places
from ingest.synthetic.planted.plot import Plot
from ingest.synthetic.population import control_table, enterprise_codes, make_firms, make_people, person_table
from ingest.synthetic.promises import FIRM, LIABILITIES, PERSON, STRANGER, Promises, make_promises
from ingest.synthetic.sidetables import Background, listed_firms, side_tables
from ingest.synthetic.statements import company_table, guaranteed_out, statement_table

Ints = npt.NDArray[np.integer[Any]]

_TAKING_PART = 0.65  # of all firms guarantee or are guaranteed
_CLASSES = ["normal", "special_mention", "substandard", "doubtful", "loss"]
_PURPOSES = ["经营周转", "购买原材料", "设备购置", "厂房建设", "支付货款", "补充流动资金"]


def make_background(
    seed: int, places: Places, enterprises: int, loans: int, guarantees: int, plot: Plot, offset: int
) -> dict[str, pd.DataFrame]:
    """Frames by table name, so many rows that with the planted ones the counts are met; `_external` holds the strangers' codes.

    Every part draws from a stream of its own, so that a change of one leaves the others as they were.
    """
    streams = [np.random.default_rng([seed, number]) for number in range(1, 13)]
    firms = make_firms(streams[0], places, enterprises - plot.count("enterprises"))
    count = len(firms.county)
    links = make_links(streams[1], firms.county, firms.revenue, _TAKING_PART)
    people = make_people(streams[2], firms, links)
    lending = make_lending(streams[3], places, firms, links, loans - plot.count("loans"))
    planted_rows = len(plot.rows["guarantees"])
    promises = make_promises(streams[4], lending, links, people, firms.county, guarantees - planted_rows)
    promised = guaranteed_out(promises, lending, count)
    serial = plot.count("enterprises") + np.arange(count)
    code = enterprise_codes(streams[5], places, firms, serial, offset)
    statement = statement_table(streams[6], firms, lending, promised)
    persons = person_table(streams[7], people, firms, plot.count("persons"))
    company, strangers = _outsiders(places, plot, promises, offset)
    companies = company_table(streams[8], places, promises, lending, people.controller)
    loan_no, facility_no = _numbers(places, plot, lending)
    counties = places.counties["county_code"]
    listed = listed_firms(firms, people.controller)
    stock = np.full(count, -1)
    stock[listed] = np.arange(len(listed))
    everything = Background(firms, lending, code, persons["person_id"], people.controller, loan_no, promised)
    return side_tables(streams[9], everything) | {
        "enterprises": statement.assign(
            credit_code=code,
            county_code=chosen(counties.tolist(), firms.county),
            industry_code=chosen([trade for trade, _, _ in TRADES], firms.trade),
            department=chosen([department for _, _, department in TRADES], firms.trade),
            status=chosen(["存续", "在业"], (serial % 4 == 0).astype(np.int64)),
            listed_code=chosen([f"938{100 + place}" for place in range(len(listed))], stock),
            _county=firms.county,
            _trade=firms.trade,
            _form=firms.form,
        ),
        "persons": persons,
        "guarantee_companies": companies.assign(
            credit_code=company,
            name=[f"{name[:-1]}融资担保有限公司" for name in places.counties["name"]],
            county_code=counties,
            small_business_focus=pd.array(np.arange(len(counties)) % 3 != 0, dtype="boolean"),
        ),
        "facilities": _facility_table(streams[10], places, lending, code, facility_no),
        "loans": _loan_table(streams[10], places, lending, promises, firms.state, code, loan_no, facility_no),
        "guarantees": _guarantee_table(
            streams[10], promises, [code, persons["person_id"], company, strangers], loan_no, facility_no, plot.count("guarantees")
        ),
        "indicators": indicator_table(streams[11], code, firms.revenue, statement["above_scale"] & statement["registered_in_city"]),
        "controls": control_table(streams[2], people, code, persons["person_id"]),
        "_external": pd.DataFrame({"code": strangers}),
    }


def _outsiders(places: Places, plot: Plot, promises: Promises, offset: int) -> tuple[pd.Series[str], pd.Series[str]]:
    """Codes of the guarantee companies, one a county, and of the firms from elsewhere that no table holds."""
    taken = plot.count("parties")
    heads = [f"91{code}" for code in places.counties["county_code"]]
    place = np.arange(len(heads))
    strangers = int((promises.kind == STRANGER).sum() and promises.guarantor[promises.kind == STRANGER].max() + 1)
    company = credit_codes(heads, place, 10_000_000 + taken + place, offset)
    outside = np.zeros(strangers, dtype=np.int64)
    return company, credit_codes([f"91{OUTSIDE}01"], outside, 20_000_000 + taken + np.arange(strangers), offset)


def _numbers(places: Places, plot: Plot, lending: Lending) -> tuple[pd.Series[str], pd.Series[str]]:
    row = plot.count("loans") + np.arange(len(lending.borrower))
    line = plot.count("facilities") + np.arange(len(lending.facility_relation))
    loan_no = numbered(loan_prefixes(len(places.banks)), lending.bank, scattered(row, 8), 8)
    return loan_no, numbered([FACILITY], np.zeros(len(line), np.int64), scattered(line, 8), 8)


def _facility_table(
    rng: np.random.Generator, places: Places, lending: Lending, code: pd.Series[str], facility_no: pd.Series[str]
) -> pd.DataFrame:
    """One line per borrower and bank, drawn to what its loans have left."""
    drawn = lending.facility >= 0
    lines = len(facility_no)
    used = np.bincount(lending.facility[drawn], weights=lending.balance[drawn], minlength=lines).astype(np.int64)
    starts = np.full(lines, TODAY)
    np.minimum.at(starts, lending.facility[drawn], lending.starts[drawn])
    limit = np.ceil(used * rng.uniform(1.0, 1.6, lines) / 1e8).astype(np.int64) * 100_000_000
    first = lending.facility_relation
    return pd.DataFrame(
        {
            "facility_no": facility_no,
            "bank_code": chosen(places.banks["bank_code"].tolist(), lending.bank[first]),
            "borrower": code.take(lending.borrower[first]).reset_index(drop=True),
            "limit": pd.array(limit, dtype="Int64"),
            "used": pd.array(used, dtype="Int64"),
            "starts_on": _dates(starts),
            "ends_on": _dates(TODAY + rng.integers(30, 1000, lines)),
            "kind": chosen(["综合授信", "流动资金授信"], rng.integers(0, 2, lines)),
        }
    )


def _loan_table(
    rng: np.random.Generator,
    places: Places,
    lending: Lending,
    promises: Promises,
    state: Ints,
    code: pd.Series[str],
    loan_no: pd.Series[str],
    facility_no: pd.Series[str],
) -> pd.DataFrame:
    count = len(lending.borrower)
    late = lending.late > 0
    kind = places.banks["kind"].map({MICROLENDER: 1, LESSOR: 2}).fillna(0).to_numpy(dtype=np.int64)
    unclassified = (rng.random(count) < 0.004) & (state[lending.borrower] == 0)
    interest = np.where(late, (lending.balance * 0.05 / 365 * lending.late).astype(np.int64), 0)
    collateral = pd.Series(lending.collateral, dtype="Int64")
    return pd.DataFrame(
        {
            "loan_no": loan_no,
            "borrower": code.take(lending.borrower).reset_index(drop=True),
            "bank_code": chosen(places.banks["bank_code"].tolist(), lending.bank),
            "facility_no": chosen(facility_no, lending.facility),
            "product": chosen(list(PRODUCTS), lending.product),
            "principal": pd.array(lending.principal, dtype="Int64"),
            "balance": pd.array(lending.balance, dtype="Int64"),
            "starts_on": _dates(lending.starts),
            "matures_on": _dates(lending.matures),
            "rate": np.round(rng.uniform(0.0305, 0.0685, count), 4),
            "five_class": chosen(_CLASSES, np.where(unclassified, -1, state[lending.borrower])),
            "overdue_days": pd.array(lending.late, dtype="Int64"),
            "overdue_principal": pd.array(np.where(late, lending.balance, 0), dtype="Int64"),
            "overdue_interest": pd.array(interest, dtype="Int64"),
            "margin_deposit": pd.Series(lending.margin, dtype="Int64").mask(lending.margin == 0),
            "collateral_value": collateral.mask(lending.collateral == 0),
            "creditor_kind": chosen(["bank", "microlender", "lease"], kind[lending.bank]),
            "purpose": chosen(_PURPOSES, rng.integers(0, len(_PURPOSES), count)),
            "renewal": chosen(list(RENEWALS), _renewal(lending, promises)),
        }
    )


def _renewal(lending: Lending, promises: Promises) -> Ints:
    """借新还旧 only where every guarantee was signed with the loan itself: an older one would have lapsed with the old loan."""
    signed_before = np.zeros(len(lending.borrower), dtype=bool)
    single = promises.loan >= 0
    loan = promises.loan[single]
    signed_before[loan[promises.signed[single] < lending.starts[loan]]] = True
    guaranteed_lines = np.unique(promises.facility[~single])
    signed_before |= np.isin(lending.facility, guaranteed_lines) & (lending.facility >= 0)
    return np.where((lending.renewal == 1) & signed_before, 0, lending.renewal)


def _guarantee_table(
    rng: np.random.Generator,
    promises: Promises,
    parties: list[pd.Series[str]],
    loan_no: pd.Series[str],
    facility_no: pd.Series[str],
    taken: int,
) -> pd.DataFrame:
    count = len(promises)
    start = np.cumsum([0, *(len(codes) for codes in parties)])[:-1]
    everyone = pd.concat(parties, ignore_index=True)
    grouped = promises.group >= 0
    several = (promises.liability == LIABILITIES.index("several")) & (rng.random(count) < 0.5)
    checked = pd.array(rng.random(count) < 0.85, dtype="boolean")
    group_no = numbered(["LB3801"], np.zeros(count, np.int64), np.maximum(promises.group, 0), 7)
    return pd.DataFrame(
        {
            "guarantee_no": numbered([GUARANTEE], np.zeros(count, np.int64), scattered(taken + promises.contract, 8), 8),
            "guarantor": everyone.take(start[promises.kind] + promises.guarantor).reset_index(drop=True),
            "guarantor_kind": chosen(["enterprise", "person", "guarantee_company", "enterprise"], promises.kind),
            "loan_no": chosen(loan_no, promises.loan),
            "facility_no": chosen(facility_no, promises.facility),
            "cap": pd.Series(promises.cap, dtype="Int64").mask(promises.cap < 0),
            "liability": chosen(list(LIABILITIES), promises.liability),
            "share": np.where(several, 0.5, np.nan),
            "group_no": group_no.where(grouped),
            "same_document": pd.Series(grouped, dtype="boolean").mask(~grouped & (promises.kind == PERSON)),
            "signed_on": _dates(promises.signed),
            "period_ends_on": np.where(promises.ends < 0, np.datetime64("NaT"), _dates(promises.ends)),
            "resolution_checked": pd.Series(checked).mask(promises.kind != FIRM),
        }
    )


def _dates(days: Ints) -> npt.NDArray[np.datetime64]:
    return (days.astype(np.int64) * DAY).astype("datetime64[s]")
