"""The columns of everything we publish: declared once, to write the cell and to read the edit."""
