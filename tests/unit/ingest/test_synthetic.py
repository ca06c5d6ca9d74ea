from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graph.errors import InvalidParameter
from graph.schema import TABLES
from graph.values import DTYPES, credit_code_faults, normalise_name
from ingest.synthetic import City, make_city
from ingest.synthetic.city import SIZES

ASSIGNED_PROVINCES = {
    11,
    12,
    13,
    14,
    15,
    21,
    22,
    23,
    31,
    32,
    33,
    34,
    35,
    36,
    37,
    41,
    42,
    43,
    44,
    45,
    46,
    50,
    51,
    52,
    53,
    54,
    61,
    62,
    63,
    64,
}


@pytest.fixture(scope="module")
def city() -> City:
    return make_city("small", 7)


def only(city: City, kind: str) -> list[str]:
    """The first code of every planted case of a kind that the background must not hold."""
    assert kind in city.answers["only_planted"]
    return [entry["codes"][0] for entry in city.answers["planted"] if entry["kind"] == kind]


def test_the_counts_are_met_exactly(city: City) -> None:
    rows = {name: len(frame) for name, frame in city.tables.items()}
    size = SIZES["small"]
    assert (rows["enterprises"], rows["loans"], rows["guarantees"], rows["counties"]) == (size.enterprises, size.loans, size.guarantees, 9)
    assert city.answers["tables"] == rows
    assert 18 <= rows["banks"] <= 25
    assert all(rows[name] for name in TABLES)


def test_frames_hold_the_columns_of_a_file_in_their_canonical_types(city: City) -> None:
    for name, table in TABLES.items():
        assert {column: str(dtype) for column, dtype in city.tables[name].dtypes.items()} == {
            column.name: DTYPES[column.kind] for column in table.file_columns
        }


def test_required_columns_are_filled_keys_are_unique_and_choices_known(city: City) -> None:
    for name, table in TABLES.items():
        frame = city.tables[name]
        assert not frame.duplicated(list(table.key)).any(), name
        for column in table.file_columns:
            if column.required:
                assert frame[column.name].notna().all(), (name, column.name)
            if column.vocabulary is not None:
                assert set(frame[column.name].dropna()) <= set(column.vocabulary.words), (name, column.name)


def test_every_reference_exists_but_for_the_guarantors_listed_as_external(city: City) -> None:
    keys = {name: set(city.tables[name][table.key[0]]) for name, table in TABLES.items()}
    for name, table in TABLES.items():
        for column in table.file_columns:
            if column.refers:
                missing = set(city.tables[name][column.name].dropna()) - set().union(*(keys[target] for target in column.refers))
                expected = set(city.answers["external"]) if (name, column.name) == ("guarantees", "guarantor") else set()
                assert missing == expected, (name, column.name)


def test_codes_are_valid_and_counties_belong_to_no_real_place(city: City) -> None:
    codes = pd.concat([city.tables["enterprises"]["credit_code"], city.tables["guarantee_companies"]["credit_code"]])
    assert not credit_code_faults(pd.Series([*codes, *city.answers["external"]], dtype="str")).any()
    assert {code[0] for code in codes} == {"9", "N"}
    counties = city.tables["counties"]["county_code"]
    assert counties.str.fullmatch(r"3801\d\d").all()
    assert not {int(code[:2]) for code in counties} & ASSIGNED_PROVINCES
    assert not counties.str[2:4].eq("90").any()


def test_no_two_firms_share_a_name_but_the_planted_twins(city: City) -> None:
    frame = city.tables["enterprises"]
    same = frame.assign(plain=frame["name"].map(normalise_name)).groupby("plain")["credit_code"].agg(sorted)
    assert same[same.map(len) > 1].tolist() == city.answers["possible_duplicates"]


def test_one_guarantee_names_a_loan_or_a_line_never_its_own_borrower(city: City) -> None:
    promises, loans, lines = (city.tables[name] for name in ("guarantees", "loans", "facilities"))
    assert (promises["loan_no"].notna() ^ promises["facility_no"].notna()).all()
    borrower = pd.concat([loans.set_index("loan_no")["borrower"], lines.set_index("facility_no")["borrower"]])
    debt = promises["loan_no"].fillna(promises["facility_no"])
    assert (debt.map(borrower) != promises["guarantor"]).all()
    assert not (promises["cap"] == 0).any()


def test_a_loan_lies_at_the_bank_and_borrower_of_its_line_and_within_it(city: City) -> None:
    loans, lines = city.tables["loans"], city.tables["facilities"]
    drawn = loans.dropna(subset="facility_no").merge(lines, on="facility_no", suffixes=("", "_of_line"))
    assert (drawn["borrower"] == drawn["borrower_of_line"]).all()
    assert (drawn["bank_code"] == drawn["bank_code_of_line"]).all()
    used = drawn.groupby("facility_no")["balance"].sum()
    stated = lines.set_index("facility_no").loc[used.index]
    assert (used == stated["used"]).all()
    assert (stated["used"] <= stated["limit"]).all()


