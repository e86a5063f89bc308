"""The specs that documents are measured in: the largest of the corpus, and larger ones made from it."""
import json
import re
from pathlib import Path

from places import shared

TASK = re.compile(r"^([ \t]*[-*+] \[.\]\*? )(\d+)", re.MULTILINE)
ASKED = re.compile(r"^[ \t]*- _Requirements: .*\n", re.MULTILINE)
MANY = 10_000


def specs(scratch):
    """Folders of one spec each, by what they are called."""
    corpus = shared("corpus")
    largest = largest_of(corpus, "tasks.md")
    tasks, beside = read(largest), {name: read(largest.with_name(name)) for name in ("requirements.md", "design.md")}
    wordy = beside | {"requirements.md": read(largest_of(corpus, "requirements.md"))}
    return [
        spec(scratch, "largest of the corpus", tasks, beside),
        spec(scratch, "the same, beside the largest requirements.md", tasks, wordy),
        spec(scratch, "100 KB made from it", repeated(tasks, 100_000), beside),
        spec(scratch, "400 KB made from it", repeated(tasks, 400_000), beside),
        spec(scratch, f"{MANY:,} tasks", many(ASKED.findall(tasks)), beside),
    ]


def largest_of(corpus, name):
    return max(sorted(corpus.rglob(name)), key=lambda path: path.stat().st_size)


def read(path):
    return path.read_bytes().decode("utf-8", "replace") if path.exists() else ""


def spec(scratch, name, tasks, beside):
    root = scratch / re.sub(r"\W+", "-", name)
    folder = root / ".kiro/specs/measured"
    folder.mkdir(parents=True)
    texts = {"tasks.md": tasks} | {name: text for name, text in beside.items() if text}
    for file, text in texts.items():
        (folder / file).write_bytes(text.encode())
    return {
        "name": name, "root": root, "uri": (folder / "tasks.md").as_uri(), "text": tasks,
        "tasks": len(TASK.findall(tasks)), "kb": {file: len(text.encode()) / 1024 for file, text in texts.items()},
    }


def repeated(tasks, size):
    """The whole document again and again up to `size` bytes or the next end of it, each time with ids that go on."""
    last = max(int(number) for _, number in TASK.findall(tasks))
    copies = -(-size // len(tasks.encode()))
    shifted = lambda by: TASK.sub(lambda found: f"{found[1]}{int(found[2]) + by}", tasks)
    return "\n".join(shifted(last * copy) for copy in range(copies))


def many(asked):
    """`MANY` tasks, nine sub-tasks to a parent, each of which names a file and asks what tasks of the corpus ask, and the
    waves that Kiro would write below them."""
    lines, waves = ["# Implementation Plan\n\n## Tasks\n\n"], []
    for top in range(1, MANY // 10 + 1):
        lines.append(f"- [ ] {top}. Part {top}\n")
        for sub in range(1, 10):
            lines.append(f"  - [ ] {top}.{sub} Write `src/part_{top}.rs` so that step {sub} works\n")
            lines.append(f"    {asked[(top * 9 + sub) % len(asked)].strip()}\n")
        waves.append({"id": top - 1, "tasks": [f"{top}.{sub}" for sub in range(1, 10)]})
    block = ",\n".join(f"    {json.dumps(wave)}" for wave in waves)
    lines.append(f'\n## Task Dependency Graph\n\n```json\n{{\n  "waves": [\n{block}\n  ]\n}}\n```\n')
    return "".join(lines)
