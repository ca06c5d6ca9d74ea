"""保 / 帮 / 关: scores of key enterprises, the class proposed for firms on the county's ledger, and how it stands."""

from __future__ import annotations

from analysis.classification import message
from analysis.classification.assessment import Classification, classify, decided
from analysis.classification.classes import CLASSES
from analysis.classification.decisions import (
    NOTHING,
    Decisions,
    Objection,
    Override,
    Proposal,
    Standing,
    same_person,
    standing,
    window_fault,
)
from analysis.classification.decisions_file import parse_decisions, read_decisions
from analysis.classification.findings import find
from analysis.classification.measures import FINDINGS, MEASURES
from analysis.classification.scheme import DIMENSIONS, Dimension, Direction, Indicator, Scheme
from analysis.classification.scheme_file import parse_scheme, read_scheme
from analysis.classification.scoring import Scores, score
from analysis.classification.standard import STANDARD

__all__ = [
    "CLASSES",
    "DIMENSIONS",
    "FINDINGS",
    "MEASURES",
    "NOTHING",
    "STANDARD",
    "Classification",
    "Decisions",
    "Dimension",
    "Direction",
    "Indicator",
    "Objection",
    "Override",
    "Proposal",
    "Scheme",
    "Scores",
    "Standing",
    "classify",
    "decided",
    "find",
    "message",
    "parse_decisions",
    "parse_scheme",
    "read_decisions",
    "read_scheme",
    "same_person",
    "score",
    "standing",
    "window_fault",
]
