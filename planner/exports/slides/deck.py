"""A deck of slides in one style: titles, text, tiles and tables, with text that is only ever text."""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from planner.exports.dossier import Dossier
from planner.exports.text import one_line
from planner.wording import day_words

FONT = "Calibri"
INK, MUTED, LINE, FAINT = "24211D", "6B645A", "DDD7CB", "F4F1EA"
WIDE, HIGH = 13.333, 7.5
LEFT, RIGHT = 0.62, 12.71
"""Margins in inches, as are all measures of slides."""
_FIGURE, _PER_INCH = 25, 105
"""Points of the number of a tile, and points times characters of bold text that fit an inch in a wide font."""
UNDATED = datetime(2000, 1, 1)
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_TITLE_ONLY = 5

Row = TypeVar("Row", contravariant=True)


@dataclass(frozen=True)
class Box:
    """A place on a slide, in inches."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Style:
    """How a piece of text looks. size: points; colour: six hexadecimal digits."""

    size: float = 14
    bold: bool = False
    colour: str = INK
    align: str = "left"


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column of a table: its title, its width in inches, the text of a row, and whether it holds numbers."""

    title: str
    width: float
    text: Callable[[Row], str]
    number: bool = False


def figure_size(numbers: Sequence[str], width: float) -> int:
    """Points in which the longest of these numbers stays on one line of a tile this many inches wide."""
    return min(_FIGURE, int(_PER_INCH * (width - 0.3) / max(map(len, numbers))))


