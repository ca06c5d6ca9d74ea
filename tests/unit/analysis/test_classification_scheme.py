"""Schemes of scores as files: the example of the docs, and every way to write a wrong one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.classification import MEASURES, STANDARD, Dimension, Direction, parse_decisions, parse_scheme, read_scheme
from graph.errors import InvalidScheme

PAGE = (Path(__file__).parents[3] / "docs" / "classification.md").read_text(encoding="utf-8")
EXAMPLE, DECISIONS = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)


def refused(text: str) -> InvalidScheme:
    with pytest.raises(InvalidScheme) as caught:
        parse_scheme(text.encode(), "方案.toml")
    return caught.value


def test_the_example_of_the_page_is_a_scheme(tmp_path: Path) -> None:
    path = tmp_path / "方案.toml"
    path.write_text(EXAMPLE, encoding="utf-8-sig")
    found = read_scheme(path)
    assert (found.id, found.version, found.owner) == ("lanjiang", "2026-1", "岚江市发展和改革委员会")
    assert [one.dimension for one in found.indicators] == [Dimension.VITALITY, Dimension.INNOVATION, Dimension.RISK]
    assert [one.direction for one in found.indicators] == [Direction.HIGHER, Direction.HIGHER, Direction.LOWER]
    assert [one.benchmark for one in found.indicators] == ["median", 0.03, 0.05]
    assert found.file == str(path)
    assert len(found.sha256 or "") == 64


def test_the_decisions_of_the_page_are_read() -> None:
    found = parse_decisions(DECISIONS.encode(), "意见.toml")
    assert (len(found.proposals), len(found.objections), len(found.overrides)) == (1, 1, 1)


def test_every_measure_is_on_the_page() -> None:
    assert not [name for name in MEASURES if f"`{name}`" not in PAGE]


def test_the_standard_scheme_has_all_dimensions_sources_and_weights_of_100() -> None:
    assert {one.dimension for one in STANDARD.indicators} == set(Dimension)
    assert sum(one.weight for one in STANDARD.indicators) == 100.0
    assert STANDARD.used == STANDARD.indicators
    assert {"systemic_importance", "expected_spillover", "vulnerability"} <= {one.measure for one in STANDARD.used}


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('dimension = "vitality"', 'dimension = "vitalty"', "scheme-dimension", "did you mean 'vitality'?"),
        ('dimension = "vitality"\n', "", "scheme-dimension", "has no dimension"),
        ('benchmark = "median"\n', "", "scheme-benchmark", "'revenue_per_employee' has no benchmark"),
        ("benchmark = 0.03", "benchmark = 0", "scheme-benchmark", "must be above 0"),
        ("benchmark = 0.03", "benchmark = -1", "scheme-benchmark", "must be above 0"),
        ("benchmark = 0.03", "benchmark = nan", "scheme-benchmark", "must be above 0"),
        ("benchmark = 0.03", 'benchmark = "mean"', "scheme-benchmark", "must be a number, not 'mean'"),
        ("weight = 40", "weight = -1", "scheme-weight", "is -1.0, it must be at least 0"),
        ("weight = 40", "weight = inf", "scheme-weight", "must be at least 0"),
        ("weight = 40", "weight = 1" + "0" * 400, "scheme-weight", "must be at least 0"),
        ("weight = 40", "weight = true", "scheme-weight", "must be a number, not True"),
        ("weight = 40\n", "", "scheme-weight", "there is none"),
        ("cap = 1.2", "cap = -0.1", "scheme-cap", "within 0 and 10"),
        ("cap = 1.2", "cap = 11", "scheme-cap", "within 0 and 10"),
        ('id = "overdue"', 'id = "rd_share"', "scheme-duplicate", "'rd_share' stands in it 2 times"),
        ('measure = "overdue_share"', 'measure = "overdues"', "scheme-measure", "no measure is called 'overdues'"),
        ('measure = "overdue_share"\n', "", "scheme-measure", "either measure or table"),
        ('measure = "overdue_share"', 'measure = "overdue_share"\ntable = "x"', "scheme-measure", "either measure or table"),
        ('direction = "lower"', 'direction = "down"', "scheme-invalid", "no direction is called 'down'"),
        ('missing = "average"', 'missing = "mean"', "scheme-invalid", "one of average, zero, leave_out"),
        ("min_firms = 10", "min_firms = 0", "scheme-invalid", "at least 1"),
        ("min_firms = 10", "min_firms = 1.5", "scheme-invalid", "whole number"),
        ('owner = "岚江市发展和改革委员会"\n', "", "scheme-invalid", "owner must be a text"),
        ('author = "某某"', 'author = " "', "scheme-invalid", "author must be a text"),
        ('author = "某某"', 'author = "某某"\ncity = 1', "scheme-invalid", "'city' is not known"),
        ('name_en = "revenue per employee"', "benchmarks = 3", "scheme-invalid", "'benchmarks' is not known"),
        ('id = "overdue"', 'id = "Over due"', "scheme-invalid", "lower-case letters"),
        ('id = "lanjiang"', 'id = "lan', "scheme-invalid", "it is no TOML"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, code: str, words: str) -> None:
    assert EXAMPLE.count(old) == 1
    fault = refused(EXAMPLE.replace(old, new))
    assert fault.code == code
    assert words in fault.message
    assert fault.message.startswith("方案.toml: ")


def test_weights_of_nothing_an_empty_scheme_and_all_faults_at_once() -> None:
    assert refused(re.sub(r"weight = \d+", "weight = 0", EXAMPLE)).code == "scheme-weight"
    assert "no indicators" in refused(EXAMPLE.split("[[indicators]]")[0]).message
    assert "must be tables" in refused(EXAMPLE.split("[[indicators]]")[0] + "indicators = [1]").message
    fault = refused(EXAMPLE.replace("cap = 1.2", "cap = -1").replace("benchmark = 0.03", "benchmark = 0"))
    assert len(fault.faults) == 2


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidScheme, match="cannot be read"):
        read_scheme(tmp_path / "none.toml")
