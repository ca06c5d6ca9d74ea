"""Who asks, what they may ask for, and what of an answer is theirs to see: everything about rights stands in this folder."""

from api.security.roles import RIGHTS, ROLES, Forbidden, Right, Role, Visitor
from api.security.views import View

__all__ = ["RIGHTS", "ROLES", "Forbidden", "Right", "Role", "View", "Visitor"]
