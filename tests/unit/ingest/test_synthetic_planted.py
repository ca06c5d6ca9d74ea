"""The hand-derived answers against a second derivation: a plain solver of the guarantee-call model on the rows themselves."""

import math
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from ingest.synthetic import City, make_city

Promise = dict[str, Any]
HAIRCUT, ILLIQUID = 0.3, 0.3
KINDS = ("joint", "several", "general")


class Model:
    """Rows → shortfalls, promises, capacities. Weights are equal; general guarantors are called for what limits of others leave."""

    def __init__(self, city: City, unknown: float = 0.0) -> None:
        today = pd.Timestamp(city.as_of)
        loans = city.tables["loans"]
        loans = loans[loans["balance"] > 0].fillna({"margin_deposit": 0, "collateral_value": 0})
        self.borrower = dict(zip(loans["loan_no"], loans["borrower"], strict=True))
        net = (loans["balance"] - loans["margin_deposit"]).astype(float)
        debt = (net - (1 - HAIRCUT) * loans["collateral_value"].astype(float)).clip(lower=0) / 100
        self.debt = dict(zip(loans["loan_no"], debt, strict=True))
        self.bank = dict(zip(loans["loan_no"], loans["bank_code"], strict=True))
        pressing = loans[(loans["matures_on"] <= today + pd.Timedelta(days=30)) | (loans["overdue_days"] > 0)]
        due = (pressing.groupby("borrower")["balance"].sum() / 100).to_dict()
        self.capacity: dict[str, float] = {}
        for row in city.tables["enterprises"].itertuples():
            if pd.isna(row.net_assets):
                self.capacity[row.credit_code] = unknown
                continue
            means = (row.liquid_assets + ILLIQUID * max(0, row.net_assets - row.liquid_assets)) / 100
            self.capacity[row.credit_code] = max(0.0, means - due.get(row.credit_code, 0.0))
        for row in city.tables["guarantee_companies"].itertuples():
            self.capacity[row.credit_code] = row.net_assets / 100
        self.unknown = unknown
        self.promises: dict[str, list[Promise]] = {}
        self._read(city.tables["guarantees"], loans, today)

    def _read(self, table: pd.DataFrame, loans: pd.DataFrame, today: pd.Timestamp) -> None:
        on_line = loans.dropna(subset="facility_no").groupby("facility_no")["loan_no"].agg(list).to_dict()
        pools: dict[tuple[str, ...], list[Promise]] = {}
        for row in table[~(table["period_ends_on"] < today)].itertuples():
            covered = [row.loan_no] if isinstance(row.loan_no, str) else on_line[row.facility_no]
            liability = row.liability
            if liability == "unclear":
                liability = "joint" if row.signed_on < pd.Timestamp(2021, 1, 1) else "general"
            for loan in covered:
                if loan in self.debt:
                    promise = {"who": row.guarantor, "loan": loan, "liability": liability, "share": row.share}
                    promise["cap"] = float("inf") if pd.isna(row.cap) else row.cap / 100
                    self.promises.setdefault(loan, []).append(promise)
                    pools.setdefault((row.guarantor, self.borrower[loan], self.bank[loan], row.guarantee_no), []).append(promise)
        for pool in pools.values():
            total = sum(self.debt[promise["loan"]] for promise in pool)
            for promise in pool:
                if promise["cap"] < total:
                    promise["cap"] *= self.debt[promise["loan"]] / total

    def calls(self, loan: str, down: set[str]) -> dict[str, float]:
        """No planted loan has both joint and several guarantors, so neither waits for the other."""
        kinds = {kind: [promise for promise in self.promises.get(loan, []) if promise["liability"] == kind] for kind in KINDS}
        assert not (kinds["joint"] and kinds["several"])
        debt = self.debt[loan]
        fixed = _level(debt, kinds["several"])  # with nobody down: the share never grows
        for promise in kinds["several"]:
            if not math.isnan(promise["share"]):
                fixed[promise["who"]] = min(promise["cap"], debt * promise["share"])
        limits = sum(fixed.values()) + sum(promise["cap"] for promise in kinds["joint"])
        standing = {kind: [promise for promise in kinds[kind] if promise["who"] not in down] for kind in KINDS}
        called = fixed | _level(debt, standing["joint"]) | _level(max(0.0, debt - limits), standing["general"])
        return {who: amount for who, amount in called.items() if who not in down and amount > 0}

    def called(self, who: str, down: set[str], loans: Iterable[str]) -> float:
        return sum(self.calls(loan, down - {who}).get(who, 0.0) for loan in loans if self.borrower[loan] in down)

    def fall(self, seeds: set[str], loans: list[str], people: list[str]) -> tuple[set[str], int]:
        down, rounds = set(seeds), 0
        while new := {who for who in people if who not in down and self.called(who, down, loans) > self.limit(who) + 0.005}:
            down, rounds = down | new, rounds + 1
        return down, rounds

    def panic(self, seeds: set[str], loans: list[str], people: list[str]) -> set[str]:
        down = set(people)
        while out := {who for who in down - seeds if self.called(who, down, loans) <= self.limit(who) + 0.005}:
            down -= out
        return down

    def limit(self, who: str) -> float:
        return self.capacity.get(who, self.unknown)

    def lost(self, down: set[str], loans: list[str]) -> dict[str, float]:
        losses = {}
        for loan in loans:
            if self.borrower[loan] in down:
                paid = sum(self.calls(loan, down).values())
                losses[loan] = max(0.0, self.debt[loan] - paid)
        return {loan: amount for loan, amount in losses.items() if amount > 0.005}


