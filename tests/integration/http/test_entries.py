"""Facts that people enter over HTTP: who may, what becomes of them, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from api.models.entries import Entry
from api.models.lists import Page
from graph.network import PartyKind

COUNTY, BANK = "380103", "JR38010001"


def post(served: Any, role: str, path: str, **body: Any) -> Any:
    return served.clients[role].post(f"/api/v1{path}", json={"reason": "县专班会议纪要第3号", **body})


def loan_of(served: Any, *, mine: bool) -> str:
    network = served.network
    bank = network.banks.code.to_pylist().index(BANK)
    return str(network.loans.number[int(np.flatnonzero((network.loans.bank == bank) == mine)[0])])


def firm_of(served: Any, *, mine: bool, listed: bool = False) -> str:
    shot = served.app.state.services.snapshots.current()
    parties = shot.network.parties
    county = shot.network.counties.code.to_pylist().index(COUNTY)
    on_ledger = set(shot.facts["risk_list"]["enterprise"])
    known = (parties.kind == PartyKind.ENTERPRISE) & ~parties.external & ((parties.county == county) == mine)
    return next(code for place in np.flatnonzero(known) if ((code := str(parties.code[int(place)])) in on_ledger) == listed)


def borrower_of(served: Any) -> str:
    network = served.network
    bank = network.banks.code.to_pylist().index(BANK)
    return str(network.parties.code[int(network.loans.borrower[np.flatnonzero(network.loans.bank == bank)[0]])])


def test_a_plan_and_the_funds_for_it_stand_in_the_ledger_of_maturities_at_once(copied: Any) -> None:
    loan = loan_of(copied, mine=True)
    before = copied.app.state.services.snapshots.current()
    was = before.ledger.rows.set_index("no").loc[loan]
    made = post(copied, "bank", f"/maturities/{loan}/plans", stage="plan", source="bridge", amount="1234.50", responsible="客户部")
    assert made.status_code == 201, made.text
    told = Entry.model_validate(made.json())
    assert (told.kind, told.subject, told.role, told.jurisdiction) == ("plan", loan, "bank", BANK)
    assert told.body["outcome"] == "loaded"
    assert post(copied, "admin", f"/maturities/{loan}/plans", stage="funded", source="own_funds", amount=1000.25).status_code == 201
    after = copied.app.state.services.snapshots.current()
    now = after.ledger.rows.set_index("no").loc[loan]
    assert (now["planned"] - was["planned"], now["funded"] - was["funded"]) == pytest.approx((1234.50, 1000.25))
    assert after.id.as_of == before.id.as_of
    assert after.id.run == before.id.run + 2
    plans = after.facts["capital_plans"].query("loan_no == @loan and source == 'bridge'")
    assert plans["_source"].tolist() == [f"还款计划-录入-bank-{BANK}.parquet"]
    others = [one.facts["capital_plans"].loc[lambda rows: rows["loan_no"] != loan, "_key"].tolist() for one in (before, after)]
    assert others[0] == others[1]  # what was not entered is not ended


def test_the_same_plan_again_changes_nothing_and_another_amount_is_told_as_a_new_version(copied: Any) -> None:
    loan = loan_of(copied, mine=True)
    path, plan = f"/maturities/{loan}/plans", {"stage": "plan", "source": "bridge"}
    made = [post(copied, "bank", path, **plan, amount=amount).json() for amount in ("100.00", "100.00", "70.00")]
    assert [one["body"]["outcome"] for one in made] == ["loaded", "unchanged", "updated"]
    shot = copied.app.state.services.snapshots.current()
    mine = shot.facts["capital_plans"].query("loan_no == @loan and source == 'bridge'")
    assert mine["amount"].tolist() == [70_00]
    assert [one["body"]["row"]["amount"] for one in copied.every("bank", "/entries", subject=loan)] == ["100.00", "100.00", "70.00"]


def test_who_may_enter_what(copied: Any) -> None:
    plan = {"stage": "plan", "source": "bridge", "amount": "1.00"}
    mine, others = (f"/maturities/{loan_of(copied, mine=own)}/plans" for own in (True, False))
    listing = {"tier": "ordinary"}
    own, elsewhere = firm_of(copied, mine=True), firm_of(copied, mine=False)
    consent = {"given_on": "2026-06-01"}
    wanted = [
        (mine, plan, {"city": 403, "analyst": 403, "county": 403, "bank": 201, "admin": 201, "nobody": 401}),
        (others, plan, {"county": 403, "bank": 404, "admin": 201}),
        ("/maturities/JK-nothing/plans", plan, {"bank": 404, "admin": 404}),
        ("/risk-listings", listing | {"enterprise": elsewhere}, {"city": 403, "analyst": 403, "bank": 403, "county": 404, "admin": 201}),
        ("/risk-listings", listing | {"enterprise": own}, {"nobody": 401, "county": 201}),
        (f"/risk-listings/{own}/application", {"application": "filed"}, {"bank": 403, "city": 403, "county": 201}),
        (f"/risk-listings/{elsewhere}/progress", {"progress": "x"}, {"bank": 403, "county": 404, "admin": 201}),
        (f"/risk-listings/{own}/delisting", {}, {"analyst": 403, "bank": 403, "county": 201}),
        ("/consents", consent | {"enterprise": elsewhere}, {"city": 403, "analyst": 403, "county": 404, "admin": 201}),
        ("/consents", consent | {"enterprise": own}, {"county": 201, "nobody": 401}),
        ("/consents", consent | {"enterprise": borrower_of(copied)}, {"bank": 201}),
        ("/consents", consent | {"enterprise": "91330100MA2XXXXX0A"}, {"bank": 404, "county": 404, "admin": 404}),
    ]  # fmt: skip
    for path, body, by_role in wanted:
        for role, status in by_role.items():
            found = post(copied, role, path, **body)
            assert found.status_code == status, (path, role, found.text)


def test_what_was_entered_is_read_by_whom_it_concerns_with_its_author_in_the_same_house(copied: Any) -> None:
    loan, firm = loan_of(copied, mine=True), firm_of(copied, mine=True)
    post(copied, "bank", f"/maturities/{loan}/plans", stage="plan", source="bridge", amount="1.00")
    post(copied, "admin", "/risk-listings", enterprise=firm, tier="key")
    post(copied, "county", "/consents", enterprise=firm, given_on="2026-06-01")
    Page[Entry].model_validate(copied.json("admin", "/entries"))
    every = copied.every("city", "/entries")
    assert [one["kind"] for one in every] == ["plan", "listing", "consent"]
    assert all(one["author"] and one["run"] and one["reason"] for one in every)
    assert [one["kind"] for one in copied.every("bank", "/entries")] == ["plan"]
    county = copied.every("county", "/entries")
    assert [(one["kind"], one["author"] is not None) for one in county if one["kind"] != "plan"] == [("listing", False), ("consent", True)]
    trail = copied.app.state.services.side.audit.read(action="submit.listing")
    assert [(one.act.role, one.act.object, one.act.reason) for one in trail] == [("admin", firm, "县专班会议纪要第3号")]


def test_a_firm_comes_on_the_ledger_is_worked_on_and_leaves_it(copied: Any) -> None:
    firm = firm_of(copied, mine=True)
    where = f"/risk-listings/{firm}"
    assert post(copied, "county", f"{where}/progress", progress="x").status_code == 409
    made = post(copied, "county", "/risk-listings", enterprise=firm, tier="key", cause="互保链断裂", leader="张")
    assert made.status_code == 201, made.text
    again = post(copied, "county", "/risk-listings", enterprise=firm, tier="key")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    shot = copied.app.state.services.snapshots.current()
    assert shot.classification.firms.loc[firm, "on_ledger"]
    assert post(copied, "county", f"{where}/application", application="filed").status_code == 201
    assert post(copied, "county", f"{where}/progress", progress="两家银行同意续贷，;|\t“=1+1”\n合计").status_code == 201
    shot = copied.app.state.services.snapshots.current()
    row = shot.facts["risk_list"].set_index("enterprise").loc[firm]
    assert (row["tier"], row["cause"], row["application"], row["leader"]) == ("key", "互保链断裂", "filed", "张")
    assert row["progress"] == "两家银行同意续贷，;|\t“=1+1”\n合计"
    assert shot.network.parties.application[int(shot.network.index([firm])[0])] == 1
    assert post(copied, "county", f"{where}/delisting", delisted_on="1999-01-01").json()["code"] == "end-before-start"
    assert post(copied, "county", f"{where}/delisting").status_code == 201
    shot = copied.app.state.services.snapshots.current()
    assert firm not in set(shot.facts["risk_list"]["enterprise"])
    assert post(copied, "county", f"{where}/application", application="joined").status_code == 409


def test_what_the_checks_of_a_load_refuse_names_its_field_and_leaves_no_run(copied: Any) -> None:
    state = copied.app.state.services.snapshots.state
    before = state()
    firm = firm_of(copied, mine=True)
    tomorrow = max(datetime.now(UTC).date(), copied.app.state.services.snapshots.current().id.as_of) + timedelta(days=2)
    wrong = [
        ("/risk-listings", {"enterprise": firm, "tier": "key", "cause": "a\u0000b"}, "damaged-text", "body.cause"),
        ("/consents", {"enterprise": firm, "given_on": "1948-01-01"}, "date-range", "body.given_on"),
        ("/consents", {"enterprise": firm, "given_on": "2026-06-01", "ends_on": "2026-05-01"}, "end-before-start", "body.ends_on"),
        ("/risk-listings", {"enterprise": firm, "tier": "worst"}, "invalid-parameter", "body.tier"),
        ("/risk-listings", {"enterprise": firm, "tier": "key", "secret": 1}, "invalid-parameter", "body.secret"),
        ("/risk-listings", {"enterprise": firm, "tier": "key", "reason": " "}, "invalid-parameter", "body.reason"),
        ("/consents", {"enterprise": firm, "given_on": f"{tomorrow}"}, "invalid-parameter", None),
    ]
    for path, body, code, where in wrong:
        found = post(copied, "county", path, **body)
        told = found.json()
        assert (found.status_code, told["code"]) == (422, code), found.text
        assert where is None or told["faults"][0]["where"] == where
    for amount in ("-1", "1e30", "0.001", "NaN", "1e999999999"):
        loan = loan_of(copied, mine=True)
        found = post(copied, "bank", f"/maturities/{loan}/plans", stage="plan", source="bridge", amount=amount)
        assert found.status_code == 422, (amount, found.text)
    assert state() == before
    assert copied.every("admin", "/entries") == []


def test_while_a_run_is_written_an_entry_is_told_to_come_again(copied: Any) -> None:
    from contextlib import closing

    from api.wiring import open_store

    loan = loan_of(copied, mine=True)
    with closing(open_store(copied.app.state.services.settings)) as store, store.start_run():
        found = post(copied, "bank", f"/maturities/{loan}/plans", stage="plan", source="bridge", amount="1.00")
    assert (found.status_code, found.json()["code"], found.headers["retry-after"]) == (503, "store-busy", "2")
    assert copied.every("bank", "/entries") == []
