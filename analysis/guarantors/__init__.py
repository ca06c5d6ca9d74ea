"""Guarantors: how much they stand behind against what they own, guarantee companies' limits, and guarantees the law has changed."""

from analysis.guarantors.findings import find
from analysis.guarantors.ratios import Ratios, ratios

__all__ = ["Ratios", "find", "ratios"]
