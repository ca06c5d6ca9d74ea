"""Papers: whatever was imported stays text in HTML and in Word; Word files are what an office expects; templates may be replaced."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import docx as word
import pytest
from docx.oxml.ns import qn

import viz.papers
from viz.papers import BrokenTemplate, Paper, docx, html
from viz.papers.circle import CirclePaper
from viz.papers.content import cut, text, wan
from viz.papers.county_map import county_shapes
from viz.papers.credit_check import CreditCheck
from viz.papers.dossier import Dossier
from viz.papers.english import PHRASES
from viz.papers.language import say, speaking
from viz.papers.layout import Signatures, Table
from viz.papers.meeting import Meeting
from viz.papers.templates import LAYOUTS, default_template, write

HOSTILE = "<script>alert(1)</script>\"'>&amp;]]><img src=x onerror=alert(1)>{{ 7*7 }}{% for x in y %}\x00\x08\u202e有限公司"
CHINESE = re.compile("[\u3001-\u9fff\uff00-\uffef]")
KINDS: list[type[Paper]] = [Dossier, CirclePaper, Meeting, CreditCheck]


def filled(kind: Any, said: str) -> Any:
    """A paper, or a part of one, that says the same everywhere."""
    if kind is str:
        return said
    if get_origin(kind) is tuple:
        return (filled(get_args(kind)[0], said),) * 2
    assert is_dataclass(kind), kind
    hints = get_type_hints(kind)
    return kind(**{one.name: filled(hints[one.name], said) for one in fields(kind)})  # type: ignore[call-overload]


def opened(paper: Paper, folder: Path | None = None) -> Any:
    return word.Document(io.BytesIO(docx(paper, folder)))


def everything(document: Any) -> str:
    """All text of a Word file: paragraphs, tables, header, footer."""
    section = document.sections[0]
    parts = [document.element.body, section.header._element, section.footer._element]
    return "\n".join("".join(node.text or "" for node in part.iter(qn("w:t"))) for part in parts)


class Elements(HTMLParser):
    """The elements of a page, and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_names_stay_text(kind: type[Paper]) -> None:
    paper = filled(kind, text(HOSTILE))
    page = html(paper)
    elements = Elements(page)
    assert not {tag for tag, _ in elements.found} & {"script", "img", "iframe", "object"}
    assert not [name for _, attributes in elements.found for name in attributes if name.startswith("on")]
    assert "&lt;script&gt;alert(1)" in page
    told = everything(opened(paper))
    assert "<script>alert(1)</script>" in told
    assert "{{ 7*7 }}" in told
    assert "49" not in told


def test_signs_a_printer_minds_are_taken_out() -> None:
    assert text("甲\x00\x1b公司\u202e") == "甲 公司"
    assert text("  ") == text(None) == "—"
    assert cut("很长的名称有限公司", 5) == "很长的名…"
    assert (wan(12_345_678.9), wan(None), wan(float("nan")), wan(None, "不予显示")) == ("1,234.57", "—", "—", "不予显示")


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_file_is_what_an_office_expects(kind: type[Paper]) -> None:
    document = opened(filled(kind, "甲"))
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert document.styles["Normal"].element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    fonts = {node.get(qn("w:eastAsia")) for node in document.element.body.iter(qn("w:rFonts"))}
    assert fonts == {"仿宋", "黑体", "方正小标宋简体"}
    assert [node.get(qn("w:instr")) for node in page.footer._element.iter(qn("w:fldSimple"))] == [" PAGE "]
    heads = [one.rows[0] for one in document.tables if one.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None]
    tables = [block for part in kind.layout.parts for block in part.blocks if isinstance(block, Table)]
    assert len(heads) == len(tables) + (kind is Meeting)
    for head, table in zip(heads, tables, strict=False):
        assert [cell.text for cell in head.cells] == [column.header for column in table.columns]
    assert "textpath" in page.header._element.xml
    assert not re.search(r"\{[{%]", everything(document))


def test_a_long_name_is_no_obstacle() -> None:
    document = opened(filled(Dossier, "<甲&乙>" * 100))
    assert document.core_properties.title == ("<甲&乙>" * 100)[:255]


def test_fonts_have_stand_ins() -> None:
    with zipfile.ZipFile(io.BytesIO(docx(filled(Dossier, "甲")))) as archive:
        table = archive.read("word/fontTable.xml").decode()
    assert 'w:name="仿宋"><w:altName w:val="仿宋_GB2312,FangSong,FangSong_GB2312,Noto Serif CJK SC"/>' in table


@pytest.mark.parametrize("kind", KINDS)
def test_page_and_word_file_say_the_same(kind: type[Paper]) -> None:
    paper = filled(kind, "甲乙丙")
    document = opened(paper)
    page = html(paper)
    assert len(re.findall("<table", page)) == len(document.tables)
    for part in kind.layout.parts:
        assert part.heading in page
        assert part.heading in everything(document)


def test_what_is_not_there_leaves_no_empty_order_behind() -> None:
    bare = filled(Meeting, "甲")
    empty = Meeting(title="甲", origin=bare.origin, money=(), changes=(), decisions=(), more=(), crossing=bare.crossing, map=bare.map)
    told = everything(opened(empty))
    assert "本期无需会议决定的事项" in told
    assert "本期无需会议决定的事项" in html(empty)


