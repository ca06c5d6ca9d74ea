"""Sections 3, 6 and 7: guarantors beyond their means, guarantee companies, and guarantees the law has changed."""

from __future__ import annotations

from typing import Final

from analysis.rules.model import Maturity, Parameter, Rule, Severity
from analysis.rules.units import Unit

_CIRCLES: Final = "关于落实企业担保圈风险防范的通知（银监办发〔2014〕214号）"
_PRACTICE: Final = "监管实践（二手来源）"
_GUARANTEE_ACT: Final = "融资担保公司监督管理条例（国务院令第683号）"
_CIVIL: Final = "民法典"
_COURT: Final = "最高人民法院关于适用民法典有关担保制度的解释"
_COMPANY: Final = "公司法（2023）"
_RATIO: Final = ("guaranteed", "net_assets", "share")

GUARANTORS: Final = (
    Rule(
        "guarantee.ratio_warning", "对外担保比率预警", "Guarantees high against net assets", 3, _PRACTICE, Maturity.SECONDARY,
        Severity.WARNING, "对外担保余额／净资产超过预警线（国有企业的60%另列，数据中没有所有制时按本线）。",
        "Guarantees given over net assets above the warning line (state firms have 60%; without ownership in the data this line holds "
        "for all).",
        (Parameter("share_above", "预警线", "share above", 0.5, Unit.SHARE, 0.05, 5.0, Maturity.SECONDARY),),
        _RATIO,
        text_zh="{name}对外担保{guaranteed}，为净资产{net_assets}的{share}，超过{share_above}",
        text_en="{name} guarantees {guaranteed}, {share} of its net assets of {net_assets}; the warning line is {share_above}",
    ),
    Rule(
        "guarantee.ratio_limit", "对外担保超净资产", "Guarantees above net assets", 3, _CIRCLES, Maturity.UNVERIFIED, Severity.CRITICAL,
        "对外担保余额／净资产超过上限。", "Guarantees given over net assets above the limit.",
        (Parameter("share_above", "上限", "share above", 1.0, Unit.SHARE, 0.05, 10.0, Maturity.UNVERIFIED),),
        _RATIO,
        text_zh="{name}对外担保{guaranteed}，为净资产{net_assets}的{share}，超过上限{share_above}",
        text_en="{name} guarantees {guaranteed}, {share} of its net assets of {net_assets}; the limit is {share_above}",
    ),
    Rule(
        "guarantee.no_net_assets", "净资产不为正仍对外担保", "Guarantees without positive net assets", 3, _PRACTICE, Maturity.SECONDARY,
        Severity.WARNING, "净资产为零或为负，比率不可计算。", "Net assets are zero or negative: a ratio cannot be computed.",
        figures=("guaranteed", "net_assets"),
        text_zh="{name}净资产{net_assets}，仍对外担保{guaranteed}",
        text_en="{name} guarantees {guaranteed} with net assets of {net_assets}",
    ),
    Rule(
        "guarantee.net_assets_unknown", "净资产未知的担保人", "Guarantor of unknown net assets", 3, _PRACTICE, Maturity.SECONDARY,
        Severity.INFO, "没有净资产数据，比率不可计算，绝不按零处理。", "No net assets were stated: the ratio is unknown, never zero.",
        figures=("guaranteed",),
        text_zh="{name}对外担保{guaranteed}，净资产未知",
        text_en="{name} guarantees {guaranteed}; its net assets are unknown",
    ),
    Rule(
        "guarantee.clients", "被担保户数过多", "Too many guaranteed clients", 3, _CIRCLES, Maturity.UNVERIFIED, Severity.WARNING,
        "一家企业担保的户数超过上限（融资担保公司不适用）。",
        "A firm guarantees more clients than the limit (not for guarantee companies).",
        (Parameter("clients_above", "户数上限", "clients above", 5, Unit.COUNT, 1, 100, Maturity.UNVERIFIED),),
        ("clients", "guaranteed"),
        text_zh="{name}为{clients}户担保{guaranteed}，超过{clients_above}户",
        text_en="{name} guarantees {clients} clients ({guaranteed}), more than {clients_above}",
    ),
    Rule(
        "guarantee.growth", "对外担保快速增长", "Guarantees grow fast", 3, _PRACTICE, Maturity.SECONDARY, Severity.WARNING,
        "对外担保余额一年增幅达到预警线。", "Guarantees given have grown over a year to the warning line or above.",
        (Parameter("growth_from", "增幅下限", "growth from", 0.5, Unit.SHARE, 0.05, 10.0, Maturity.SECONDARY),),
        ("before", "guaranteed", "growth"),
        text_zh="{name}对外担保由{before}增至{guaranteed}，一年增{growth}，达到{growth_from}",
        text_en="{name}'s guarantees went from {before} to {guaranteed} in a year, up {growth}; the line is {growth_from}",
    ),
)  # fmt: skip

