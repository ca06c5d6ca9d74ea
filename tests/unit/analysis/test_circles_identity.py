import re
import string

from analysis.circles.identity import birth_id, free_id, inherit, lone_ids


def test_ids_are_url_safe_and_differ_where_codes_do():
    codes = ["91330100MA2ABCDE1X", "P/7", "P 7", "P~7", "张三", "P%2F7", "P?7#", *string.printable]
    assert all(re.fullmatch(r"[A-Za-z0-9._~-]+", birth_id(code)) for code in codes)
    assert len({birth_id(code) for code in codes}) == len(codes)


def test_a_new_circle_is_named_after_its_core():
    assert inherit([["B", "A"], ["C", "D"]], {}) == ["C-B", "C-C"]


def test_a_circle_keeps_its_id_while_members_come_and_go():
    before = {"A": "C-A", "B": "C-A", "C": "C-A", "D": "C-A"}
    assert inherit([["C", "B", "D", "X", "Y"]], before) == ["C-A"]


def test_of_merged_circles_the_larger_gives_its_name():
    before = dict.fromkeys("AB", "C-A") | dict.fromkeys("CDE", "C-C")
    assert inherit([["A", "B", "C", "D", "E"]], before) == ["C-C"]


def test_of_a_split_circle_the_largest_heir_keeps_the_name():
    before = dict.fromkeys("ABCDE", "C-A")
    assert inherit([["A", "B"], ["C", "D", "E"]], before) == ["C-A-2", "C-A"]


def test_equal_heirs_are_told_apart_by_the_core_the_name_was_born_of():
    before = dict.fromkeys("ABCD", "C-C")
    assert inherit([["A", "B"], ["C", "D"]], before) == ["C-A", "C-C"]


def test_firms_alone_before_give_the_name_of_the_core():
    assert inherit([["B", "A", "C"]], {"A": "C-A", "B": "C-B", "C": "C-C"}) == ["C-B"]


def test_too_little_in_common_is_no_inheritance():
    before = dict.fromkeys("ABCDE", "C-Q")
    assert inherit([["A", "V", "W", "X", "Y"]], before) == ["C-A"]
    assert inherit([["A", "B", "V", "W"]], before) == ["C-Q"]


def test_no_name_is_given_twice():
    before = dict.fromkeys("ABCDEF", "C-A")
    names = inherit([["A", "B"], ["C", "D"], ["E", "F"], ["X", "Y"]], before)
    assert len(set(names)) == 4


def test_the_order_of_the_former_members_does_not_matter():
    before = dict.fromkeys("ABC", "C-A") | dict.fromkeys("DEF", "C-D")
    now = [["A", "D", "B"], ["E", "C", "F"]]
    assert inherit(now, before) == inherit(now, dict(reversed(before.items())))


def test_a_lone_firm_is_a_circle_of_one():
    assert lone_ids(["A", "B"], set(), {}) == ["C-A", "C-B"]


def test_a_lone_firm_never_bears_a_living_circles_name():
    assert lone_ids(["A"], {"C-A"}, {"A": "C-A", "B": "C-A"}) == ["C-A-2"]


def test_a_lone_firm_keeps_the_name_it_was_given():
    assert lone_ids(["A"], set(), {"A": "C-A-2"}) == ["C-A-2"]
    assert lone_ids(["A"], set(), {"A": "C-B", "B": "C-B"}) == ["C-A"]


def test_a_taken_name_is_counted_on():
    assert free_id("A", {"C-A", "C-A-2"}) == "C-A-3"
