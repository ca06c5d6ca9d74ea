from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from analysis.coordination import queue
from analysis.spillover import matrix
from graph.network import Counties, GuaranteeNetwork
from viz.digest import TOP_ROWS, city_report
from viz.report import Report, report_page

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def hostile(network: GuaranteeNetwork) -> GuaranteeNetwork:
    """The network of the folder's conftest with the hostile name wherever a name can stand, and with default probabilities."""
    parties = replace(
        network.parties,
        name=pa.array([f"{HOSTILE}{place}" for place in range(6)]),
        code=pa.array(["911", "912", "913", "P4", "915", "916"]),
        default_probability=np.full(6, 0.1),
    )
    return replace(network, parties=parties, counties=replace(network.counties, name=pa.array([HOSTILE, "西河县"])))


@pytest.fixture(scope="module")
def report(hostile: GuaranteeNetwork) -> Report:
    found = queue(hostile)
    return city_report(hostile, found, matrix(hostile, found.impacts))


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return report_page(report)


def test_opening_the_report_asks_nothing_of_the_network(page: str, requests_of: Callable[[str], list[str]]) -> None:
    assert requests_of(page) == []
    assert "srcdoc=" in page


def test_hostile_names_are_text_everywhere(page: str) -> None:
    assert HOSTILE not in page
    outside = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert "<img" not in outside
    assert "&lt;/script&gt;&lt;img" in outside


def test_both_languages_are_inside_and_chinese_comes_first(report: Report, page: str) -> None:
    assert '<html lang="zh" data-lang="zh">' in page
    assert '<html lang="en" data-lang="en">' in report_page(report, "en")
    for text in ("预期外溢", "expected spillover", "名词解释", "2026-06-30"):
        assert text in page


def test_circles_have_a_name_in_each_language(report: Report) -> None:
    assert report.worst is not None
    for name in (report.worst.title, next(row.name for row in report.rows if row.kind.en == "circle")):
        assert name.zh.removesuffix("担保圈") == name.en.removesuffix(" guarantee circle") != name.zh
    pages = {lang: html.unescape(report_page(report, lang)) for lang in ("zh", "en")}
    assert f'title="{report.worst.title.zh}"' in pages["zh"]
    assert f'title="{report.worst.title.en}"' in pages["en"]


def test_the_worst_circle_is_the_first_of_the_queue_with_the_costliest_cascade(report: Report) -> None:
    assert report.worst is not None
    assert {node.code for node in report.worst.view.nodes} == {"911", "912", "913", "P4"}
    fallen = {node.code: node.fell_in for node in report.worst.view.nodes if node.fell_in is not None}
    assert {fall.code: fall.round for fall in report.worst.falls} == fallen
    assert [fall.round for fall in report.worst.falls] == sorted(fallen.values())
    assert all(fall.called > fall.capacity for fall in report.worst.falls if fall.round)


def test_flows_are_those_of_the_spillover_matrix(report: Report, hostile: GuaranteeNetwork) -> None:
    spillover = matrix(hostile, queue(hostile).impacts)
    off = report.flows[~np.eye(len(report.counties), dtype=bool)]
    assert off.sum() == pytest.approx(spillover.exported.sum())


def test_what_is_not_known_is_said(report: Report, hostile: GuaranteeNetwork) -> None:
    assert any(fact.value.zh == "1" and "代偿能力未知" in fact.label.zh for fact in city_report(
        replace(hostile, counts=replace(hostile.counts, unknown_capacity=1)), queue(hostile), matrix(hostile, queue(hostile).impacts)
    ).gaps)  # fmt: skip
    assert any(fact.value.zh == "30%" or "折扣率" in fact.label.zh for fact in report.assumptions)


def test_a_city_without_a_queue_still_has_a_report(requests_of: Callable[[str], list[str]]) -> None:
    empty = GuaranteeNetwork.from_loans([(0, 5.0, [])], [1.0])
    found = queue(empty)
    page = report_page(city_report(empty, found, matrix(empty, found.impacts)))
    assert "没有需要协调的担保圈或企业" in page
    assert requests_of(page) == []


def test_a_long_queue_is_cut_but_not_before_the_city_s_rows(city_of_pairs: GuaranteeNetwork) -> None:
    found = queue(city_of_pairs)
    shown = city_report(city_of_pairs, found, matrix(city_of_pairs, found.impacts)).rows
    assert len(found.rows) > TOP_ROWS + 1
    assert [row.rank for row in shown[:TOP_ROWS]] == list(range(1, TOP_ROWS + 1))
    assert [row.rank for row in shown[TOP_ROWS:]] == [row.rank for row in found.rows[TOP_ROWS:] if row.level == "city"]
    assert len(shown) == TOP_ROWS + 1


@pytest.fixture(scope="module")
def city_of_pairs() -> GuaranteeNetwork:
    """Forty mutual pairs across two counties; each firm of pair i owes 40 − i and can pay nothing. The last pair has many employees."""
    pairs = 40
    loans = [(2 * i + side, float(pairs - i), [(2 * i + 1 - side, None, 1.0)]) for i in range(pairs) for side in (0, 1)]
    made = GuaranteeNetwork.from_loans(loans, [0.0] * (2 * pairs))
    employees = np.ones(2 * pairs, np.int64)
    employees[-2:] = 900
    codes = pa.array([f"{place:03d}" for place in range(2 * pairs)])
    county = np.arange(2 * pairs, dtype=np.int32) % 2
    parties = replace(made.parties, code=codes, county=county, employees=employees, default_probability=np.full(2 * pairs, 0.1))
    return replace(made, parties=parties, counties=Counties(pa.array(["330101", "330102"]), pa.array(["东山区", "西河县"])))
