"""The small demo city goes the way real data goes, and the platform finds what was planted in it: all of it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.circles import structures
from analysis.contagion import cascade
from analysis.contagion.explanation import explain
from analysis.coordination import Queue, queue
from analysis.groups import find as controller_groups
from analysis.groups import findings as group_findings
from analysis.rules import RuleBook
from graph.assembly import build_network
from graph.facts import CityFacts
from graph.network import GuaranteeNetwork
from graph.schema import TABLES
from graph.sqlite_store import SqliteStore
from ingest.pipeline import ingest
from ingest.report import IngestReport
from ingest.synthetic import City, make_city, write_city


@pytest.fixture(scope="module")
def city() -> City:
    return make_city("small", 7)


@pytest.fixture(scope="module")
def folder(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("demo") / "input"
    write_city(city, there)
    return there


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore.open(folder.parent / "city.db", create=True)) as opened:
        yield opened


@pytest.fixture(scope="module")
def report(store: SqliteStore, folder: Path) -> IngestReport:
    return ingest(store, folder)


@pytest.fixture(scope="module")
def network(store: SqliteStore, report: IngestReport, city: City) -> GuaranteeNetwork:
    return build_network(store, city.as_of)


@pytest.fixture(scope="module")
def found(network: GuaranteeNetwork) -> Queue:
    return queue(network)


def codes(network: GuaranteeNetwork, places: Any) -> list[str]:
    return [str(network.parties.code[int(place)]) for place in places]


def planted(city: City, *kinds: str) -> list[dict[str, Any]]:
    return [entry for entry in city.answers["planted"] if entry["kind"] in kinds]


def test_the_city_loads_without_a_rejection(city: City, report: IngestReport) -> None:
    told = report.to_json()
    assert told["rejections"] == []
    assert {name: counts["read"] for name, counts in told["tables"].items()} == {name: n for name, n in city.answers["tables"].items() if n}
    assert all(counts["loaded"] == counts["read"] for counts in told["tables"].values())
    assert [skipped["sheet"] for skipped in told["skipped"]] == ["说明"]
    assert [sorted(twins["parties"]) for twins in told["possible_duplicates"]] == city.answers["possible_duplicates"]
    assert told["external"] == {"enterprises": len(city.answers["external"])}


def test_the_store_holds_every_cell_exactly(city: City, store: SqliteStore, report: IngestReport) -> None:
    """Titles, units, text numbers and dates of every habit come back as the frames they were written from."""
    for name, table in TABLES.items():
        if not len(city.tables[name]):
            continue
        key = list(table.key)
        read = store.read(table)
        if table.party:
            read = read[~read["external"].fillna(value=False).astype(bool)]
        columns = [column.name for column in table.file_columns]
        expected = city.tables[name].sort_values(key, ignore_index=True)
        held = read[columns].sort_values(key, ignore_index=True)
        for column in columns:
            pd.testing.assert_series_equal(held[column], expected[column], check_exact=False, rtol=1e-12, obj=f"{name}.{column}")


def test_loading_the_files_again_changes_nothing(city: City, store: SqliteStore, report: IngestReport, folder: Path) -> None:
    again = ingest(store, folder).to_json()
    assert all(counts["unchanged"] == counts["read"] for counts in again["tables"].values())


def test_mutual_pairs_and_rings_are_all_found_and_none_invented(city: City, network: GuaranteeNetwork) -> None:
    pairs = sorted(sorted(codes(network, pair)) for pair in structures.mutual_pairs(network))
    assert pairs == city.answers["mutual_pairs"]
    rings = structures.rings(network)
    assert not len(rings.cut_parts)
    named = []
    for parties, length in zip(rings.parties, rings.length, strict=True):
        ring = codes(network, parties[:length])
        start = ring.index(min(ring))
        named.append(ring[start:] + ring[:start])
    assert sorted(named, key=lambda ring: (len(ring), ring)) == city.answers["rings"]


def test_lapsed_void_and_external_are_counted_and_not_called(city: City, network: GuaranteeNetwork) -> None:
    assert network.counts.lapsed == len(city.answers["lapsed_guarantees"])
    assert network.counts.void == len(city.answers["void_guarantees"])
    assert network.counts.period_unclear == len(city.answers["guarantees_without_period"])
    outside = codes(network, np.flatnonzero(network.parties.external))
    assert sorted(outside) == city.answers["external"]
    contracts = set(network.guarantees.contract.to_pylist())
    assert contracts.isdisjoint(city.answers["lapsed_guarantees"] + city.answers["void_guarantees"])


def simulated(network: GuaranteeNetwork, run: dict[str, Any], **parameters: Any) -> dict[str, Any]:
    seeds = network.index(run["seeds"])
    result = cascade.run(network, seeds, **parameters)
    worst = cascade.worst_case_near(network, seeds, **parameters)
    number = network.loans.number
    lost = {str(number[int(loan)]): float(result.loss_of_loan[loan]) for loan in np.flatnonzero(result.loss_of_loan)}
    calls = {
        str(number[loan]): {str(network.parties.code[who]): amount for who, amount in called.items()}
        for loan, called in result.calls.items()
        if called
    }
    by_county: dict[str, float] = {}
    by_bank: dict[str, float] = {}
    for loan in np.flatnonzero(result.loss_of_loan):
        county = str(network.counties.code[int(network.parties.county[network.loans.borrower[loan]])])
        bank = str(network.banks.code[int(network.loans.bank[loan])])
        by_county[county] = by_county.get(county, 0.0) + float(result.loss_of_loan[loan])
        by_bank[bank] = by_bank.get(bank, 0.0) + float(result.loss_of_loan[loan])
    return {
        "defaulted": sorted(codes(network, result.defaulted)), "rounds": result.rounds, "bank_loss": result.bank_loss, "loss_of_loan": lost,
        "loss_by_county": by_county, "loss_by_bank": by_bank, "calls": calls,
        "worst": (sorted(codes(network, worst.defaulted)), worst.bank_loss),
    }  # fmt: skip


def test_every_planted_cascade_ends_as_written_down(city: City, network: GuaranteeNetwork) -> None:
    checked = 0
    for entry in city.answers["planted"]:
        for key, parameters in (("simulate", {}), ("simulate_unlimited", {"unknown_capacity": "unlimited"})):
            for run in entry["expected"].get(key, []):
                told = simulated(network, run, **parameters)
                for field in ("defaulted", "rounds"):
                    assert told[field] == run[field], (entry["kind"], field)
                for field in ("bank_loss", "loss_of_loan", "loss_by_county", "loss_by_bank"):
                    assert told[field] == pytest.approx(run[field], abs=0.005), (entry["kind"], field)
                assert set(told["calls"]) == set(run["calls"]), entry["kind"]
                for loan, called in run["calls"].items():
                    assert told["calls"][loan] == pytest.approx(called, abs=0.005), entry["kind"]
                down, lost = told["worst"]
                assert down == run["worst_case"]["defaulted"], entry["kind"]
                assert lost == pytest.approx(run["worst_case"]["bank_loss"], abs=0.005), entry["kind"]
                checked += 1
    assert checked == 35


def test_the_chain_explains_who_felled_whom(city: City, network: GuaranteeNetwork) -> None:
    (chain,) = planted(city, "chain_across_counties")
    result = cascade.run(network, network.index(chain["codes"][:1]))
    felled = {}
    for record in explain(network, result):
        if record.round:
            felled[codes(network, [record.party])[0]] = {str(network.loans.number[call.loan]): call.amount for call in record.calls}
            assert {call.rule for call in record.calls} == {"joint"}
    assert felled == chain["expected"]["felled_by"]


def test_the_chain_stands_in_the_queue_with_its_spillover(city: City, found: Queue) -> None:
    (chain,) = planted(city, "chain_across_counties")
    (row,) = [row for row in found.rows if chain["codes"][0] in row.members]
    expected = chain["expected"]["queue"]
    assert sorted(row.members) == sorted(chain["codes"])
    assert row.home_county is not None
    assert row.expected_spillover == pytest.approx(expected["expected_spillover_by_home"][row.home_county])
    assert row.worst_case_spillover == pytest.approx(expected["worst_case_spillover_by_home"][row.home_county])
    assert (row.level, row.leader_link, row.employees) == (expected["level"], expected["leader_link"], expected["employees"])
    assert list(row.counties_hit) == expected["counties_hit"]
    assert list(row.banks_hit) == expected["banks_hit"]


def test_lone_firms_reach_the_queue_by_application_or_by_size(city: City, found: Queue) -> None:
    rows = {row.members[0]: row for row in found.rows if len(row.members) == 1}
    for entry in planted(city, "application_of_a_lone_firm", "large_employer"):
        row = rows[entry["codes"][0]]
        told = {"kind": row.kind, "application": row.application, "level": row.level, "leader_link": row.leader_link}
        told |= {"employees": row.employees, "expected_spillover": row.expected_spillover}
        assert {key: told[key] for key in entry["expected"]["queue"]} == entry["expected"]["queue"]


def test_planted_circles_hold_their_members_and_nobody_else(city: City, network: GuaranteeNetwork, found: Queue) -> None:
    of = found.circles.circle_of
    for entry in planted(city, "mutual_pair", "self_fulfilling_pair", "ring_3", "ring_4", "ring_5", "joint_guarantee_group"):
        (place,) = set(of[network.index(entry["codes"])].tolist())
        assert sorted(codes(network, np.flatnonzero(of == place))) == sorted(entry["codes"]), entry["kind"]


def test_exposure_and_shortfall_respect_margin_and_collateral(city: City, network: GuaranteeNetwork) -> None:
    (entry,) = planted(city, "collateral_and_margin")
    place = network.loans.number.to_pylist().index(entry["numbers"]["loan"])
    assert network.loans.exposure[place] == entry["expected"]["exposure"]
    assert network.loans.shortfall[place] == entry["expected"]["shortfall"]


def test_the_controller_s_group_is_found_with_its_chains_and_only_as_of_the_day(
    city: City, store: SqliteStore, report: IngestReport
) -> None:
    """Nine firms held directly, two through shareholdings; the twelfth was sold a year ago and is there on a day before."""
    (entry,) = planted(city, "controller_with_many_lenders")
    person, firms, (sold,) = entry["expected"]["controller"], entry["expected"]["firms"], entry["numbers"]["no_longer_held"]
    now = CityFacts(store, city.as_of)
    groups = controller_groups(now, RuleBook())
    assert groups.members(firms[0]) == (person, *firms)
    assert groups.members(person)[0] == person
    assert groups.members(sold) == (sold,)
    loans = now["loans"].assign(group=lambda frame: groups.of(frame["borrower"]))
    held = loans.loc[loans["group"] == person]
    assert held["bank_code"].nunique() == entry["expected"]["lenders"]
    assert held["balance"].sum() / 100 == entry["expected"]["balance"]
    assert controller_groups(now.on(date(2025, 6, 30)), RuleBook()).members(sold) == (person, *sorted([*firms, sold]))
    assert len(group_findings(groups, RuleBook())) == 0
    frame = groups.frame()
    stated = now["controls"].set_index("enterprise")["controller"]
    stated = stated[now["controls"].set_index("enterprise")["kind"] == "actual_controller"]
    assert (frame.set_index("party")["group"].reindex(stated.index) == stated).all()
