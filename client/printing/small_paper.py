"""What cards and labels are drawn with: one page of its own size, and text that fits."""

from io import BytesIO

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from client.printing.lettering import words


def begun(size: tuple[float, float], title: str) -> tuple[BytesIO, Canvas]:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    canvas.setTitle(title)
    return buffer, canvas


def finished(buffer: BytesIO, canvas: Canvas) -> bytes:
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def put(canvas: Canvas, text: str, look: ParagraphStyle, x: float, top: float, room: float, *, most: int = 1) -> float:
    """Writes below `top`, smaller when it needs more than `most` lines; answers where the next thing begins."""
    if not text:
        return top
    block = words(text, look)
    _, height = block.wrapOn(canvas, room, 100 * mm)
    if height > look.leading * (most + 0.5) and look.fontSize > 5:
        smaller = look.clone("smaller", fontSize=look.fontSize * 0.88, leading=look.leading * 0.88)
        return put(canvas, text, smaller, x, top, room, most=most)
    block.drawOn(canvas, x, top - height)
    return top - height
