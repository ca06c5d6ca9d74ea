"""Why a row is refused, and what is worth a notice: two closed lists, each entry with its code, an English and a Chinese sentence.

Placeholders: `{column}` the name in the schema, `{header}` the header in the file, `{value}` what the cell shows, `{detail}` what the
rule found (a candidate, a row, a limit).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

LONGEST_VALUE: Final = 200


class _Sentence(StrEnum):
    """A code with its two sentences."""

    english: str
    chinese: str

    def __new__(cls, code: str, english: str, chinese: str) -> _Sentence:
        """An entry is its code; the sentences are attributes."""
        entry = str.__new__(cls, code)
        entry._value_ = code
        entry.english = english
        entry.chinese = chinese
        return entry


class Reason(_Sentence):
    """Why a row is refused."""

    # what the reader sees
    FORMULA_WITHOUT_VALUE = "formula-without-value", "{column} is a formula whose value was never saved.", "“{header}”是没有保存结果的公式"
    CELL_ERROR = "cell-error", "{column} holds a spreadsheet error ({value}).", "“{header}”是表格错误值（{value}）"
    NUMBER_ROUNDED = (
        "number-rounded",
        "{column} is a long number a spreadsheet has rounded ({value}); send it as text.",
        "“{header}”是已被表格软件舍入的长数字（{value}），请以文本格式重报",
    )
    CODE_AS_DATE = (
        "code-as-date",
        "{column} is a code a spreadsheet has turned into a date ({value}); send it as text.",
        "“{header}”的编号被表格软件改成了日期（{value}），请以文本格式重报",
    )
    CURRENCY_FOREIGN = (
        "currency-foreign",
        "{column}: amounts in {value} are not taken; convert them to yuan.",
        "“{header}”为{value}，请折算为人民币后重报",
    )
    ROW_TOO_LONG = "row-too-long", "The row has more cells than there are headers.", "本行单元格多于表头列数"

    # one cell
    REQUIRED_EMPTY = "required-empty", "The required column {column} is empty.", "必填项“{header}”为空"
    DAMAGED_TEXT = "damaged-text", "{column} holds control signs or damaged characters.", "“{header}”含有控制字符或乱码"
    TEXT_TOO_LONG = "text-too-long", "{column} is longer than {detail} characters.", "“{header}”超过{detail}个字符"
    CREDIT_CODE_INVALID = (
        "credit-code-invalid",
        "{column}: {value} is not a valid unified social credit code (GB 32100-2015).",
        "“{header}”不是有效的统一社会信用代码（GB 32100-2015 校验不符）",
    )
    RAW_ID_NUMBER = (
        "raw-id-number",
        "{column} holds an identity card number; send a pseudonym instead.",
        "“{header}”是身份证号码，请改报脱敏后的人员标识",
    )
    IDENTIFIER_INVALID = "identifier-invalid", "{column}: {value} is not an identifier.", "“{header}”不是有效的编号"
    COUNTY_CODE_INVALID = "county-code-invalid", "{column}: {value} is not a six-digit county code.", "“{header}”不是六位行政区划代码"
    CITY_CODE_INVALID = (
        "city-code-invalid",
        "{column}: {value} is not a city code (four digits, or six ending in 00).",
        "“{header}”不是城市代码（四位，或末两位为00的六位）",
    )
    AMOUNT_INVALID = "amount-invalid", "{column}: {value} is not an amount.", "“{header}”不是有效金额"
    AMOUNT_TOO_LARGE = "amount-too-large", "{column}: {value} is beyond 90 trillion yuan.", "“{header}”超过90万亿元"
    AMOUNT_NEGATIVE = "amount-negative", "{column} must not be negative ({value}).", "“{header}”不能为负数"
    NUMBER_INVALID = "number-invalid", "{column}: {value} is not a number.", "“{header}”不是有效数字"
    COUNT_INVALID = "count-invalid", "{column}: {value} is not a whole number of at least 0.", "“{header}”应为不小于0的整数"
    SHARE_RANGE = "share-range", "{column}: {value} is not between 0 and 1 (or 0% and 100%).", "“{header}”应在0至1（0%至100%）之间"
    RATE_RANGE = (
        "rate-range",
        "{column}: {value} is outside {detail}; write percents as 6% or 0.06.",
        "“{header}”超出合理范围（{detail}），百分数请写成6%或0.06",
    )
    DATE_INVALID = "date-invalid", "{column}: {value} is not a date.", "“{header}”不是有效日期"
    DATE_RANGE = "date-range", "{column}: {value} is not between 1949 and 2100.", "“{header}”不在1949年至2100年之间"
    FLAG_INVALID = "flag-invalid", "{column}: {value} is neither yes nor no.", "“{header}”应填是或否"
    CHOICE_UNKNOWN = "choice-unknown", "{column}: {value} is none of {detail}.", "“{header}”应为：{detail}"

    # one row
    MATURITY_BEFORE_START = "maturity-before-start", "The loan matures before it starts ({detail}).", "到期日早于发放日（{detail}）"
    END_BEFORE_START = "end-before-start", "{column} is before the first day ({detail}).", "“{header}”早于起始日（{detail}）"
    GUARANTEED_DEBT_MISSING = (
        "guaranteed-debt-missing",
        "Neither loan_no nor facility_no says what is guaranteed.",
        "借据编号与授信编号均未填写",
    )
    GUARANTEED_DEBT_AMBIGUOUS = (
        "guaranteed-debt-ambiguous",
        "Both loan_no and facility_no are filled; exactly one may be.",
        "借据编号与授信编号只能填写一项",
    )
    CAP_ZERO = (
        "cap-zero",
        "A cap of 0 guarantees nothing; leave it empty when the whole debt is guaranteed.",
        "最高担保额为0；为全部债务担保时请留空",
    )
    SELF_GUARANTEE = "self-guarantee", "The guarantor is the borrower of the debt itself.", "担保人就是借款人自己"
    SELF_CONTROL = "self-control", "The controller is the controlled enterprise itself.", "控制人就是被控企业自己"

    # one row beside the others
    DUPLICATE_CONFLICT = (
        "duplicate-conflict",
        "Rows with the same key differ, so none of them is loaded: {detail}.",
        "主键相同而内容不同的行均不入库：{detail}",
    )
    REPEATED_ROW = "repeated-row", "The row repeats {detail}; only that one counts.", "与{detail}重复，只计该行"
    UNKNOWN_REFERENCE = (
        "unknown-reference",
        "{column}: {value} is in none of the files and not in the store ({detail}).",
        "“{header}”在文件和库中都不存在（{detail}）",
    )
    REFERS_TO_REJECTED = (
        "refers-to-rejected",
        "{column}: {value} refers to a rejected row ({detail}).",
        "“{header}”所指的行未被接受（{detail}）",
    )
    UNKNOWN_NAME = "unknown-name", "{column}: nobody is called {value} ({detail}).", "“{header}”中的名称查无对应主体（{detail}）"
    AMBIGUOUS_NAME = "ambiguous-name", "{column}: {value} is the name of several: {detail}.", "“{header}”中的名称对应多个主体：{detail}"


class Notice(_Sentence):
    """What a load accepted and still wants to be seen."""

    UNLISTED_COUNTY = "unlisted-county", "County codes that are not in the counties table.", "区县代码不在区县表中"
    KIND_CONTRADICTS_TABLE = (
        "kind-contradicts-table",
        "The declared kind differs from the table the party stands in; the table counts.",
        "填报的主体类型与其所在表不一致，以所在表为准",
    )
    PARTY_IN_TWO_TABLES = "party-in-two-tables", "Codes that stand in more than one table of parties.", "同一代码出现在多个主体表中"
    OTHER_WORD = "other-word", "Words outside the vocabulary, loaded as 'other'.", "词表之外的取值，按“其他”入库"
    ROUNDED_TO_FEN = "rounded-to-fen", "Amounts finer than one fen, rounded to the nearest.", "金额精度小于分，已四舍五入到分"
    RESOLVED_BY_NAME = "resolved-by-name", "Parties given by name and found under exactly one code.", "以名称填报、唯一对应到代码的主体"
    FUTURE_REPORTING_DATE = (
        "future-reporting-date",
        "Reporting dates after the day of the load; the latest one is the day queries answer for when they name none.",
        "数据日期晚于入库当日；未指定日期的查询以最晚的数据日期为准",
    )
    UNMAPPED_COLUMN = "unmapped-column", "Columns nobody knows were left out.", "未识别的列，未读取"
    LEFT_OUT_ROWS = "left-out-rows", "Total rows and notes were left out.", "合计行、备注行，未读取"
    NOTHING_CLOSED = (
        "nothing-closed",
        "A row whose key cannot be read was rejected, so the feed is not complete and nothing was closed.",
        "有主键无法识别的行被拒，视为不完整，未关闭任何旧记录",
    )
    COMPLETE_WITHOUT_ROWS = (
        "complete-without-rows",
        "Declared complete without a single row: everything in its scope was closed.",
        "声明完整但没有任何行，其范围内的旧记录全部关闭",
    )


@dataclass(frozen=True, slots=True)
class Rejection:
    """One refused cell, at its place in the file."""

    file: str
    sheet: str  # '' for CSV and Parquet
    row: int  # as Excel counts
    column: str  # name in the schema
    value: str  # as the file has it, clipped; an identity card number is masked
    code: str
    message: str
    chinese: str  # the same sentence for the returned sheet

    def to_json(self) -> dict[str, Any]:
        """The seven fields of the report."""
        fields = asdict(self)
        del fields["chinese"]
        return fields


def in_chinese(entry: Mapping[str, Any], header: str) -> str:
    """The Chinese sentence of an entry of a report, which keeps the English one; `header` is what the column is called."""
    reason = next((one for one in Reason if one.value == entry["code"]), None)
    if reason is None:
        return str(entry["message"])
    places = {"column": re.escape(entry["column"]), "value": "(?:" + re.escape(entry["value"]) + "|.*?)", "detail": "(?P<detail>.*)"}
    parts = (places[part[1:-1]] if part[:1] == "{" else re.escape(part) for part in re.split(r"({\w+})", reason.english))
    found = re.fullmatch("".join(parts), entry["message"], re.DOTALL)
    detail = found["detail"] if found is not None and "{detail}" in reason.english else ""
    return reason.chinese.format(column=entry["column"], header=header, value=entry["value"], detail=detail)


@dataclass(frozen=True, slots=True)
class Noticed:
    """How often something was noticed in one column, with the first few values."""

    code: str
    table: str
    column: str
    count: int
    examples: tuple[str, ...]
    message: str
    chinese: str

    def to_json(self) -> dict[str, Any]:
        """The fields of the report."""
        return asdict(self) | {"examples": list(self.examples)}
