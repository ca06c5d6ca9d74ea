"""What a circle is called: after its core firm."""

from __future__ import annotations

from typing import Final

from graph.values import Lang

_CALLED: Final[dict[Lang, str]] = {"zh": "{}担保圈", "en": "{} guarantee circle"}


def circle_name(core: str, lang: Lang = "zh") -> str:
    """The name of the circle around a firm of this name.

    >>> circle_name("甲公司"), circle_name("甲公司", "en")
    ('甲公司担保圈', '甲公司 guarantee circle')
    """
    return _CALLED[lang].format(core)
