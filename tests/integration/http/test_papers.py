"""Papers over HTTP: what each role reads on them, who took them and why, and office templates."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import docx as word
import pytest

from viz.papers.templates import write

COUNTY, BANK = "380103", "JR38010001"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def said(page: str) -> str:
    """The text of a page, and no other."""
    body = page[page.index("<main") : page.index("</main>")]
    return unescape(re.sub(r"<[^>]+>", "\n", body))


def cells(content: bytes) -> list[str]:
    """Everything a Word file says, cell by cell."""
    document = word.Document(io.BytesIO(content))
    rows = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [one.text for one in document.paragraphs] + rows


def listed(served: Any, role: str) -> str:
    """A firm of the role's own, one on the ledger where it may know."""
    own = [row["party"] for row in served.every(role, "/enterprises") if row["kind"] == "enterprise" and not row["stub"]]
    if role == "bank":
        return str(own[3])
    on_ledger = {row["enterprise"] for row in served.every(role, "/classification") if row["on_ledger"]}
    return str(next(code for code in own if code in on_ledger))


def circle_of(served: Any, role: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in served.every(role, "/circles") if len(row["members"]) > 3)
    return found


@pytest.mark.parametrize("role", ["city", "county", "bank"])
def test_a_dossier_says_what_the_answers_say(served: Any, role: str) -> None:
    code = listed(served, role)
    party, credit = served.json(role, f"/enterprises/{code}"), served.json(role, f"/enterprises/{code}/credit")
    page = served.get(role, f"/papers/enterprises/{code}")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "no-store" in page.headers["cache-control"]
    told = said(page.text)
    assert {party["name"], code} <= set(told.split("\n"))
    assert f"{sum(loan['balance'] for loan in party['loans']) / 1e4:,.2f}" in told
    for finding in credit["findings"][:40]:
        assert finding["text_zh"] in told
        assert finding["maturity_zh"] in told
    assert all(part["guarantor"]["name"] in told for part in party["guarantees_received"][:30])
    found = cells(served.get(role, f"/papers/enterprises/{code}", format="docx").content)
    assert {party["name"], code} <= set(found)
    assert {finding["text_zh"] for finding in credit["findings"][:40]} <= set(found)


def test_causes_measures_and_people_are_the_ledgers_and_the_rest_is_left_empty(served: Any) -> None:
    code = listed(served, "city")
    listing = served.json("city", f"/enterprises/{code}")["listing"]
    found = cells(served.get("city", f"/papers/enterprises/{code}", format="docx").content)
    for label, field in (
        ("成因", "cause"),
        ("拟采取措施", "measures"),
        ("进展情况", "progress"),
        ("牵头领导", "leader"),
        ("责任人", "officer"),
    ):
        assert found[found.index(label) + 1] == listing.get(field, "")
    assert found[found.index("完成时限") + 1] == ""
    off = next(row["party"] for row in served.every("city", "/enterprises") if served_off_ledger(served, row))
    found = cells(served.get("city", f"/papers/enterprises/{off}", format="docx").content)
    assert all(found[found.index(label) + 1] == "" for label in ("成因", "拟采取措施", "责任人"))


def served_off_ledger(served: Any, row: dict[str, Any]) -> bool:
    return row["kind"] == "enterprise" and served.json("city", f"/enterprises/{row['party']}")["listing"] is None


@pytest.mark.parametrize("role", ["city", "county", "bank"])
def test_a_circles_paper_has_its_members_and_why_it_is_on_the_queue(served: Any, role: str) -> None:
    row = circle_of(served, role)
    told = said(served.get(role, f"/papers/circles/{row['circle']}").text)
    members = served.json(role, f"/circles/{row['circle']}/members")
    queue = served.json(role, f"/circles/{row['circle']}")["queue"]
    assert all(one["party"] in told for one in members["members"][:60])
    assert all(reason["zh"] in told for reason in queue["reasons"])
    assert "一、基本情况" in told
    found = cells(served.get(role, f"/papers/circles/{row['circle']}", format="docx").content)
    assert row["name"] in found


def test_what_falls_with_a_firm_is_what_a_simulation_says(served: Any) -> None:
    core = circle_of(served, "city")["core"]
    result = served.json("city", served.simulated("city", {"model": "cascade", "seeds": [core]}))["result"]
    told = said(served.get("city", f"/papers/enterprises/{core}").text).split("\n")
    told = [line for line in told if line.strip()]
    assert told[told.index("拖累违约（家）") + 1] == f"{len(result['defaulted']) - 1:,}"
    both = sum(float(told[told.index(label) + 1].replace(",", "")) for label in ("自身贷款损失（万元）", "波及他方损失（万元）"))
    assert both == pytest.approx(
        result["bank_loss"]["amount"] / 1e4 if isinstance(result["bank_loss"], dict) else result["bank_loss"] / 1e4, abs=0.02
    )


