"""A form seen from outside: declared once, drawn as a blank and read back by the same declaration."""
