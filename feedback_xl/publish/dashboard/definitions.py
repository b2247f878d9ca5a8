"""指标定义: what each measure means, so that a number on another sheet can be argued about."""

from feedback_xl.language import say
from feedback_xl.publish.dashboard.frames import head
from feedback_xl.publish.dashboard.page import Page, Table
from feedback_xl.publish.kpis import Figures, all_kpis
from feedback_xl.xlsx.cells import CellValue

_WIDTHS = (24.0, 8.0, 40.0, 28.0, 34.0, 10.0, 34.0, 12.0)
_HEADS = ("measure", "id", "definition", "cohort", "exclusions", "target", "fields", "source")


def definitions(figures: Figures) -> Page:
    """Every measure, also those without input here: why there is no number."""
    return Page(
        say("dashboard.definitions"),
        say("dashboard.definitions_title"),
        _WIDTHS,
        (
            Table(
                say("dashboard.definitions_rule"),
                tuple(head(name) for name in _HEADS),
                [_row(figures, name) for name in all_kpis()],
            ),
        ),
    )


def _row(figures: Figures, name: str) -> list[CellValue]:
    kpi = all_kpis()[name]
    shown = kpi.name if figures.has(name) else say("dashboard.without_input", name=kpi.name)
    target = kpi.show_target(figures.target(name))
    words = (kpi.definition, kpi.cohort, kpi.exclusions, target, kpi.fields, kpi.source)
    return [shown, kpi.id, *words]
