"""Which names in a shared folder are never a person's file, and names made from people's words."""

import os
import re
import unicodedata
from contextlib import suppress
from fnmatch import translate

# Compared in lower case; all are ASCII, so that it does not matter how Unicode is composed.
# A slash at the end marks a folder: none of the others is ever held against a folder, for people
# name folders 20260514, which looks like Excel's temporary file.
PASSING: tuple[tuple[str, str], ...] = (
    ("~$*", "owner file of Excel, Word and WPS: the workbook is in use"),
    (".~lock.*#", "lock of LibreOffice: the workbook is in use"),
    (".~*", "owner file of WPS, its first characters sometimes replaced"),
    ("~wps*.tmp", "WPS is saving"),
    ("lu*.tmp", "LibreOffice is saving"),
    ("~wr[dl]*.tmp", "Word is saving"),
    ("[0-9a-f]" * 8, "Excel is saving"),
    ("~*.tmp", "Office or OneDrive is saving"),
    ("*.tmp", "somebody is saving"),
    ("*.part", "transfer under way"),
    ("*.filepart", "transfer under way"),
    ("*.crdownload", "download under way"),
    ("*.download", "download under way"),
    ("*.downloading", "download of Baidu under way"),
    ("*.xltd", "download of Xunlei under way"),
    (".syncthing.*.tmp", "transfer of Syncthing under way"),
    ("~syncthing~*", "transfer of Syncthing under way"),
    (".stignore", "settings of Syncthing"),
    (".stfolder/", "mark of Syncthing"),
    (".stversions/", "old versions kept by Syncthing"),
    (".dropbox.cache/", "old versions kept by Dropbox"),
    (".dropbox", "mark of Dropbox"),
    ("._*", "macOS keeps a file's attributes"),
    (".ds_store", "macOS keeps a folder's view"),
    (".trash*/", "deleted files"),
    (".recycle/", "deleted files on Samba"),
    ("#recycle/", "deleted files on Synology"),
    ("@recycle/", "deleted files on QNAP"),
    ("$recycle.bin/", "deleted files on Windows"),
    ("#snapshot/", "the past on Synology"),
    (".snapshot*/", "the past on other file servers"),
    ("~snapshot/", "the past on other file servers"),
    (".zfs/", "the past on ZFS"),
    ("@eadir/", "index of Synology"),
    ("@tmp/", "work folder of Synology"),
    ("system volume information/", "index of Windows"),
    ("lost+found/", "repair folder of the file system"),
    ("thumbs.db", "Windows keeps small pictures"),
    ("desktop.ini", "Windows and OneDrive keep a folder's view"),
    (".fuse_hidden*", "deleted but still open"),
    (".nfs*", "deleted but still open"),
    (".wf-*", "our own unfinished file"),
    (".taken/", "our own: on its way out of the inbox"),
    (".feedback_xl*/", "our own state"),
    (".feedback_xl*", "our own mark"),
)


def _any_of(globs: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(translate(glob.rstrip("/")) for glob in globs))


_FOLDERS = _any_of([glob for glob, _why in PASSING if glob.endswith("/")])
_FILES = _any_of([glob for glob, _why in PASSING if not glob.endswith("/")])

_RESERVED = re.compile(r'[<>:"/\\|?*\[\]]')  # the brackets are Excel's own
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.I)


def is_passing(name: str) -> bool:
    """Whether a file of that name is a temporary, owner, sync or system file, or ours."""
    return _FILES.match(name.lower()) is not None


def is_passing_folder(name: str) -> bool:
    """Whether a folder of that name is a system's or ours, so that nobody files forms in it."""
    return _FOLDERS.match(name.lower()) is not None


def readable(name: str) -> str:
    """A name as text that can be written down, whatever bytes an old client gave it."""
    data = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)
    return data.decode("utf-8", "backslashreplace")


def safe_name(text: str, limit: int = 80) -> str:
    """A file name, without suffix, made from people's words; the same on Windows, Linux and Samba.

    It has at most `limit` characters and three bytes for each of them.
    """
    # Invisible and control characters (category C) would hide what the name is.
    visible = "".join(" " if c.isspace() else c for c in text if c.isspace() or _shows(c))
    name = _cut(unicodedata.normalize("NFC", _RESERVED.sub("_", visible)), limit)
    if is_passing(name) or is_passing_folder(name) or _DEVICES.fullmatch(name):
        name = _cut("_" + name.replace(".", "_"), limit)
    return name or "_"


def _cut(name: str, limit: int) -> str:
    short = " ".join(name.split())[:limit].encode()[: 3 * limit].decode(errors="ignore")
    return short.strip(". ")


def _shows(character: str) -> bool:
    return not unicodedata.category(character).startswith("C")
