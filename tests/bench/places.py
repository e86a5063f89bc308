"""Where things are: the repository, its build, the shared test data, and the peers, which are fetched once."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
TARGET = REPOSITORY / os.environ.get("CARGO_TARGET_DIR", "target")
PEERS = TARGET / "bench"


class Skip(Exception):
    """A part cannot run here, and why."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def shared(name):
    """A file or folder of the shared test data."""
    path = Path(os.environ.get("KIRO_TEST_DATA") or REPOSITORY.parent / "shared").absolute() / name
    if not path.exists():
        raise Skip(f"no {name} in the shared test data; set KIRO_TEST_DATA to its folder")
    return path


def build(*packages):
    """Release builds; returns the programs. A build that fails is not skipped."""
    say(f"building {' and '.join(packages)}")
    chosen = [word for package in packages for word in ("-p", package)]
    if subprocess.run(["cargo", "build", "--release", "--quiet", *chosen], cwd=REPOSITORY).returncode != 0:
        raise RuntimeError(f"{' and '.join(packages)} cannot be built")
    return [TARGET / "release" / package for package in packages]


def npm(package):
    """The `node_modules` that holds `package`, as NAME@VERSION."""
    folder = PEERS / package.replace("/", "-")
    if not (folder / "node_modules").is_dir():
        if not shutil.which("npm"):
            raise Skip(f"npm, which fetches {package}, is not installed")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        fetch(package, folder, ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), package])
    return folder / "node_modules"


def pip(package):
    """The folder that holds `package`, as NAME==VERSION, without its dependencies."""
    folder = PEERS / package
    if not folder.is_dir():
        pip_install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder)]
        fetch(package, folder, [*pip_install, package])
    return folder


def cargo(package):
    """The folder that holds the programs of `package`, as NAME@VERSION, which is built here."""
    folder = PEERS / package
    if not (folder / "bin").is_dir():
        say(f"{package} is built once, which takes about five minutes of CPU time")
        fetch(package, folder, ["cargo", "install", "--quiet", "--locked", "--root", str(folder), package])
    return folder


def fetch(package, folder, command):
    """Into `folder`, which a failure leaves absent."""
    say(f"fetching {package}")
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        say(done.stdout)
        shutil.rmtree(folder, ignore_errors=True)
        raise Skip(f"{package} cannot be fetched")
