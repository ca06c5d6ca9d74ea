"""The generated half of docs/validation.md: every case of `cases/`, put to the engine.

`python -m tests.validation.page docs/validation.md` runs the engine and rewrites what stands between the page's two marks.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

from tests.validation.agreement import ELSEWHERE, RUNNERS, Compared, case, compare, names

BEGIN: Final = "<!-- generated from tests/validation/cases: begin -->"
END: Final = "<!-- generated from tests/validation/cases: end -->"
_MODELS: Final = {
    "rogers_veraart_multi": "rogers_veraart",
    "en_nonunique": "eisenberg_noe",
    "nrm_toy": "debtrank, threshold_cascade",
    "neva_lindr": "debtrank",
    "guarantee_A": "cascade",
    "pooled": "cascade",
    "guarantee_B": "clearing, cascade",
    "guarantee_debtrank": "distress",
}


def page(text: str) -> str:
    """The page with its generated half renewed; ValueError when a mark is missing."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n{cases()}{END}{after}"


def cases() -> str:
    """Markdown: a table of all cases, then each with its source, its derivation and every figure."""
    found = {name: compare(name) for name in names()}
    lines = ["| case | model | figures compared | tolerance | agree |", "|---|---|---|---|---|"]
    lines += [_summary(name, compared) for name, compared in found.items()]
    for name, compared in found.items():
        lines += ["", *_section(name, compared)]
    return "\n".join(lines) + "\n"


def _summary(name: str, compared: list[Compared]) -> str:
    model = case(name)["model"]
    if model not in RUNNERS:
        test = ELSEWHERE[model]
        return f"| {_link(name)} | `{model}` | in [{test}](../{test}) | there | held by that test |"
    tolerances = sorted({one.tolerance for one in compared if _real(one.wanted)})
    agreeing = sum(one.agrees for one in compared)
    verdict = "all" if agreeing == len(compared) else f"**{agreeing} of {len(compared)}**"
    return f"| {_link(name)} | `{_model(name)}` | {len(compared)} | {', '.join(f'{tol:g}' for tol in tolerances) or 'exact'} | {verdict} |"


def _section(name: str, compared: list[Compared]) -> list[str]:
    given = case(name)
    lines = [f"### {name}", "", f"Source: {given['source']}"]
    if "note" in given:
        lines += ["", f"Derivation: {given['note']}"]
    if compared:
        lines += ["", "| compared | expected | ours | tolerance | |", "|---|---|---|---|---|"]
        lines += [
            f"| {one.what} | {_shown(one.wanted)} | {_shown(one.found)} | {f'{one.tolerance:g}' if _real(one.wanted) else 'exact'} | "
            f"{'agrees' if one.agrees else '**differs**'} |"
            for one in compared
        ]
    return lines


def _model(name: str) -> str:
    given = case(name)
    return (
        ", ".join(sorted({run["call"] for run in given["runs"]}))
        if given["model"] == "textbook"
        else _MODELS.get(given["model"], given["model"])
    )


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _real(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_real(one) for one in value.values())
    if isinstance(value, list):
        return any(_real(one) for one in value)
    return isinstance(value, float)


def _shown(value: Any) -> str:
    """Figures to six significant digits: what lies beyond may differ between processors."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_shown(one)}" for key, one in value.items()) or "none"
    if isinstance(value, list):
        nested = bool(value) and isinstance(value[0], list)
        return (" / " if nested else ", ").join(_shown(one) for one in value) or "none"
    return f"{0.0 if abs(value) < 1e-9 else value:.6g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(page(target.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