def test_dates_of_loans_agree_with_their_class(city: City) -> None:
    loans = city.tables["loans"]
    today = pd.Timestamp(city.as_of)
    assert (loans["starts_on"] < loans["matures_on"]).all()
    assert (loans["starts_on"] <= today).all()
    late = (today - loans["matures_on"]).dt.days.clip(lower=0)
    live = loans["balance"] > 0
    assert (late[live] == loans["overdue_days"][live]).all()
    worst = loans["five_class"].map({"normal": 0, "special_mention": 90, "substandard": 270, "doubtful": 360, "loss": 10_000})
    assert (loans["overdue_days"] <= worst.fillna(0)).all()


def test_the_class_mix_is_that_of_a_real_city(city: City) -> None:
    mix = city.tables["loans"]["five_class"].value_counts(normalize=True)
    assert 0.94 < mix["normal"] < 0.98
    assert set(mix.index) == {"normal", "special_mention", "substandard", "doubtful", "loss"}


def test_some_statements_are_missing_and_some_are_old(city: City) -> None:
    frame = city.tables["enterprises"]
    assert 0.02 < frame["net_assets"].isna().mean() < 0.12
    assert 0.04 < (frame["as_of"] < pd.Timestamp(city.as_of)).mean() < 0.15
    assert frame["as_of"].max() == pd.Timestamp(city.as_of)
    known = frame.dropna(subset=["total_assets", "net_assets", "total_liabilities", "liquid_assets"])
    assert (known["total_assets"] - known["net_assets"] - known["total_liabilities"]).abs().max() <= 2
    assert (known["liquid_assets"] <= known["total_assets"]).all()


def test_only_the_planted_borrower_is_over_lent(city: City) -> None:
    """The working-capital formula, by hand."""
    frame = city.tables["enterprises"].set_index("credit_code").astype({"revenue": "Float64"})
    loans = city.tables["loans"]
    lent = loans[loans["product"] == "working_capital"].groupby("borrower")["balance"].sum()
    cost, sales = frame["cost_of_sales"], frame["revenue"]
    days = 360 * ((frame["avg_inventory"] - frame["avg_payables"] + frame["avg_prepayments"]) / cost)
    days += 360 * (frame["avg_receivables"] - frame["avg_advances"]) / sales
    need = sales * (1 - frame["sales_profit_rate"]) * (1 + frame["growth_rate"]) * days / 360
    room = (need - frame["own_funds"] - frame["other_funds"] - lent.reindex(frame.index).fillna(0)).dropna()
    assert len(room) > 2000
    assert room[room < 0].index.tolist() == only(city, "over_lent_borrower")


def test_only_the_planted_guarantor_promised_more_than_its_net_assets(city: City) -> None:
    promises, loans, lines = (city.tables[name] for name in ("guarantees", "loans", "facilities"))
    debt = pd.concat([loans.set_index("loan_no")["balance"], lines.set_index("facility_no")["used"]])
    amount = np.fmin(
        promises["loan_no"].fillna(promises["facility_no"]).map(debt).astype(float), promises["cap"].astype("Float64").fillna(np.inf)
    )
    out = amount.groupby(promises["guarantor"]).sum()
    net = city.tables["enterprises"].set_index("credit_code")["net_assets"].dropna().astype(float)
    ratio = (out / net).dropna()
    assert ratio[ratio > 1].index.tolist() == only(city, "guarantor_above_net_assets")


def test_no_stated_class_is_better_than_the_cross_bank_floor_but_the_planted_one(city: City) -> None:
    loans = city.tables["loans"]
    rank = loans["five_class"].map({"normal": 0, "special_mention": 1, "substandard": 2, "doubtful": 3, "loss": 4})
    total = loans.groupby("borrower")["balance"].sum()
    overdue = loans[loans["overdue_days"] > 90].groupby("borrower")["balance"].sum().reindex(total.index).fillna(0)
    worst, best = rank.groupby(loans["borrower"]).max(), rank.groupby(loans["borrower"]).min()
    floor = pd.Series(0, index=total.index).mask(worst >= 2, 1).mask(overdue > 0.2 * total.where(total > 0, 1), 2)
    floor = floor.mask(loans.groupby("borrower")["overdue_days"].max() > 270, 3).mask(
        loans.groupby("borrower")["overdue_days"].max() > 360, 4
    )
    assert floor.index[best < floor].tolist() == only(city, "class_floor")


def test_only_the_planted_village_bank_lent_too_much_to_one(city: City) -> None:
    loans, banks = city.tables["loans"], city.tables["banks"].set_index("bank_code")
    boss = city.tables["controls"].drop_duplicates("enterprise").set_index("enterprise")["controller"]
    group = loans["borrower"].map(boss).fillna(loans["borrower"])
    single = loans.groupby([loans["bank_code"], group])["balance"].sum().groupby("bank_code").max()
    capital = banks["net_capital"].dropna()
    (planted,) = [entry for entry in city.answers["planted"] if entry["kind"] == "large_exposure"]
    share = single.reindex(capital.index) / capital
    assert share[share > 0.1].index.tolist() == [planted["numbers"]["bank"]]
    assert len(capital) >= 10


