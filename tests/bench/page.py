"""How figures are written, and the generated parts of docs/performance.md."""
import os
from datetime import date
from statistics import median

from places import REPOSITORY

PAGE = REPOSITORY / "docs/performance.md"


def spread(values, digits):
    """`median (least–most)`."""
    middle, least, most = (f"{value:.{digits}f}" for value in (median(values), min(values), max(values)))
    return f"{middle} ({least}–{most})"


def quantile(values, part):
    """The value that `part` of them do not exceed."""
    return sorted(values)[min(int(part * len(values)), len(values) - 1)]


def ratio(ours, theirs, key):
    """Of the medians; nothing where one side has no such figure."""
    if not all(key in one for one in ours + theirs):
        return ""
    below = median(one[key] for one in theirs)
    return f"{median(one[key] for one in ours) / below:.2f}" if below else ""


def table(heads, rows):
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def dated(measure):
    """What `measure` returns, with when and on what it was measured."""
    before = os.getloadavg()[0]
    text = measure()
    load = f"load average {before:.1f} before and {os.getloadavg()[0]:.1f} after"
    if os.nice(0):
        load += f", run at niceness {os.nice(0)}"
    return f"{date.today()}, {os.cpu_count()} shared cores, {load}.\n\n{text}"


def write(part, section):
    """Replaces what stands between the markers of `part`."""
    begin, end = f"<!-- begin {part}: written by tests/bench/run -->", f"<!-- end {part} -->"
    text = PAGE.read_text()
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not (found and closed):
        raise RuntimeError(f"docs/performance.md has no markers for {part}")
    PAGE.write_text(f"{head}{begin}\n\n{section}\n\n{end}{tail}")
