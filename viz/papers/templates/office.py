"""What a Chinese office's Word file is made of: A4, its fonts with stand-ins, page numbers, a watermark, tables with repeated headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

BODY: Final = "仿宋"
HEADING: Final = "黑体"
TITLE: Final = "方正小标宋简体"
LATIN: Final = "Times New Roman"
STAND_INS: Final = {
    BODY: "仿宋_GB2312,FangSong,FangSong_GB2312,Noto Serif CJK SC",
    HEADING: "SimHei,Noto Sans CJK SC",
    TITLE: "FZXiaoBiaoSong-B05S,小标宋,宋体,Noto Serif CJK SC",
}  # by the name a machine may know it under, then what may stand in
_VML: Final = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'


def a4(document: Document, top: float, bottom: float, left: float, right: float) -> None:
    """Page size and margins, in millimetres."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(top), Mm(bottom), Mm(left), Mm(right)
    page.header_distance, page.footer_distance = Mm(min(8, top / 2)), Mm(min(10, bottom / 2))


def fonts(document: Document, size: float) -> None:
    """The body's font, and what stands in for each on a machine without it."""
    style: Any = document.styles["Normal"]
    style.font.size = Pt(size)
    _named(style.element.get_or_add_rPr(), BODY)
    style.paragraph_format.space_after = Pt(0)
    table = next(one for one in document.part.package.parts if str(one.partname) == "/word/fontTable.xml")
    root: Any = parse_xml(table.blob)
    for name, others in STAND_INS.items():
        root.append(parse_xml(f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'))
    from lxml import etree

    table._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def write(paragraph: Paragraph, text: str, font: str = BODY, size: float | None = None, *, bold: bool = False) -> Run:
    """Text in a font."""
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)
    _named(run._r.get_or_add_rPr(), font)
    return run


def _named(properties: Any, font: str) -> None:
    known = properties.find(qn("w:rFonts"))
    if known is not None:
        properties.remove(known)
    properties.insert(0, parse_xml(
        f'<w:rFonts {nsdecls("w")} w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{font}" w:hint="eastAsia"/>'
    ))  # fmt: skip


def page_numbers(document: Document) -> None:
    """「— 1 —」 in the middle below every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(paragraph, "— ", size=10.5)
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)
    write(paragraph, " —", size=10.5)


def watermark(document: Document, line: str, short: str) -> None:
    """Who took it and when: a line above every page, and slanted across it."""
    header = document.sections[0].header
    paragraph = header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    write(paragraph, line, size=7)
    shape = (
        f'<w:pict {nsdecls("w")} {_VML}><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>'
        '<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
        '<v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/>'
        '<v:textpath on="t" fitshape="t"/></v:shapetype>'
        '<v:shape id="Watermark" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:440pt;height:28pt;'
        "rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#d9d9d9" stroked="f">'
        f'<v:fill opacity=".5"/><v:textpath style="font-family:&quot;{HEADING}&quot;;font-size:1pt" string="{short}"/></v:shape></w:pict>'
    )
    paragraph.add_run()._r.append(parse_xml(shape))


def table(document: Document, widths: list[float]) -> Table:
    """A ruled table of these widths, in millimetres, without rows."""
    made: Table = document.add_table(rows=0, cols=len(widths))
    made.style = document.styles["Table Grid"]
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    return made


def row(made: Table, widths: list[float], *, header: bool = False, height: float | None = None, exact: bool = False) -> _Row:
    """One more row, not broken over pages; a header is repeated on every one."""
    added: _Row = made.add_row()  # type: ignore[no-untyped-call]
    properties = added._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    if height is not None:
        rule = "exact" if exact else "atLeast"
        properties.append(parse_xml(f'<w:trHeight {nsdecls("w")} w:val="{round(height * 56.7)}" w:hRule="{rule}"/>'))
    if header:
        properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for cell, width in zip(added.cells, widths, strict=True):
        cell.width = Mm(width)
    return added


def fill(
    cell: _Cell, text: str, font: str = BODY, size: float = 10, *, number: bool = False, centred: bool = False, shade: str = ""
) -> None:
    """What a cell says."""
    paragraph = cell.paragraphs[0]
    if number or centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if number and not centred else WD_ALIGN_PARAGRAPH.CENTER
    write(paragraph, text, font, size)
    properties = cell._tc.get_or_add_tcPr()
    if shade:
        properties.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{shade}"/>'))
    properties.append(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>'))
