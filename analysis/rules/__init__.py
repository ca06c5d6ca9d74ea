"""Policy rules as data: what they are, the numbers that hold, and how sure the law behind them is."""

from analysis.rules.book import Origin, Override, RuleBook
from analysis.rules.catalogue import RULES
from analysis.rules.figures import FIGURES, Figure
from analysis.rules.model import Maturity, Parameter, Rule, Severity, Value
from analysis.rules.overrides import parse_rules, read_rules
from analysis.rules.units import Unit

__all__ = [
    "FIGURES",
    "RULES",
    "Figure",
    "Maturity",
    "Origin",
    "Override",
    "Parameter",
    "Rule",
    "RuleBook",
    "Severity",
    "Unit",
    "Value",
    "parse_rules",
    "read_rules",
]