def test_only_the_planted_joint_limit_is_nearly_used(city: City) -> None:
    promises, loans, lines = (city.tables[name] for name in ("guarantees", "loans", "facilities"))
    debt = pd.concat([loans.set_index("loan_no")["balance"], lines.set_index("facility_no")["used"]])
    out = promises["loan_no"].fillna(promises["facility_no"]).map(debt).astype(float).groupby(promises["guarantor"]).sum()
    limits = city.tables["joint_limits"].set_index("borrower")["limit"].astype(float)
    financing = loans.groupby("borrower")["balance"].sum().astype(float)
    usage = (financing.reindex(limits.index).fillna(0) + out.reindex(limits.index).fillna(0)) / limits
    assert len(usage) > 10
    assert usage[usage >= 0.9].index.tolist() == only(city, "joint_limit_nearly_used")


def test_only_the_planted_renewal_kept_an_old_guarantee(city: City) -> None:
    promises, loans = city.tables["guarantees"], city.tables["loans"].set_index("loan_no")
    renewed = loans[loans["renewal"] == "refinanced"]
    drawn = renewed.reset_index().merge(promises.dropna(subset="facility_no")[["facility_no", "signed_on"]], on="facility_no")
    single = promises.merge(renewed.reset_index()[["loan_no", "borrower", "starts_on"]], on="loan_no")
    old = pd.concat([single, drawn])
    assert len(single) > 100
    assert old.loc[old["signed_on"] < old["starts_on"], "borrower"].tolist() == only(city, "unrecorded_after_renewal")


def test_only_the_planted_guarantee_company_leans_on_one_client(city: City) -> None:
    promises, loans = city.tables["guarantees"], city.tables["loans"].set_index("loan_no")
    companies = city.tables["guarantee_companies"].set_index("credit_code")["net_assets"].astype(float)
    mine = promises[promises["guarantor"].isin(companies.index)].assign(
        amount=lambda rows: rows["loan_no"].map(loans["balance"]).astype(float), client=lambda rows: rows["loan_no"].map(loans["borrower"])
    )
    assert (mine.groupby("guarantor")["amount"].sum() / companies < 10).all()
    share = mine.groupby(["guarantor", "client"])["amount"].sum().groupby("guarantor").max() / companies
    assert share[share > 0.1].index.tolist() == only(city, "guarantee_company_concentration")


def test_joint_groups_are_complete_and_everybody_guarantees_everybody(city: City) -> None:
    promises, loans = city.tables["guarantees"], city.tables["loans"].set_index("loan_no")
    groups = city.answers["joint_groups"]
    grouped = promises.dropna(subset="group_no")
    assert set(groups) == set(grouped["group_no"])
    lines = city.tables["facilities"].set_index("facility_no")["borrower"]
    borrower = grouped["loan_no"].map(loans["borrower"]).fillna(grouped["facility_no"].map(lines))
    for number, members in groups.items():
        pairs = set(zip(grouped.loc[grouped["group_no"] == number, "guarantor"], borrower[grouped["group_no"] == number], strict=True))
        assert pairs == {(one, other) for one in members for other in members if one != other}
    (planted,) = [entry for entry in city.answers["planted"] if entry["kind"] == "joint_guarantee_group"]
    assert groups[planted["numbers"]["group_no"]] == sorted(planted["codes"])


def test_an_unknown_scale_or_a_negative_seed_is_refused() -> None:
    unknown: Any = "village"
    with pytest.raises(InvalidParameter, match="small, city, province"):
        make_city(unknown, 7)
    with pytest.raises(InvalidParameter, match="-1"):
        make_city("small", -1)


def test_the_same_seed_gives_the_same_city_and_another_seed_another(city: City) -> None:
    again, other = make_city("small", 7), make_city("small", 8)
    for name, frame in city.tables.items():
        pd.testing.assert_frame_equal(frame, again.tables[name])
    assert again.answers == city.answers
    assert set(other.answers["external"]).isdisjoint(city.answers["external"])
    assert not other.tables["loans"]["balance"].equals(city.tables["loans"]["balance"])


def test_the_date_is_fixed(city: City) -> None:
    assert city.as_of == date(2026, 6, 30)
    assert city.answers["as_of"] == "2026-06-30"


def test_a_whole_city_has_its_hundred_thousand_firms(city: City) -> None:
    large = make_city("city", 7)
    assert [len(large.tables[name]) for name in ("enterprises", "loans", "guarantees")] == [100_000, 500_000, 700_000]
    assert large.tables["enterprises"]["credit_code"].is_unique
    assert large.tables["enterprises"]["name"].nunique() == 100_000
    assert large.tables["loans"]["loan_no"].is_unique
    assert not credit_code_faults(large.tables["enterprises"]["credit_code"]).any()
    assert large.tables["banks"]["county_code"].nunique() == 9
    kinds = [entry["kind"] for entry in large.answers["planted"]]
    assert kinds == [entry["kind"] for entry in city.answers["planted"]]
    assert len(large.answers["mutual_pairs"]) > 5_000
