"""What a process that reads strangers' files may use, set from inside before it reads the first."""

from feedback_xl.files import windows


def limit_memory(size: int) -> None:
    """Let this process have at most `size` bytes of address space, on Windows of memory."""
    if windows.HERE:
        windows.limit_memory(size)
        return
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = size if hard == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def no_core_dumps() -> None:
    """Let a crash of this process end it quietly: no dump with people's data, no box to click."""
    if windows.HERE:
        windows.no_error_boxes()
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
