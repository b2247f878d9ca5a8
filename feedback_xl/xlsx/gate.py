"""The gate before any parser: what is no workbook, is damaged or could hurt a reader stops here.

calamine checks no CRC and aborts the whole process on some hostile files of 2 kB; openpyxl needs
gigabytes for others. So nothing is parsed before its bytes have been looked at.
"""

import io
import os
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from feedback_xl.files.reading import open_shared
from feedback_xl.problems import Note
from feedback_xl.xlsx.kinds import OLE2, SPREADSHEETS, ZIP, kind_of, kind_of_zip

MIB = 1 << 20

_WORKBOOK_SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlt", ".et", ".ett"}  # the last two are WPS's
)
_END_RECORD = struct.Struct("<12xI4x2x")  # size of the directory
_LONGEST_COMMENT = 0xFFFF
_ENCRYPTED = 0x1
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_BOM_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    ValueError,
)
_FOREIGN_OLE2 = {"doc97": ".doc", "ppt97": ".ppt"}


@dataclass(frozen=True)
class Limits:
    """How large an honest workbook may be; of 2,735 public ones all but three stay within."""

    file_bytes: int = 30 * MIB
    entries: int = 1_000
    inflated_bytes: int = 50 * MIB
    ratio: int = 100
    ratio_applies_from: int = 100_000  # bytes; small parts of pure repetition are normal
    rows: int = 50_000
    columns: int = 256
    cells: int = 2_000_000  # rows × columns, over all sheets
    pictures: int = 100  # different ones
    picture_bytes: int = 20 * MIB
    picture_pixels: int = 80_000_000


LIMITS = Limits()


@dataclass(frozen=True)
class Refusal(Note):
    """Why a workbook is not read at all; `problem_from` words it like any other note."""

    @classmethod
    def of(cls, code: str, **tokens: object) -> "Refusal":
        return cls(code, Note.of(code, **tokens).tokens)


@dataclass(frozen=True)
class Package:
    """A workbook that passed: its bytes and, unless it is an .xls, its inflated XML parts."""

    data: bytes
    parts: Mapping[str, bytes]  # lower-case name → UTF-8
    legacy: bool = False  # .xls, or .et of WPS


def is_workbook_name(name: str) -> bool:
    """Whether Excel or WPS would give a workbook that name."""
    return Path(name).suffix.lower() in _WORKBOOK_SUFFIXES


def is_whole_zip(path: Path) -> bool:
    """Whether the file ends as a zip does and its directory stands where the end record says.

    Cheap enough to ask at each look at the inbox: a file still being copied has no end yet.
    """
    with open_shared(path) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END_RECORD.size - _LONGEST_COMMENT))
        tail = file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < _END_RECORD.size:
            return False
        (directory_bytes,) = _END_RECORD.unpack_from(tail, at)
        directory_start = size - len(tail) + at - directory_bytes
        if directory_start < 0:
            return False
        file.seek(directory_start)
        return file.read(4) == b"PK\x01\x02"


def admit(path: Path, limits: Limits = LIMITS) -> Package | Refusal:
    """The workbook's checked parts, or why no parser may see it; OSError where the disk fails."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        return Refusal.of("WORKBOOK_TOO_BIG", size=_mib(size), limit=_mib(limits.file_bytes))
    data = path.read_bytes()
    if not data:
        return Refusal.of("WORKBOOK_EMPTY")
    if not data.strip(b"\0"):  # the room was reserved, the content never copied
        return Refusal.of("WORKBOOK_DAMAGED")
    kind = kind_of(data)
    if kind == ZIP:
        return _admit_zip(data, limits)
    if kind == OLE2:
        return _admit_ole2(data)
    return _foreign(kind)


def _admit_zip(data: bytes, limits: Limits) -> Package | Refusal:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > limits.entries:
                limit = limits.entries
                return Refusal.of("WORKBOOK_TOO_MANY_PARTS", found=len(entries), limit=limit)
            kind = kind_of_zip([part_name(entry) for entry in entries])
            if kind != ".xlsx":
                return _foreign(kind)
            parts = _xml_parts(archive, limits)
    except _BROKEN_ZIP:
        return Refusal.of("WORKBOOK_DAMAGED")
    if isinstance(parts, Refusal):
        return parts
    return Package(data, parts)


def _xml_parts(archive: zipfile.ZipFile, limits: Limits) -> dict[str, bytes] | Refusal:
    """Every part inflated and its CRC checked; the XML ones by name."""
    too_large = Refusal.of("WORKBOOK_INFLATES", limit=_mib(limits.inflated_bytes))
    if sum(entry.file_size for entry in archive.infolist()) > limits.inflated_bytes:
        return too_large
    room = limits.inflated_bytes
    parts: dict[str, bytes] = {}
    for entry in archive.infolist():
        if entry.flag_bits & _ENCRYPTED:
            return Refusal.of("WORKBOOK_PASSWORD")
        content = _inflate(archive, entry, room)
        if len(content) > room:
            return too_large
        if len(content) > max(limits.ratio_applies_from, limits.ratio * entry.compress_size):
            return too_large
        room -= len(content)
        if content.startswith(_BOM_UTF16):
            content = content.decode("utf-16").encode()
        if not _XML.match(content):
            continue
        name = part_name(entry)
        if _DECLARATION.search(content):
            return Refusal.of("WORKBOOK_UNSAFE", part=name)
        if name in parts:
            raise zipfile.BadZipFile(f"{name} is there twice")
        parts[name] = content
    return parts


def part_name(entry: zipfile.ZipInfo) -> str:
    """The name of a part as `Package.parts` has it."""
    # Backslashes and capitals occur in workbooks that every spreadsheet program opens.
    return entry.filename.replace("\\", "/").lstrip("/").lower()


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """The part's bytes, at most one more than `room`; BadZipFile where they are not as stated."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(f"unknown compression {entry.compress_type}")
    stated = entry.file_size
    entry.file_size = (
        sys.maxsize
    )  # zipfile would stop at the stated size, where other readers go on
    with archive.open(entry) as part:
        content = part.read(room + 1)
    if len(content) not in (stated, room + 1):
        raise zipfile.BadZipFile(f"{entry.filename} has not the stated size")
    return content


def _admit_ole2(data: bytes) -> Package | Refusal:
    import msoffcrypto  # a tenth of a second that only these rare files need

    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        if office.format in _FOREIGN_OLE2:
            return _foreign(_FOREIGN_OLE2[office.format])
        if office.is_encrypted():
            return Refusal.of("WORKBOOK_PASSWORD")
    except Exception:  # it knows neither Excel 5 nor damaged files; calamine has the last word
        pass
    return Package(data, parts={}, legacy=True)


def _foreign(kind: str) -> Refusal:
    if not kind:
        return Refusal.of("WORKBOOK_UNKNOWN")
    return Refusal.of(
        "WORKBOOK_SAVE_AS" if kind in SPREADSHEETS else "WORKBOOK_NOT_EXCEL", kind=kind
    )


def _mib(size: int) -> int:
    return -(-size // MIB)
