"""Publication, objections and overrides: windows, second persons, what follows what."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.classification import Decisions, Objection, Override, Proposal, parse_decisions, standing
from graph.errors import InvalidDecisions

X, LISTED, TODAY = "X", date(2026, 1, 1), date(2026, 6, 30)


def on(month, day):
    return date(2026, month, day)


def stands(*records, proposed="关", as_of=TODAY, days=15):
    kinds = {Proposal: "proposals", Objection: "objections", Override: "overrides"}
    sorted_ = {name: tuple(one for one in records if type(one) is kind) for kind, name in kinds.items()}
    return standing(Decisions(**sorted_), X, proposed, as_of=as_of, listed_on=LISTED, objection_days=days)


def override(class_="帮", decided=None, confirmed="乙", confirmed_on=None, author="甲", reason="展期"):
    decided = decided or on(6, 20)
    return Override(X, class_, decided, author, reason, confirmed, (confirmed_on or decided) if confirmed else None)


def test_a_class_nobody_published_is_published_today():
    found = stands()
    assert (found.class_, found.published_on, found.objection_until, found.status) == ("关", TODAY, on(7, 15), "open")


@pytest.mark.parametrize(("as_of", "status"), [(on(6, 16), "open"), (on(6, 17), "undisputed")])
def test_the_window_holds_to_its_last_day(as_of, status):
    """Fifteen days from 1 June end with 16 June."""
    found = stands(Proposal(X, "关", on(6, 1)), as_of=as_of)
    assert (found.objection_until, found.status) == (on(6, 16), status)


def test_a_class_published_again_keeps_its_first_day_and_one_that_changed_begins_anew():
    again = stands(Proposal(X, "关", on(6, 20)), Proposal(X, "关", on(6, 25)))
    assert again.published_on == on(6, 20)
    back = stands(Proposal(X, "关", on(6, 1)), Proposal(X, "帮", on(6, 10)), Proposal(X, "关", on(6, 25)))
    assert back.published_on == on(6, 25)
    assert stands(Proposal(X, "帮", on(6, 25))).published_on == TODAY


def test_proposals_of_an_earlier_listing_and_of_a_later_day_do_not_count():
    assert stands(Proposal(X, "关", date(2025, 12, 31))).published_on == TODAY
    assert stands(Proposal(X, "关", on(7, 1))).published_on == TODAY


def test_an_objection_counts_inside_its_window_and_is_refused_outside():
    one = Proposal(X, "关", on(6, 1))
    found = stands(one, Objection(X, on(6, 16), "该企业", "已展期"))
    assert (found.status, len(found.objections)) == ("objected", 1)
    with pytest.raises(InvalidDecisions, match="the proposal of 2026-06-01 ended on 2026-06-16") as caught:
        stands(one, Objection(X, on(6, 17), "该企业", "已展期"))
    assert caught.value.code == "decisions-window"
    with pytest.raises(InvalidDecisions, match="no proposal published by then"):
        stands(one, Objection(X, on(5, 31), "该企业", "已展期"))
    assert stands(Objection(X, TODAY, "该企业", "已展期")).status == "objected"
    assert stands(one, Objection(X, on(7, 1), "该企业", "已展期")).status == "undisputed"  # of tomorrow


def test_an_objection_to_a_class_no_longer_proposed_is_history():
    found = stands(Proposal(X, "帮", on(6, 1)), Objection(X, on(6, 5), "该企业", "应为保"), Proposal(X, "关", on(6, 28)))
    assert (found.status, found.objections) == ("open", ())


def test_an_override_holds_from_the_second_persons_confirmation():
    one = override(decided=on(6, 10), confirmed_on=on(6, 12))
    assert stands(one, as_of=on(6, 12)).class_ == "帮"
    before = stands(one, as_of=on(6, 11))
    assert (before.class_, before.status, before.waiting, before.override) == ("关", "open", (one,), None)
    never = override(confirmed=None)
    assert stands(never).waiting == (never,)


def test_the_latest_override_holds_and_the_earlier_ones_are_kept():
    first, second = override("帮", on(6, 1)), override("保", on(6, 20))
    found = stands(second, first)
    assert (found.class_, found.status, found.override, found.past) == ("保", "overridden", second, (first,))
    old = override("保", date(2025, 11, 1))
    assert (stands(old).class_, stands(old).past) == ("关", (old,))


def test_a_firm_without_a_proposed_class_may_be_given_one():
    assert stands(override(), proposed=None).class_ == "帮"
    assert stands(proposed=None).class_ is None


@pytest.mark.parametrize(
    ("records", "code", "words"),
    [
        ({"overrides": (override(author=" "),)}, "decisions-author", "has no author"),
        ({"overrides": (override(reason=""),)}, "decisions-reason", "gives no reason"),
        ({"overrides": (override(confirmed=" 甲 "),)}, "decisions-confirmation", "a second person"),
        ({"overrides": (override(confirmed_on=on(6, 19)),)}, "decisions-confirmation", "before it was decided"),
        ({"overrides": (Override(X, "帮", TODAY, "甲", "因", "乙"),)}, "decisions-confirmation", "go together"),
        ({"overrides": (override("留"),)}, "decisions-class", "says '留'"),
        ({"overrides": (override("保"), override("帮"))}, "decisions-invalid", "two overrides decided on 2026-06-20"),
        ({"proposals": (Proposal(X, "A", TODAY),)}, "decisions-class", "says 'A'"),
        ({"proposals": (Proposal(X, "保", TODAY), Proposal(X, "帮", TODAY))}, "decisions-invalid", "two proposals"),
        ({"objections": (Objection(X, TODAY, "", "因"),)}, "decisions-author", "has no author"),
        ({"objections": (Objection(X, TODAY, "甲", " "),)}, "decisions-reason", "gives no reason"),
    ],
)
def test_records_that_are_none(records, code, words):
    with pytest.raises(InvalidDecisions, match=words) as caught:
        Decisions(**records)
    assert caught.value.code == code


GOOD = '[[overrides]]\nenterprise = "X"\nclass = "帮"\ndecided_on = 2026-06-20\nauthor = "甲"\nreason = "展期"\n'


@pytest.mark.parametrize(
    ("text", "file", "words"),
    [
        (GOOD.replace("2026-06-20", '"20 June"'), "a.toml", r"overrides\[1\].decided_on must be a date such as 2026-06-30, not '20 June'"),
        (GOOD.replace("2026-06-20", "2026-06-20T08:00:00"), "a.toml", "must be a date"),
        (GOOD.replace('author = "甲"\n', ""), "a.toml", r"overrides\[1\].author must be a text"),
        (GOOD.replace("author", "writer"), "a.toml", "'writer' is not known"),
        ("[[override]]\n", "a.toml", "'override' is not known"),
        ("overrides = 3", "a.toml", "must be a list of tables"),
        ("[[overrides", "a.toml", "it is no TOML"),
        (GOOD, "a.json", "it is no JSON"),
        ("[1]", "a.json", "it must hold proposals"),
    ],
)
def test_files_that_are_none(text, file, words):
    with pytest.raises(InvalidDecisions, match=words):
        parse_decisions(text.encode(), file)


def test_json_says_the_same_as_toml():
    text = '{"overrides": [{"enterprise": "X", "class": "帮", "decided_on": "2026-06-20", "author": "甲", "reason": "展期"}]}'
    assert parse_decisions(text.encode(), "a.json").overrides == parse_decisions(GOOD.encode(), "a.toml").overrides
