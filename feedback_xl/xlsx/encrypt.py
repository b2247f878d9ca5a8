"""A workbook locked with a password, as Excel, WPS and LibreOffice open it."""

import io


def encrypted(workbook: bytes, password: str) -> bytes:
    """The same workbook, AES-encrypted; other bytes each time, as its salts are random."""
    from msoffcrypto.format.ooxml import OOXMLFile  # a tenth of a second few need

    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, locked)
    return locked.getvalue()
