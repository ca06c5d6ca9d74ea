from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from graph import vocabulary as vocabularies
from graph.vocabulary import APPLICATION, CONTROL, FIVE_CLASS, GUARANTOR_KIND, LIABILITY, PRODUCT, RENEWAL, Vocabulary
from ingest.clean.cells import REASONS, split
from ingest.clean.words import clean_choice, clean_flag
from ingest.reasons import Notice


def flag(cell: Any) -> Any:
    cleaned = clean_flag(split(pd.Series([cell], dtype="object"), frozenset({"", "-"})))
    reason = REASONS[cleaned.reasons[0]]
    return reason.value if reason else (None if pd.isna(cleaned.values[0]) else bool(cleaned.values[0]))


@pytest.mark.parametrize("cell", ["是", "Y", "yes", "TRUE", "1", "1.0", "有", "√", True, 1, 1.0])
def test_yes(cell: Any) -> None:
    assert flag(cell) is True


@pytest.mark.parametrize("cell", ["否", "n", "No", "false", "0", "无", "×", False, 0, 0.0])
def test_no(cell: Any) -> None:
    assert flag(cell) is False


@pytest.mark.parametrize("cell", ["也许", "2", 2, 0.5, pd.Timestamp(2026, 1, 1)])
def test_neither(cell: Any) -> None:
    assert flag(cell) == "flag-invalid"


@pytest.mark.parametrize(
    ("vocabulary", "cell", "word"),
    [
        (LIABILITY, "连带责任保证", "joint"),
        (LIABILITY, " 一般 保证", "general"),
        (LIABILITY, "JOINT", "joint"),
        (FIVE_CLASS, "正常类", "normal"),
        (PRODUCT, "working capital", "working_capital"),
        (RENEWAL, "无", "new"),
        (APPLICATION, "否", "none"),
    ],
)
def test_choices_in_either_language(vocabulary: Vocabulary, cell: str, word: str) -> None:
    assert clean_choice(split(pd.Series([cell], dtype="str"), frozenset()), vocabulary).values.tolist() == [word]


@pytest.mark.parametrize(
    ("vocabulary", "word", "cells"),
    [
        (LIABILITY, "joint", "连带责任担保 连带担保 连带共同保证 共同连带保证 连带共同担保 连带责任共同保证 不可撤销连带责任保证"),
        (LIABILITY, "general", "一般担保 一般责任 一般责任担保 一般保证担保"),
        (LIABILITY, "several", "按份担保 按份责任 按份共同担保 按份责任担保"),
        (LIABILITY, "unclear", "保证 保证担保 约定不明确 未约定"),
        (GUARANTOR_KIND, "enterprise", "法人企业 企业法人 公司法人"),
        (GUARANTOR_KIND, "person", "自然人(个人) 自然人（个人） 个人（自然人）"),
        (GUARANTOR_KIND, "guarantee_company", "融资性担保机构 融资担保机构 担保机构 政府性融资担保机构"),
        (CONTROL, "actual_controller", "实际控制 实控 最终控制人"),
        (CONTROL, "shareholder", "大股东 自然人股东 法人股东 参股"),
        (CONTROL, "concerted_party", "一致行动 一致行动关系"),
        (FIVE_CLASS, "normal", "正常贷款 正常类贷款 Pass"),
        (FIVE_CLASS, "special_mention", "关注贷款 关注类贷款 special-mention"),
        (FIVE_CLASS, "loss", "损失贷款"),
        (RENEWAL, "new", "新发放 新增贷款 新贷"),
        (RENEWAL, "refinanced", "借新还旧贷款 还旧借新"),
        (RENEWAL, "rolled_over", "无本续贷 续贷（无还本）"),
        (RENEWAL, "extended", "贷款展期 已展期"),
    ],
)
def test_everyday_spellings_are_understood(vocabulary: Vocabulary, word: str, cells: str) -> None:
    written = cells.split(" ")
    assert clean_choice(split(pd.Series(written, dtype="str"), frozenset()), vocabulary).values.tolist() == [word] * len(written)


@pytest.mark.parametrize("vocabulary", [item for item in vars(vocabularies).values() if isinstance(item, Vocabulary)])
def test_no_spelling_stands_for_two_words(vocabulary: Vocabulary) -> None:
    spellings = [spelling for word, several in vocabulary.words.items() for spelling in {word, *several}]
    assert len({spelling.casefold() for spelling in spellings}) == len(spellings)


def test_a_word_outside_the_list_is_refused_or_counted_as_other() -> None:
    refused = clean_choice(split(pd.Series(["正常", "良好"], dtype="str")), FIVE_CLASS)
    assert [REASONS[place] for place in refused.reasons] == [None, "choice-unknown"]
    assert refused.values.isna().tolist() == [False, True]
    counted = clean_choice(split(pd.Series(["流贷", "理财", None, "理财"], dtype="str")), PRODUCT)
    assert counted.values.fillna("").tolist() == ["working_capital", "other", "", "other"]
    assert counted.noted[Notice.OTHER_WORD].tolist() == [1, 3]
