"""Credit, groups, findings, maturities, classes, rules and consents over HTTP: the command line's answers, as each role sees them."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from analysis.rules import RULES
from analysis.rules.references import in_english
from api.models.classification import ClassPage, UnlikePair
from api.models.consents import ConsentState
from api.models.credit import CheckedRows, CreditAnswer
from api.models.findings import Finding, FindingsOf, RulePage
from api.models.groups import GroupAnswer
from api.models.lists import Page
from api.models.maturities import MaturityPage
from api.pseudonyms import PREFIX
from api.security.findings import OF_CONTRACTS

COUNTY, BANK = "380103", "JR38010001"
ROLES = ("city", "county", "bank")


@pytest.fixture(scope="session")
def codes(served: Any) -> dict[str, list[str]]:
    """Enterprises each role sees in full: a seeded sample of 60, those in circles of guarantee first."""
    found = {}
    for role in ROLES:
        rows = served.every(role, "/enterprises")
        own = [row["party"] for row in rows if not row["stub"] and row["kind"] == "enterprise"]
        found[role] = np.random.default_rng(7).permutation(own)[:60].tolist()
    return found


@pytest.fixture(scope="session")
def told(served: Any, demo_city: Any) -> Any:
    """What the command line tells of the same store, persons by their ids as over HTTP."""
    people = demo_city.tables["persons"].dropna(subset="name").set_index("person_id")["name"]

    def ask(call: Any, *arguments: str) -> Any:
        done = call(*arguments, "--json", "--store", served.app.state.services.settings.store)
        assert done.code == 0, done.err
        text = done.out[done.out.index("{\n") :]  # the server's log goes before
        for name in people.unique():
            text = text.replace(name, "PERSON")
        return json.loads(text)

    return ask


def plain(document: Any) -> Any:
    """An answer without its snapshot, persons called alike."""
    text = json.dumps(document, ensure_ascii=False)
    found = json.loads(re.sub(f"{PREFIX}[A-Za-z0-9]+", "PERSON", text))
    return {name: value for name, value in found.items() if name != "snapshot"} if isinstance(found, dict) else found


def test_findings_maturities_classes_and_rules_are_those_of_the_command_line(served: Any, call: Any, told: Any) -> None:
    wanted = told(call, "findings", "--severity", "critical")
    assert plain(served.every("city", "/findings", severity="critical")) == wanted["rows"]
    assert (
        plain(served.json("city", "/findings", rule="lending", severity="warning", county=COUNTY)["items"])
        == told(call, "findings", "--rule", "lending", "--county", COUNTY, "--limit", "100")["rows"]
    )
    due = told(call, "maturities", "--stage", "overdue,funds", "--county", COUNTY)
    assert served.every("city", "/maturities", stage=["overdue", "funds"], county=COUNTY) == due["rows"]
    assert served.json("city", "/maturities")["other_creditors"] == due["other_creditors"]
    classes = told(call, "classify", "--county", COUNTY)
    assert served.every("city", "/classification", county=COUNTY) == classes["rows"]
    assert served.every("city", "/classification/unlike") == told(call, "classify")["unlike"]
    rules = told(call, "rules", "--topic", "lending", "--county", COUNTY)
    found = served.json("city", "/rules", topic="lending", county=COUNTY)
    assert (found["items"], found["county"], found["book"]) == (rules["rules"], COUNTY, rules["book"])


def test_who_asks_for_what_is_not_theirs_finds_nothing(served: Any, codes: Any) -> None:
    elsewhere = {role: next(code for code in codes["city"] if code not in _own(served, role)) for role in ("county", "bank")}
    for role, code in (*elsewhere.items(), ("city", "none-such")):
        for path in (f"/enterprises/{code}/credit", f"/enterprises/{code}/findings", f"/consents/{code}"):
            found = served.get(role, path)
            assert (found.status_code, found.json()["code"]) == (404, "not-found"), (role, path)
            assert code in found.json()["detail"]
        checked = served.clients[role].post("/api/v1/credit-checks", json={"rows": [{"code": code}]}).json()
        assert (plain(checked["rows"]), checked["unknown"]) == ([], [code])
    for role in ("county", "bank"):
        own = codes[role][0]
        assert served.get(role, f"/enterprises/{own}/credit", propose=1e6, bank="JR38010099").status_code == 404
        assert served.get(role, f"/groups/{elsewhere[role]}/credit").status_code == 404
    assert served.get("bank", f"/enterprises/{codes['bank'][0]}/credit", propose=1e6, bank=BANK).status_code == 200
    assert served.get("bank", "/classification").status_code == 403
    assert served.every("bank", "/maturities", bank="JR38010002") == []
    assert served.every("bank", "/findings", bank="JR38010002") == []
    assert served.every("county", "/maturities", county="380102") == []


def _own(served: Any, role: str) -> set[str]:
    return {row["party"] for row in served.every(role, "/enterprises") if not row["stub"]}


@pytest.mark.parametrize("body", [
    {}, {"rows": []}, {"rows": [{"code": "A"}] * 201}, {"rows": [{"code": "A", "amount": 0}]}, {"rows": [{"code": "A", "amount": -1}]},
    {"rows": [{"code": "A", "amount": 1e14}]}, {"rows": [{"code": ""}]}, {"rows": [{"code": "A", "more": 1}]}, {"rows": "A"},
])  # fmt: skip
def test_a_list_that_cannot_be_checked_is_refused(served: Any, body: Any) -> None:
    found = served.clients["city"].post("/api/v1/credit-checks", json=body)
    assert (found.status_code, found.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize(
    "query", [{"propose": 0}, {"propose": -5}, {"propose": "nan"}, {"propose": "inf"}, {"propose": "1e999"}, {"as_of": "x"}]
)
def test_a_proposal_that_is_none_is_refused(served: Any, codes: Any, query: Any) -> None:
    assert served.get("city", f"/enterprises/{codes['city'][0]}/credit", **query).status_code == 422


@pytest.mark.parametrize("role", ROLES)
def test_answers_have_the_shape_that_is_declared(served: Any, codes: Any, role: str) -> None:
    mine = codes[role]
    for code in mine[:12]:
        TypeAdapter(CreditAnswer).validate_python(served.json(role, f"/enterprises/{code}/credit"), strict=True)
        TypeAdapter(FindingsOf).validate_python(served.json(role, f"/enterprises/{code}/findings"), strict=True)
        TypeAdapter(GroupAnswer).validate_python(served.json(role, f"/groups/{code}/credit"), strict=True)
        TypeAdapter(ConsentState).validate_python(served.json(role, f"/consents/{code}"), strict=True)
    TypeAdapter(CreditAnswer).validate_python(served.json(role, f"/enterprises/{mine[0]}/credit", propose=1e8), strict=True)
    checked = served.clients[role].post("/api/v1/credit-checks", json={"rows": [{"code": code, "amount": 1e7} for code in mine[:5]]})
    assert checked.status_code == 200, checked.text
    TypeAdapter(CheckedRows).validate_python(checked.json(), strict=True)
    lists: list[tuple[Any, str]] = [(Page[Finding], "/findings"), (MaturityPage, "/maturities"), (RulePage, "/rules")]
    if role != "bank":
        lists += [(ClassPage, "/classification?items=true"), (Page[UnlikePair], "/classification/unlike")]
    for model, path in lists:
        TypeAdapter(model).validate_python(served.json(role, path), strict=True)


def bodies(served: Any, role: str, codes: list[str]) -> list[Any]:
    """Everything these endpoints tell a role."""
    found: list[Any] = []
    for code in codes:
        found += [served.json(role, f"/enterprises/{code}/credit"), served.json(role, f"/enterprises/{code}/findings"),
                  served.json(role, f"/groups/{code}/credit"), served.json(role, f"/consents/{code}")]  # fmt: skip
    found += [served.json(role, f"/enterprises/{code}/credit", propose=3e7) for code in codes[:6]]
    found.append(
        served.clients[role].post("/api/v1/credit-checks", json={"rows": [{"code": code, "amount": 9e7} for code in codes[:20]]}).json()
    )
    lists = ["/findings", "/maturities", "/rules"] + (["/classification", "/classification/unlike"] if role != "bank" else [])
    return found + [served.every(role, path) for path in lists]


@pytest.mark.parametrize("role", ["county", "bank"])
def test_no_answer_holds_what_is_not_the_role_s(served: Any, secrets: Any, codes: Any, role: str) -> None:
    assert secrets[role].found_in(bodies(served, role, codes[role])) == set()


def test_a_bank_reads_no_amount_of_one_or_two_others(served: Any, demo_city: Any, codes: Any) -> None:
    loans = demo_city.tables["loans"]
    told_ = 0
    for code in codes["bank"]:
        mine = loans.loc[(loans["borrower"] == code) & (loans["balance"] > 0)]
        lent = mine.groupby("bank_code")["balance"].sum()
        others = lent.drop(BANK)
        document = served.json("bank", f"/enterprises/{code}/credit")
        seen = document["others"]
        assert seen["lenders"] == len(others)
        assert seen["suppressed"] == (0 < len(others) < 3)
        assert (seen["balance"] is None) == seen["suppressed"]
        told_ += seen["balance"] is not None
        singles = {round(float(amount), 2) for amount in others} | {
            round(float(amount), 2) for amount in mine.loc[mine["bank_code"] != BANK, "balance"]
        }
        assert singles.isdisjoint(_numbers(document) - {round(float(lent[BANK]), 2)})
        for row in document["findings"]:
            assert row["rule"] not in RULES or row["restricted"] or row["rule"] in OF_CONTRACTS or row["rule"] == "signals.bank_withdrawal"
    assert told_  # some of them are not suppressed


def _numbers(document: Any) -> set[float]:
    if isinstance(document, dict):
        return set().union(*map(_numbers, document.values())) if document else set()
    if isinstance(document, list):
        return set().union(*map(_numbers, document)) if document else set()
    return (
        {round(float(document), 2)} if isinstance(document, int | float) and not isinstance(document, bool) and document > 1000 else set()
    )


def test_a_bank_s_findings_are_of_its_borrowers_and_only_its_own_contracts_stand_in_them(served: Any, demo_city: Any) -> None:
    whole = {row["id"]: row for row in served.every("city", "/findings")}
    mine = served.every("bank", "/findings")
    own = set(demo_city.tables["loans"].query("bank_code == @BANK")["loan_no"])
    assert {row["restricted"] for row in mine} == {True, False}
    assert not [row for row in mine if row["rule"].startswith("classification.")]
    for row in mine:
        there = whole[row["id"]]
        assert {name: row[name] for name in ("rule", "severity", "subject", "maturity", "county")} == {
            name: there[name] for name in ("rule", "severity", "subject", "maturity", "county")
        }
        if row["restricted"]:
            assert (row["numbers"], row["details"], row["contracts"]) == ({}, {}, [])
            assert row["text_zh"].startswith(RULES[row["rule"]].zh)
            assert in_english(RULES[row["rule"]].reference) in row["text_en"]
        else:
            assert without(row) == there
            assert {one for one in row["contracts"] if one in set(demo_city.tables["loans"]["loan_no"])} <= own
    assert set(RULES) >= OF_CONTRACTS


def without(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "restricted"}


def test_a_bank_s_maturities_are_its_own_loans_and_say_nothing_of_others_losses(served: Any, demo_city: Any) -> None:
    loans = demo_city.tables["loans"].query("bank_code == @BANK and balance > 0")
    rows = served.every("bank", "/maturities")
    assert {row["no"] for row in rows} == set(loans.loc[loans["creditor_kind"] == "bank", "loan_no"])
    assert {row["if_missed"] for row in rows} == {None}
    assert served.json("bank", "/maturities")["other_creditors"] is None


def test_a_county_sees_a_group_by_its_own_members(served: Any, codes: Any) -> None:
    own = _own(served, "county")
    crossing = 0
    for code in codes["county"]:
        mine, whole = (served.json(role, f"/enterprises/{code}/credit") for role in ("county", "city"))
        group = whole["group"]
        assert {name: mine[name] for name in whole if name not in ("group", "findings")} == {
            name: whole[name] for name in whole if name not in ("group", "findings")
        }
        assert mine["group"]["members"] == [one for one in group["members"] if one in own]
        assert mine["group"]["members_elsewhere"] == len(group["members"]) - len(mine["group"]["members"])
        if mine["group"]["members_elsewhere"]:
            crossing += 1
        else:
            assert mine["group"]["balance"] == group["balance"]
    assert crossing


def test_who_has_it_already_is_told_so(served: Any, codes: Any) -> None:
    for path in (f"/enterprises/{codes['bank'][0]}/credit", "/findings", "/maturities", "/rules"):
        first = served.get("bank", path)
        again = served.clients["bank"].get(f"/api/v1{path}", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
