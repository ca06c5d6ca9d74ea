"""What rules find, and the rules."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models.lists import Page


class Finding(BaseModel):
    """A prompt for people, never a decision. Amounts in yuan, shares as fractions."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{
        "rule": "lending.over_lent", "severity": "warning", "maturity": "secondary", "maturity_zh": "二手来源",
        "subject": "91330100MA2XXXXX0A", "name": "东山机械有限公司", "county": "330102",
        "numbers": {"need": 103400000.0, "own_funds": 25000000.0, "other_funds": 5000000.0, "existing": 90000000.0, "room": -16600000.0,
                    "ratio": 1.226158},
        "units": {"need": "yuan", "own_funds": "yuan", "other_funds": "yuan", "existing": "yuan", "room": "yuan", "ratio": "times"},
        "details": {"crossed_by": "JJ7"}, "contracts": ["JJ1", "JJ7"], "text_zh": "东山机械有限公司流动资金贷款9,000万元……",
        "text_en": "东山机械有限公司 has working-capital loans of 90,000,000 yuan …", "id": "5f0c2f6e4b1d4c0f", "rule_version": 1,
        "restricted": False,
    }]})  # fmt: skip

    rule: str
    severity: Literal["info", "warning", "critical"]
    maturity: Literal["text", "secondary", "local", "unverified"] = Field(description="How sure the law behind it is.")
    maturity_zh: str
    subject: str | None = Field(description="An enterprise, guarantee company, person or controller group; null where it may not be named.")
    name: str | None
    county: str | None
    numbers: dict[str, float | int | None]
    units: dict[str, str]
    details: dict[str, str | None]
    contracts: list[str]
    text_zh: str
    text_en: str
    id: str | None = Field(description="The same while it is the same finding; null where it would tell more.")
    rule_version: int
    restricted: bool = Field(default=False, description="Not all of it may be told: the sentence is the rule's name and its law.")


class FindingsOf(BaseModel):
    """The findings about one enterprise and its controller group."""

    model_config = ConfigDict(extra="forbid")

    enterprise: str
    total: int
    findings: list[Finding]
    snapshot: str = Field(examples=["2026-06-30-r4"])


class Parameter(BaseModel):
    """A number of a rule, as it holds."""

    model_config = ConfigDict(extra="forbid")

    name: str
    zh: str
    en: str
    value: bool | int | float
    default: bool | int | float
    low: bool | int | float
    high: bool | int | float
    unit: str
    maturity: str


class Rule(BaseModel):
    """A rule of the policy."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{
        "rule": "lending.over_lent", "version": 1, "zh": "流动资金贷款超需求", "en": "Working-capital loans above the need", "section": 1,
        "reference": "流动资金贷款管理办法（国家金融监督管理总局令2024年第2号）",
        "reference_en": "Measures for the Administration of Working Capital Loans (NFRA Order 2024 No. 2)",
        "maturity": "secondary", "maturity_zh": "二手来源",
        "severity": "warning", "by_county": True, "identity": ["subject"], "about_zh": "……", "about_en": "…",
        "parameters": [{"name": "ratio_above", "zh": "警戒线", "en": "ratio above", "value": 1.0, "default": 1.0, "low": 0.5, "high": 5.0,
                        "unit": "times", "maturity": "secondary"}],
    }]})  # fmt: skip

    rule: str
    version: int
    zh: str
    en: str
    section: int
    reference: str
    reference_en: str = Field(description="The same by its English title, where one is known.")
    maturity: str
    maturity_zh: str
    severity: str | None
    by_county: bool
    identity: list[str]
    about_zh: str
    about_en: str
    parameters: list[Parameter]


class RulePage(Page[Rule]):
    """The rules, with the county whose numbers they are and where these come from."""

    county: str | None
    book: dict[str, object]
