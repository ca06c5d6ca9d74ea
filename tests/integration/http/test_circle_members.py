"""Who is in a circle, told as far as each role sees it."""

from __future__ import annotations

from typing import Any

import pytest

from api.models.coordination import CircleMembers


def circles(served: Any, role: str, number: int = 25) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = served.every(role, "/circles")
    return sorted(rows, key=lambda row: -len(row["members"]))[:number]


def test_members_and_their_loans_are_those_of_the_circle(served: Any) -> None:
    for row in circles(served, "city"):
        told = served.json("city", f"/circles/{row['circle']}/members")
        CircleMembers.model_validate(told)
        assert sorted(one["party"] for one in told["members"]) == sorted(row["members"])
        assert [one["party"] for one in told["members"] if one["core"]] == [row["core"]]
        assert sum(one["exposure"] for one in told["exposures"]) == pytest.approx(sum(one["loans"] for one in told["members"]))
        assert len(told["links"]) == row["edges"]
        assert {one["bank"] for one in told["exposures"]} == {one["bank"] for one in told["banks"]}


@pytest.mark.parametrize("role", ["county", "bank"])
def test_what_a_role_may_not_read_is_not_told(served: Any, secrets: Any, role: str) -> None:
    bodies = [served.json(role, f"/circles/{row['circle']}/members") for row in circles(served, role)]
    assert secrets[role].found_in(bodies) == set()
    for told in bodies:
        for one in told["members"]:
            if one["stub"]:
                assert (one["loans"], one["worst_class"], one["class"], one["findings"]) == (None, None, None, None)
        if role == "bank":
            assert {one["bank"] for one in told["exposures"]} <= {"JR38010001"}
            assert all(one["findings"] is None and one["class"] is None for one in told["members"])


def test_a_circle_that_is_not_there_or_not_ones_own_has_no_members(served: Any) -> None:
    assert served.get("city", "/circles/C-NOBODY/members").status_code == 404
    own = {row["circle"] for row in served.every("county", "/circles")}
    other = next(row["circle"] for row in served.every("city", "/circles") if row["circle"] not in own)
    assert served.get("county", f"/circles/{other}/members").status_code == 404