def _level(debt: float, promises: list[Promise]) -> dict[str, float]:
    """Equal shares up to each cap."""
    paid = dict.fromkeys((promise["who"] for promise in promises), 0.0)
    open_ = list(promises)
    while debt > 1e-9 and open_:
        step = min(debt / len(open_), *(promise["cap"] - paid[promise["who"]] for promise in open_))
        for promise in open_:
            paid[promise["who"]] += step
        debt -= step * len(open_)
        open_ = [promise for promise in open_ if paid[promise["who"]] < promise["cap"] - 1e-9]
    return paid


@pytest.fixture(scope="module")
def city() -> City:
    return make_city("small", 7)


@pytest.fixture(scope="module")
def model(city: City) -> Model:
    return Model(city)


def of_kind(city: City, kind: str) -> list[dict[str, Any]]:
    return [entry for entry in city.answers["planted"] if entry["kind"] == kind]


def check(model: Model, entry: dict[str, Any], runs: list[dict[str, Any]]) -> None:
    people = entry["codes"]
    loans = [loan for loan, borrower in model.borrower.items() if borrower in people]
    for run in runs:
        seeds = set(run["seeds"])
        down, rounds = model.fall(seeds, loans, people)
        assert sorted(down) == run["defaulted"], entry["kind"]
        assert rounds == run["rounds"], entry["kind"]
        lost = model.lost(down, loans)
        assert lost == pytest.approx(run["loss_of_loan"]), entry["kind"]
        assert sum(lost.values()) == pytest.approx(run["bank_loss"])
        assert sum(run["loss_by_county"].values()) == pytest.approx(run["bank_loss"])
        assert sum(run["loss_by_bank"].values()) == pytest.approx(run["bank_loss"])
        calls = {loan: paid for loan in loans if model.borrower[loan] in down and (paid := model.calls(loan, down))}
        assert set(calls) == set(run["calls"]), entry["kind"]
        for loan, paid in calls.items():
            assert paid == pytest.approx(run["calls"][loan]), entry["kind"]
        worst = model.panic(seeds, loans, people)
        assert sorted(worst) == run["worst_case"]["defaulted"], entry["kind"]
        assert sum(model.lost(worst, loans).values()) == pytest.approx(run["worst_case"]["bank_loss"]), entry["kind"]


