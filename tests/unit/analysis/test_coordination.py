import json
from dataclasses import replace

import numpy as np
import pytest

from analysis.circles import find
from analysis.contagion import cascade
from analysis.coordination import CoordinationParameters, queue, remembered
from analysis.coordination.lines import Figures, judge
from graph.errors import InvalidParameter
from graph.network import Application, PartyKind

FIELDS = [
    "rank", "kind", "circle", "name", "home_county", "level", "application", "leader_link", "rule", "reasons", "counties_hit", "banks_hit",
    "expected_spillover", "worst_case_spillover", "worst_case_loss", "employees", "class", "unknown_capacity",
    "flags", "due_soon", "members",
]  # fmt: skip
NOTHING = Figures(expected_spillover=0.0, worst_case_spillover=0.0, counties=0, employees=0, worst_case_loss=0.0)


def random_city(city, seed, n=120, k=130):
    """Parties of all kinds in four counties and nowhere, guarantees among neighbours, one large part, parties alone, loans of millions."""
    rng = np.random.default_rng(seed)
    kind = rng.choice([PartyKind.ENTERPRISE] * 8 + [PartyKind.PERSON, PartyKind.GUARANTEE_COMPANY], n)
    firms = np.flatnonzero(kind == PartyKind.ENTERPRISE)
    loans = []
    for borrower in rng.choice(firms, k):
        near = borrower + rng.choice([-2, -1, 1, 2], 2, replace=False) if borrower > n // 2 else rng.choice(n // 2, 2, replace=False)
        guarantors = sorted({int(g) for g in near[: rng.integers(0, 3)] if g != borrower and g < n})
        loans.append(
            (int(borrower), float(rng.integers(1, 4000)) * 1e4, [(g, None if rng.random() < 0.5 else 5e6, 1.0) for g in guarantors])
        )
    return city(
        loans,
        rng.integers(0, 30, n) * 1e6,
        kind=kind,
        county=rng.integers(-1, 4, n),
        bank=rng.integers(0, 3, k),
        employees=rng.choice([-1, 20, 300, 2500], n),
        default_probability=rng.choice([0.015, 0.08, 0.4, 1.0], n),
        capacity_known=rng.random(n) < 0.8,
        application=rng.choice([0, 0, 0, 1, 2], n),
        loan_class=rng.choice(["NORMAL", "SPECIAL_MENTION", "LOSS"], k),
    )


def recomputed(network, members, home):
    """A row's figures from nothing but its members, the cascade and the default probabilities."""
    county, codes = network.parties.county, network.counties.code.to_pylist()
    rows = {"expected": 0.0, "worst": 0.0, "employees": 0, "worst_loss": 0.0, "counties": set(), "banks": set()}
    for i in members:
        result, worst = cascade.run(network, [i]), cascade.worst_case_near(network, [i])
        others = network.loans.borrower != i
        away = others & (county[network.loans.borrower] != home)
        rows["expected"] += network.parties.default_probability[i] * result.loss_of_loan[away].sum()
        rows["worst"] = max(rows["worst"], worst.loss_of_loan[away].sum())
        rows["worst_loss"] = max(rows["worst_loss"], worst.bank_loss)
        known = network.parties.employees[result.defaulted]
        rows["employees"] = max(rows["employees"], known[known >= 0].sum())
        for place in set(network.parties.county[network.loans.borrower[others & (result.loss_of_loan > 0)]].tolist()):
            loss = result.loss_of_loan[others & (county[network.loans.borrower] == place)].sum()
            if place >= 0 and loss > 0.005:
                rows["counties"].add(codes[place])
        for bank in range(len(network.banks.code)):
            if result.loss_of_loan[others & (network.loans.bank == bank)].sum() > 0.005:
                rows["banks"].add(f"B{bank}")
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_every_figure_of_a_row_follows_from_its_members(city, seed):
    network = random_city(city, seed)
    found = queue(network)
    counties = network.counties.code.to_pylist()
    assert len(found.rows) > 5
    for row in found.rows:
        members = network.index(row.members).tolist()
        home = counties.index(row.home_county) if row.home_county else -1
        own = recomputed(network, members, home)
        assert row.expected_spillover == pytest.approx(own["expected"], abs=0.0051)
        assert row.worst_case_spillover == pytest.approx(own["worst"], abs=0.0051)
        assert row.worst_case_loss == pytest.approx(own["worst_loss"], abs=0.0051)
        assert row.employees == own["employees"]
        assert list(row.counties_hit) == sorted(own["counties"])
        assert list(row.banks_hit) == sorted(own["banks"])
        assert row.unknown_capacity == (~network.parties.capacity_known[members]).sum()
        assert row.application == Application(network.parties.application[members].max()).name.lower()
        balance = network.loans.exposure[np.isin(network.loans.borrower, members)].sum()
        assert row.class_[0] == ("A" if balance >= 500e6 else "B" if balance >= 100e6 else "C")
        figures = Figures(row.expected_spillover, row.worst_case_spillover, len(row.counties_hit), row.employees, row.worst_case_loss)
        verdict = judge(figures, CoordinationParameters())
        assert (row.level, row.rule, row.leader_link, row.reasons) == (verdict.level, verdict.rule, verdict.leader_link, verdict.reasons)


