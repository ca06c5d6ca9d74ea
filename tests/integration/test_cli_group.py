"""`suretygraph group` on a real store: chains, a day in the past, circles, and possible dependence that is never merged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

DAY = "2026-01-10"
LOANS = [("JJ1", 0, 1200, None), ("JJ2", 2, 300, None)]
PROMISES = [
    ("DB1", 1, "JJ1", None, "连带责任保证", None, DAY),
    ("DB2", 2, "JJ1", 600, "一般保证", None, DAY),
    ("DB3", 0, "JJ2", None, "连带", None, DAY),
]


@pytest.fixture
def loaded(
    call: Callable[..., Any], folder: Callable[..., Path], write_workbook: Callable[..., Path], credit_code: Callable[[int], str]
) -> Callable[..., Any]:
    """Firms A, X, Y, Z: person P1 controls A, A holds 70 % of X, Y and Z hold each other; P1 held Z until the end of 2024."""
    a, x, y, z = map(credit_code, range(4))
    rows = [
        ("P1", a, "实际控制人", "60%", "2020-01-01", None),
        (a, x, "股东", 0.7, "2021-01-01", None),
        (y, z, "股东", 0.6, "2025-01-01", None),
        (z, y, "股东", 0.6, "2025-01-01", None),
        (x, z, "股东", 0.45, "2025-01-01", None),
        ("P1", z, "实际控制人", 0.9, "2020-01-01", "2024-12-31"),
    ]
    path = folder([300, 500, 500], LOANS, PROMISES)
    headers = ["控制人", "被控企业", "控制方式", "持股比例", "起始日", "终止日"]
    write_workbook(path / "控制.xlsx", {"自然人": (["人员标识", "姓名"], [("P1", "某某")]), "控制关系": (headers, rows)})
    done = call("ingest", path, "--json")
    assert done.code == 0, done.out + done.err
    return call


def test_a_group_is_told_by_any_member_for_any_day(loaded: Callable[..., Any], credit_code: Callable[[int], str]) -> None:
    a, x, y, z = map(credit_code, range(4))
    told = loaded("group", x, "--json").json
    assert told["group"] == "P1"
    assert [member["party"] for member in told["members"]] == ["P1", a, x]
    assert told["members"][2]["chain_zh"] == "某某 —实际控制人 60%→ 企业A —持股 70%→ 企业X（最终持股42%）"
    assert [(link["controller"], link["enterprise"]) for link in told["members"][2]["chain"]] == [("P1", a), (a, x)]
    assert told["parameters"]["share_above"] == 0.5
    assert told == loaded("group", "P1", "--json").json
    shown = loaded("group", x)
    assert shown.code == 0
    assert "企业X" in shown.out
    assert "数据时点 2026-06-30" in shown.out
    (link,) = told["possible_links"]  # DB2: 6 m of Y's 5 m; X, which guarantees 12 m with 3 m, is in A's group anyway
    assert (link["rule"], link["maturity"], link["subject"]) == ("groups.dependence", "unverified", y)
    assert link["details"] == {"borrower": a}
    assert link["numbers"] == {"guaranteed": 6e6, "net_assets": 5e6, "share": 1.2}
    assert link["contracts"] == ["DB2"]
    assert "（待核）" in link["text_zh"]

    # a circle, and shares above everything
    told = loaded("group", z, "--json").json
    assert told["group"] == min(y, z)
    assert {member["party"] for member in told["members"]} == {y, z}
    assert all("cycle" in member["flags"] for member in told["members"])
    found = {one["rule"]: one for one in told["findings"]}
    assert set(found) == {"groups.cycle", "groups.shares_over_full"}
    assert found["groups.cycle"]["numbers"] == {"members": 2}
    assert found["groups.shares_over_full"]["numbers"] == {"held": 1.05}
    assert found["groups.shares_over_full"]["subject"] == z

    # a day in the past
    then = loaded("group", "P1", "--as-of", "2024-12-31", "--json").json
    assert {member["party"] for member in then["members"]} == {"P1", a, x, z}
    assert then["as_of"] == "2024-12-31"


def test_the_workbook_of_a_group_holds_its_members_its_credit_and_its_prompts(
    loaded: Callable[..., Any], credit_code: Callable[[int], str], tmp_path: Path
) -> None:
    a, x, y, _ = map(credit_code, range(4))
    path = tmp_path / "集团.xlsx"
    answer = loaded("group", x, "--excel", path)
    assert (answer.code, answer.out) == (0, "")
    book = CalamineWorkbook.from_path(str(path))
    members, credit, prompts = (book.get_sheet_by_name(name).to_python() for name in ("集团成员", "集团授信", "规则提示"))
    assert [row[0] for row in members[-3:]] == ["P1", a, x]
    assert members[-1][3:6] == [0.7, 0.42, "某某 —实际控制人 60%→ 企业A —持股 70%→ 企业X（最终持股42%）"]
    told = loaded("group", x, "--json").json["credit"]
    head = next(row for row in credit if "余额" in row)
    assert credit[-1][head.index("余额")] * 10_000 == told["balance"] > 0
    assert (prompts[-1][1], prompts[-1][2], prompts[-1][7]) == ("groups.dependence", y, "DB2")


def test_a_city_may_draw_the_line_elsewhere(loaded: Callable[..., Any], credit_code: Callable[[int], str], tmp_path: Path) -> None:
    own = tmp_path / "city.toml"
    own.write_text('version = "1"\nauthor = "金融办"\n[city]\ngroups.control.share_above = 0.75\n', encoding="utf-8")
    told = loaded("group", credit_code(1), "--rules", own, "--json").json
    assert told["group"] == credit_code(1)
    assert told["rules"]["overrides"][0]["parameter"] == "share_above"
    own.write_text('version = "1"\nauthor = "金融办"\n[county.330199]\nguarantee.clients.clients_above = 6\n', encoding="utf-8")
    done = loaded("group", "P1", "--rules", own, "--json")
    assert done.code == 3
    assert "'330199' is no county of the data" in done.err
    assert done.err.endswith("[rules-unknown-county]\n")
    assert loaded("rules", "--rules", own).code == 3
    own.write_text('version = "1"\nauthor = "金融办"\n[county.330102]\nguarantee.clients.clients_above = 6\n', encoding="utf-8")
    listed = loaded("rules", "--rules", own, "--county", "330102", "--topic", "guarantee.clients", "--json").json
    assert listed["book"]["counties_checked"] is True
    assert listed["rules"][0]["parameters"][0]["value"] == 6
    done = loaded("group", "NOBODY")
    assert done.code == 2
    assert "'NOBODY'" in done.err