@pytest.mark.parametrize("role", ["county", "bank"])
def test_no_paper_holds_a_secret(served: Any, secrets: Any, role: str) -> None:
    own = [row["party"] for row in served.every(role, "/enterprises") if row["kind"] == "enterprise" and not row["stub"]][:6]
    paths = [f"/papers/enterprises/{code}" for code in own] + [
        f"/papers/credit-checks/{code}?purpose=贷后检查&propose=3000000" for code in own
    ]
    paths += [f"/papers/circles/{row['circle']}" for row in served.every(role, "/circles")[:6]]
    paths += ["/papers/meeting"] if role == "county" else []
    pages = [served.get(role, path) for path in paths]
    assert {page.status_code for page in pages} == {200}
    assert secrets[role].found_in([said(page.text) for page in pages]) == set()
    assert secrets[role].found_in(cells(served.clients[role].get(f"/api/v1{paths[0]}", params={"format": "docx"}).content)) == set()


def test_a_bank_is_not_told_the_ledger_the_class_and_what_others_lose(served: Any) -> None:
    code = listed(served, "bank")
    told = said(served.get("bank", f"/papers/enterprises/{code}").text)
    assert "传导测算含他行损失，按权限不予显示。" in told
    assert "拖累违约" not in told
    lines = [line for line in told.split("\n") if line.strip()]
    assert lines[lines.index("保帮关分类") + 1] == "不予显示"


def test_the_meetings_sheet_asks_for_what_is_at_city_level(served: Any) -> None:
    rows = served.every("city", "/coordination-queue")
    asked = [row for row in rows if row["level"] == "city" or row["leader_link"] or row["application"] == "filed"]
    change = served.json("city", "/snapshots/2026-05-31/diff/2026-06-30")
    told = said(served.get("city", "/papers/meeting", since="2026-05-31").text)
    lines = [line for line in told.split("\n") if line.strip()]
    assert lines[lines.index("清单条数") + 1] == f"{len(rows):,}"
    assert lines[lines.index("已提请市级") + 1] == str(sum(row["application"] == "filed" for row in rows))
    assert f"另有{len(asked) - 11}项" in told
    assert "与2026-05-31相比：" in told
    assert f"协调清单：新增{change['queue']['counts']['came']}（" in told
    assert "市领导联系" in told
    assert said(served.get("city", "/papers/meeting").text).count("与2026-05-31相比：") == 1  # the month before, where there is one report


def test_a_county_has_its_own_sheet_and_a_bank_none(served: Any) -> None:
    rows = served.every("county", "/coordination-queue")
    told = said(served.get("county", "/papers/meeting").text)
    lines = [line for line in told.split("\n") if line.strip()]
    assert lines[lines.index("清单条数") + 1] == f"{len(rows):,}"
    assert served.get("bank", "/papers/meeting").status_code == 403
    assert served.get("city", "/papers/meeting", since="2030-01-01").status_code == 422
    assert served.get("city", "/papers/meeting", since="x").status_code == 422


def test_a_check_sheet_needs_a_purpose_which_stands_on_it_and_in_the_trail(served: Any) -> None:
    code = listed(served, "bank")
    assert served.get("bank", f"/papers/credit-checks/{code}").status_code == 422
    assert served.get("bank", f"/papers/credit-checks/{code}", purpose="   ").status_code == 422
    page = served.get("bank", f"/papers/credit-checks/{code}", purpose="贷前调查<b>")
    told = said(page.text)
    assert "贷前调查<b>" in told
    assert "<b>" not in page.text
    number = page.headers["x-request-id"]
    assert number in told
    who = f"key:{served.keys['bank'].partition('.')[0]}"
    assert who in told
    assert "银行　华原银行岚江分行" in told
    served.app.state.services.trail.flush()
    (entry,) = [one for one in served.app.state.services.side.audit.read(limit=50) if one.act.request_id == number]
    assert (entry.act.who, entry.act.reason, entry.act.object) == (who, "贷前调查<b>", f"/api/v1/papers/credit-checks/{code}")
    assert dict(entry.act.details) == {"paper": "credit-check", "format": "html"}