COMPANIES: Final = (
    Rule(
        "guarantee_company.leverage", "融资担保放大倍数超限", "Guarantee company above its leverage", 6, _GUARANTEE_ACT, Maturity.TEXT,
        Severity.CRITICAL, "担保责任余额／净资产超过上限；主要服务小微和三农的适用较高上限。",
        "Liabilities over net assets above the limit; a higher one holds for those mainly serving small business and farmers.",
        (
            Parameter("times_above", "放大倍数上限", "times above", 10.0, Unit.TIMES, 1.0, 50.0, Maturity.TEXT),
            Parameter("small_business_times_above", "服务小微三农的上限", "times above, small business", 15.0, Unit.TIMES, 1.0, 50.0,
            Maturity.TEXT),
        ),
        ("guaranteed", "net_assets", "times", "limit_times"),
        text_zh="{name}担保责任余额{guaranteed}，为净资产{net_assets}的{times}倍，上限{limit_times}倍",
        text_en="{name} has liabilities of {guaranteed}, {times} times its net assets of {net_assets}; the limit is {limit_times} times",
    ),
    Rule(
        "guarantee_company.client", "单户担保集中度超限", "One client above its share", 6, _GUARANTEE_ACT, Maturity.TEXT, Severity.CRITICAL,
        "对同一被担保人的担保责任余额／净资产超过上限。", "Liabilities for one client over net assets above the limit.",
        (Parameter("share_above", "上限", "share above", 0.10, Unit.SHARE, 0.01, 1.0, Maturity.TEXT),),
        ("borrower", *_RATIO), ("subject", "borrower"),
        text_zh="{name}为{borrower}担保{guaranteed}，占净资产{net_assets}的{share}，超过{share_above}",
        text_en="{name} guarantees {guaranteed} for {borrower}, {share} of its net assets of {net_assets}; the limit is {share_above}",
    ),
    Rule(
        "guarantee_company.related_clients", "关联户担保集中度超限", "A client and its related parties above their share", 6,
        _GUARANTEE_ACT,
        Maturity.TEXT, Severity.CRITICAL, "对同一被担保人及其关联方的担保责任余额／净资产超过上限。",
        "Liabilities for a client with its related parties (its controller group) over net assets above the limit.",
        (Parameter("share_above", "上限", "share above", 0.15, Unit.SHARE, 0.01, 1.0, Maturity.TEXT),),
        ("group", "clients", *_RATIO), ("subject", "group"),
        text_zh="{name}为控制人集团{group}的{clients}户担保{guaranteed}，占净资产{net_assets}的{share}，超过{share_above}",
        text_en="{name} guarantees {guaranteed} for {clients} clients of the group {group}, {share} of its net assets of {net_assets}; the "
        "limit is {share_above}",
    ),
    Rule(
        "guarantee_company.own_controller", "为控股股东、实际控制人担保", "Guarantee for the own controller", 6, _GUARANTEE_ACT,
        Maturity.TEXT,
        Severity.CRITICAL, "融资担保公司为其控股股东、实际控制人提供融资担保。",
        "A guarantee company guarantees its own controlling shareholder or controller.",
        figures=("borrower", "guaranteed"), identity=("subject", "borrower"),
        text_zh="{name}为其控股股东或实际控制人{borrower}担保{guaranteed}",
        text_en="{name} guarantees {guaranteed} for its own controlling shareholder or controller {borrower}",
    ),
)  # fmt: skip

