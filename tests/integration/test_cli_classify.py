"""保 / 帮 / 关 from files to `classify`: who is scored, who has a class, vetoes, overrides, like cases, the workbook."""

from __future__ import annotations

import pytest
from python_calamine import CalamineWorkbook

SCHEME = """
id = "test"
version = "2026-1"
author = "甲"
owner = "东山区发改局"
min_firms = 3

[[indicators]]
id = "leverage"
name = "资产负债率"
name_en = "leverage"
dimension = "structure"
measure = "leverage"
direction = "lower"
benchmark = 0.5
weight = 50
cap = 1
source = "企业自报的财务报表"

[[indicators]]
id = "rd"
name = "研发投入占比"
name_en = "research"
dimension = "innovation"
table = "研发投入占比"
direction = "higher"
benchmark = 0.04
weight = 50
cap = 1
source = "企业自报"
"""
# leverage and research of firms A to G; with 50·min(1, 0.5/leverage) + 50·min(1, research/0.04) they score as below
FIRMS = {"A": (0.5, 0.04), "B": (1.0, 0.02), "C": (1.0, 0.024), "D": (2.5, 0.008), "E": (0.5, 0.02), "F": (1.0, 0.0208), "G": (0.5, 0.04)}
SCORES = {"A": 100.0, "B": 50.0, "C": 55.0, "D": 20.0, "E": 75.0, "F": 51.0}
LINES = 'version = "1"\nauthor = "甲"\n[city]\nclassification.lines = { help_from = 40, keep_from = 70 }\n'