def test_every_cascade_written_down_is_the_one_a_plain_solver_finds(city: City, model: Model) -> None:
    checked = [entry for entry in city.answers["planted"] if "simulate" in entry["expected"]]
    assert len(checked) >= 25
    for entry in checked:
        check(model, entry, entry["expected"]["simulate"])


def test_unknown_capacity_counted_as_unlimited_gives_the_other_bound(city: City) -> None:
    generous = Model(city, unknown=float("inf"))
    for kind in ("unknown_capacity", "external_guarantor"):
        (entry,) = of_kind(city, kind)
        check(generous, entry, entry["expected"]["simulate_unlimited"])


def test_the_chain_crosses_three_counties_and_spills_over(city: City, model: Model) -> None:
    (entry,) = of_kind(city, "chain_across_counties")
    home = city.tables["enterprises"].set_index("credit_code")["county_code"]
    loans = [loan for loan, who in model.borrower.items() if who in entry["codes"]]
    assert home.loc[entry["codes"]].nunique() == 3
    away = dict.fromkeys(entry["numbers"]["counties"], 0.0)
    worst = dict(away)
    for seed in entry["codes"]:
        down, _ = model.fall({seed}, loans, entry["codes"])
        lost = {loan: amount for loan, amount in model.lost(down, loans).items() if model.borrower[loan] != seed}
        for county in away:
            there = sum(amount for loan, amount in lost.items() if home[model.borrower[loan]] != county)
            away[county] += 0.015 * there
            worst[county] = max(worst[county], there)
    queue = entry["expected"]["queue"]
    assert away == pytest.approx(queue["expected_spillover_by_home"])
    assert worst == pytest.approx(queue["worst_case_spillover_by_home"])
    chain = list(entry["numbers"]["loans"])
    assert [model.borrower[loan] for loan in chain] == entry["codes"][:3]
    for upper, lower in pairwise(entry["codes"]):
        loan = next(loan for loan in chain if model.borrower[loan] == upper)
        assert {promise["who"] for promise in model.promises[loan]} == {lower}


def test_one_person_controls_eleven_firms_that_borrow_from_fourteen_banks(city: City) -> None:
    (entry,) = of_kind(city, "controller_with_many_lenders")
    controls = city.tables["controls"]
    controls = controls[~(controls["valid_to"] < pd.Timestamp(city.as_of))]
    held, reached = set(), {entry["expected"]["controller"]}
    while reached:
        reached = set(controls.loc[controls["controller"].isin(reached) & (controls["share"] > 0.5), "enterprise"]) - held
        held |= reached
    assert sorted(held) == entry["expected"]["firms"]
    assert len(held) == 11
    loans = city.tables["loans"]
    loans = loans[loans["borrower"].isin(held)]
    assert loans["bank_code"].nunique() == entry["expected"]["lenders"] == 14
    assert loans["balance"].sum() / 100 == entry["expected"]["balance"]
    assert (loans.groupby("bank_code")["balance"].sum() / 100).to_dict() == entry["expected"]["balance_by_bank"]
    sizes = city.tables["controls"].groupby("controller")["enterprise"].nunique().drop(entry["expected"]["controller"])
    assert sizes.max() <= 4


def test_the_over_lent_borrower_is_the_worked_example(city: City) -> None:
    (entry,) = of_kind(city, "over_lent_borrower")
    expected = entry["expected"]
    # 50,000 · 0.94 · 1.10 / 5.0 turns = 10,340 (10,000 yuan)
    assert expected["need"] == pytest.approx(50_000e4 * (1 - 0.06) * (1 + 0.10) / 5)
    assert expected["room"] == pytest.approx(expected["need"] - 2_500e4 - 500e4 - 9_000e4)
    loans = city.tables["loans"].set_index("loan_no").loc[entry["numbers"]["loans"]].sort_values("starts_on")
    used = loans["balance"].cumsum() / 100
    over = used[used > expected["need"] - expected["own_funds"] - expected["other_funds"]]
    assert over.index[0] == expected["crossed_by"]
    assert expected["ratio"] == pytest.approx(9_000 / (10_340 - 2_500 - 500))


