"""What a file is by its bytes: people drop scans, exports and renamed files beside the forms."""

import re
from collections.abc import Collection

ZIP = "zip"
OLE2 = "ole2"
# Excel and WPS open these too, so the remedy is to save them as .xlsx.
SPREADSHEETS = frozenset({"HTML", "XML", "TXT/CSV", "OpenDocument", ".xlsb"})

_HEAD = 4096
_MAGIC = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE2),
    (b"%PDF", ".pdf"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG", ".png"),
    (b"GIF8", ".gif"),
    (b"BM", ".bmp"),
    (b"RIFF", ".webp"),
    (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"),
    (b"\x1f\x8b", ".gz"),
    (b"{\\rtf", ".rtf"),
)
_WEB_PAGE = re.compile(rb"<html|<table|<!doctype html|^mime-version:", re.IGNORECASE)
_BOM_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NEVER_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(data: bytes) -> str:
    """`ZIP`, `OLE2`, the usual suffix or name of another kind, or "" where nobody can tell."""
    head = data[:_HEAD]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(_BOM_UTF16):
        return "TXT/CSV"
    if _NEVER_IN_TEXT.search(head):
        return ""
    if _WEB_PAGE.search(head):
        return "HTML"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml"):
        return "XML"
    return "TXT/CSV"


def kind_of_zip(names: Collection[str]) -> str:
    """ ".xlsx" for every workbook Excel writes as zipped XML, else what these part names make."""
    parts = {name.rpartition("/")[2] for name in names}
    if "workbook.xml" in parts:
        return ".xlsx"
    if "workbook.bin" in parts:
        return ".xlsb"
    if "document.xml" in parts:
        return ".docx"
    if "presentation.xml" in parts:
        return ".pptx"
    if "content.xml" in parts:
        return "OpenDocument"
    return ".zip"