def test_a_check_sheet_has_the_figures_the_bank_is_answered_and_its_consent(served: Any) -> None:
    own = [row["party"] for row in served.every("bank", "/enterprises") if row["kind"] == "enterprise" and not row["stub"]]
    suppressed = set()
    for code in own[:12]:
        credit, consent = served.json("bank", f"/enterprises/{code}/credit"), served.json("bank", f"/consents/{code}")
        told = said(served.get("bank", f"/papers/credit-checks/{code}", purpose="贷后检查").text)
        lines = [line for line in told.split("\n") if line.strip()]
        shown = "不予显示" if credit["balance"] is None else f"{credit['balance'] / 1e4:,.2f}"
        suppressed.add(credit["balance"] is None)
        assert lines[lines.index("余额合计（万元）") + 1] == shown
        assert lines[lines.index("获得担保（万元）") + 1] == "不予显示"
        assert f"{credit['by_lender'][0]['balance'] / 1e4:,.2f}" in lines
        assert ("企业授权：有效" in told) == consent["in_force"]
    assert True in suppressed


def test_a_proposed_loan_stands_on_the_check_sheet(served: Any) -> None:
    code = listed(served, "bank")
    proposal = served.json("bank", f"/enterprises/{code}/credit", propose=5_000_000)["proposal"]
    told = said(served.get("bank", f"/papers/credit-checks/{code}", purpose="贷前调查", propose=5_000_000).text)
    lines = [line for line in told.split("\n") if line.strip()]
    assert lines[lines.index("拟新增（万元）") + 1] == "500.00"
    assert all(one["text_zh"] in told for one in proposal["new_findings"])


def test_every_paper_is_marked(served: Any) -> None:
    code = listed(served, "county")
    page = served.get("county", f"/papers/enterprises/{code}")
    mark = f"key:{served.keys['county'].partition('.')[0]}（county:{COUNTY}）"
    assert page.text.count(mark) >= 7  # over the page, and below it
    assert page.headers["x-request-id"] in page.text
    taken = served.get("county", f"/papers/enterprises/{code}", format="docx")
    assert taken.headers["content-type"] == WORD
    name = unquote(taken.headers["content-disposition"].partition("''")[2])
    assert name.startswith("企业风险化解方案（一企一策）-")
    header = word.Document(io.BytesIO(taken.content)).sections[0].header._element.xml
    assert mark in header
    assert f'string="{mark} ' in header


def test_what_is_not_ones_own_is_not_there(served: Any) -> None:
    elsewhere = next(
        row["party"] for row in served.every("city", "/enterprises") if row["county"] not in (None, COUNTY) and row["kind"] == "enterprise"
    )
    for role, path in (
        ("county", f"/papers/enterprises/{elsewhere}"), ("county", f"/papers/credit-checks/{elsewhere}?purpose=检查"),
        ("city", "/papers/enterprises/x"), ("city", "/papers/circles/x"), ("city", "/papers/credit-checks/x?purpose=检查"),
    ):  # fmt: skip
        assert served.get(role, path).status_code == 404, path
    own = {row["party"] for row in served.every("bank", "/enterprises") if not row["stub"]}
    stranger = next(row["party"] for row in served.every("city", "/enterprises") if row["kind"] == "enterprise" and row["party"] not in own)
    assert served.get("bank", f"/papers/credit-checks/{stranger}", purpose="检查").status_code == 404
    assert served.get("nobody", f"/papers/enterprises/{elsewhere}").status_code == 401
    assert served.get("city", "/papers/meeting", format="pdf").status_code == 422


def test_an_offices_template_goes_first_and_a_broken_one_is_said(serve: Callable[..., Any], demo_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    write(folder)
    own = word.Document(str(folder / "dossier.docx"))
    own.add_paragraph("望渚区自用格式")
    own.save(str(folder / "dossier.docx"))
    (folder / "circle.docx").write_bytes(b"no Word file")
    served = serve(f"sqlite:///{demo_file.as_posix()}", templates=folder)
    row = circle_of(served, "city")
    assert "望渚区自用格式" in cells(served.get("city", f"/papers/enterprises/{row['core']}", format="docx").content)
    broken = served.get("city", f"/papers/circles/{row['circle']}", format="docx")
    assert (broken.status_code, broken.json()["code"]) == (503, "template-broken")
    assert "circle.docx" in broken.json()["detail"]
    assert served.get("city", f"/papers/circles/{row['circle']}").status_code == 200


def test_the_document_says_both_forms(served: Any) -> None:
    paths = served.clients["city"].get("/openapi.json").json()["paths"]
    papers = {path: told["get"] for path, told in paths.items() if "/papers/" in path}
    assert len(papers) == 4
    for told in papers.values():
        assert set(told["responses"]["200"]["content"]) == {"text/html", WORD}
