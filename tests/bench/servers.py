"""Which language servers take part: name, version and command, the one measured first.

With `keeps_home` all runs share one home, and so the state in it. The first is compared with each that `is_peer`.
"""
import shutil

from agents import version
from places import Skip, pip, say

RUMDL = "rumdl==0.3.0"


def all_servers(kiro_lsp):
    return [
        server("kiro-lsp", version([kiro_lsp, "--version"]), [str(kiro_lsp)]),
        server("kiro-lsp, not its first start", "", [str(kiro_lsp)], keeps_home=True),
        *rumdl(),
        # Writes the request back: what a process and two pipes take.
        server("cat", "", [shutil.which("cat") or "/bin/cat"]),
    ]


def server(name, version, command, keeps_home=False, is_peer=False):
    return {"name": name, "version": version, "command": command, "keeps_home": keeps_home, "is_peer": is_peer}


def rumdl():
    """A Markdown linter in Rust, on the same LSP framework."""
    try:
        program = pip(RUMDL) / "bin/rumdl"
    except Skip as why:
        say(f"rumdl is left out: {why}")
        return []
    return [server("rumdl", RUMDL.rpartition("=")[2], [str(program), "server"], is_peer=True)]
