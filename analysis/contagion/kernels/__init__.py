"""The compiled loops of the cascade. They allocate nothing; scratch is cleaned by undoing what was touched."""

from analysis.compiled import kernel

__all__ = ["kernel"]
