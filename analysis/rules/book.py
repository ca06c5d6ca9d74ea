"""`RuleBook`: the rules with the numbers that hold in a city and in each of its counties, handed down to whatever evaluates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.rules.catalogue import RULES
from analysis.rules.model import Maturity, Parameter, Rule, Value
from graph.errors import InvalidParameter, UnknownCode
from graph.network import Bools, Floats

CITY: Final = "city"


@dataclass(frozen=True)
class Override:
    """One number a city or a county set for itself; it is local whatever the rule's text."""

    county: str | None  # None: the whole city
    rule: str
    parameter: str
    value: Value

    @property
    def where(self) -> str:
        """`city`, or `county.CODE`, as the file has it."""
        return CITY if self.county is None else f"county.{self.county}"


@dataclass(frozen=True)
class Origin:
    """The file overrides were read from; printed with results."""

    file: str
    version: str
    author: str
    sha256: str
    counties_checked: bool  # against the counties of a store; else only their shape was


@dataclass(frozen=True, eq=False)
class RuleBook:
    """The rules in force. A county's number goes before the city's, the city's before the default. `RuleBook()` has the defaults."""

    overrides: tuple[Override, ...] = ()
    origin: Origin | None = None
    rules: Mapping[str, Rule] = field(default_factory=lambda: RULES)
    _set: Mapping[tuple[str, str], Mapping[str | None, Value]] = field(init=False)

    def __post_init__(self) -> None:
        told: dict[tuple[str, str], dict[str | None, Value]] = {}
        for one in self.overrides:
            told.setdefault((one.rule, one.parameter), {})[one.county] = one.value
        object.__setattr__(self, "_set", MappingProxyType(told))

    def rule(self, rule: str) -> Rule:
        """A rule by its id; UnknownCode when there is none."""
        if rule not in self.rules:
            raise UnknownCode(f"no rule has the id {rule!r}")
        return self.rules[rule]

    def value(self, rule: str, parameter: str, county: str | None = None) -> Value:
        """A parameter as it holds in a county, without one in the city at large."""
        default = self._parameter(rule, parameter).default
        told = self._set.get((rule, parameter), {})
        return told.get(county, told.get(None, default))

    def number(self, rule: str, parameter: str, county: str | None = None) -> float:
        """The same, as a float."""
        return float(self.value(rule, parameter, county))

    def flag(self, rule: str, parameter: str, county: str | None = None) -> bool:
        """The same, for a flag."""
        return bool(self.value(rule, parameter, county))

    def values(self, rule: str, county: str | None = None) -> dict[str, Value]:
        """All parameters of a rule as they hold in a county."""
        return {parameter.name: self.value(rule, parameter.name, county) for parameter in self.rule(rule).parameters}

    def numbers(self, rule: str, parameter: str, counties: pd.Series[Any]) -> Floats:
        """A parameter for every row, by the row's county code (missing: the city's). Linear in the rows for each county that differs."""
        found = np.full(len(counties), self.number(rule, parameter))
        for county, value in self._set.get((rule, parameter), {}).items():
            if county is not None:
                found[_there(counties, county)] = float(value)
        return found

    def own_numbers(self, rule: str, county: str | None = None) -> bool:
        """Whether some number of the rule is not the declared one in a county."""
        return any(self.value(rule, parameter.name, county) != parameter.default for parameter in self.rule(rule).parameters)

    def maturity(self, rule: str, county: str | None = None) -> Maturity:
        """How sure a finding is in a county: an own number makes it local, and 待核 stays 待核."""
        declared = self.rule(rule).maturity
        return Maturity.LOCAL if declared.rank < Maturity.LOCAL.rank and self.own_numbers(rule, county) else declared

    def maturities(self, rule: str, counties: pd.Series[Any]) -> npt.NDArray[np.int8]:
        """The same for every row, as ranks of `Maturity`."""
        found = np.full(len(counties), self.maturity(rule).rank, np.int8)
        for county in {one.county for one in self.overrides if one.rule == rule and one.county is not None}:
            found[_there(counties, county)] = self.maturity(rule, county).rank
        return found

    def to_json(self) -> dict[str, Any]:
        """What every result says of the rules behind it: the file, its version and author, and every number set otherwise."""
        origin = self.origin
        return {
            "file": origin.file if origin else None,
            "version": origin.version if origin else None,
            "author": origin.author if origin else None,
            "sha256": origin.sha256 if origin else None,
            "counties_checked": origin.counties_checked if origin else None,
            "overrides": [
                {
                    "where": one.where,
                    "rule": one.rule,
                    "parameter": one.parameter,
                    "default": self._parameter(one.rule, one.parameter).default,
                    "value": one.value,
                    "unit": self._parameter(one.rule, one.parameter).unit.value,
                    "maturity": Maturity.LOCAL.value,
                }
                for one in self.overrides
            ],
        }

    def _parameter(self, rule: str, parameter: str) -> Parameter:
        try:
            return self.rule(rule).parameter(parameter)
        except KeyError:
            raise InvalidParameter(f"rule {rule!r} has no parameter {parameter!r}") from None


def _there(counties: pd.Series[Any], county: str) -> Bools:
    found: Bools = (counties == county).fillna(value=False).to_numpy(dtype=bool)
    return found
