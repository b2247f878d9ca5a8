"""Reading and drawing workbooks: the only room that knows the spreadsheet libraries."""
