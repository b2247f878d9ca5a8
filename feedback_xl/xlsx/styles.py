"""How every book looks: named styles, once. State is always a word as well as a colour."""

from collections.abc import Mapping
from typing import Any

FONT = "微软雅黑"
INK, GREY, RULE = "#1F2933", "#6B7280", "#B8C0CC"
BAND, HEAD, INPUT, LOCKED = "#1F3A5F", "#DCE6F1", "#FFFBE6", "#F3F4F6"
WRONG, REMIND, LATE, SOON, FINE = "#F8CBAD", "#FFE699", "#D55E00", "#E69F00", "#0072B2"
LABEL, CLOSED = "#F1F5FA", "#D9DCE1"
LATE_INK, SOON_INK = "#A83E00", "#7A4F00"  # the same hues, dark enough to be read
LATE_FILL, SOON_FILL = "#FDE8DA", "#FFF3D6"
TO_DO, TO_READ = SOON, "#9CA3AF"  # tabs

BASE: Mapping[str, Any] = {
    "font_name": FONT,
    "font_scheme": "none",  # else Excel takes the theme's font instead
    "font_size": 10,
    "font_color": INK,
    "valign": "vcenter",
}
_CELL = {"border": 1, "border_color": RULE, "text_wrap": True}
_RULED = {"bottom": 2, "bottom_color": BAND}
_LEFT = {"align": "left", "indent": 1}
_SIDES = {"left": 1, "right": 1, "border_color": RULE}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "title": {"font_size": 16, "bold": True, "align": "center"},
    "band": {"font_size": 14, "bold": True, "font_color": "#FFFFFF", "bg_color": BAND},
    "band_note": {"font_size": 9, "font_color": "#FFFFFF", "bg_color": BAND},
    "band_stale": {"font_size": 9, "bold": True, "font_color": "#FFD27A", "bg_color": BAND},
    "band_link": {"font_size": 9, "underline": 1, "font_color": BAND, "bg_color": HEAD},
    "strip": {"bold": True, "align": "center", "border": 1, "border_color": RULE},
    "alert": {"bold": True, "font_color": LATE_INK, "bg_color": LATE_FILL, "text_wrap": True},
    "subtitle": {"font_size": 10, "font_color": GREY, "align": "center"},
    "heading": {"bold": True, "bg_color": HEAD, **_CELL},
    "label": {"bg_color": HEAD, "font_size": 9, **_CELL},
    "label_required": {"bg_color": HEAD, "font_size": 9, "bold": True, **_CELL},
    "value": {"align": "left", "bg_color": LOCKED, **_CELL},
    "input": {**_LEFT, "bg_color": INPUT, "locked": False, **_CELL},
    "wrong": {**_LEFT, "bg_color": WRONG, "locked": False, "bold": True, **_CELL},
    "remind": {**_LEFT, "bg_color": REMIND, "locked": False, **_CELL},
    "form_title": {"font_size": 16, "bold": True, "align": "center", "font_color": BAND},
    "form_note": {**_LEFT, "font_size": 9, "font_color": GREY, "text_wrap": True, **_RULED},
    "form_progress": {"font_size": 9, "bold": True, "text_wrap": True, **_LEFT, **_RULED},
    "form_back": {**_LEFT, "font_size": 9, "font_color": FINE, "underline": 1, **_RULED},
    "form_heading": {**_LEFT, "bold": True, "font_color": BAND, "bg_color": HEAD, **_CELL},
    "form_label": {**_LEFT, "font_size": 9, "bg_color": LABEL, **_CELL},
    "form_label_required": {**_LEFT, "font_size": 9, "bold": True, "bg_color": LABEL, **_CELL},
    "form_label_system": {**_LEFT, "font_size": 9, "font_color": GREY, **_CELL},
    "form_column": {"font_size": 9, "bold": True, "align": "center", "bg_color": LABEL, **_CELL},
    "form_system": {**_LEFT, "bg_color": LOCKED, **_CELL},
    "form_shown": {**_LEFT, **_CELL},
    "form_date": {**_LEFT, "font_size": 9, "font_color": GREY, "valign": "top", **_CELL},
    "mark_wrong": {"bg_color": WRONG, "bold": True, "valign": "top", **_CELL},
    "mark_remind": {"bg_color": REMIND, "valign": "top", **_CELL},
    "head": {"bold": True, "bg_color": HEAD, "align": "center", **_CELL},
    "head_input": {"bold": True, "bg_color": "#FFE8A3", "align": "center", **_CELL},
    "cell": {"valign": "top", "align": "left", **_CELL},
    "cell_closed": {"valign": "top", "align": "left", "bg_color": LOCKED, **_CELL},
    "cell_input": {"valign": "top", "align": "left", "bg_color": INPUT, "locked": False, **_CELL},
    "cell_asked": {
        "valign": "top",
        "align": "left",
        "bg_color": INPUT,
        "locked": False,
        **_CELL,
        "border": 2,
        "border_color": SOON,
    },
    "cell_conflict": {
        "valign": "top",
        "align": "left",
        "bg_color": WRONG,
        "locked": False,
        **_CELL,
        "border": 2,
        "border_color": LATE,
        "bold": True,
    },
    "cell_date": {"valign": "top", "align": "center", **_CELL},
    "open": {"valign": "top", "align": "left", "locked": False},
    "cell_remind": {"valign": "top", "bg_color": REMIND, **_CELL},
    "link": {"font_color": FINE, "underline": 1, "valign": "top", **_CELL},
    "number": {"valign": "top", "align": "right", "indent": 1, **_CELL},
    "big": {"font_size": 22, "bold": True, "align": "center", **_CELL},
    "big_name": {"font_size": 9, "font_color": GREY, "align": "center", **_CELL},
    "letterhead": {"font_size": 16, "bold": True, "font_color": BAND, "align": "center", **_RULED},
    "letter": {"font_size": 12, "text_wrap": True, "valign": "top"},
    "letter_strong": {"font_size": 12, "bold": True, "text_wrap": True},
    "letter_sign": {"font_size": 12, "align": "center", "text_wrap": True},
    "note_right": {"font_size": 9, "font_color": GREY, "align": "right", "valign": "top"},
    "card_name": {
        "font_size": 10,
        "bold": True,
        "font_color": BAND,
        "align": "center",
        **_SIDES,
        "top": 5,
        "top_color": BAND,
    },
    "card_value": {"font_size": 22, "bold": True, "align": "center", **_SIDES},
    "card_note": {"font_size": 9, "font_color": "#4B5563", "align": "center", **_SIDES},
    "card_state": {"bold": True, "align": "center", **_SIDES, "bottom": 1},
    "arrow": {"font_size": 16, "bold": True, "font_color": BAND, "align": "center"},
    "box_day": {"font_size": 14, "bold": True, "align": "center", **_SIDES, "top": 1},
    "box_time": {"font_size": 12, "align": "center", **_SIDES},
    "box_state": {"align": "center", "text_wrap": True, **_SIDES, "bottom": 1},
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
    "share": "0.0%",
    "money": "#,##0",
    "count": "0",
}

# Colours on state words; the word itself stands in the cell.
STATE_COLOURS: Mapping[str, Mapping[str, Any]] = {
    "×": {"font_color": LATE_INK, "bg_color": LATE_FILL, "bold": True},
    "△": {"font_color": SOON_INK, "bg_color": SOON_FILL, "bold": True},
    "▲": {"font_color": LATE_INK},
    "●": {"font_color": FINE},
}
NOT_TO_FILL: Mapping[str, Any] = {"font_color": "#4B5563", "bg_color": CLOSED}
NOTHING: Mapping[str, Any] = {"font_color": GREY, "bg_color": "#FFFFFF", "bold": False}
