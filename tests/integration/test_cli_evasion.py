"""Moves inside the clawback window: who the other side is, is said only where a code or a name that one party bears says it."""

from __future__ import annotations

NAMES = ("甲公司", "乙集团有限公司", "丙公司", "同名有限公司", "同名有限公司")
OF_ZR1 = (0, 1, 3)
MOVES = (  # of 甲公司: kind, day, other side as recorded
    ("资产转移", "2026-01-01", "乙（集团）有限责任公司"),
    ("资产转移", "2026-01-01", "{1}"),  # the same, by its code
    ("资产转移", "2026-01-02", "丙公司"),
    ("资产转移", "2026-01-03", "某某商贸"),
    ("资产转移", "2026-01-03", "法院"),
    ("资产转移", "2026-01-04", "同名有限公司"),  # one bearer is of the group, the other is not
    ("资产转移", "2026-01-05", "{0}"),
    ("资产转移", "2025-06-30", "{1}"),  # a year ago
    ("个别清偿", "2026-05-01", "丙公司"),
    ("个别清偿", "2026-05-02", "工行"),
)


def test_a_prompt_never_claims_a_relation_that_is_not_there(feed, call, credit_code):
    feed(
        区县="行政区划代码,名称\n330101,东山区\n",
        自然人="人员标识,姓名\nZR1,某某\n",
        企业="统一社会信用代码,企业名称,属地区县代码,数据日期\n"
        + "".join(f"{{{place}}},{name},330101,2026-06-30\n" for place, name in enumerate(NAMES)),
        控制关系="控制人,被控企业,控制方式,持股比例\n" + "".join(f"ZR1,{{{place}}},实际控制人,60%\n" for place in OF_ZR1),
        风险信号="企业,信号类型,观察日期,数值,来源\n" + "".join(f"{{0}},{kind},{day},700,{other}\n" for kind, day, other in MOVES),
    )
    rows = call("findings", "--rule", "evasion.asset_transfer", "--severity", "info", "--json").json["rows"]
    place = {credit_code(n): n for n in range(len(NAMES))}
    told = {
        (row["details"]["kind"], row["details"]["moved_on"], place.get(row["details"]["to"]), row["details"]["stated"]): (
            row["details"]["relation"], row["severity"],
        )
        for row in rows
    }  # fmt: skip
    assert told == {
        ("资产转移", "2026-01-01", 1, None): ("inside the group", "warning"),
        ("资产转移", "2026-01-03", None, "某某商贸"): ("not identified", "info"),
        ("资产转移", "2026-01-03", None, "法院"): ("not identified", "info"),
        ("资产转移", "2026-01-04", None, "同名有限公司"): ("not identified", "info"),
        ("资产转移", "2026-01-05", None, credit_code(0)): ("not identified", "info"),
        ("个别清偿", "2026-05-01", 2, None): ("outside the group", "warning"),
        ("个别清偿", "2026-05-02", None, "工行"): ("not identified", "warning"),
    }
    assert len(rows) == len(told)
    for row in rows:
        assert ("集团内" in row["text_zh"]) == (row["details"]["relation"] == "inside the group")
        assert ("未核实" in row["text_zh"]) == ("not identified" in row["text_en"]) == (row["details"]["to"] is None)
