"""What axe objects to on a page, in light and in dark."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.browser.conftest import Visit

OF_COLOURS: Final = ("color-contrast", "link-in-text-block")
ALIKE: Final = "data-alike"
MARK_ALIKE: Final = """mark => {
  const look = element => {
    const { color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity } = getComputedStyle(element);
    return [color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity].join();
  };
  for (const list of document.querySelectorAll("tbody, ul, ol")) {
    const seen = new Set();
    for (const item of list.children) {
      const looks = new Map([[item, look(item)]]);
      for (const part of item.querySelectorAll("*")) looks.set(part, looks.get(part.parentElement) + ">" + look(part));
      item.toggleAttribute(mark, [...looks.values()].every(one => seen.has(one)));
      for (const one of looks.values()) seen.add(one);
    }
  }
}"""


def objections(visit: Visit, name: str, *parts: str) -> list[tuple[str, str, list[Any]]]:
    """The rules broken on the page that is open, and where: those about colours in either dress, all others once; leaves its pictures.

    With `parts` only they are looked at: the rest of the page was before. Contrast is worked out once for the rows of a list that look
    alike in every part: axe takes a second for ten rows.
    """
    inside = {"include": [[part] for part in parts]} if parts else {}
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def broken(dress: str, context: dict[str, Any], **options: Any) -> list[tuple[str, str, list[Any]]]:
        told = axe.run(visit.page, inside | context or None, {"preload": False, "resultTypes": ["violations"], **options}).response
        return [(dress, one["id"], [node["target"] for node in one["nodes"]][:4]) for one in told["violations"]]

    found = broken("any", {}, rules={rule: {"enabled": False} for rule in OF_COLOURS})
    for dress in ("light", "dark"):
        visit.page.emulate_media(color_scheme=dress)
        visit.page.evaluate(MARK_ALIKE, ALIKE)
        found += broken(dress, {"exclude": [[f"[{ALIKE}]"]]}, runOnly={"type": "rule", "values": OF_COLOURS})
        visit.picture(f"{name}-{dress}")
    return found
