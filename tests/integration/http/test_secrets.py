"""Nothing that is not a role's stands in any answer about the network: every endpoint, every page, every text of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.reference.confidential import people, strings

LISTS = ("/coordination-queue", "/circles", "/enterprises", "/counties", "/snapshots")


@pytest.mark.parametrize("role", ["county", "bank"])
@pytest.mark.parametrize("path", LISTS)
def test_lists_hold_no_secret(served: Any, secrets: Any, role: str, path: str) -> None:
    rows = served.every(role, path)
    assert rows
    assert secrets[role].found_in(rows) == set()


@pytest.mark.parametrize("role", ["county", "bank"])
def test_nothing_about_one_party_holds_a_secret(served: Any, secrets: Any, role: str) -> None:
    rows = served.every(role, "/enterprises")
    chosen = [rows[place] for place in np.random.default_rng(7).choice(len(rows), 60, replace=False)]
    stubs = [row for row in rows if row["stub"]][:10]
    bodies = []
    for row in [*chosen, *stubs]:
        bodies.append(served.json(role, f"/enterprises/{row['party']}"))
        bodies.append(served.json(role, f"/enterprises/{row['party']}/network", depth=3, most=500))
    bodies += [served.json(role, f"/circles/{row['circle']}") for row in served.every(role, "/circles")[:40]]
    assert secrets[role].found_in(bodies) == set()


def test_chains_and_flows_of_a_county_hold_no_secret(served: Any, secrets: Any) -> None:
    own = max((row["members"] for row in served.every("county", "/circles") if row["home_county"] == "380103"), key=len)
    bodies = [served.json("county", "/paths", **{"from": own[0], "to": other}) for other in own[1:]]
    bodies += [served.json("county", "/spillover"), served.every("county", "/banks/JR38010001/exposures")]
    assert any(body["steps"] for body in bodies[:-2])
    assert secrets["county"].found_in(bodies) == set()


@pytest.mark.parametrize("role", ["city", "analyst", "admin", "county", "bank"])
def test_no_person_is_called_by_name(served: Any, demo_city: Any, role: str) -> None:
    names = people(demo_city.tables)
    firms = " ".join(demo_city.tables["enterprises"]["name"])
    rows = served.every(role, "/enterprises") + served.every(role, "/coordination-queue")
    persons = [row for row in rows if row.get("kind") == "person"]
    assert persons
    assert {row["name"] for row in persons}.isdisjoint(names)
    bodies = [served.json(role, f"/enterprises/{row['party']}") for row in persons[:30]]
    assert {text for text in strings(bodies) if text in names and text not in firms} == set()