@pytest.fixture
def city(tmp_path, call, credit_code, monkeypatch):
    """Firms A to G (codes 0 to 6) in one county; all but A on the ledger since 2026-05-01; G is not above scale. Gives codes by name."""
    code = {name: credit_code(place) for place, name in enumerate(FIRMS)}
    (tmp_path / "scheme.toml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "rules.toml").write_text(LINES, encoding="utf-8")
    monkeypatch.setenv("SURETYGRAPH_SCHEME", str(tmp_path / "scheme.toml"))
    monkeypatch.setenv("SURETYGRAPH_RULES", str(tmp_path / "rules.toml"))

    def load(status=None, research=True, **others):
        out = tmp_path / "feed"
        out.mkdir()
        firms = [
            f"{code[name]},企业{name},330101,{'否' if name == 'G' else '是'},{(status or {}).get(name, '存续')},2026-06-30,{100 * owed},100"
            for name, (owed, _) in FIRMS.items()
        ]
        texts = {
            "区县": "行政区划代码,名称\n330101,东山区\n330102,西河县\n",
            "银行": "机构代码,名称\nB1,工行\n",
            "企业": "\n".join(["统一社会信用代码,企业名称,属地区县代码,是否规上,经营状态,数据日期,总负债(元),总资产(元)", *firms]),
            "风险企业台账": "\n".join(["企业,风险等级,列入日期", *(f"{code[name]},一般,2026-05-01" for name in "BCDEFG")]),
            **{name: text.format(**code) for name, text in others.items()},
        }
        if research:
            rows = [f"{code[name]},研发投入占比,2025,{share}" for name, (_, share) in FIRMS.items()]
            texts["指标值"] = "\n".join(["企业,指标,期间,指标值", *rows])
        for name, text in texts.items():
            (out / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
        loaded = call("ingest", out, "--json")
        assert loaded.code == 0, loaded.out
        return code

    return load


def classified(call, *options):
    told = call("classify", "--json", *options)
    assert told.code == 0, told.err
    return told.json


def by_name(document):
    return {row["name"][-1]: row for row in document["rows"]}


def test_scores_and_classes_and_nobody_off_the_ledger_has_one(city, call):
    code = city()
    document = classified(call)
    rows = by_name(document)
    assert {name: row["score"] for name, row in rows.items()} == {**SCORES, "G": None}
    assert {name: row["class"] for name, row in rows.items()} == {
        "A": None, "B": "帮", "C": "帮", "D": "关", "E": "保", "F": "帮", "G": None
    }  # fmt: skip
    assert [row["name"][-1] for row in document["rows"]] == ["D", "B", "F", "C", "E", "G", "A"]
    assert rows["A"]["reason"]["zh"] == "未列入风险企业台账，不分类"
    assert rows["G"]["reason"]["zh"] == "非重点企业，不计分，不拟分类"
    assert rows["B"]["reason"]["zh"] == "得分50.00，低于保线70分、不低于帮线40分，拟为“帮”"
    assert rows["B"]["dimensions"]["innovation"] == {"score": 50.0, "points": 25.0, "weight": 50.0}
    assert rows["B"]["dimensions"]["risk"] == {"score": None, "points": 0.0, "weight": 0.0}
    assert (rows["B"]["status"], rows["B"]["published_on"], rows["B"]["objection_until"]) == ("open", "2026-06-30", "2026-07-15")
    assert (document["scheme"]["id"], document["rules"]["overrides"][0]["parameter"]) == ("test", "help_from")
    assert document["counts"] == [{"county": "330101", "firms": 6, "保": 1, "帮": 3, "关": 1, "unclassed": 1, "overridden": 0}]
    assert "由县（区）依程序确定" in document["note"]["zh"]
    assert [row["enterprise"] for row in classified(call, "--class", "关")["rows"]] == [code["D"]]
    assert classified(call, "--county", "330102")["rows"] == []


def test_one_firm_is_explained_item_by_item(city, call):
    code = city()
    (row,) = classified(call, code["B"])["rows"]
    leverage, research = row["items"]
    assert [leverage[name] for name in ("value", "benchmark", "benchmark_of", "weight", "points", "missing")] == [
        1.0, 0.5, "stated", 50.0, 25.0, False,
    ]  # fmt: skip
    assert leverage["text_zh"] == "结构优化·资产负债率：1，设定值0.5，越低越好，权重50.00，得25.00分"
    assert research["text_en"] == "innovation, research: 0.02 against the stated benchmark of 0.04, higher is better; 25.00 points of 50.00"
    assert leverage["points"] + research["points"] == row["score"]
    assert call("classify", code["B"]).code == 0


def test_what_nobody_reported_is_left_out_said_and_found(city, call):
    code = city(research=False)
    rows = by_name(classified(call))
    assert (rows["B"]["score"], rows["B"]["missing"]) == (50.0, 0.5)  # 0.5 / 1.0 of all the weight there is
    (row,) = classified(call, code["B"])["rows"]
    assert row["items"][1]["state"] == "missing_left_out"
    assert "缺失且无可比数据" in row["items"][1]["text_zh"]
    found = call("findings", "--rule", "classification.missing_data", "--severity", "info", "--json").json["rows"]
    assert {one["subject"]: one["numbers"]["missing"] for one in found} == {code[name]: 0.5 for name in "BCDEF"}  # G has no score
    assert [one["rule"] for one in call("credit", code["B"], "--json").json["findings"]] == ["classification.missing_data"]


def test_vetoes_go_before_scores_but_only_on_the_ledger(city, call):
    code = city(
        status={"A": "注销", "E": "吊销，未注销"},
        风险信号="企业,信号类型,观察日期,来源\n{C},破产受理,2026-06-01,法院\n{A},破产受理,2026-06-01,法院\n{G},破产受理,2026-06-05,法院\n"
        "{D},破产受理,2026-07-05,法院",
    )
    rows = by_name(classified(call))
    assert {name: row["class"] for name, row in rows.items()} == {
        "A": None, "B": "帮", "C": "关", "D": "关", "E": "关", "F": "帮", "G": "关"
    }  # fmt: skip
    assert rows["C"]["veto"] == {"rule": "classification.veto_bankruptcy", "kind": "破产受理", "on": "2026-06-01"}
    assert rows["C"]["reason"]["zh"] == "破产受理（2026-06-01），一票否决，拟为“关”"
    assert rows["E"]["veto"]["rule"] == "classification.veto_closed"
    assert rows["D"]["veto"] is None  # known only in July
    assert (rows["G"]["score"], rows["G"]["proposed"]) == (None, "关")
    found = call("findings", "--rule", "classification.veto", "--severity", "info", "--json").json["rows"]
    assert {one["subject"] for one in found} == {code[name] for name in "CEG"}


def test_overrides_objections_and_like_cases(city, call, tmp_path):
    """B, 50 points, is set to 关 by hand; F with 51 and C, 55, stay 帮: F is B's like case, C is not."""
    code = city()
    file = tmp_path / "decisions.toml"
    file.write_text(
        f'[[proposals]]\nenterprise = "{code["B"]}"\nclass = "帮"\npublished_on = 2026-06-10\n'
        f'[[objections]]\nenterprise = "{code["B"]}"\nfiled_on = 2026-06-12\nauthor = "该企业"\nreason = "数据有误"\n'
        f'[[overrides]]\nenterprise = "{code["B"]}"\nclass = "关"\ndecided_on = 2026-06-20\nauthor = "甲"\nreason = "已停产"\n'
        'confirmed_by = "乙"\nconfirmed_on = 2026-06-21\n',
        encoding="utf-8",
    )
    document = classified(call, "--overrides", file)
    row = by_name(document)["B"]
    assert (row["class"], row["proposed"], row["status"], row["published_on"]) == ("关", "帮", "overridden", "2026-06-10")
    assert (row["override"]["author"], row["override"]["confirmed_by"], row["objections"][0]["reason"]) == ("甲", "乙", "数据有误")
    assert "甲提出、乙确认，人工调整为“关”：已停产" in row["reason"]["zh"]
    (pair,) = document["unlike"]
    assert {pair["enterprise"], pair["other"]} == {code["B"], code["F"]}
    assert (pair["points"], pair["cause"]) == (1.0, "override")
    assert document["decisions"] | {"file": str(file), "proposals": 1, "objections": 1, "overrides": 1} == document["decisions"]
    assert by_name(classified(call, "--overrides", file, "--as-of", "2026-06-20"))["B"]["class"] == "帮"
    path = tmp_path / "分类.xlsx"
    assert call("classify", "--overrides", file, "--excel", path).code == 0
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["分类建议", "分类汇总", "同类不同待"]
    sums = book.get_sheet_by_name("分类汇总").to_python()
    assert sums[-1] == ["合计", 6.0, 1.0, 2.0, 2.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("firm", "record", "words"),
    [
        ("A", '[[overrides]]\nclass = "关"\ndecided_on = 2026-06-20', "is not on the ledger"),
        ("B", "[[objections]]\nfiled_on = 2026-06-20", "no proposal published by then"),
        (
            "B",
            '[[overrides]]\nclass = "关"\ndecided_on = 2026-06-20\nconfirmed_by = "甲"\nconfirmed_on = 2026-06-20',
            "a second person",
        ),
    ],
)
def test_decisions_that_cannot_stand_end_with_a_sentence(city, call, tmp_path, firm, record, words):
    file = tmp_path / "decisions.toml"
    file.write_text(f'{record}\nenterprise = "{city()[firm]}"\nauthor = "甲"\nreason = "因"\n', encoding="utf-8")
    told = call("classify", "--overrides", file, "--json")
    assert (told.code, told.out) == (3, "")
    assert words in told.err


def test_wrong_words_are_named(city, call, credit_code, tmp_path):
    city()
    assert "'停' is none of 保、帮、关" in call("classify", "--class", "停").err
    assert call("classify", "--county", "330199").code == 2
    assert "neither a key enterprise nor on the ledger" in call("classify", credit_code(9)).err
    (tmp_path / "bad.toml").write_text(SCHEME.replace("weight = 50", "weight = -1"), encoding="utf-8")
    told = call("classify", "--scheme", tmp_path / "bad.toml")
    assert (told.code, "[scheme-weight]" in told.err) == (3, True)


def test_the_standard_scheme_bears_a_city_of_little_data(city, call, monkeypatch):
    city(借据="借据编号,借款企业,机构代码,余额(元),发放日,到期日\nL1,{A},B1,100,2026-01-01,2026-12-01")
    monkeypatch.delenv("SURETYGRAPH_SCHEME")
    document = classified(call)
    assert document["scheme"]["id"] == "standard"
    assert {row["name"][-1] for row in document["rows"] if row["score"] is not None} == set("ABCDEF")
    assert all(0.0 <= row["score"] <= 100.0 for row in document["rows"] if row["score"] is not None)


def test_nobody_to_score_and_nobody_on_the_ledger(call, tmp_path, credit_code, monkeypatch):
    (tmp_path / "scheme.toml").write_text(SCHEME, encoding="utf-8")
    monkeypatch.setenv("SURETYGRAPH_SCHEME", str(tmp_path / "scheme.toml"))
    out = tmp_path / "feed"
    out.mkdir()
    (out / "区县.csv").write_text("行政区划代码,名称\n330101,东山区\n", encoding="utf-8")
    firms = f"统一社会信用代码,企业名称,属地区县代码,是否规上,数据日期\n{credit_code(0)},甲,330101,否,2026-06-30\n"
    (out / "企业.csv").write_text(firms, encoding="utf-8")
    (out / "银行.csv").write_text("机构代码,名称\nB1,工行\n", encoding="utf-8")
    assert call("ingest", out).code == 0
    document = classified(call)
    assert (document["rows"], document["unlike"], document["counts"], document["scored"]) == ([], [], [], 0)
    assert call("classify", "--excel", tmp_path / "x.xlsx").code == 0
    assert call("classify").code == 0
