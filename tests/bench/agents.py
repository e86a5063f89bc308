"""Who takes part in the turns. `{port}` stands for the port of the scripted model.

`command` is started in an empty project with a cleared environment and a new home, plus `env`; `home` are files
laid into that home before. The first is compared with each that `is_peer`; of an `is_bound` only the wall time counts.
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

from places import Skip, build, npm, say

CODEX = "@openai/codex@0.169.0"
NODE = "node@24.21.0"
PROMPT = "Run the scripted turns."

CODEX_CONFIG = """\
model = "fake-model"
model_provider = "fake"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.fake]
name = "fake"
base_url = "http://127.0.0.1:{port}/v1"
wire_api = "responses"
env_key = "FAKE_KEY"
"""


def all_agents():
    return [kiro(), *codex(), bare()]


def kiro():
    [program] = build("kiro-cli")
    return {
        "name": "kiro-cli",
        "version": version([program, "--version"]),
        "command": [
            str(program), "chat", "--no-interactive", "--trust-all-tools", "--model", "fake-model", PROMPT,
        ],
        "env": {
            "OPENAI_BASE_URL": "http://127.0.0.1:{port}/v1",
            "OPENAI_API_KEY": "x",
            "KIRO_LSP_STATE_DIR": "{home}/state",
        },
        "home": {},
    }


def codex():
    try:
        program = npm(CODEX) / ".bin/codex"
        node = node_folder()
    except Skip as why:
        say(f"codex is left out: {why}")
        return []
    verb = ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", PROMPT]
    return [{
        "name": "codex",
        "version": CODEX.rpartition("@")[2],
        "is_peer": True,
        "command": [str(program), *verb],
        "env": {"FAKE_KEY": "x", "PATH": f"{node}:/usr/local/bin:/usr/bin:/bin"},
        "home": {".codex/config.toml": CODEX_CONFIG},
    }]


def node_folder():
    """The folder of a node that is new enough for every agent; the machine's own may be."""
    own = shutil.which("node")
    if own and int(version([own, "--version"]).partition(".")[0]) >= 24:
        return str(Path(own).parent)
    return str(npm(NODE) / "node/bin")


def bare():
    """What the scripted model and the commands themselves take."""
    return {
        "name": "bare loop",
        "version": "",
        "is_bound": True,
        "command": [sys.executable, "-S", "-E", str(Path(__file__).with_name("bare_loop.py")), "{port}"],
        "env": {},
        "home": {},
    }


def version(command):
    said = subprocess.run(command, capture_output=True, text=True).stdout
    found = re.search(r"\d+(\.\d+)+", said)
    return found[0] if found else "?"
