"""The structure of a PDF for those who hear it: headings, paragraphs, lists, tables with their heads, pictures with their words.

Logical structure and tagged PDF, ISO 32000-1, 14.7 and 14.8: every piece of content lies in a marked sequence that belongs to an
element of one tree, or is an artifact (lines, shades, running heads). It is not claimed to be PDF/UA: links are not elements.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFString


class Step(NamedTuple):
    """One level of the way from the document to a piece of content. `key` tells elements of one role apart; it is compared, and
    never written."""

    role: str
    key: object
    alt: str = ""


Path = tuple[Step, ...]


@dataclass
class _Element:
    """One element; `kids` are elements, and (page, number of the sequence) pairs."""

    step: Step
    parent: "_Element | None" = None
    kids: list["_Element | tuple[int, int]"] = field(default_factory=list)


class Tags:
    """Collects the tree while pages are drawn, and writes it into the document at the end."""

    def __init__(self) -> None:
        self._root = _Element(Step("Document", None))
        self._elements: dict[Path, _Element] = {(): self._root}
        self._pages: list[list[_Element]] = [[]]

    @contextmanager
    def of(self, canvas: Any, path: Path) -> Iterator[None]:
        """What is drawn inside belongs to the element at `path`."""
        element, page = self._element(path), self._pages[-1]
        element.kids.append((len(self._pages) - 1, len(page)))
        canvas.addLiteral(f"/{path[-1].role} <</MCID {len(page)}>> BDC")
        page.append(element)
        yield
        canvas.addLiteral("EMC")

    @staticmethod
    @contextmanager
    def artifact(canvas: Any) -> Iterator[None]:
        """What is drawn inside is not content."""
        canvas.addLiteral("/Artifact BMC")
        yield
        canvas.addLiteral("EMC")

    def next_page(self, page: Any) -> None:
        """`page`, reportlab's object, is complete."""
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]  # reportlab knows neither key
        page.StructParents, page.Tabs = len(self._pages) - 1, PDFName("S")
        self._pages.append([])

    def write(self, document: Any) -> None:
        """Hang the tree into reportlab's document, after its last page."""
        pages = [document.Reference(page) for page in document.Pages.pages]
        made = {id(element): _Written() for element in self._elements.values()}
        references = {name: document.Reference(written) for name, written in made.items()}
        root = PDFDictionary({"Type": PDFName("StructTreeRoot"), "K": references[id(self._root)]})
        top = document.Reference(root)
        for element in self._elements.values():
            parent = references[id(element.parent)] if element.parent else top
            kids = [
                references[id(kid)] if isinstance(kid, _Element) else _Sequence(pages[kid[0]], kid[1]) for kid in element.kids
            ]
            made[id(element)].fill(element.step, parent, kids)
        numbers: list[Any] = []
        for number, page in enumerate(self._pages[: len(pages)]):
            numbers += [number, PDFArray(references[id(element)] for element in page)]
        root["ParentTree"] = PDFDictionary({"Nums": PDFArray(numbers)})
        root["ParentTreeNextKey"] = len(pages)
        document.Catalog.StructTreeRoot = top
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _element(self, path: Path) -> _Element:
        if path not in self._elements:
            parent = self._element(path[:-1])
            self._elements[path] = _Element(path[-1], parent)
            parent.kids.append(self._elements[path])
        return self._elements[path]


class _Sequence(NamedTuple):
    """A marked sequence on a page."""

    page: Any
    number: int

    def format(self, document: Any) -> bytes:
        return b"<</Type/MCR/Pg %b/MCID %d>>" % (self.page.format(document), self.number)


class _Written(PDFObject):  # type: ignore[misc]
    """One element in the file. There are tens of thousands: reportlab's dictionaries would take longer than all the pages."""

    def fill(self, step: Step, parent: Any, kids: list[Any]) -> None:
        self._step, self._parent, self._kids = step, parent, kids

    def format(self, document: Any) -> bytes:
        step, kids = self._step, self._kids
        more = b"/A<</O/Table/Scope/Column>>" if step.role == "TH" else b""
        if step.alt:
            more += b"/Alt %b" % PDFString(step.alt).format(document)
        if len(kids) == 1 and isinstance(kids[0], _Sequence):
            inside = b"/Pg %b/K %d" % (kids[0].page.format(document), kids[0].number)
        else:
            inside = b"/K[%b]" % b" ".join(kid.format(document) for kid in kids)
        return b"<</S/%b/P %b%b%b>>" % (step.role.encode("ascii"), self._parent.format(document), inside, more)