def test_templates_are_written_once_and_go_first(tmp_path: Path) -> None:
    written = write(tmp_path)
    assert sorted(path.name for path in written) == sorted(f"{name}.docx" for name in LAYOUTS)
    assert write(tmp_path) == []  # an office's own stay
    own = word.Document(str(tmp_path / "dossier.docx"))
    own.add_paragraph("本局自用格式：{{ title }}")
    own.save(str(tmp_path / "dossier.docx"))
    paper = filled(Dossier, "甲")
    assert "本局自用格式：甲" in everything(opened(paper, tmp_path))
    assert "本局自用格式" not in everything(opened(paper))


@pytest.mark.parametrize("fault", ["{{ nobody_knows_this }}", "{{ title", "{% for one in lenders %}", "{{ ''.__class__.__mro__ }}"])
def test_a_broken_template_is_one_sentence(tmp_path: Path, fault: str) -> None:
    write(tmp_path)
    own = word.Document(str(tmp_path / "dossier.docx"))
    own.add_paragraph(fault)
    own.save(str(tmp_path / "dossier.docx"))
    with pytest.raises(BrokenTemplate) as told:
        docx(filled(Dossier, "甲"), tmp_path)
    assert "dossier.docx" in told.value.message
    assert "\n" not in told.value.message


@pytest.mark.parametrize("content", [b"no Word file", b"", b"PK\x03\x04broken"])
def test_a_file_that_is_no_template_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "meeting.docx").write_bytes(content)
    with pytest.raises(BrokenTemplate, match=r"meeting\.docx cannot be filled in"):
        docx(filled(Meeting, "甲"), tmp_path)


def test_the_default_templates_can_be_edited() -> None:
    for name in LAYOUTS:
        document = word.Document(io.BytesIO(default_template(name)))
        assert "{{ title }}" in [one.text for one in document.paragraphs]


def test_a_page_stands_alone() -> None:
    page = html(filled(Dossier, "甲"))
    assert not re.findall(r"(?:src|href)=", page)
    assert "<script" not in page
    with_buttons = html(filled(Dossier, "甲"), word="?format=docx", static="/static/1")
    assert 'src="/static/1/js/paper.js"' in with_buttons
    assert 'href="?format=docx"' in with_buttons


def phrases() -> set[str]:
    """What the sources of papers say by `say`, and the labels of facts."""
    found = set()
    for path in Path(viz.papers.__file__).parent.rglob("*.py"):
        if path.name == "english.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            calls = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            said = node.args[:1] if calls and node.func.id == "say" else []
            said += [one.elts[0] for one in node.args if isinstance(one, ast.Tuple)] if calls and node.func.id == "facts" else []
            found |= {one.value for one in said if isinstance(one, ast.Constant)}
    return {one for one in found if CHINESE.search(one)}


def test_every_phrase_of_a_paper_has_its_english() -> None:
    said = phrases()
    for kind in KINDS:
        said |= {kind.layout.called, *(part.heading for part in kind.layout.parts)}
        for block in (block for part in kind.layout.parts for block in part.blocks):
            said |= {column.header for column in block.columns} | {block.empty} if isinstance(block, Table) else set()
            said |= set(block.labels) if isinstance(block, Signatures) else set()
    assert len(said) > 150
    assert sorted(said - set(PHRASES)) == []
    fields = re.compile(r"{\w+")
    assert [zh for zh, en in PHRASES.items() if sorted(fields.findall(zh)) != sorted(fields.findall(en))] == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_english_paper_says_nothing_in_chinese_of_its_own(kind: type[Paper]) -> None:
    paper = filled(kind, "A")
    with speaking("en"):
        page, file = html(paper), opened(paper)
    assert '<html lang="en">' in page
    assert not CHINESE.findall(re.sub(r"(?s)<style>.*?</style>", "", page).replace("中文", ""))
    assert not CHINESE.findall(everything(file))
    assert say("合计") == "合计"


def test_a_map_is_drawn_of_the_counties_the_borders_have() -> None:
    square = [[120.0, 30.0], [121.0, 30.0], [121.0, 31.0], [120.0, 31.0], [120.0, 30.0]]
    beside = [[[x + 1.0, y] for x, y in square]]
    features = [
        {"properties": {"adcode": 1}, "geometry": {"type": "Polygon", "coordinates": [square]}},
        {"properties": {"county": "2"}, "geometry": {"type": "MultiPolygon", "coordinates": [beside]}},
        {"properties": {"county": "9"}, "geometry": {"type": "Polygon", "coordinates": [square]}},
        {"properties": None, "geometry": None},
    ]
    first, second = county_shapes({"features": features}, {"2": 1e6, "1": 250_000.0}, {"1": "甲县", "2": "乙县", "3": "丙县"})
    assert (first.name, first.amount, first.shade) == ("甲县", "25.00", "0.50")  # a quarter of the most is half as dark
    assert (second.name, second.amount, second.shade) == ("乙县", "100.00", "1.00")
    assert float(first.x) < float(second.x)
    assert first.y == second.y
    assert first.outline.count("L") == 4
    assert county_shapes({}, {}, {"1": "甲县"}) == ()
