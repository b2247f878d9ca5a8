"""What managers look at: each measure declared in data/kpis.toml, reckoned once from a snapshot."""

from feedback_xl.publish.kpis.definitions import Kpi, Reading, all_kpis
from feedback_xl.publish.kpis.figures import Figures
from feedback_xl.publish.kpis.page_one import Card, page_one
from feedback_xl.publish.kpis.period import Period

__all__ = ["Card", "Figures", "Kpi", "Period", "Reading", "all_kpis", "page_one"]
