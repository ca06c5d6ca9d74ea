"""The declaration language of policy rules: what a rule is, how sure it is, and the numbers it is held by.

A rule is data: nothing here decides anything. The modules that evaluate take its numbers from a `RuleBook` and hand in the rows that
meet it; the sentences are made from the templates declared here. A bad declaration fails at import, naming the rule and the fix.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from string import Formatter
from typing import Final, TypeAlias

from analysis.rules.figures import FIGURES, Figure
from analysis.rules.units import Lang, Unit

Value: TypeAlias = bool | int | float


class _Worded(StrEnum):
    """A word kept in data, with what people call it."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str, en: str) -> _Worded:
        """An entry is its value; the words are attributes."""
        entry = str.__new__(cls, value)
        entry._value_ = value
        entry.zh = zh
        entry.en = en
        return entry

    def word(self, lang: Lang) -> str:
        """What it is called."""
        return self.zh if lang == "zh" else self.en

    @property
    def rank(self) -> int:
        """Its place in the order of declaration."""
        return list(type(self)).index(self)


class Maturity(_Worded):
    """How sure the text behind a rule or a number is, surest first."""

    TEXT = "text", "法规原文", "statute read in full"
    SECONDARY = "secondary", "二手来源", "quoted by a reliable second source"
    LOCAL = "local", "地方自设", "local parameter"
    UNVERIFIED = "unverified", "待核", "to be checked before it is relied on"


class Severity(_Worded):
    """How much a finding asks for attention, least first."""

    INFO = "info", "提示", "information"
    WARNING = "warning", "预警", "warning"
    CRITICAL = "critical", "重大", "critical"


@dataclass(frozen=True)
class Parameter:
    """One number of a rule. Its type is its default's: a flag, a whole number or a number; the range includes both ends."""

    name: str
    zh: str
    en: str
    default: Value
    unit: Unit
    low: Value
    high: Value
    maturity: Maturity

    def fault(self, value: object) -> str | None:
        """Why a value cannot be this parameter's, None when it can."""
        if isinstance(self.default, bool):
            return None if isinstance(value, bool) else f"must be true or false, not {value!r}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"must be a number, not {value!r}"
        if isinstance(self.default, int) and not isinstance(value, int):
            return f"must be a whole number, not {value!r}"
        if not math.isfinite(value) or not self.low <= value <= self.high:
            return f"is {value!r}: it must be within {self.low} and {self.high}"
        return None


@dataclass(frozen=True)
class Rule:
    """One rule of the policy. `identity` names what makes a finding the same finding tomorrow: subject, or detail figures.

    `text_zh` and `text_en` are templates over `{name}` and `{subject}` of the party, the rule's figures and its parameters; a rule
    without them only holds parameters. `by_county` says whether a county may have numbers of its own, `of_group` that the subject is a
    controller group, by its id, which may be the code of a member.
    """

    id: str
    zh: str
    en: str
    section: int  # of the policy's rules
    reference: str
    maturity: Maturity
    severity: Severity
    about_zh: str
    about_en: str
    parameters: tuple[Parameter, ...] = ()
    figures: tuple[str, ...] = ()
    identity: tuple[str, ...] = ("subject",)
    text_zh: str = ""
    text_en: str = ""
    note_zh: str = ""  # goes with every sentence, such as 测算参考
    note_en: str = ""
    rising: tuple[str, ...] = ()  # parameters each of which must be above the one before
    by_county: bool = True
    of_group: bool = False
    version: int = 1

    def __post_init__(self) -> None:
        for fault in self._faults():
            raise TypeError(f"rule {self.id!r}: {fault}")

    @property
    def finds(self) -> bool:
        """Whether the rule makes findings; else it only holds parameters."""
        return bool(self.text_zh)

    @property
    def declared(self) -> tuple[Figure, ...]:
        """Its figures with their units."""
        return tuple(FIGURES[name] for name in self.figures)

    def parameter(self, name: str) -> Parameter:
        """The parameter called `name`; KeyError when there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(f"rule {self.id!r} has no parameter {name!r}")

    def _faults(self) -> list[str]:
        names = [parameter.name for parameter in self.parameters]
        faults = [] if _ID.fullmatch(self.id) else ["its id must be topic.name in lower case"]
        faults += [f"{label} is empty: write it" for label in ("zh", "en", "reference", "about_zh", "about_en") if not getattr(self, label)]
        faults += [f"parameter {name!r} is declared twice: rename one" for name in names if names.count(name) > 1]
        for parameter in self.parameters:
            if fault := parameter.fault(parameter.default):
                faults.append(f"parameter {parameter.name!r} {fault}: correct the default or the range")
            if parameter.maturity.rank > self.maturity.rank:
                faults.append(
                    f"it is {self.maturity.value}, its parameter {parameter.name!r} only {parameter.maturity.value}: "
                    f"declare the rule {parameter.maturity.value}, or split it"
                )
        faults += [f"figure {name!r} is unknown: declare it in analysis/rules/figures.py" for name in self.figures if name not in FIGURES]
        if faults:
            return faults
        faults += [f"{name!r} is a figure and a parameter: rename one" for name in names if name in self.figures]
        faults += [f"rising names {name!r}, which is no parameter: correct it" for name in self.rising if name not in names]
        return faults or self._broken_order({p.name: p.default for p in self.parameters}) or self._text_faults(names)

    def _broken_order(self, values: dict[str, Value]) -> list[str]:
        order = [values[name] for name in self.rising]
        if all(a < b for a, b in pairwise(order)):
            return []
        return [f"{' < '.join(self.rising)} must rise, but they are {', '.join(map(str, order))}"]

    def order_fault(self, values: dict[str, Value]) -> str | None:
        """Why the values of all parameters do not go together, None when they do."""
        faults = self._broken_order(values)
        return faults[0] if faults else None

    def _text_faults(self, names: list[str]) -> list[str]:
        if not self.finds:
            return ["it has figures or an English text but no Chinese text: write text_zh"] if self.figures or self.text_en else []
        if not self.text_en or bool(self.note_zh) != bool(self.note_en):
            return ["a text or note stands in one language only: write the other"]
        known = {"name", "subject", *self.figures, *names}
        faults = []
        for text in (self.text_zh, self.text_en):
            used = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
            faults += [f"its text names {name!r}, which is no figure or parameter of it: declare it" for name in used if name not in known]
        details = {figure.name for figure in self.declared if not figure.unit.numeric}
        wrong = [name for name in self.identity if name != "subject" and name not in details]
        faults += [f"identity names {name!r}: only subject and figures that are no numbers stay the same" for name in wrong]
        return faults if self.identity else ["identity is empty: name at least subject"]


_ID: Final = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
REFERENCE_ZH: Final = "测算参考"
REFERENCE_EN: Final = "a reference calculation, not a violation"