@pytest.mark.parametrize("seed", range(3))
def test_rows_are_every_circle_and_the_noteworthy_lone_firms(city, seed):
    network = random_city(city, seed)
    found, circles = queue(network), find(network)
    assert {row.circle for row in found.rows if row.kind == "circle"} == {circle.id for circle in circles.circles}
    listed = {row.parties[0] for row in found.rows if row.kind == "enterprise"}
    for party in np.flatnonzero(circles.circle_of < 0).tolist():
        own = recomputed(network, [party], network.parties.county[party])
        figures = Figures(
            round(own["expected"], 2), round(own["worst"], 2), len(own["counties"]), own["employees"], round(own["worst_loss"], 2)
        )
        verdict = judge(figures, CoordinationParameters())
        reaches = (network.loans.borrower == party).any() and (verdict.level == "city" or verdict.leader_link)
        wanted = reaches or network.parties.application[party] != Application.NONE
        assert (party in listed) == (wanted and network.parties.kind[party] == PartyKind.ENTERPRISE)


def test_rows_come_in_order_and_with_the_fields_others_build_on(city):
    found = queue(random_city(city, 1))
    document = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert [row["rank"] for row in document["rows"]] == list(range(1, len(found.rows) + 1))
    keys = [(-row["expected_spillover"], -row["worst_case_spillover"], -row["employees"], row["circle"]) for row in document["rows"]]
    assert keys == sorted(keys)
    for row in document["rows"]:
        assert list(row) == FIELDS
        assert row["flags"] == []
        assert row["expected_spillover"] == round(row["expected_spillover"], 2)
        assert row["reasons"]
        assert set(row["reasons"][0]) == {"code", "value", "threshold", "zh", "en"}
        assert row["rule"] in {reason["code"] for reason in row["reasons"]}
    assert document["parameters"]["coordination"]["city_spillover"] == 10e6
    assert len({row["circle"] for row in document["rows"]}) == len(document["rows"])


def test_home_is_the_circles_not_each_members(city):
    """1 of county 1 is in the circle of core 0 in county 0: what 1's default costs county 0 is no spillover, what 0's costs county 1 is."""
    network = city(
        [(0, 90.0, [(1, None, 1.0)]), (1, 40.0, [(0, None, 1.0)])],
        [0, 0],
        county=[0, 1],
        default_probability=[0.1, 0.5],
        name=["甲公司", "乙公司"],
    )
    (row,) = queue(network).rows
    assert (row.name, row.home_county, row.expected_spillover) == ("甲公司担保圈", "330000", pytest.approx(0.1 * 40))
    assert row.counties_hit == ("330000", "330001")