def test_a_quarter_of_the_debt_is_overdue_more_than_ninety_days(city: City) -> None:
    (entry,) = of_kind(city, "class_floor")
    loans = city.tables["loans"]
    loans = loans[loans["borrower"] == entry["codes"][0]].set_index("bank_code")
    assert sorted(loans["balance"] // 1_000_000) == [3_000, 5_000, 12_000]
    assert loans.loc[loans["overdue_days"] > 90, "balance"].sum() / loans["balance"].sum() == entry["expected"]["share_overdue_90"]
    assert set(loans.index[loans["five_class"] == "normal"]) == set(entry["expected"]["raised_at"])


def test_each_stage_of_321_follows_from_clamped_months(city: City) -> None:
    today = pd.Timestamp(city.as_of)
    loans, bonds = city.tables["loans"].set_index("loan_no"), city.tables["bonds"].set_index("bond_code")
    seen = set()
    for entry in [*of_kind(city, "maturity_stage"), *of_kind(city, "bond_stage")]:
        numbers, expected = entry["numbers"], entry["expected"]
        due = loans["matures_on"][numbers["loan"]] if "loan" in numbers else bonds["matures_on"][numbers["bond"]]
        assert due == pd.Timestamp(numbers["due"])
        dates = {stage: due - pd.DateOffset(months=months) for stage, months in (("ledger", 3), ("plan", 2), ("funds", 1))}
        assert {stage: day.date().isoformat() for stage, day in dates.items()} == expected["stage_dates"]
        reached = [stage for stage, day in dates.items() if day <= today]
        assert expected["stage"] == ("overdue" if due < today else reached[-1] if reached else "before")
        assert expected["overdue_days"] == max((today - due).days, 0)
        seen.add((expected["stage"], expected.get("step", 0)))
    assert {stage for stage, _ in seen} == {"before", "ledger", "plan", "funds", "overdue"}
    assert {step for _, step in seen} == {0, 30, 90, 270, 360}


def test_limits_and_ratios_follow_from_the_rows(city: City) -> None:
    loans = city.tables["loans"].set_index("loan_no")
    (limit,) = of_kind(city, "joint_limit_nearly_used")
    financing = loans.loc[limit["numbers"]["loans"], "balance"].sum() / 100
    out = loans["balance"][limit["numbers"]["guaranteed"]] / 100
    assert (financing, out) == (limit["expected"]["financing"], limit["expected"]["guaranteed_out"])
    assert (financing + out) / limit["expected"]["limit"] == limit["expected"]["usage"]
    (company,) = of_kind(city, "guarantee_company_concentration")
    amounts = loans.loc[company["numbers"]["loans"], "balance"] / 100
    net = city.tables["guarantee_companies"].set_index("credit_code")["net_assets"][company["expected"]["company"]] / 100
    assert amounts.iloc[0] / net == company["expected"]["share"]
    assert amounts.sum() / net == company["expected"]["liabilities_to_net_assets"]
    (bank,) = of_kind(city, "large_exposure")
    capital = city.tables["banks"].set_index("bank_code")["net_capital"][bank["numbers"]["bank"]] / 100
    assert capital == bank["expected"]["net_capital"]
    assert bank["expected"]["exposure"] / capital == bank["expected"]["share"]


def test_lapsed_and_void_guarantees_are_the_listed_ones(city: City) -> None:
    promises, loans = city.tables["guarantees"], city.tables["loans"].set_index("loan_no")
    lapsed = promises.loc[promises["period_ends_on"] < pd.Timestamp(city.as_of), "guarantee_no"]
    assert lapsed.tolist() == city.answers["lapsed_guarantees"]
    repaid = promises["loan_no"].map(loans["balance"]).eq(0).fillna(value=False)
    assert promises.loc[repaid, "guarantee_no"].tolist() == city.answers["void_guarantees"]


@pytest.mark.parametrize("kind", ["like_case_vetoed", "like_case_set_by_hand"])
def test_like_cases_differ_in_nothing_but_what_makes_the_difference(city: City, kind: str) -> None:
    """Seen from either firm, its own row, loans, guarantees given and received, and listing are the same but for who it is."""
    (entry,) = of_kind(city, kind)

    def seen(firm: str) -> dict[str, Any]:
        rows = {name: city.tables[name] for name in ("enterprises", "loans", "guarantees", "risk_list")}
        own = rows["loans"].loc[rows["loans"]["borrower"] == firm]
        received = rows["guarantees"].loc[rows["guarantees"]["loan_no"].isin(own["loan_no"])]
        given = rows["guarantees"].loc[rows["guarantees"]["guarantor"] == firm]
        parts = {
            "enterprises": rows["enterprises"].loc[rows["enterprises"]["credit_code"] == firm], "loans": own, "received": received,
            "given": given, "risk_list": rows["risk_list"].loc[rows["risk_list"]["enterprise"] == firm],
        }  # fmt: skip
        who = ["credit_code", "name", "borrower", "bank_code", "loan_no", "guarantee_no", "guarantor", "enterprise"]
        return {name: part.drop(columns=who, errors="ignore").reset_index(drop=True) for name, part in parts.items()}

    one, other = map(seen, entry["expected"]["pair"])
    for name, part in one.items():
        assert len(part), name
        pd.testing.assert_frame_equal(part, other[name])
    for name in ("other_debts", "signals", "facilities", "bonds", "indicators", "controls", "joint_limits"):
        frame = city.tables[name]
        about = frame["borrower" if "borrower" in frame else "issuer" if "issuer" in frame else "enterprise"]
        told = frame.loc[about.isin(entry["codes"])]
        vetoed = name == "signals" and kind == "like_case_vetoed"
        assert list(told["enterprise"] if vetoed else told.index) == ([entry["expected"]["vetoed"]] if vetoed else []), name
    decided = [record["enterprise"] for record in city.answers["decisions"]["overrides"]]
    assert decided == [entry["expected"]["set_by_hand"] for entry in of_kind(city, "like_case_set_by_hand")]


def test_the_innovation_reported_is_of_the_last_year_that_has_begun(city: City) -> None:
    (entry,) = of_kind(city, "innovation_reported")
    rows = city.tables["indicators"]
    mine = rows.loc[rows["enterprise"] == entry["codes"][0]]
    begun = mine.loc[mine["period"].isin([str(year) for year in range(2000, city.as_of.year + 1)])].sort_values("period")
    assert begun.drop_duplicates("indicator", keep="last").set_index("indicator")["value"].to_dict() == entry["expected"]["indicators"]
    assert set(mine["period"]) - set(begun["period"]) == {"2026Q3"}


def test_some_key_enterprises_and_nobody_else_report_their_innovation(city: City) -> None:
    firms, rows = city.tables["enterprises"], city.tables["indicators"]
    key = set(firms.loc[firms["above_scale"].fillna(value=False) & firms["registered_in_city"].fillna(value=True), "credit_code"])
    assert set(rows["enterprise"]) <= key
    for _, told in rows.loc[rows["period"] == "2025"].groupby("indicator"):
        assert 0.25 < told["enterprise"].nunique() / len(key) < 0.55
    assert not rows.duplicated(["enterprise", "indicator", "period"]).any()
    assert rows.groupby("indicator")["value"].min().gt(0).all()
