"""A workspace of its own and an editor for each test; the end of a test is the end of the connection."""

import json
import os
import pathlib
import shutil

import pytest
import pytest_asyncio
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import client_capabilities

from editor import Editor

REPOSITORY = pathlib.Path(__file__).parent.parent.parent
SERVER = pathlib.Path(os.environ["CARGO_TARGET_DIR"]) / "debug" / "kiro-lsp"

# As pytest-lsp has them, and what LSP4IJ, the client of JetBrains IDEs, announces (its ClientCapabilitiesFactory).
RECORDED = [
    "lsp4ij",
    "neovim@v0.6.1",
    "neovim@v0.7.0",
    "neovim@v0.8.0",
    "neovim@v0.9.1",
    "neovim@v0.10.0",
    "neovim@v0.11.0",
    "emacs@v29.1",
    "visual-studio-code@v1.65.2",
]


@pytest.fixture(params=["nothing", *RECORDED])
def capabilities(request) -> types.ClientCapabilities:
    if request.param == "nothing":
        return types.ClientCapabilities()
    if request.param == "lsp4ij":
        recorded = json.loads(pathlib.Path(__file__).with_name("lsp4ij.json").read_text())
        return get_converter().structure(recorded["capabilities"], types.ClientCapabilities)
    return client_capabilities(request.param)


@pytest.fixture
def root(tmp_path) -> pathlib.Path:
    return shutil.copytree(REPOSITORY / "tests/neovim/sample", tmp_path / "greeting").resolve()


@pytest.fixture
def tasks(root) -> pathlib.Path:
    return root / ".kiro/specs/greeting/tasks.md"


@pytest_asyncio.fixture
async def start(tmp_path, root):
    """Starts a server and an editor that was not told anything yet."""
    started = []

    async def start_editor(capabilities: types.ClientCapabilities, command=(str(SERVER), "--stdio")) -> Editor:
        editor = Editor(capabilities)
        environment = {
            "HOME": str(tmp_path),
            "KIRO_LSP_STATE_DIR": str(tmp_path / "state"),
            "KIRO_LSP_MODEL": f"scripted:{root}/model.jsonl",
            "PATH": os.environ["PATH"],
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        await editor.start_io(*command, env=environment)
        started.append(editor)
        return editor

    yield start_editor
    for editor in started:
        if editor._server.returncode is None:
            await editor.shutdown_session()
        await editor.stop()
        assert editor._server.returncode == 0
        assert editor.faults() == []


@pytest_asyncio.fixture
async def editor(start, capabilities, root) -> Editor:
    editor = await start(capabilities)
    await editor.initialize(root)
    return editor


def pytest_terminal_summary(terminalreporter):
    tests = lambda *ends: {report.nodeid for end in ends for report in terminalreporter.stats.get(end, [])}
    failed = tests("failed", "error")
    terminalreporter.write_line(f"{len(tests('passed') - failed)} passed, {len(failed)} failed")
