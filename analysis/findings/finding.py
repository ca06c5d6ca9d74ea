"""`Finding`: what a rule says of a party, with the numbers and contracts behind it and how sure the law is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from analysis.rules.book import RuleBook
from analysis.rules.model import Maturity, Rule, Severity
from analysis.rules.units import Lang, spoken

_MARKS: Final[dict[tuple[Maturity, Lang], str]] = {
    (Maturity.LOCAL, "zh"): "地方自设",
    (Maturity.LOCAL, "en"): "local parameter",
    (Maturity.UNVERIFIED, "zh"): "待核",
    (Maturity.UNVERIFIED, "en"): "to be checked",
}


@dataclass(frozen=True)
class Finding:
    """One finding: a prompt for people, never a decision. Amounts are yuan, shares fractions; an unknown number is None."""

    id: str  # the same while rule and identity fields stay the same, whatever the numbers, dates and runs
    rule: str
    version: int
    severity: Severity
    maturity: Maturity
    subject: str
    name: str
    county: str | None
    numbers: Mapping[str, float | int | None]
    units: Mapping[str, str]
    details: Mapping[str, str | None]
    contracts: tuple[str, ...]
    text_zh: str
    text_en: str

    def to_json(self) -> dict[str, Any]:
        """The message of issue and API."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "maturity": self.maturity.value,
            "maturity_zh": self.maturity.zh,
            "subject": self.subject,
            "name": self.name,
            "county": self.county,
            "numbers": dict(self.numbers),
            "units": dict(self.units),
            "details": dict(self.details),
            "contracts": list(self.contracts),
            "text_zh": self.text_zh,
            "text_en": self.text_en,
            "id": self.id,
            "rule_version": self.version,
        }


class Speaker:
    """Says a rule's findings in one county: its templates with the parameters filled in, its note and mark (待核, 地方自设) at the end."""

    def __init__(self, rule: Rule, book: RuleBook, county: str | None, maturity: Maturity) -> None:
        self.maturity = maturity
        self._figures = rule.declared
        self._text: dict[Lang, str] = {"zh": rule.text_zh, "en": rule.text_en}
        self._known: dict[Lang, dict[str, str]] = {lang: parameter_words(rule, book, county, lang) for lang in self._text}
        self._tail: dict[Lang, str] = {lang: _tail(rule, maturity, lang) for lang in self._text}

    def say(self, told: Mapping[str, Any], lang: Lang) -> str:
        """The sentence over the figures of a row."""
        words = {figure.name: spoken(told[figure.name], figure.unit, lang) for figure in self._figures}
        who = {"name": told["name"], "subject": told["subject"]}
        return self._text[lang].format_map(self._known[lang] | words | who) + self._tail[lang]


def parameter_words(rule: Rule, book: RuleBook, county: str | None, lang: Lang) -> dict[str, str]:
    """The parameters of a rule in a county, as they are said."""
    return {one.name: spoken(book.value(rule.id, one.name, county), one.unit, lang) for one in rule.parameters}


def _tail(rule: Rule, maturity: Maturity, lang: Lang) -> str:
    notes = [rule.note_zh if lang == "zh" else rule.note_en, _MARKS.get((maturity, lang), "")]
    told = ("；" if lang == "zh" else "; ").join(note for note in notes if note)
    if not told:
        return ""
    return f"（{told}）" if lang == "zh" else f" ({told})"
