from __future__ import annotations

import pytest

from graph.schema import TABLES
from ingest.mapping import Lexicon, Rank, read_name, table_called

WAN, YI, YUAN = 1_000_000, 10_000_000_000, 100


def found(table: str, header: str) -> tuple[str, int | None, bool] | None:
    match = Lexicon(TABLES[table]).match(header)
    return (match.column.name, match.unit, match.percent) if match else None


@pytest.mark.parametrize("table", TABLES)
def test_every_declared_header_and_english_name_is_understood(table: str) -> None:
    lexicon = Lexicon(TABLES[table])
    for column in TABLES[table].file_columns:
        for header in (
            column.name,
            column.name.upper(),
            column.name.replace("_", " "),
            *column.headers,
            *(f"{each}*" for each in column.headers),
        ):
            match = lexicon.match(header)
            assert match is not None, header
            assert match.column is column, header


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("loans", "贷款银行", "bank_code"), ("loans", "银行名称", "bank_code"), ("facilities", "机构名称", "bank_code"),
        ("loans", "bank_name", "bank_code"), ("enterprises", "区县名称", "county_code"), ("enterprises", "区县", "county_code"),
        ("banks", "银行名称", "name"), ("counties", "区县", "name"), ("loans", "银行业务", None),
    ],
)  # fmt: skip
def test_a_bank_or_a_county_may_be_named(table: str, header: str, column: str | None) -> None:
    match = Lexicon(TABLES[table]).match(header)
    assert (match and match.column.name) == column


def test_the_code_goes_before_the_name() -> None:
    for table, code, name in (("loans", "机构代码", "贷款银行"), ("enterprises", "属地区县代码", "属地区县名称")):
        ranks = [match.rank for header in (code, name) if (match := Lexicon(TABLES[table]).match(header))]
        assert ranks == [Rank.CODED, Rank.NAMED]


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("余额", None),
        ("余额(万元)", WAN),
        ("余额（万元）", WAN),
        ("余额（单位：万元）", WAN),
        ("余额（人民币万元）*", WAN),
        ("余额_万元", WAN),
        ("余额万元", WAN),
        ("余额/万元", WAN),
        ("余额：万元", WAN),
        ("余 额\n（亿元）", YI),
        ("贷款余额【元】", YUAN),
        ("余额(千元)", 100_000),
        ("余额(百万元)", 100_000_000),
        ("balance_wan", WAN),
        ("balance_wan_yuan", WAN),
        ("Balance (yi)", YI),
        ("BALANCE_YUAN", YUAN),
        ("balance_fen", 1),
        ("balance (RMB)", YUAN),
        ("＊余额", None),
        ("５．余额", None),
        ("余额（截至6月末）", None),
    ],
)
def test_money_headers_say_their_unit(header: str, unit: int | None) -> None:
    assert found("loans", header) == ("balance", unit, False)


@pytest.mark.parametrize(
    "header", ["余额(美元)", "余额（万美元）", "余额(USD)", "原币余额", "余额(元)(万元)", "单位：万元", "万元", "客户经理", "", "x" * 200]
)
def test_a_header_that_is_not_yuan_or_nothing_known_is_not_understood(header: str) -> None:
    assert found("loans", header) is None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("年利率(%)", ("rate", None, True)),
        ("利率%", ("rate", None, True)),
        ("rate_pct", ("rate", None, True)),
        ("利率", ("rate", None, False)),
        ("月利率(‰)", None),
        ("利率(‰)", None),
        ("利率元", None),
        ("逾期天数（天）", ("overdue_days", None, False)),
        ("发放日(yyyy-mm-dd)", ("starts_on", None, False)),
        ("到期日元", None),
    ],
)
def test_percent_and_other_notes(header: str, expected: tuple[str, int | None, bool] | None) -> None:
    assert found("loans", header) == expected


def test_the_same_header_means_what_its_table_says() -> None:
    assert found("bonds", "余额") == ("balance", None, False)
    assert found("facilities", "到期日") == ("ends_on", None, False)
    assert found("loans", "到期日") == ("matures_on", None, False)
    assert found("consents", "统一社会信用代码") == ("enterprise", None, False)
    assert found("enterprises", "统一社会信用代码") == ("credit_code", None, False)


@pytest.mark.parametrize(
    ("header", "rank"),
    [
        ("担保人", Rank.PLAIN),
        ("担保人代码", Rank.CODED),
        ("担保人统一社会信用代码", Rank.CREDIT),
        ("guarantor_id", Rank.CODED),
        ("保证人名称", Rank.NAMED),
    ],
)
def test_a_code_is_surer_than_a_bare_word_and_that_surer_than_a_name(header: str, rank: Rank) -> None:
    match = Lexicon(TABLES["guarantees"]).match(header)
    assert match is not None
    assert (match.column.name, match.rank) == ("guarantor", rank)