_CONTRACT: Final = ("guarantee", "guarantor", "loan")
LAW: Final = (
    Rule(
        "guarantee.lapsed", "保证期间届满", "Guarantee lapsed", 7, f"{_CIVIL}第692条", Maturity.TEXT, Severity.INFO,
        "约定的保证期间已届满：列示，不计入代偿。", "The stated guarantee period has ended: shown, and not called.",
        figures=(*_CONTRACT, "ended_on"), identity=_CONTRACT,
        text_zh="{name}对借据{loan}的保证（合同{guarantee}）于{ended_on}届满",
        text_en="{name}'s guarantee of loan {loan} (contract {guarantee}) ended on {ended_on}",
    ),
    Rule(
        "guarantee.period_unclear", "保证期间未约定且已过六个月", "No stated period and six months past", 7, f"{_CIVIL}第692条",
        Maturity.TEXT, Severity.WARNING, "未约定保证期间的，为主债务到期后六个月；是否已在期间内主张权利，数据中没有。",
        "Without a stated period it is six months from maturity; whether the bank called in time is not in the data.",
        (Parameter("months", "法定保证期间", "statutory period", 6, Unit.MONTHS, 6, 6, Maturity.TEXT),),
        (*_CONTRACT, "due_on"), _CONTRACT,
        text_zh="{name}对借据{loan}的保证（合同{guarantee}）未约定期间，借据{due_on}到期已过{months}个月",
        text_en="{name}'s guarantee of loan {loan} (contract {guarantee}) states no period; the loan matured on {due_on}, over "
        "{months} months ago",
    ),
    Rule(
        "guarantee.unclear_liability", "保证方式未约定", "Liability not stated", 7, f"{_CIVIL}第686条", Maturity.UNVERIFIED, Severity.INFO,
        "未约定或约定不明：2021年1月1日前签订的按连带责任，其后按一般保证。",
        "Not stated or unclear: joint when signed before 2021-01-01, general from then on.",
        figures=(*_CONTRACT, "signed_on", "resolved_as"), identity=_CONTRACT,
        text_zh="{name}对借据{loan}的保证（合同{guarantee}）未约定方式，{signed_on}签订，按{resolved_as}处理",
        text_en="{name}'s guarantee of loan {loan} (contract {guarantee}) states no liability; signed on {signed_on}, treated as "
        "{resolved_as}",
    ),
    Rule(
        "guarantee.unrecorded_after_renewal", "借新还旧后担保未重新登记", "Guarantee not recorded again after refinancing", 7,
        f"{_COURT}第16条",
        Maturity.TEXT, Severity.WARNING, "借新还旧后，旧贷担保人除同一人或知情外免责；每次续贷应重新登记担保。",
        "On refinancing the old guarantors are released unless they are the same or knew: after every renewal a guarantee is recorded "
        "again.",
        figures=(*_CONTRACT, "renewed_on", "signed_on"), identity=_CONTRACT,
        text_zh="借据{loan}于{renewed_on}借新还旧，{name}的保证（合同{guarantee}）签于{signed_on}，续贷后未重新登记",
        text_en="Loan {loan} was refinanced on {renewed_on}; {name}'s guarantee (contract {guarantee}) of {signed_on} was not "
        "recorded again",
    ),
    Rule(
        "guarantee.resolution_unchecked", "对外担保决议未核", "Resolution not checked", 3, f"{_COMPANY}第15条", Maturity.TEXT,
        Severity.INFO,
        "公司对外担保须经董事会或股东会决议；登记为未核。", "A company's guarantee needs a resolution; recorded as not checked.",
        figures=("guarantee", "loan", "amount"), identity=("subject", "guarantee", "loan"),
        text_zh="{name}的保证（合同{guarantee}，借据{loan}，{amount}）决议未核",
        text_en="{name}'s guarantee (contract {guarantee}, loan {loan}, {amount}): the resolution was not checked",
    ),
)  # fmt: skip
RULES: Final = (*GUARANTORS, *COMPANIES, *LAW)
