"""How every book looks: named styles, once. State is always a word as well as a colour."""

from collections.abc import Mapping
from typing import Any

FONT = "微软雅黑"
INK, GREY, RULE = "#1F2933", "#6B7280", "#B8C0CC"
BAND, HEAD, INPUT, LOCKED = "#1F3A5F", "#DCE6F1", "#FFFBE6", "#F3F4F6"
WRONG, REMIND, LATE, SOON, FINE = "#F8CBAD", "#FFE699", "#D55E00", "#E69F00", "#0072B2"

BASE: Mapping[str, Any] = {
    "font_name": FONT,
    "font_size": 10,
    "font_color": INK,
    "valign": "vcenter",
}
_CELL = {"border": 1, "border_color": RULE, "text_wrap": True}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "title": {"font_size": 16, "bold": True, "align": "center"},
    "band": {"font_size": 14, "bold": True, "font_color": "#FFFFFF", "bg_color": BAND},
    "band_note": {"font_size": 9, "font_color": "#FFFFFF", "bg_color": BAND},
    "subtitle": {"font_size": 10, "font_color": GREY, "align": "center"},
    "heading": {"bold": True, "bg_color": HEAD, **_CELL},
    "label": {"bg_color": HEAD, "font_size": 9, **_CELL},
    "label_required": {"bg_color": HEAD, "font_size": 9, "bold": True, **_CELL},
    "value": {"align": "left", "bg_color": LOCKED, **_CELL},
    "input": {"align": "left", "bg_color": INPUT, "locked": False, **_CELL},
    "input_required": {"bg_color": INPUT, "locked": False, **_CELL, "border_color": BAND},
    "wrong": {"bg_color": WRONG, "locked": False, "bold": True, **_CELL},
    "remind": {"bg_color": REMIND, "locked": False, **_CELL},
    "head": {"bold": True, "bg_color": HEAD, "align": "center", **_CELL},
    "head_input": {"bold": True, "bg_color": "#FFE8A3", "align": "center", **_CELL},
    "cell": {"valign": "top", "align": "left", **_CELL},
    "cell_closed": {"valign": "top", "align": "left", "bg_color": LOCKED, **_CELL},
    "cell_input": {"valign": "top", "align": "left", "bg_color": INPUT, "locked": False, **_CELL},
    "cell_remind": {"valign": "top", "bg_color": REMIND, **_CELL},
    "link": {"font_color": FINE, "underline": 1, "valign": "top", **_CELL},
    "number": {"valign": "top", "align": "right", **_CELL},
    "big": {"font_size": 22, "bold": True, "align": "center", **_CELL},
    "big_name": {"font_size": 9, "font_color": GREY, "align": "center", **_CELL},
    "note": {"font_size": 9, "font_color": GREY, "text_wrap": True, "valign": "top"},
    "strong": {"font_size": 12, "bold": True, "text_wrap": True},
}

NUMBER_FORMATS: Mapping[str, str] = {
    "text": "@",
    "date": "yyyy-mm-dd",
    "time": "hh:mm",
    "instant": "yyyy-mm-dd hh:mm",
    "quantity": "General",
    "hours": "0.0",
    "percent": "0%",
    "count": "0",
}

# Colours on state words; the word itself stands in the cell.
STATE_COLOURS: Mapping[str, Mapping[str, Any]] = {
    "×": {"font_color": LATE, "bold": True},
    "△": {"font_color": "#8A5A00", "bold": True},
    "▲": {"font_color": LATE},
    "●": {"font_color": FINE},
}
