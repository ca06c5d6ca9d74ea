from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from graph.schema import TABLES
from graph.versions import BOOKKEEPING, SCOPE, Changes, Feed, by_key, close_missing, compare, dtypes, empty, identify, select

LOANS, FIRMS = TABLES["loans"], TABLES["enterprises"]
SPRING, SUMMER, AUTUMN = date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)
Frame = Callable[..., pd.DataFrame]


@pytest.fixture
def loans(frame: Frame) -> Frame:
    """Identified loans with their balances, dated and in a bank's scope: `loans({"L1": 100}, SPRING)`."""

    def make(balances: dict[str, float], on: date | None = None, bank: str = "ICB") -> pd.DataFrame:
        fixed = {"borrower": "A", "bank_code": bank, "starts_on": "2025-01-01", "matures_on": "2027-01-01"}
        made = frame("loans", [{"loan_no": number, "balance": balance, **fixed} for number, balance in balances.items()])
        made["_reported_on"] = pd.Series([on] * len(made), dtype="datetime64[s]")
        return made.assign(**{SCOPE: made["bank_code"]})

    return make


def known(*frames: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True)[["_key", "_reported_on", "_hash", "_gone"]]


def outcome(changes: Changes) -> tuple[int, int, int]:
    return changes.loaded, changes.updated, changes.unchanged


def dates(frame: pd.DataFrame) -> list[tuple[str, str]]:
    days = frame["_reported_on"].dt.strftime("%Y-%m-%d").astype("str").fillna("")
    return sorted(zip(frame["_key"], days, strict=True))


def test_a_frame_has_the_columns_of_its_table_and_the_bookkeeping(frame: Frame) -> None:
    for name, table in TABLES.items():
        made = empty(table)
        assert made.dtypes.astype(str).to_dict() == dtypes(table)
        identified = identify(table, made.drop(columns=["_key", "_hash", "_gone", "_valid_from", "_valid_to"]))
        assert identified[list(dtypes(table))].dtypes.astype(str).to_dict() == dtypes(table), name
    assert set(BOOKKEEPING) <= set(frame("loans", []).columns)


def test_validity_is_inclusive_on_both_sides(frame: Frame) -> None:
    listed = frame("risk_list", [{"enterprise": "A", "listed_on": "2026-01-01", "delisted_on": "2026-03-01"}])
    assert (str(listed["_valid_from"][0].date()), str(listed["_valid_to"][0].date())) == ("2026-01-01", "2026-02-28")
    held = frame("controls", [{"controller": "A", "enterprise": "B", "valid_to": "2026-03-01"}])
    assert held["_valid_from"].isna().all()
    assert str(held["_valid_to"][0].date()) == "2026-03-01"


def test_rows_are_new_changed_or_known(loans: Frame) -> None:
    changes = compare(LOANS, loans({"L1": 1, "L2": 3, "L3": 3}), known(loans({"L1": 1, "L2": 2})))
    assert outcome(changes) == (1, 1, 1)
    assert dates(changes.opened) == [("L2", ""), ("L3", "")]
    assert dates(changes.closed) == [("L2", "")]
    assert SCOPE not in changes.opened


def test_a_dated_row_opens_a_version_only_where_it_says_something_new(loans: Frame) -> None:
    changes = compare(LOANS, loans({"L1": 1, "L2": 3}, SUMMER), known(loans({"L1": 1, "L2": 2}, SPRING)))
    assert outcome(changes) == (0, 1, 1)
    assert dates(changes.opened) == [("L2", "2026-06-30")]
    assert changes.closed.empty
    assert [(feed.reported_on, feed.scope, len(feed.repeated)) for feed in changes.feeds] == [(SUMMER, None, 1)]


def test_a_correction_of_a_date_takes_the_place_of_its_version(loans: Frame) -> None:
    changes = compare(LOANS, loans({"L1": 5}, SPRING), known(loans({"L1": 1}, SPRING), loans({"L1": 2}, SUMMER)))
    assert outcome(changes) == (0, 1, 0)
    assert dates(changes.opened) == dates(changes.closed) == [("L1", "2026-03-31")]


def test_an_undated_row_corrects_the_latest_version_and_takes_over_its_date(loans: Frame) -> None:
    changes = compare(LOANS, loans({"L1": 5}), known(loans({"L1": 1}, SPRING), loans({"L1": 2}, SUMMER)))
    assert dates(changes.opened) == dates(changes.closed) == [("L1", "2026-06-30")]
    same = compare(LOANS, loans({"L1": 2}), known(loans({"L1": 1}, SPRING), loans({"L1": 2}, SUMMER)))
    assert outcome(same) == (0, 0, 1)
    assert same.feeds == ()


