"""Classes in the demo city: what was planted about them is found, and the list of like cases treated unlike holds nothing unjustified."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.synthetic import City, write_decisions

Classify = Callable[..., dict[str, Any]]
DECIDED = "with the counties' decisions"


@pytest.fixture(scope="module")
def city(demo_city: City) -> City:
    return demo_city


@pytest.fixture(scope="module")
def decisions(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What its counties decided."""
    file = tmp_path_factory.mktemp("classes") / "decisions.json"
    write_decisions(city, file)
    return file


@pytest.fixture(scope="module")
def answered() -> dict[tuple[str, ...], dict[str, Any]]:
    """What was asked before, with its answer."""
    return {}


@pytest.fixture
def classify(demo_file: Path, decisions: Path, answered: dict[tuple[str, ...], dict[str, Any]], call: Callable[..., Any]) -> Classify:
    """Ask `classify` about firms, or all; with `DECIDED` after what counties decided."""

    def ask(*wanted: str) -> dict[str, Any]:
        if wanted not in answered:
            named = [one for one in wanted if one != DECIDED]
            options = ["--overrides", decisions] if DECIDED in wanted else []
            told = call("classify", *named, *options, "--store", f"sqlite:///{demo_file.as_posix()}", "--json")
            assert told.code == 0, told.err
            answered[wanted] = told.json
        return answered[wanted]

    return ask


def planted(city: City, *kinds: str) -> list[dict[str, Any]]:
    return [entry for entry in city.answers["planted"] if entry["kind"] in kinds]


def test_nothing_but_unreported_innovation_is_missing_of_complete_statements(city: City, classify: Classify) -> None:
    rows = {row["enterprise"]: row for row in classify()["rows"] if row["key_enterprise"]}
    stated = city.tables["enterprises"].set_index("credit_code").loc[list(rows)]
    figures = ["revenue", "employees", "sales_profit_rate", "total_assets", "total_liabilities"]
    reports = city.tables["indicators"].query("period in ('2024', '2025')").groupby("indicator")["enterprise"].agg(set)
    missing = {
        code: 0.08 * (code not in reports["研发投入占比"]) + 0.07 * (code not in reports["有效发明专利数"])
        for code in stated.index[stated[figures].notna().all(axis=1)]
    }
    assert {code: rows[code]["missing"] for code in missing} == pytest.approx(missing)
    assert {round(share, 2) for share in missing.values()} == {0.0, 0.07, 0.08, 0.15}


def test_innovation_counts_with_the_last_value_reported(city: City, classify: Classify) -> None:
    (entry,) = planted(city, "innovation_reported")
    told = city.tables["indicators"].query("period in ('2024', '2025')").sort_values("period")
    last = told.drop_duplicates(["enterprise", "indicator"], keep="last").set_index(["enterprise", "indicator"])["value"]
    twice = sorted(told.loc[told.duplicated(["enterprise", "indicator"]), "enterprise"].unique())[:20]
    asked = [*entry["codes"], *twice]
    document = classify(*asked)
    values = {(row["enterprise"], item["name_zh"]): item["value"] for row in document["rows"] for item in row["items"]}
    for name, value in entry["expected"]["indicators"].items():
        assert values[entry["codes"][0], name] == value
    for firm in asked:
        for name in ("研发投入占比", "有效发明专利数"):
            assert values[firm, name] == (last[firm, name] if (firm, name) in last.index else None)


def unlike_of(classify: Classify, *options: str) -> tuple[dict[str, Any], dict[frozenset[str], Any]]:
    """The firms on the ledger that have a class, by code, and the pairs treated unlike."""
    document = classify(*options)
    rows = {row["enterprise"]: row for row in document["rows"] if row["class"] is not None and row["score"] is not None}
    pairs = {frozenset((pair["enterprise"], pair["other"])): pair for pair in document["unlike"]}
    assert len(pairs) == len(document["unlike"])
    return rows, pairs


def test_the_planted_like_cases_are_on_the_list_with_the_cause(city: City, classify: Classify) -> None:
    rows, pairs = unlike_of(classify, DECIDED)
    for entry in planted(city, "like_case_vetoed", "like_case_set_by_hand"):
        expected, pair = entry["expected"], pairs[frozenset(entry["expected"]["pair"])]
        assert (pair["cause"], pair["points"]) == (expected["cause"], expected["points"])
        one, other = (rows[code] for code in expected["pair"])
        assert (one["score"], one["dimensions"]) == (other["score"], other["dimensions"])
        assert other["class"] == expected["becomes"] != one["class"] == one["proposed"]
    (hand,), (vetoed,) = planted(city, "like_case_set_by_hand"), planted(city, "like_case_vetoed")
    undecided = unlike_of(classify)[1]
    assert frozenset(hand["expected"]["pair"]) not in undecided
    assert undecided[frozenset(vetoed["expected"]["pair"])]["cause"] == "veto"


@pytest.mark.parametrize("decided", [False, True])
def test_every_other_pair_on_the_list_is_what_scores_and_classes_justify(city: City, classify: Classify, decided: bool) -> None:
    """Of each firm the nearest case of each other class, as far as it is within three points: by looking at all pairs."""
    rows, pairs = unlike_of(classify, *([DECIDED] if decided else []))
    (hand,), (vetoed,) = planted(city, "like_case_set_by_hand"), planted(city, "like_case_vetoed")
    causes = {vetoed["expected"]["vetoed"]: "veto"} | ({hand["expected"]["set_by_hand"]: "override"} if decided else {})
    for code, row in rows.items():  # whoever is not vetoed or set by hand has the class of its score
        by_lines = "保" if row["score"] >= 80 else "帮" if row["score"] >= 60 else "关"
        assert row["class"] == ("关" if code in causes else by_lines)
    apart = {
        (one, other): abs(rows[one]["score"] - rows[other]["score"])
        for one in rows for other in rows if rows[one]["class"] != rows[other]["class"]
    }  # fmt: skip
    nearest: dict[tuple[str, str], float] = {}
    for (one, other), points in apart.items():
        if points <= 3.0 + 1e-9:
            key = one, rows[other]["class"]
            nearest[key] = min(points, nearest.get(key, points))
    told: dict[tuple[str, str], list[float]] = {}
    for pair in pairs.values():
        ends = pair["enterprise"], pair["other"]
        assert pair["points"] == pytest.approx(apart[ends], abs=0.005)
        assert any(apart[ends] == pytest.approx(nearest[one, rows[other]["class"]]) for one, other in (ends, ends[::-1]))
        assert pair["cause"] == min((causes.get(end, "line") for end in ends), key=["override", "veto", "line"].index)
        for one, other in (ends, ends[::-1]):
            told.setdefault((one, rows[other]["class"]), []).append(apart[ends])
    assert {key: min(points) for key, points in told.items()} == pytest.approx(nearest)
