"""A form seen from outside: declared once, drawn and read by the same declaration."""
