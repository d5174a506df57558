"""Pictures made small enough to keep: a photo becomes one modest JPEG, a logo a PNG."""

from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from PIL import Image, ImageOps

from shared.models.house import LARGEST_LOGO, LOGO_SIDE
from shared.models.patients import LARGEST_PHOTO, PHOTO_SIDE

_QUALITIES: Final = (85, 75, 60, 40)
_LARGEST_FILE: Final = 30_000_000


class NotAPicture(Exception):
    """The file holds none that can be read."""


def small_jpeg(file: Path) -> bytes:
    """Upright, and without what a camera writes about place and time. Slow: not on the screen thread.

    Raises NotAPicture.
    """
    return _within(_small(file, "RGB", PHOTO_SIDE))


def small_png(file: Path) -> bytes:
    """A logo: what is see-through stays so. Slow: not on the screen thread. Raises NotAPicture."""
    picture = _small(file, "RGBA", LOGO_SIDE)
    while True:
        out = BytesIO()
        picture.save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST_LOGO:
            return out.getvalue()
        picture.thumbnail((picture.width * 3 // 4, picture.height * 3 // 4))


def _small(file: Path, mode: Literal["RGB", "RGBA"], side: int) -> Image.Image:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise NotAPicture
        with Image.open(file) as picture:
            picture.draft("RGB", (2 * side, 2 * side))  # a JPEG of a large camera is read small at once
            upright = ImageOps.exif_transpose(picture).convert(mode)
            upright.thumbnail((side, side))
            return upright
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error


def _within(picture: Image.Image) -> bytes:
    for quality in _QUALITIES:
        out = BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= LARGEST_PHOTO:
            return out.getvalue()
    raise NotAPicture