@pytest.mark.parametrize(
    ("table", "header", "column"),
    [
        ("loans", "企业名称", "borrower"), ("loans", "统一社会信用代码", "borrower"), ("loans", "借款人证件号码", "borrower"),
        ("loans", "贷款发放时间", "starts_on"), ("loans", "借据到期日期", "matures_on"), ("loans", "期末余额（万元）", "balance"),
        ("loans", "贷款逾期天数", "overdue_days"), ("loans", "执行利率(%)", "rate"), ("loans", "金融机构编码", "bank_code"),
        ("loans", "金融机构名称", "bank_code"), ("loans", "经办行", "bank_code"),
        ("facilities", "社会信用代码", "borrower"), ("loans", "合同号", None), ("loans", "客户号", None),
        ("guarantees", "保证合同号", "guarantee_no"), ("guarantees", "担保合同号码", "guarantee_no"),
        ("guarantees", "借据号码", "loan_no"),
        ("guarantees", "担保合同签订时间", "signed_on"), ("guarantees", "最高担保金额(万元)", "cap"),
        ("guarantees", "保证责任方式", "liability"), ("guarantees", "担保人统一信用代码", "guarantor"),
        ("guarantees", "保证期间到期日", "period_ends_on"), ("guarantees", "统一社会信用代码", None), ("guarantees", "担保到期日", None),
        ("enterprises", "企业职工人数", "employees"), ("enterprises", "年末资产总计（万元）", "total_assets"),
        ("enterprises", "上年营业收入", None), ("counties", "区县编码", "county_code"), ("facilities", "授信合同号", "facility_no"),
        ("controls", "实际控制人", "controller"), ("controls", "企业名称", "enterprise"), ("capital_plans", "借据号", "loan_no"),
    ],
)  # fmt: skip
def test_offices_write_a_header_in_many_ways(table: str, header: str, column: str | None) -> None:
    match = Lexicon(TABLES[table]).match(header)
    assert (match and match.column.name) == column


def test_of_all_that_names_the_borrower_the_credit_code_counts_and_the_customer_number_last() -> None:
    headers = ("客户编号", "企业名称", "借款人名称", "借款人", "借款企业代码", "统一社会信用代码")
    matches = [match for header in headers if (match := Lexicon(TABLES["loans"]).match(header))]
    assert {match.column.name for match in matches} == {"borrower"}
    assert [match.rank for match in matches] == [Rank.INTERNAL, Rank.LOOSE, Rank.NAMED, Rank.PLAIN, Rank.CODED, Rank.CREDIT]


def test_a_manifest_adds_headers_and_leaves_others_out() -> None:
    lexicon = Lexicon(TABLES["loans"], {"贷款结余": "balance", "借款人": ""})
    match = lexicon.match("贷款结余（万元）")
    assert match is not None
    assert (match.column.name, match.unit, match.rank) == ("balance", WAN, Rank.OWN)
    assert lexicon.match("借款人") is None


def test_missing_columns_are_named_with_alternatives_together() -> None:
    lexicon = Lexicon(TABLES["guarantees"])
    headers = {place: match for place, header in enumerate(["担保合同编号", "签订日"]) if (match := lexicon.match(header))}
    assert [[column.name for column in columns] for columns in lexicon.missing(headers)] == [["guarantor"], ["loan_no", "facility_no"]]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("借据", "loans"),
        ("3_借据明细2026年6月", "loans"),
        ("Loans (1)", "loans"),
        ("loans_2026-06-30", "loans"),
        ("risk-list", "risk_list"),
        ("风险企业台账", "risk_list"),
        ("融资担保公司名单", "guarantee_companies"),
        ("０２＿企业", "enterprises"),
        ("担保合同_退回", "guarantees"),
        ("guarantee companies", "guarantee_companies"),
    ],
)
def test_a_decorated_name_is_the_table(name: str, table: str) -> None:
    assert read_name(name).exact is TABLES[table]


@pytest.mark.parametrize(
    ("name", "mentioned"),
    [("工商银行借据", {"banks", "loans"}), ("企业担保情况分析", {"enterprises", "guarantees"}), ("附件1", set()), ("Sheet1", set())],
)
def test_other_names_only_mention_tables(name: str, mentioned: set[str]) -> None:
    naming = read_name(name)
    assert naming.exact is None
    assert set(naming.mentioned) == mentioned


def test_names_that_say_nothing_or_hold_nothing() -> None:
    assert read_name("Sheet1").generic
    assert read_name("工作表 2").generic
    assert read_name("填报说明").no_data
    assert read_name("借据汇总").summary
    assert not read_name("借据").generic


def test_tables_are_called_by_either_name() -> None:
    assert table_called("担保合同") is table_called("guarantees") is TABLES["guarantees"]
    assert table_called("nothing") is None
