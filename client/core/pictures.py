"""A photo made small enough to keep: whatever a camera or a file holds becomes one modest JPEG."""

from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from shared.models.patients import LARGEST_PHOTO, PHOTO_SIDE

_QUALITIES: Final = (85, 75, 60, 40)
_LARGEST_FILE: Final = 30_000_000


class NotAPicture(Exception):
    """The file holds none that can be read."""


def small_jpeg(file: Path) -> bytes:
    """Upright, and without what a camera writes about place and time. Slow: not on the screen thread.

    Raises NotAPicture.
    """
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise NotAPicture
        with Image.open(file) as picture:
            picture.draft("RGB", (2 * PHOTO_SIDE, 2 * PHOTO_SIDE))  # a JPEG of a large camera is read small at once
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((PHOTO_SIDE, PHOTO_SIDE))
            return _within(upright)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error


def _within(picture: Image.Image) -> bytes:
    for quality in _QUALITIES:
        out = BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= LARGEST_PHOTO:
            return out.getvalue()
    raise NotAPicture
