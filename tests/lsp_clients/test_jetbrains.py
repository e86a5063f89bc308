"""The template for LSP4IJ: what its importer reads of it, and that it names this server and its files."""

import fnmatch
import json
import pathlib

import pytest

from conftest import REPOSITORY, SERVER

FOLDER = REPOSITORY / "clients/jetbrains"
TEMPLATE = json.loads((FOLDER / "template.json").read_text())

# All that the importer looks for in a folder, by exact name.
FILES = {
    "template.json",
    "settings.json",
    "settings.schema.json",
    "initializationOptions.json",
    "experimental.json",
    "clientSettings.json",
    "installer.json",
    "workspaceFolderSettings.json",
    "README.md",
}


def test_the_importer_reads_all_of_it():
    assert {path.name for path in FOLDER.iterdir()} <= FILES
    assert TEMPLATE.keys() <= {"id", "name", "programArgs", "fileTypeMappings", "languageMappings"}
    assert isinstance(TEMPLATE["name"], str)
    assert "default" in TEMPLATE["programArgs"] and TEMPLATE["programArgs"].keys() <= {"default", "windows", "mac", "unix"}
    for mapping in TEMPLATE["fileTypeMappings"]:
        assert mapping.keys() == {"fileType", "languageId"}
        assert mapping["fileType"]["patterns"] and all(isinstance(name, str) for name in mapping["fileType"]["patterns"])


def test_its_patterns_cover_the_documents_that_have_names_of_their_own():
    patterns = {
        pattern: mapping["languageId"] for mapping in TEMPLATE["fileTypeMappings"] for pattern in mapping["fileType"]["patterns"]
    }
    assert not any("/" in pattern for pattern in patterns), "LSP4IJ looks at names only"
    for name, language in {
        "requirements.md": "markdown",
        "bugfix.md": "markdown",
        "design.md": "markdown",
        "tasks.md": "markdown",
        "AGENTS.md": "markdown",
        "mcp.json": "jsonc",
        "test.kiro.hook": "jsonc",
        "permissions.yaml": "yaml",
    }.items():
        assert [patterns[pattern] for pattern in patterns if fnmatch.fnmatch(name, pattern)] == [language], name


@pytest.mark.parametrize("capabilities", ["lsp4ij"], indirect=True)
async def test_its_command_is_this_server_and_its_patterns_are_this_server_s_files(start, capabilities, root, tasks):
    program, *arguments = TEMPLATE["programArgs"]["default"].split()
    editor = await start(capabilities, [str(SERVER.with_name(program)), *arguments])
    await editor.initialize(root)
    made = await editor.command("kiro.chat.new")
    patterns = TEMPLATE["fileTypeMappings"][0]["fileType"]["patterns"]
    for path in (tasks, pathlib.Path(made["path"])):
        assert any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns), path
    assert [shown.uri for shown in editor.shown_documents] == [pathlib.Path(made["path"]).as_uri()]
