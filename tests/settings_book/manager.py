"""A manager at 设置.xlsx or 出货数据.xlsx: cells, and the line that approves them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from feedback_xl.xlsx.cells import CellValue, Sheet, a1_of
from feedback_xl.xlsx.fill import fill_cells
from tests.plant import Plant
from tests.tables import HEADER, cells_of

REVISION: Mapping[str, CellValue] = {
    "订正记号": "A/2",
    "来历": "年度评审",
    "日期": "2026-11-23",
    "担当": "王强",
    "审查": "李伟",
    "承认": "陈建国",
}


@dataclass
class Manager:
    """Types into one workbook and saves it."""

    plant: Plant
    book: str = "设置"
    name: str = "settings"
    path: Path = field(init=False)
    typed: dict[str, dict[str, CellValue]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.path = self.plant.root / "workbooks" / f"{self.book}.xlsx"

    def sheet(self, name: str) -> Sheet:
        found = cells_of(self.path).sheet(name)
        assert found is not None, name
        return found

    def lines(self, name: str) -> list[dict[str, CellValue]]:
        """The filled lines of a sheet by title."""
        sheet, titles = self.sheet(name), self.titles(name)
        rows = sorted({row for row, _ in sheet.cells if row > HEADER})
        return [{t: sheet.cells.get((row, c)) for t, c in titles.items()} for row in rows]

    def titles(self, name: str) -> dict[str, int]:
        cells = self.sheet(name).cells
        return {
            str(text).removesuffix("★").strip(): column
            for (row, column), text in cells.items()
            if row == HEADER
        }

    def row_of(self, name: str, value: CellValue) -> int:
        """The row in which a value stands; 0 where it does not."""
        found = self.sheet(name).cells.items()
        return next((row for (row, _), text in found if row > HEADER and text == value), 0)

    def change(self, sheet: str, line: CellValue, cells: Mapping[str, CellValue]) -> None:
        """Type into the line that holds a value."""
        row = self.row_of(sheet, line)
        assert row, line
        self.type(sheet, row, cells)

    def add(self, sheet: str, cells: Mapping[str, CellValue]) -> int:
        """Type into the next empty line; gives its row."""
        filled = {row for row, _ in self.sheet(sheet).cells}
        row = max([HEADER, *filled, *self._rows(sheet)]) + 1
        self.type(sheet, row, cells)
        return row

    def type(self, sheet: str, row: int, cells: Mapping[str, CellValue]) -> None:
        titles = self.titles(sheet)
        typed = self.typed.setdefault(sheet, {})
        typed |= {a1_of((row, titles[title])): value for title, value in cells.items()}

    def clear(self, sheet: str, line: CellValue) -> None:
        """Empty every cell of a line that may be typed into; ids stay, as they are locked."""
        row = self.row_of(sheet, line)
        locked = {"_key", "代号", "等级", "表单", "项目", "指标", "设置版本"}
        self.type(sheet, row, {t: None for t in self.titles(sheet) if t not in locked})

    def _rows(self, sheet: str) -> set[int]:
        return {int(a1.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for a1 in self.typed.get(sheet, {})}

    def approve(self, **changed: CellValue) -> None:
        """The line in 修订履历 that every change needs."""
        self.add("修订履历", {**REVISION, **changed})

    def save(self, by: str = "陈建国") -> None:
        fill_cells(self.path, self.path, self.typed, by)
        self.typed = {}
        self.plant.stamp(self.path)

    def decide(self, sheet: str, line: CellValue, cells: Mapping[str, CellValue]) -> None:
        """Change one line, approve it, save, and let the program look."""
        self.change(sheet, line, cells)
        self.approve(来历=f"{sheet} {line}")
        self.save()
        self.plant.run()

    def decide_new(self, sheet: str, cells: Mapping[str, CellValue]) -> None:
        """Add one line, approve it, save, and let the program look."""
        self.add(sheet, cells)
        self.approve(来历=f"{sheet} {next(iter(cells.values()))}")
        self.save()
        self.plant.run()

    @property
    def marked(self) -> Path:
        return self.plant.root / "workbooks" / f"{self.book}_有误.xlsx"

    def told(self) -> list[str]:
        """Codes of what refused the book as it was last saved."""
        refused = self.plant.ws.whole_books[self.name].refused
        return [p.code for p in refused.problems if p.returns] if refused else []
