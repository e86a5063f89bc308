"""Checks workspaces, good and bad ones, and holds each log against the schema.

    validate.py KIRO_CLI SCHEMA
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

SPEC = ".kiro/specs/a spec 計画#1/"
REQUIREMENTS = "# Requirements\n\n### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. THE Shop SHALL sell 🎉\n"
WORKSPACES = {
    "nothing found": {".kiro/steering/product.md": b"# Product\n"},
    "findings with related places and odd names": {
        SPEC + "requirements.md": REQUIREMENTS.encode(),
        SPEC + "tasks.md": "- [x] 1. One\n  - [?] 1.1 計画\n    - _Requirements: 9.9_\n".encode(),
    },
    "a document that cannot be read": {SPEC + "design.md": b"\xff", SPEC + "tasks.md": b"- [ ] 1. One\n"},
    "hooks and servers": {
        ".kiro/hooks/a.json": b'{"version": "v1", "hooks": [{"name": "a", "trigger": "Nope"}]}',
        ".kiro/settings/mcp.json": b'{"mcpServers": {"a": {"comand": 1}}} trailing',
    },
}


def main():
    kiro_cli, schema = sys.argv[1:]
    schema = json.loads(pathlib.Path(schema).read_text())
    validator = jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker())
    passed = failed = 0
    for name, files in WORKSPACES.items():
        for profile in ("full", "strict", "kiro"):
            with tempfile.TemporaryDirectory() as folder:
                for path, content in files.items():
                    file = pathlib.Path(folder, path)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(content)
                command = [kiro_cli, "-C", folder, "spec", "check", "--format", "sarif", "--profile", profile]
                log = json.loads(subprocess.run(command, capture_output=True, text=True).stdout)
            errors = [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(log)]
            passed, failed = passed + (not errors), failed + bool(errors)
            print(f"{'FAILED' if errors else 'ok    '} {name}, {profile}: {len(log['runs'][0]['results'])} results")
            print(*errors[:5], sep="\n", end="\n" if errors else "")
    print(f"{passed} passed, {failed} failed")
    sys.exit(bool(failed or not passed))


main()
