"""Guarantee circles: the structures of a network, circles with an identity, and their classes."""

from analysis.circles.circle import Circle, CircleParameters, Circles, find
from analysis.circles.naming import circle_name
from analysis.circles.structures import Rings, mutual_pairs, rings, strong_components, weak_components

__all__ = [
    "Circle",
    "CircleParameters",
    "Circles",
    "Rings",
    "circle_name",
    "find",
    "mutual_pairs",
    "rings",
    "strong_components",
    "weak_components",
]