def test_an_undated_row_corrects_what_was_last_repeated(loans: Frame) -> None:
    first = loans({"L1": 1}, SPRING)
    feeds = compare(LOANS, loans({"L1": 1}, SUMMER), known(first)).feeds
    changes = compare(LOANS, loans({"L1": 5}), known(first), feeds=feeds)
    assert dates(changes.opened) == [("L1", "2026-06-30")]
    assert changes.closed.empty


def test_figures_dated_by_their_table_stand_side_by_side(frame: Frame) -> None:
    def firm(day: str | None, assets: int) -> pd.DataFrame:
        return frame("enterprises", [{"credit_code": "A", "name": "甲", "as_of": day, "net_assets": assets}])

    have = known(firm("2026-03-31", 1))
    assert outcome(compare(FIRMS, firm("2026-06-30", 1), have)) == (1, 0, 0)
    assert outcome(compare(FIRMS, firm("2026-03-31", 1), have)) == (0, 0, 1)
    assert outcome(compare(FIRMS, firm("2026-03-31", 2), have)) == (0, 1, 0)
    assert outcome(compare(FIRMS, firm(None, 2), have)) == (1, 0, 0)
    assert outcome(compare(FIRMS, firm(None, 2), known(firm(None, 1)))) == (0, 1, 0)


def test_two_dates_of_one_fact_in_one_run_are_both_kept(loans: Frame) -> None:
    both = pd.concat([loans({"L1": 1}, SUMMER), loans({"L1": 1}, SPRING)], ignore_index=True)
    assert dates(compare(LOANS, both, known(empty(LOANS))).opened) == [("L1", "2026-03-31"), ("L1", "2026-06-30")]
    again = compare(LOANS, both, known(loans({"L1": 1}, SPRING), loans({"L1": 1}, SUMMER)))
    assert again.opened.empty


def test_a_late_report_does_not_answer_for_a_date_that_repeated_the_earlier_one(loans: Frame) -> None:
    first = loans({"L1": 1, "L2": 1}, SPRING)
    feeds = compare(LOANS, loans({"L1": 1, "L2": 1}, AUTUMN), known(first)).feeds
    asked: list[Any] = []

    def recall(keys: Any) -> pd.DataFrame:
        asked.append(list(keys))
        return first.drop(columns=SCOPE).loc[first["_key"].isin(keys)]

    changes = compare(LOANS, loans({"L1": 2, "L2": 1}, SUMMER), known(first), feeds=feeds, recall=recall)
    assert asked == [["L1"]]
    assert outcome(changes) == (0, 1, 1)
    opened = changes.opened.set_index(["_key", "_reported_on"])["balance"]
    assert opened.to_dict() == {("L1", pd.Timestamp(SUMMER)): 200, ("L1", pd.Timestamp(AUTUMN)): 100}
    with pytest.raises(ValueError, match="recall"):
        compare(LOANS, loans({"L1": 2}, SUMMER), known(first), feeds=feeds)


def test_a_late_report_of_a_fact_a_later_complete_feed_did_not_hold_ends_there(loans: Frame) -> None:
    feeds = [Feed(AUTUMN, "ICB", np.zeros(0, np.int64))]
    other = loans({"L9": 1}, AUTUMN)
    late = pd.concat([loans({"L1": 1}, SUMMER), loans({"L2": 1}, SUMMER, bank="RCB")], ignore_index=True)
    changes = compare(LOANS, late, known(other), feeds=feeds)
    assert dates(changes.opened.loc[~changes.opened["_gone"]]) == [("L1", "2026-06-30"), ("L2", "2026-06-30")]
    assert dates(changes.opened.loc[changes.opened["_gone"]]) == [("L1", "2026-09-30")]
    assert outcome(changes) == (2, 0, 0)


def test_a_complete_feed_ends_only_what_stood_on_its_date(loans: Frame) -> None:
    spring, autumn = loans({"L1": 1}, SPRING), loans({"L2": 1}, AUTUMN)
    absent = pd.concat([spring, autumn], ignore_index=True).drop(columns=SCOPE)
    none = compare(LOANS, loans({}), known(spring, autumn))
    changes = close_missing(none, absent, SUMMER, known(spring, autumn), scope="ICB")
    assert changes.gone == 1
    assert dates(changes.opened) == [("L1", "2026-06-30"), ("L2", "2026-06-30")]  # L2 was not there yet, which ends nothing
    assert changes.opened["_gone"].all()
    assert changes.closed.empty
    assert [(feed.reported_on, feed.scope, len(feed.repeated)) for feed in changes.feeds] == [(SUMMER, "ICB", 0)]


