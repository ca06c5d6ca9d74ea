"""A paper's layout as a Word template: what the HTML page shows, in the same order, with the fields to be filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from viz.papers.language import say
from viz.papers.layout import Block, Facts, Filled, Layout, Lines, Matrix, Signatures, Table
from viz.papers.meeting import MOST_COUNTIES
from viz.papers.templates import office

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as Ruled
    from docx.table import _Row as Row

_HEAD: Final = "EEF1F4"
_LABEL: Final = "F6F7F9"


class TemplateWriter:
    """Writes one template. On a dense paper type is smaller and rows are of a fixed height, so that it stays on its page."""

    def __init__(self, layout: Layout) -> None:
        import docx

        self._layout, self._dense = layout, layout.dense
        self._document: Document = docx.Document()
        self._size = 8.0 if self._dense else 10.0
        self._width = 184.0 if self._dense else 156.0

    def document(self) -> Document:
        """The whole template."""
        document, layout = self._document, self._layout
        margins = (15.0, 13.0, 13.0, 13.0) if self._dense else (30.0, 28.0, 28.0, 26.0)
        office.a4(document, *margins)
        office.fonts(document, 9.5 if self._dense else 12)
        office.page_numbers(document)
        office.watermark(document, "{{ origin.mark }}", "{{ origin.taker }} {{ origin.made_at }}")
        document.core_properties.title = say(layout.called)
        document.core_properties.author = "suretygraph"
        document.core_properties.comments = ""
        if not self._dense:
            self._line("{{ called }}", office.TITLE, 16, centred=True)
        self._line("{{ title }}", office.TITLE, 17 if self._dense else 22, centred=True)
        told = (("数据时点", "as_of"), ("快照", "snapshot"), ("制表时间", "made_at"))
        about = "　".join(f"{say(label)}{say('：')}{{{{ origin.{field} }}}}" for label, field in told)
        self._line(about, size=9 if self._dense else 10.5, centred=True)
        for part in layout.parts:
            self._line(say(part.heading), office.HEADING, 11 if self._dense else 14, before=3 if self._dense else 10, kept=True)
            for block in part.blocks:
                self._block(block)
        self._line("", size=4)  # Word wants a paragraph after the last table
        return document

    def _block(self, block: Block) -> None:
        if isinstance(block, Facts):
            self._facts(block)
        elif isinstance(block, Filled):
            self._filled(block)
        elif isinstance(block, Lines):
            self._lines(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Matrix):
            self._matrix(block)
        else:
            self._signatures(block)

    def _line(
        self, text: str, font: str = office.BODY, size: float | None = None, *, centred: bool = False, before: float = 0, kept: bool = False
    ) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.keep_with_next = kept or None
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        office.write(paragraph, text, font, size)

    def _facts(self, block: Facts) -> None:
        self._line(f"{{%p if {block.field} %}}", size=4)
        label, value = (self._width / block.pairs * part for part in (0.56, 0.44))
        if not self._dense:
            label, value = value, label
        widths = [label, value] * block.pairs
        made = office.table(self._document, widths)
        self._order(made, widths, f"for pair in {block.field}|batch({block.pairs}, nothing)")
        shown = self._row(made, widths)
        for place in range(block.pairs):
            office.fill(shown.cells[2 * place], f"{{{{ pair[{place}].label }}}}", office.HEADING, self._size, shade=_LABEL)
            office.fill(shown.cells[2 * place + 1], f"{{{{ pair[{place}].value }}}}", size=self._size)
        self._order(made, widths, "endfor")
        self._line("{%p endif %}", size=4)

    def _filled(self, block: Filled) -> None:
        widths = [self._width * 0.2, self._width * 0.8]
        made = office.table(self._document, widths)
        self._order(made, widths, f"for one in {block.field}")
        shown = office.row(made, widths, height=12)
        office.fill(shown.cells[0], "{{ one.label }}", office.HEADING, self._size, shade=_LABEL)
        office.fill(shown.cells[1], "{{ one.value }}", size=self._size)
        self._order(made, widths, "endfor")

    def _lines(self, block: Lines) -> None:
        self._line(f"{{%p for line in {block.field} %}}", size=4)
        self._line("{{ line }}", size=self._size + (0.5 if self._dense else 1))
        self._line("{%p endfor %}", size=4)
        if block.empty:
            self._line(f"{{%p if not {block.field} %}}", size=4)
            self._line(say(block.empty), size=self._size + 1)
            self._line("{%p endif %}", size=4)

    def _table(self, block: Table) -> None:
        whole = sum(column.width for column in block.columns)
        widths = [self._width * column.width / whole for column in block.columns]
        made = office.table(self._document, widths)
        head = self._row(made, widths, header=True)
        for cell, column in zip(head.cells, block.columns, strict=True):
            office.fill(cell, say(column.header), office.HEADING, self._size, centred=True, shade=_HEAD)
        self._order(made, widths, f"for row in {block.field}")
        shown = self._row(made, widths, lines=2)
        for cell, column in zip(shown.cells, block.columns, strict=True):
            office.fill(cell, f"{{{{ row.{column.field} }}}}", size=self._size, number=column.number)
        self._order(made, widths, "endfor")
        self._order(made, widths, f"if not {block.field}")
        nothing = self._row(made, widths)
        office.fill(nothing.cells[0].merge(nothing.cells[-1]), say(block.empty), size=self._size)
        self._order(made, widths, "endif")
        if block.total is not None:
            self._order(made, widths, f"if {block.field}")
            last = self._row(made, widths)
            for cell, column in zip(last.cells, block.columns, strict=True):
                office.fill(cell, f"{{{{ {block.total}.{column.field} }}}}", office.HEADING, self._size, number=column.number)
            self._order(made, widths, "endif")

    def _matrix(self, block: Matrix) -> None:
        """A column a county: each is a cell of its own, kept where there is one, so that their number may differ."""
        widths = [self._width / (MOST_COUNTIES + 1)] * (MOST_COUNTIES + 1)
        made = office.table(self._document, widths)
        head = self._row(made, widths, header=True)
        office.fill(head.cells[0], f"{{{{ {block.field}.corner }}}}", office.HEADING, self._size, centred=True, shade=_HEAD)
        for place in range(MOST_COUNTIES):
            told = f"{{{{ {block.field}.columns[{place}] if {block.field}.columns|length > {place} else '' }}}}"
            office.fill(head.cells[place + 1], told, office.HEADING, self._size, centred=True, shade=_HEAD)
        self._order(made, widths, f"for line in {block.field}.lines")
        shown = self._row(made, widths)
        office.fill(shown.cells[0], "{{ line.name }}", office.HEADING, self._size)
        for place in range(MOST_COUNTIES):
            told = f"{{{{ line.cells[{place}] if line.cells|length > {place} else '' }}}}"
            office.fill(shown.cells[place + 1], told, size=self._size, number=True)
        self._order(made, widths, "endfor")

    def _signatures(self, block: Signatures) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(18)
        office.write(paragraph, "".join(f"{say(label)}{say('：')}__________　" for label in block.labels), size=self._size + 1)

    def _row(self, made: Ruled, widths: list[float], *, header: bool = False, lines: int = 1) -> Row:
        """A row; on a dense paper as high as its lines and no higher."""
        height = (4.6 if lines == 1 else 7.6) if self._dense else None
        return office.row(made, widths, header=header, height=height, exact=self._dense)

    def _order(self, made: Ruled, widths: list[float], order: str) -> None:
        """A row that only says what becomes of those below it; it is not there in the end."""
        office.fill(office.row(made, widths).cells[0], f"{{%tr {order} %}}", size=self._size)
