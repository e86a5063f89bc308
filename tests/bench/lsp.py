"""kiro-lsp: how long it takes to start, and what it holds when nothing happens, beside other servers."""
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import servers
from client import CAPABILITIES, Client
from page import ratio, spread, table
from places import Skip, build, say, shared

RUNS = 10
IDLE = 3
FIGURES = [("spawned_ms", 1), ("requested_ms", 1), ("lenses_ms", 1), ("rss_mb", 1), ("pss_mb", 1), ("cpu_ms", 1)]
HEADS = ["spawn → initialized ms", "request → initialized ms", "spawn → lenses ms", "RSS MB", "PSS MB", "idle CPU ms/s"]


def measure():
    if not Path("/proc/self/smaps_rollup").exists():
        raise Skip("memory is read from /proc, as Linux has it")
    kiro_cli, kiro_lsp = build("kiro-cli", "kiro-lsp")
    taking_part = servers.all_servers(kiro_lsp)
    text = []
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch:
        for name, workspace in workspaces(kiro_cli, Path(scratch)):
            results = {server["name"]: [] for server in taking_part}
            document = largest_tasks(workspace)
            for number in range(RUNS + 1):
                say(f"{name}, run {number} of {RUNS}")
                for server in taking_part:
                    home = f"{server['name']} {name}" if server["keeps_home"] else f"{server['name']} {name} {number}"
                    result = run(server, workspace, document, Path(scratch, home))
                    # The first brings programs and files into memory.
                    if number > 0:
                        results[server["name"]].append(result)
            text.append(section(name, workspace, taking_part, results))
    return "\n\n".join(text)


def workspaces(kiro_cli, scratch):
    """The sample that `kiro-cli demo` makes, and a copy of the largest of the corpus."""
    demo = scratch / "demo"
    # Its tests are run by the python of the PATH.
    env = environment(scratch / "home-demo") | {"PATH": os.environ["PATH"]}
    made = subprocess.run([kiro_cli, "demo", demo], env=env, capture_output=True, text=True)
    if made.returncode != 0:
        raise RuntimeError(f"kiro-cli demo ended with {made.returncode}: {made.stderr[-500:]}")
    yield "the demo", demo
    try:
        corpus = shared("corpus")
    except Skip as why:
        say(f"the corpus is left out: {why}")
        return
    # A `@history` folder is not one workspace.
    folders = [path for path in corpus.glob("*/**/.kiro") if "@history" not in str(path.relative_to(corpus))]
    largest = max(folders, key=size)
    copy = scratch / "corpus"
    shutil.copytree(largest, copy / ".kiro")
    yield "the largest of the corpus", copy


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def size(folder):
    return sum(path.stat().st_size for path in files(folder))


def environment(home):
    home.mkdir(exist_ok=True)
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home), "KIRO_LSP_STATE_DIR": f"{home}/state"}


def largest_tasks(workspace):
    """The largest `tasks.md` with open tasks, as an editor opens it. Done tasks have no lenses."""
    texts = {path: path.read_text("utf-8", "replace") for path in workspace.glob(".kiro/specs/**/tasks.md")}
    having = [path for path, text in texts.items() if "- [ ] " in text]
    if not having:
        raise Skip("the workspace has no open tasks")
    path = max(having, key=lambda path: len(texts[path]))
    return {"uri": path.as_uri(), "languageId": "markdown", "version": 1, "text": texts[path]}


def run(server, workspace, document, home):
    """One start. A document is opened, as by an editor; then nothing happens."""
    with Client(server["command"], workspace, environment(home)) as client:
        root = workspace.as_uri()
        folder = {"uri": root, "name": workspace.name}
        parameters = {
            "processId": None, "rootUri": root, "workspaceFolders": [folder], "capabilities": CAPABILITIES,
            "clientInfo": {"name": "bench"},
        }
        initialized = client.request("initialize", parameters)
        now = time.monotonic()
        result = {"spawned_ms": (now - client.began) * 1e3, "requested_ms": (now - client.started) * 1e3}
        pid = client.server.pid
        if initialized is None:
            # `cat` gives the request back and can do no more.
            return result | memory(pid)
        client.notify("initialized", {})
        client.notify("textDocument/didOpen", {"textDocument": document})
        if "codeLensProvider" in initialized["capabilities"]:
            if not client.request("textDocument/codeLens", {"textDocument": {"uri": document["uri"]}}):
                raise RuntimeError(f"{server['name']} gave no lenses for {document['uri']}")
            result["lenses_ms"] = (time.monotonic() - client.began) * 1e3
        client.idle(IDLE / 3)
        used, since = cpu(pid), time.monotonic()
        client.idle(IDLE * 2 / 3)
        result["cpu_ms"] = (cpu(pid) - used) * 1e3 / (time.monotonic() - since)
        return result | memory(pid)


def memory(pid):
    """Resident, and resident with pages shared between processes divided by their number."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    fields = {line.split()[0]: line.split()[1] for line in lines[1:]}
    return {"rss_mb": int(fields["Rss:"]) / 1024, "pss_mb": int(fields["Pss:"]) / 1024}


def cpu(pid):
    """Seconds that the threads that live now have run."""
    return sum(int(file.read_text().split()[0]) for file in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def section(name, workspace, taking_part, results):
    rows = []
    for server in taking_part:
        of = results[server["name"]]
        cells = [spread([one[key] for one in of], digits) if key in of[0] else "" for key, digits in FIGURES]
        rows.append([f"{server['name']} {server['version']}".strip(), *cells])
    kiro = taking_part[0]["name"]
    for other in (server["name"] for server in taking_part if server["is_peer"]):
        ratios = [ratio(results[kiro], results[other], key) for key, _ in FIGURES]
        rows.append([f"**{kiro} ÷ {other}**", *(f"**{figure}**" if figure else "" for figure in ratios)])
    rows.append([f"aim of {kiro}", "≤ 10", "", "", "≤ 20", "", ""])
    folder = workspace / ".kiro"
    what = f"{len(files(folder))} files, {size(folder) / 1024:.0f} KB in `.kiro`"
    title = f"Workspace: {name} ({what}); {RUNS} runs each in turn after one unmeasured: median (least–most)"
    return f"{title}\n\n" + table(["", *HEADS], rows)
