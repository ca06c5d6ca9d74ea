from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import numpy as np
import pyarrow as pa
import pytest

from graph.network import Counties, GuaranteeNetwork, Liability, PartyKind

HOSTILE = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="session")
def network() -> GuaranteeNetwork:
    """Six parties: 0 and 1 guarantee each other, 2 guarantees both, 3 (a person) guarantees 0 twice, 4 stands alone, 5 guarantees 4.

    Loans: 0 owes 100 and 50, 1 owes 80, 4 owes 10.
    """
    made = GuaranteeNetwork.from_loans(
        [
            (0, 100.0, [(1, None, 1.0), (2, 30.0, 1.0), (3, 20.0, 1.0)]),
            (0, 50.0, [(3, None, 1.0)]),
            (1, 80.0, [(0, 60.0, 1.0), (2, None, 1.0)]),
            (4, 10.0, [(5, None, 1.0)]),
        ],
        [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    )
    names = ["东山纺织有限公司", "=西河机械", HOSTILE, "张某\x01", "href 海港", "@SUM(A1)"]
    parties = replace(
        made.parties,
        code=pa.array(["911", "912", HOSTILE, "P4", "123456789012345678", "916"]),
        name=pa.array(names),
        kind=np.array([0, 0, 0, PartyKind.PERSON, 0, PartyKind.GUARANTEE_COMPANY], np.int8),
        county=np.array([0, 1, 0, -1, 1, 0], np.int32),
        capacity_known=np.array([True, True, False, True, True, True]),
        external=np.array([False, False, True, False, False, False]),
        employees=np.array([10, 20, -1, -1, 40, 50]),
    )
    kinds = made.guarantees.liability.copy()
    kinds[made.guarantees.guarantor == 3] = Liability.GENERAL
    return replace(
        made,
        as_of=date(2026, 6, 30),
        parties=parties,
        guarantees=replace(made.guarantees, liability=kinds),
        counties=Counties(pa.array(["330101", "330102"]), pa.array(["东山区", "西河县"])),
    )


class _Markup(HTMLParser):
    """The elements of a page; what stands inside script and style is text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.styles: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._in_style &= tag != "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.styles.append(data)


def _faults(page: str) -> list[str]:
    markup = _Markup()
    markup.feed(page)
    found = []
    for tag, attributes in markup.elements:
        for name, value in attributes.items():
            if name.startswith("on"):
                found.append(f"<{tag} {name}>")
            if name in {"src", "href", "action", "poster", "data", "xlink:href", "background", "srcset"}:
                found.append(f"<{tag} {name}={value}>")
            if name == "style" and value and "url(" in value:
                found.append(f"<{tag} style={value}>")
            if name == "srcdoc" and value:
                found += [f"srcdoc: {fault}" for fault in _faults(value)]
        if tag in {"img", "object", "embed", "base", "form", "audio", "video"}:
            found.append(f"<{tag}>")
    for sheet in markup.styles:
        found += re.findall(r"@import[^;]*", sheet)
        found += [url for url in re.findall(r"url\(\s*[\"']?([^\"')]{0,40})", sheet) if not url.startswith("data:")]
    if "default-src 'none'" not in page:
        found.append("no content security policy")
    return found


@pytest.fixture(scope="session")
def requests_of() -> Callable[[str], list[str]]:
    """What a page would fetch, or run from an attribute: nothing, it is hoped. Pages in `srcdoc` are read too."""
    return _faults
