"""Which language servers take part: name, version and command, the one measured first.

With `keeps_home` all runs share one home, and so the state in it. The first is compared with each that `is_peer`.
"""
import shutil

from agents import version
from places import Skip, cargo, pip, say

RUMDL = "rumdl==0.3.0"
IWES = "iwes@0.29.3"


def all_servers(program):
    return [
        kiro_lsp(program),
        server("kiro-lsp, not its first start", "", [str(program)], keeps_home=True),
        *rumdl(),
        cat(),
    ]


def kiro_lsp(program):
    return server("kiro-lsp", version([program, "--version"]), [str(program)])


def cat():
    """Writes what it is sent back: what a process and two pipes take."""
    return server("cat", "", [shutil.which("cat") or "/bin/cat"])


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


def iwes():
    """A server for linked Markdown notes, in Rust. It publishes no diagnostics."""
    try:
        program = cargo(IWES) / "bin/iwes"
    except Skip as why:
        say(f"iwes is left out: {why}")
        return []
    return [server("iwes", IWES.rpartition("@")[2], [str(program)], is_peer=True)]
