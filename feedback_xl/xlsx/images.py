"""What a picture is, by its content alone, and small copies of it: in the reading child only."""

import io
from dataclasses import dataclass
from pathlib import Path

_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "WMF")  # as Pillow calls what is kept
_KINDS = {"MPO": "jpeg"}  # a telephone's JPEG that holds several
_EMF = b"\x01\x00\x00\x00"
_QUALITY = 80


@dataclass(frozen=True)
class Image:
    """A picture's kind and its size in pixels."""

    kind: str
    width: int
    height: int


def image_of(data: bytes) -> Image | None:
    """What the bytes are; None where they are no picture of a kind that is kept."""
    from PIL import Image as pillow  # a tenth of a second that forms without pictures do not need

    try:
        with pillow.open(io.BytesIO(data), formats=_FORMATS) as opened:
            name = opened.format or ""
            width, height = opened.size
    except Exception as error:  # Pillow has many kinds of exception for broken pictures
        is_huge = isinstance(error, pillow.DecompressionBombError | pillow.DecompressionBombWarning)
        return Image("bomb", 1 << 20, 1 << 20) if is_huge else None
    if name == "WMF" and data.startswith(_EMF):
        name = "EMF"
    return Image(_KINDS.get(name, name.lower()), width, height)


def shrunk(path: Path, edge: int) -> bytes:
    """A JPEG of the picture whose longer edge is at most so long; b"" where it cannot be drawn."""
    from PIL import Image as pillow
    from PIL import ImageOps

    try:
        with pillow.open(path, formats=_FORMATS) as opened:
            opened.thumbnail((edge, edge))  # a photo is decoded no larger than needed
            small = ImageOps.exif_transpose(opened)
            flat = pillow.new("RGB", small.size, "white")
            colours = small.convert("RGBA")
            flat.paste(colours, mask=colours.getchannel("A"))
            told = io.BytesIO()
            flat.save(told, "JPEG", quality=_QUALITY)
    except Exception:  # a metafile outside Windows, or a picture that is cut off
        return b""
    return told.getvalue()
