"""What the screen calls a thing is what docs/glossary.md calls it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from viz import style
from viz.style import Mark, Word

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
IN_FULL = {
    "as of": "as-of date",
    "joint": "joint liability",
    "general": "general liability",
    "several": "several liability",
    "guarantee company": "financing guarantee company",
    "mutual guarantee": "mutual pair",
    "pulled down": "cascade",
}
NUMBERED = {"circle": "担保圈编号"}  # a circle's number stands in this column, not the circle
COUNTED = {"pulled_down": "拖累家数"}


def glossary() -> dict[str, set[str]]:
    """The Chinese names of every term."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")]
    return {row[0]: set(row[1].split(" / ")) for row in rows[1:]}


def labels() -> Iterator[tuple[str, Word]]:
    """Every label of the style: its key or its place, and the word."""
    for place, table in vars(style).items():
        for key, value in table.items() if isinstance(table, dict) and place.isupper() else [(place, table)]:
            word = value.word if isinstance(value, Mark) else value
            if isinstance(word, Word) and place != "RULES":  # short forms within a sentence
                yield str(key), word


def test_a_label_that_is_a_term_has_the_terms_chinese() -> None:
    terms, wrong, seen = glossary(), {}, set()
    for key, word in labels():
        if word.zh == (NUMBERED | COUNTED).get(key):
            continue
        names = {key.replace("_", " "), IN_FULL.get(word.en, word.en)}
        for name in {*names, *(name.removesuffix("s") for name in names)} & set(terms):
            seen.add(name)
            if word.zh not in terms[name]:
                wrong[name] = word.zh
    assert not wrong
    assert {"as-of date", "caused loss", "expected spillover", "general liability", "mutual pair"} <= seen
