"""The language a paper is composed in: Chinese, which stands in the source, or English from the table of phrases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar

from viz.papers.english import PHRASES
from viz.style import Lang

T = TypeVar("T")
_SPOKEN: Final[ContextVar[Lang]] = ContextVar("language of papers", default="zh")


@contextmanager
def speaking(lang: Lang) -> Iterator[None]:
    """Compose and render papers in a language."""
    before = _SPOKEN.set(lang)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def language() -> Lang:
    """The language spoken now."""
    return _SPOKEN.get()


def say(phrase: str, **told: Any) -> str:
    """A phrase in the language spoken, with what it tells filled in; one without English stays Chinese.

    >>> say("另有{more}笔", more=3)
    '另有3笔'
    """
    said = phrase if language() == "zh" else PHRASES.get(phrase, phrase)
    return said.format(**told) if told else said


def either(zh: T, en: T) -> T:
    """Whichever is in the language spoken."""
    return zh if language() == "zh" else en
