"""What the demo came to, in a short table, and which file to open first."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from feedback_xl.demo.cast import material
from feedback_xl.publish.snapshot import Snapshot
from feedback_xl.records import TimeState

_ANY = {"number": "…", "revision": "n"}  # in the words of an outcome


def tell(snapshot: Snapshot, root: Path, console: Console) -> None:
    """Print what happened, what to open, and what to type next."""
    company = snapshot.company
    happened = Table(title=f"{company.name} · {snapshot.now:%Y-%m-%d %H:%M}", show_header=False)
    happened.add_column()
    happened.add_column(justify="right")
    happened.add_column(overflow="fold")
    for what, counts in _happened(snapshot):
        parts = [f"{word} {count}" for word, count in counts.items() if count]
        happened.add_row(what, str(sum(counts.values())), " · ".join(parts))
    console.print(happened)
    console.print(f"\nOpen first, in {root}:", highlight=False, soft_wrap=True)
    for path, why in _looks(root):
        console.print(f"  [bold]{path}[/bold]\n      {why}", highlight=False, soft_wrap=True)
    console.print("\nThen let it run, and type and drop what you like:")
    console.print(f"  feedback-xl watch --workspace {root}", highlight=False, soft_wrap=True)


def _happened(snapshot: Snapshot) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Each line of the table: what is counted, and its parts."""
    company, cases = snapshot.company, snapshot.cases.values()
    outcomes = Counter(row["outcome"] for row in snapshot.arrivals)
    yield "Files handed in", _by(outcomes, {n: w.word for n, w in company.outcomes.items()})
    returns = Counter(row["state"] for row in snapshot.returns)
    yield "Returned forms", dict(returns.most_common())
    statuses = Counter(row["status"] for row in snapshot.customers.values())
    labels = {name: names[0] for name, names in company.options("customer_status").items()}
    yield "Customers", _by(statuses, labels)
    yield "Cases by level", _by(Counter(c.level for c in cases), {n: n for n in company.levels})
    states = {state.id: state.plain for state in company.states.values()}
    yield "Cases by state", _by(Counter(case.state for case in cases), states)
    clocks = Counter(str(snapshot.reply_state(case)) for case in cases)
    yield "First replies", _by(clocks, {str(s): snapshot.word(s) for s in TimeState})
    open_tasks = Counter(task.department for task in snapshot.tasks if task.state == "open")
    yield (
        "Open tasks",
        _by(open_tasks, {d: company.department_name(d) for d in company.departments}),
    )


def _by(counts: Mapping[str, int], words: Mapping[str, str]) -> dict[str, int]:
    """The counts under people's words, in the order the words are declared."""
    return {word.format(**_ANY): counts.get(name, 0) for name, word in words.items()}


def _looks(root: Path) -> Iterator[tuple[Path, str]]:
    """Files to open, with a reason each; of a pattern the newest, so that it is still of use."""
    for row in material("guide")["look"]:
        found = sorted(root.glob(row["path"]), key=lambda path: (path.stat().st_mtime_ns, path))
        if found:
            yield found[-1].relative_to(root), row["why"]
