"""Controller groups: who controls whom in the end, by which chains, and who may depend on whom."""

from analysis.groups.control import Basis, ControlParameters
from analysis.groups.controller import ControllerGroups, control_parameters, find, of_controls
from analysis.groups.group import Concerted, ControllerGroup, Link, Member
from analysis.groups.prompts import dependence, findings

__all__ = [
    "Basis",
    "Concerted",
    "ControlParameters",
    "ControllerGroup",
    "ControllerGroups",
    "Link",
    "Member",
    "control_parameters",
    "dependence",
    "find",
    "findings",
    "of_controls",
]
