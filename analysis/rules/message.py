"""A rule for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.rules.references import in_english

if TYPE_CHECKING:
    from analysis.rules.book import RuleBook
    from analysis.rules.model import Rule


def rule_message(rule: Rule, book: RuleBook, county: str | None) -> dict[str, Any]:
    """One rule with the numbers that hold in a county."""
    maturity = book.maturity(rule.id, county)
    return {
        "rule": rule.id,
        "version": rule.version,
        "zh": rule.zh,
        "en": rule.en,
        "section": rule.section,
        "reference": rule.reference,
        "reference_en": in_english(rule.reference),
        "maturity": maturity.value,
        "maturity_zh": maturity.zh,
        "severity": rule.severity.value if rule.finds else None,
        "by_county": rule.by_county,
        "identity": list(rule.identity) if rule.finds else [],
        "about_zh": rule.about_zh,
        "about_en": rule.about_en,
        "parameters": [
            {
                "name": one.name,
                "zh": one.zh,
                "en": one.en,
                "value": book.value(rule.id, one.name, county),
                "default": one.default,
                "low": one.low,
                "high": one.high,
                "unit": one.unit.value,
                "maturity": one.maturity.value,
            }
            for one in rule.parameters
        ],
    }