class Deck:
    """Slides in the making."""

    def __init__(self, dossier: Dossier) -> None:
        from pptx import Presentation  # here, because most runs of the planner make no slides
        from pptx.util import Inches

        self.dossier = dossier
        self._inches = Inches
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Inches(WIDE), Inches(HIGH)
        self._count = 0

    def slide(self, title: str, below: str = "") -> Any:
        """A new slide with a title that says what it shows, a line below it, and the campaign in the footer."""
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[_TITLE_ONLY])
        self._count += 1
        place = slide.shapes.title
        place.left, place.top = self._inches(LEFT), self._inches(0.42)
        place.width, place.height = self._inches(RIGHT - LEFT), self._inches(0.72)
        self._fill(place.text_frame, [title], Style(28, True))
        place.text_frame.vertical_anchor = _anchor("middle")
        if below:
            self.text(slide, Box(LEFT, 1.1, RIGHT - LEFT, 0.4), [below], Style(15, colour=MUTED))
        brief, day = self.dossier.brief, self.dossier.made_on
        foot = one_line(brief.name) + (f"  ·  {day_words(day, brief.locale)}" if day else "")
        self.text(slide, Box(LEFT, 7.02, 9, 0.3), [foot], Style(10, colour=MUTED))
        self.text(slide, Box(RIGHT - 1, 7.02, 1, 0.3), [str(self._count)], Style(10, colour=MUTED, align="right"))
        return slide

    def text(self, slide: Any, box: Box, lines: Sequence[str], style: Style) -> Any:
        """A box of text, a paragraph per line."""
        shape = slide.shapes.add_textbox(*self.place(box))
        self._fill(shape.text_frame, lines, style)
        return shape

    def tile(self, slide: Any, box: Box, words: tuple[str, str, str], size: int) -> None:
        """A figure: its title, the number in this many points, a caption."""
        self.bar(slide, box, FAINT)
        title, number, caption = words
        inside = box.width - 0.3
        self.text(slide, Box(box.x + 0.15, box.y + 0.1, inside, 0.3), [title], Style(12, colour=MUTED))
        self.text(slide, Box(box.x + 0.15, box.y + 0.38, inside, 0.55), [number], Style(size, True))
        low = Box(box.x + 0.15, box.y + 0.93, inside, box.height - 0.95)
        self.text(slide, low, [caption], Style(11, colour=MUTED))

    def bar(self, slide: Any, box: Box, ink: str) -> None:
        """A filled rectangle without a line or a shadow."""
        from pptx.oxml.ns import qn

        shape = slide.shapes.add_shape(1, *self.place(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(ink)
        shape.line.fill.background()
        # The theme's style of shapes, which would bring the shadow.
        shape._element.remove(shape._element.find(qn("p:style")))

    def table(self, slide: Any, at: tuple[float, float], columns: Sequence[Column[Row]], rows: Sequence[Row]) -> None:
        """A native table at x, y with thin lines, and a line for each row."""
        high = 0.31
        box = Box(*at, sum(column.width for column in columns), high * (len(rows) + 1))
        frame = slide.shapes.add_table(len(rows) + 1, len(columns), *self.place(box))
        _plain_style(frame)
        for line in frame.table.rows:
            line.height = self._inches(high)
        for place, column in enumerate(columns):
            frame.table.columns[place].width = self._inches(column.width)
            for number, text in enumerate([column.title, *map(column.text, rows)]):
                self._cell(frame.table.cell(number, place), text, number == 0, column.number)

    def _cell(self, cell: Any, text: str, head: bool, number: bool) -> None:
        cell.margin_left = cell.margin_right = self._inches(0.07)
        cell.margin_top = cell.margin_bottom = self._inches(0.02)
        cell.vertical_anchor = _anchor("middle")
        style = Style(11 if head else 12, head, MUTED if head else INK, "right" if number else "left")
        self._fill(cell.text_frame, [text], style)
        _under(cell, INK if head else LINE)

    def place(self, box: Box) -> tuple[Any, Any, Any, Any]:
        """A box in the units of the file."""
        return tuple(self._inches(value) for value in (box.x, box.y, box.width, box.height))  # type: ignore[return-value]

    def _fill(self, frame: Any, lines: Sequence[str], style: Style) -> None:
        from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
        from pptx.util import Pt

        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.RIGHT if style.align == "right" else PP_ALIGN.LEFT
            if style.align == "center":
                paragraph.alignment = PP_ALIGN.CENTER
            run = paragraph.add_run()
            run.text = one_line(line)
            run.font.size, run.font.bold, run.font.name = Pt(style.size), style.bold, FONT
            run.font.color.rgb = colour(style.colour)

    def close(self) -> bytes:
        """The file. Its properties hold the title and the day, and nobody's name."""
        about, day = self._deck.core_properties, self.dossier.made_on
        stamp = datetime(day.year, day.month, day.day) if day else UNDATED
        about.title = one_line(self.dossier.brief.name)[:255]
        about.author = about.last_modified_by = about.comments = about.keywords = about.subject = ""
        about.created = about.modified = stamp
        about.revision = 1
        out = io.BytesIO()
        self._deck.save(out)
        return _dateless(out.getvalue())


def colour(digits: str) -> Any:
    """A colour from its hexadecimal digits, with or without #."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(digits.lstrip("#").upper())


def _anchor(name: str) -> Any:
    from pptx.enum.text import MSO_ANCHOR

    return {"middle": MSO_ANCHOR.MIDDLE, "top": MSO_ANCHOR.TOP}[name]


def _plain_style(frame: Any) -> None:
    """No bands and no fill: the style that office programs call `No Style, No Grid`."""
    from pptx.oxml.ns import qn

    about = frame._element.graphic.graphicData.tbl.tblPr
    about.set("bandRow", "0")
    about.set("firstRow", "1")
    about.find(qn("a:tableStyleId")).text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _under(cell: Any, ink: str) -> None:
    """A thin line under a cell."""
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    line = f'<a:lnB {nsdecls("a")} w="9525" cap="flat" cmpd="sng" algn="ctr"><a:solidFill><a:srgbClr val="{ink}"/>'
    cell._tc.get_or_add_tcPr().append(parse_xml(f"{line}</a:solidFill></a:lnB>"))


def _dateless(data: bytes) -> bytes:
    """The same archive without the times at which its parts were written, nor the template's picture of itself."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, _ZIP_TIME), old.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()
