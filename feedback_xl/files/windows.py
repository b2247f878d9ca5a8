"""What Python cannot ask of Windows by itself, asked of its kernel with ctypes.

The module loads on every system, so that its reasoning can be tested without Windows.
"""

import ctypes
import os
import sys
from ctypes import wintypes
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = sys.platform == "win32"

_DWORD = ctypes.c_uint32  # ctypes.wintypes makes it as long as this system's long

_ctypes: Any = ctypes  # elsewhere ctypes lacks WinDLL and its companions

_GENERIC_READ = 0x80000000
_DELETE = 0x00010000
_SHARE_ALL = 0x1 | 0x2 | 0x4  # read, write, delete
_OPEN_EXISTING = 3
_NORMAL = 0x80
_INVALID_HANDLE = ctypes.c_void_p(-1).value
_NOT_FOUND = {2, 3}
_SHARING_VIOLATION = 32
_IGNORE_MERGE_ERRORS = 0x2
_LEFT_ASIDE = 1177  # ReplaceFileW moved the old file aside but not the new one into its place
_NO_ROOT, _REMOTE = 1, 4
_EXTENDED_LIMITS = 9
_LIMIT_PROCESS_MEMORY = 0x100
_NO_ERROR_BOXES = 0x1 | 0x2


def _kernel() -> Any:
    kernel = _ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateFileW.restype = wintypes.HANDLE
    kernel.CreateFileW.argtypes = [
        wintypes.LPCWSTR,
        _DWORD,
        _DWORD,
        ctypes.c_void_p,
        _DWORD,
        _DWORD,
        wintypes.HANDLE,
    ]
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    kernel.ReplaceFileW.argtypes = [
        wintypes.LPCWSTR,
        wintypes.LPCWSTR,
        wintypes.LPCWSTR,
        _DWORD,
        ctypes.c_void_p,
        ctypes.c_void_p,
    ]
    kernel.GetDriveTypeW.argtypes = [wintypes.LPCWSTR]
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.CreateJobObjectW.argtypes = [ctypes.c_void_p, wintypes.LPCWSTR]
    kernel.SetInformationJobObject.argtypes = [
        wintypes.HANDLE,
        ctypes.c_int,
        ctypes.c_void_p,
        _DWORD,
    ]
    kernel.AssignProcessToJobObject.argtypes = [wintypes.HANDLE, wintypes.HANDLE]
    return kernel


def _last_error(path: Path | None = None) -> OSError:
    error: OSError = _ctypes.WinError(_ctypes.get_last_error())
    error.filename = str(path) if path else None
    return error


def _open(path: Path, access: int) -> int:
    handle: int | None = _kernel().CreateFileW(
        str(path), access, _SHARE_ALL, None, _OPEN_EXISTING, _NORMAL, None
    )
    if handle is None or handle == _INVALID_HANDLE:
        raise _last_error(path)
    return handle


def open_shared(path: Path) -> int:
    """A descriptor for reading; open() would keep others from deleting and renaming the file."""
    handle = _open(path, _GENERIC_READ)
    descriptor: int = import_module("msvcrt").open_osfhandle(handle, os.O_RDONLY)
    return descriptor


def is_open(path: Path) -> bool | None:
    """Whether somebody holds the file without letting others delete it; None: cannot tell."""
    try:
        handle = _open(path, _DELETE)
    except OSError as error:
        code = getattr(error, "winerror", None)
        return True if code == _SHARING_VIOLATION else False if code in _NOT_FOUND else None
    _kernel().CloseHandle(handle)
    return False


def replace_file(target: Path, fresh: Path, aside: Path) -> None:
    """Put `fresh` in the place of `target`, whose former bytes then lie at `aside`."""
    if _kernel().ReplaceFileW(
        str(target), str(fresh), str(aside), _IGNORE_MERGE_ERRORS, None, None
    ):
        return
    error = _last_error(target)
    if getattr(error, "winerror", None) == _LEFT_ASIDE:
        aside.rename(target)  # refuses to overwrite what somebody saved there meanwhile
    raise error


def is_remote(path: Path) -> bool:
    """Whether the drive is a network drive, or the path names a server."""
    drive = path.absolute().anchor
    return drive.startswith("\\\\") or _kernel().GetDriveTypeW(drive) in (_NO_ROOT, _REMOTE)


class _BasicLimits(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", _DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", _DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", _DWORD),
        ("SchedulingClass", _DWORD),
    )


class _ExtendedLimits(ctypes.Structure):
    _fields_ = (
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def limit_memory(size: int) -> None:
    """Put this process into a job whose processes get at most `size` bytes each."""
    kernel = _kernel()
    job = kernel.CreateJobObjectW(None, None)
    limits = _ExtendedLimits(ProcessMemoryLimit=size)
    limits.BasicLimitInformation.LimitFlags = _LIMIT_PROCESS_MEMORY
    if not (
        job
        and kernel.SetInformationJobObject(
            job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
    ):
        raise _last_error()


def no_error_boxes() -> None:
    """Let a crash end the process at once; a box nobody clicks away would keep it for ever."""
    _kernel().SetErrorMode(_NO_ERROR_BOXES)
