"""Why a party fell, in words; every figure is worked out beside its case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.contagion import cascade
from analysis.contagion.explanation import explain, why
from analysis.contagion.sentences import sentences
from graph.errors import InvalidParameter

NAMES = ["甲公司", "乙公司", "丙公司", "丁公司"]
WAN = 10_000.0


def told(network, result):
    return dict(zip(result.defaulted[np.lexsort((result.defaulted, result.round_of))].tolist(),
                    sentences(network, result, explain(network, result)), strict=True))  # fmt: skip


def test_a_fall_names_its_round_its_causes_the_rule_and_what_could_be_paid(city):
    # 甲 and 乙 fail; 丙 guarantees three of their loans: 500 + 400 + 300 = 1,200 of which it could pay 800
    loans = [(0, 500 * WAN, [(2, None, 1)]), (0, 400 * WAN, [(2, None, 1)]), (1, 300 * WAN, [(2, 300 * WAN, 1)])]
    network = city(loans, [0, 0, 800 * WAN, 0], name=NAMES)
    said = told(network, cascade.run(network, [0, 1]))
    assert said[0].zh == "第0轮：甲公司为初始违约主体。"
    assert said[0].en == "Round 0: 甲公司 is a seed: it defaults first."
    assert said[2].zh == (
        "第1轮：因为甲公司、乙公司违约，丙公司须连带代偿1,200万元（3笔，其中1份已达最高担保额），超过可动用能力800万元，因此违约。"
    )
    assert said[2].en == (
        "Round 1: because 甲公司 and 乙公司 default, 丙公司 must pay 12 m yuan as joint guarantor (3 loans, 1 up to the cap), "
        "more than the 8 m yuan it can pay, and defaults."
    )


def test_a_co_guarantor_that_fell_before_is_named(city):
    # 1,200 in halves of 600: 乙 (500) falls; then 丙 (900) is called for all
    network = city([(0, 1200 * WAN, [(1, None, 1), (2, None, 1)])], [0, 500 * WAN, 900 * WAN, 0], name=NAMES)
    said = told(network, cascade.run(network, [0]))
    assert (
        said[2].zh == "第2轮：因为甲公司违约、共同担保人乙公司也已违约，丙公司须连带代偿1,200万元（1笔），超过可动用能力900万元，因此违约。"
    )
    assert "because 甲公司 defaults and co-guarantor 乙公司 fell before, 丙公司" in said[2].en


def test_each_rule_is_said(city):
    # of 1,000: 乙 owes a fixed 40 %, 丙 as general guarantor what the others' limits leave, 1,000 - 400 = 600
    network = city([(0, 1000 * WAN, [(1, None, 1), (2, None, 1)]), (0, 100 * WAN, [(1, None, 1)])], [0] * 4, name=NAMES)
    promises = replace(network.guarantees, liability=np.array([2, 1, 0], np.int8), share=np.array([0.4, np.nan, np.nan]))
    network = replace(network, guarantees=promises)
    said = told(network, cascade.run(network, [0]))
    assert (
        said[1].zh == "第1轮：因为甲公司违约，乙公司须代偿500万元（连带代偿100万元1笔、按份代偿400万元1笔），而其没有可动用能力，因此违约。"
    )
    assert said[2].zh == "第1轮：因为甲公司违约，丙公司须承担一般保证代偿600万元（1笔），而其没有可动用能力，因此违约。"
    assert (
        "5 m yuan (1 m yuan as joint guarantor (1 loan), 4 m yuan as guarantor of a fixed share (1 loan)); it can pay nothing" in said[1].en
    )


def test_an_unknown_capacity_is_said(city):
    network = city([(0, 10 * WAN, [(1, None, 1)])], [0, 0, 0, 0], name=NAMES, capacity_known=[True, False, True, True])
    said = told(network, cascade.run(network, [0]))
    assert said[1].zh == "第1轮：因为甲公司违约，乙公司须连带代偿10万元（1笔），而其财务数据缺失，可动用能力未知（按零计），因此违约。"
    assert "what it can pay is unknown (counted as zero)" in said[1].en


def test_withdrawn_credit_is_said(city):
    # called 100 of 120, and half of its own 60 withdrawn: 130
    network = city([(0, 100 * WAN, [(1, None, 1)]), (1, 60 * WAN, [])], [0, 120 * WAN, 0, 0], name=NAMES)
    said = told(network, cascade.run(network, [0], withdrawal=0.5))
    assert said[1].zh == (
        "第1轮：因为甲公司违约，乙公司须连带代偿100万元（1笔），银行随之抽贷30万元，两项合计130万元，超过可动用能力120万元，因此违约。"
    )
    assert "and banks call back 300,000 yuan of its loans, 1.3 m yuan together, more than the 1.2 m yuan it can pay" in said[1].en


def test_a_worst_case_says_if(city):
    network = city([(0, 10 * WAN, [(1, None, 1)]), (1, 10 * WAN, [(0, None, 1)])], [8 * WAN, 8 * WAN, 0, 0], name=NAMES)
    said = told(network, cascade.worst_case(network, []))
    assert said[0].zh == "最坏情形：若乙公司违约，甲公司须连带代偿10万元（1笔），超过可动用能力8万元，也会违约。"
    assert said[0].en.startswith("Worst case: if 乙公司 defaults, 甲公司 must pay")


def test_amounts_that_round_alike_are_told_apart(city):
    network = city([(0, 123_456_789.0, [(1, None, 1)])], [0, 123_456_788.0, 0, 0], name=NAMES)
    said = told(network, cascade.run(network, [0]))
    assert "须连带代偿1.23456789亿元（1笔），超过可动用能力1.23456788亿元" in said[1].zh


def test_many_causes_are_counted(city):
    network = city([(i, 1 * WAN, [(5, None, 1)]) for i in range(5)], [0] * 6, name=[f"企业{i}" for i in range(6)])
    said = told(network, cascade.run(network, range(5)))
    assert "因为企业0、企业1、企业2等5家违约" in said[5].zh
    assert "because 企业0, 企业1, 企业2 and 2 others default" in said[5].en


def test_the_chain_leads_from_the_seed_to_the_party_and_leaves_out_the_rest(city):
    # 0 pulls 1 down and 2 apart from it; 1 pulls 3 down
    loans = [(0, 10.0, [(1, None, 1)]), (0, 10.0, [(2, None, 1)]), (1, 10.0, [(3, None, 1)])]
    network = city(loans, [0, 0, 0, 0])
    records = explain(network, cascade.run(network, [0]))
    assert [record.party for record in why(records, 3)] == [0, 1, 3]
    with pytest.raises(InvalidParameter, match="party 7"):
        why(records, 7)