def test_a_lone_firm_with_an_application_is_a_row_named_after_itself(city):
    network = city([(0, 90.0, [])], [0, 0], application=[Application.FILED, Application.NONE], name=["甲公司", "乙公司"])
    (row,) = queue(network).rows
    assert (row.kind, row.name, row.application, row.circle, row.members, row.level) == (
        "enterprise",
        "甲公司",
        "filed",
        "C-0",
        ("0",),
        "county",
    )


def test_ids_survive_through_what_the_store_keeps(city):
    network = random_city(city, 2)
    found = queue(network)
    results = found.results()
    assert list(results.columns) == ["party", "circle", "rank", "class", "level"]
    assert results["party"].is_unique
    shrunk = replace(network, parties=replace(network.parties, default_probability=network.parties.default_probability * 0.5))
    assert {(row.circle, row.members) for row in queue(shrunk, previous=remembered(results)).rows} <= {
        (row.circle, row.members) for row in found.rows
    }


def test_the_table_has_a_line_a_row(city):
    found = queue(random_city(city, 3))
    frame = found.frame()
    assert frame["排名"].tolist() == [row.rank for row in found.rows]
    assert not frame.drop(columns=["属地"]).isna().any().any()


def test_no_parties_no_rows(city):
    found = queue(city([], []))
    assert found.to_json()["rows"] == []
    assert len(found.frame()) == len(found.results()) == 0


@pytest.mark.parametrize(
    ("figures", "rule"),
    [
        ({"expected_spillover": 10e6}, "coordination.city.expected_spillover"),
        ({"worst_case_spillover": 10e6}, "coordination.city.worst_case_spillover"),
        ({"counties": 3}, "coordination.city.counties"),
        ({"employees": 1000}, "coordination.city.employees"),
    ],
)
def test_each_line_alone_suffices_for_the_city_and_is_named(figures, rule):
    verdict = judge(replace(NOTHING, **figures), CoordinationParameters())
    assert (verdict.level, verdict.rule, verdict.leader_link) == ("city", rule, False)
    (name, value) = next(iter(figures.items()))
    assert [(reason.code, reason.value) for reason in verdict.reasons] == [(rule, value)]
    below = judge(replace(NOTHING, **{name: value - 1}), CoordinationParameters())
    assert (below.level, below.rule) == ("county", "coordination.county")


@pytest.mark.parametrize(
    ("figures", "codes"),
    [
        ({"worst_case_loss": 500e6}, ["coordination.county", "coordination.leader.worst_case_loss"]),
        ({"employees": 3000}, ["coordination.city.employees", "coordination.leader.employees"]),
    ],
)
def test_a_leader_is_proposed_whatever_the_level(figures, codes):
    verdict = judge(replace(NOTHING, **figures), CoordinationParameters())
    assert verdict.leader_link
    assert [reason.code for reason in verdict.reasons] == codes


def test_where_both_conditions_are_needed_one_is_not_enough():
    both = CoordinationParameters(both_conditions_needed=True)
    assert judge(replace(NOTHING, counties=9, expected_spillover=1e9), both).level == "county"
    assert judge(replace(NOTHING, employees=9000), both).level == "county"
    verdict = judge(replace(NOTHING, employees=1000, counties=3), both)
    assert (verdict.level, verdict.rule) == ("city", "coordination.city.both_conditions")


def test_the_sentence_says_the_number_and_the_line():
    (reason,) = judge(replace(NOTHING, expected_spillover=12_345_678.9), CoordinationParameters()).reasons
    assert reason.zh == "预期外溢（每年）1,234.57万元，达到1,000万元的标准"
    assert reason.en == "expected loss in other counties a year: 12,345,678.9 yuan, at or above the line of 10,000,000 yuan"


@pytest.mark.parametrize("line", [-1, float("inf"), float("nan")])
def test_a_line_below_nothing_or_without_end_is_refused(line: float):
    with pytest.raises(InvalidParameter):
        CoordinationParameters(city_spillover=line)