def test_what_is_heard_of_first_after_a_complete_feed_was_not_there_on_its_date(loans: Frame) -> None:
    first = loans({"L1": 1}, SPRING)
    feeds = close_missing(compare(LOANS, first, empty(LOANS)), empty(LOANS), SPRING, empty(LOANS), scope="ICB").feeds
    changes = compare(LOANS, loans({"L2": 1}, AUTUMN), known(first), feeds=feeds)
    assert dates(changes.opened.loc[changes.opened["_gone"]]) == [("L2", "2026-03-31")]
    assert dates(changes.opened.loc[~changes.opened["_gone"]]) == [("L2", "2026-09-30")]
    assert outcome(changes) == (1, 0, 0)
    elsewhere = compare(LOANS, loans({"L2": 1}, AUTUMN, bank="RCB"), known(first), feeds=feeds)
    assert not elsewhere.opened["_gone"].any()
    young = loans({"L2": 1}, AUTUMN).assign(_valid_from=pd.Timestamp(SUMMER))  # begun since, so no date needs telling
    assert not compare(LOANS, young, known(first), feeds=feeds).opened["_gone"].any()


def test_a_complete_feed_of_the_date_of_a_version_replaces_it(loans: Frame) -> None:
    spring = loans({"L1": 1}, SPRING)
    changes = close_missing(compare(LOANS, loans({}), known(spring)), spring.drop(columns=SCOPE), SPRING, known(spring), scope="ICB")
    assert dates(changes.opened) == dates(changes.closed) == [("L1", "2026-03-31")]


def test_an_undated_complete_feed_closes_every_version(loans: Frame) -> None:
    versions = pd.concat([loans({"L1": 1}, SPRING), loans({"L1": 2}, SUMMER), loans({"L2": 2}, SUMMER)], ignore_index=True)
    none = compare(LOANS, loans({}), known(versions))
    changes = close_missing(none, versions.loc[versions["_key"] == "L1"].drop(columns=SCOPE), None, known(versions), scope="ICB")
    assert changes.gone == 1
    assert changes.opened.empty
    assert dates(changes.closed) == [("L1", "2026-03-31"), ("L1", "2026-06-30")]


def test_a_complete_feed_that_misses_nothing_is_still_remembered(loans: Frame) -> None:
    none = compare(LOANS, loans({}), known(loans({})))
    changes = close_missing(none, empty(LOANS), SUMMER, known(loans({})), scope="ICB")
    assert [(feed.reported_on, feed.scope) for feed in changes.feeds] == [(SUMMER, "ICB")]
    assert close_missing(none, empty(LOANS), SUMMER, known(loans({})), scope="ICB", feeds=changes.feeds).feeds == ()


def test_the_latest_report_up_to_a_date_answers_else_the_earliest_marked(loans: Frame) -> None:
    versions = pd.concat([loans({"L1": 3}, AUTUMN), loans({"L1": 1}, SPRING), loans({"L2": 5}), loans({"L2": 6}, SUMMER)])
    versions = versions.reset_index(drop=True)

    def answers(on: date) -> list[tuple[str, int, bool]]:
        chosen = select(versions, on)
        return list(zip(chosen["_key"], (chosen["balance"] // 100).tolist(), chosen["_later"].tolist(), strict=True))

    assert answers(date(2026, 1, 1)) == [("L1", 1, True), ("L2", 5, False)]
    assert answers(SPRING) == [("L1", 1, False), ("L2", 5, False)]
    assert answers(SUMMER) == [("L1", 1, False), ("L2", 6, False)]
    assert answers(AUTUMN) == [("L1", 3, False), ("L2", 6, False)]
    assert answers(date(2024, 12, 31)) == []


def test_by_key_sorts_undated_first_and_leaves_what_is_sorted(loans: Frame) -> None:
    mixed = pd.concat([loans({"L2": 1}, SPRING), loans({"L10": 1}), loans({"L2": 1})], ignore_index=True)
    assert dates(by_key(mixed)) == [("L10", ""), ("L2", ""), ("L2", "2026-03-31")]
    assert by_key(mixed)["_key"].tolist() == ["L10", "L2", "L2"]
    pd.testing.assert_frame_equal(by_key(by_key(mixed)), by_key(mixed))
    assert by_key(mixed.iloc[:0]).empty
