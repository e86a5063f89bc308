"""What is saved by leaving out the defaults of the AWS crates, and what each feature of the chain of credentials costs: in a crate that
is nothing else, built alone."""
import json
import re
import shutil
import tempfile
from pathlib import Path

from build import run
from page import table
from places import REPOSITORY, say

# The last is how the others speak TLS when their defaults do not say it.
CHAIN, CLIENT, TLS = "aws-config", "aws-sdk-bedrockruntime", "aws-smithy-http-client"
NEEDED = "rt-tokio"
HEADS = ["features", "crates", "of AWS", "copies of `hyper`, `h2`, `rustls`", "cryptography", "compile time, s of a core"]
CRYPTOGRAPHY = {"ring", "aws-lc-sys", "p256"}


def measure():
    wanted = dict(re.findall(r"^(aws-[a-z-]+) = (.*)$", (REPOSITORY / "Cargo.toml").read_text(), re.M))
    chosen = {name: wanted[name] for name in (CHAIN, CLIENT, TLS)}
    with tempfile.TemporaryDirectory(prefix="kiro-bench-") as scratch:
        whole = Crate(Path(scratch, "chosen"), chosen)
        seconds = whole.built()
        rows = [row("as chosen", whole, seconds)]
        for feature in re.findall(r'"([a-z-]+)"', chosen[CHAIN].partition("features")[2]):
            if feature != NEEDED:
                less = chosen | {CHAIN: re.sub(rf'"{feature}"(, )?', "", chosen[CHAIN])}
                # What is left of the same build.
                rows.append(row(f"without `{feature}`", Crate(Path(scratch, feature), less), seconds))
        untouched = Crate(Path(scratch, "defaults"), {name: chosen[name].replace("default-features = false, ", "") for name in (CHAIN, CLIENT)})
        rows.append(row("with the defaults", untouched, untouched.built()))
    return table(HEADS, rows)


def row(name, crate, seconds):
    names = [name for name, _ in crate.tree]
    copies = " ".join(str(names.count(copied)) for copied in ("hyper", "h2", "rustls"))
    cryptography = ", ".join(f"`{one}`" for one in sorted(CRYPTOGRAPHY & set(names)))
    taken = sum(took for crate_, took in seconds.items() if crate_ in crate.tree)
    return [name, str(len(crate.tree)), str(sum(name.startswith("aws-") for name in names)), copies, cryptography, f"{taken:,.0f}"]


class Crate:
    """One that does nothing, with dependencies as lines of a manifest have them."""

    def __init__(self, folder, dependencies):
        self.folder = folder
        (folder / "src").mkdir(parents=True)
        (folder / "src/lib.rs").touch()
        lines = [f"{name} = {wanted}" for name, wanted in dependencies.items()]
        package = '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\n'
        (folder / "Cargo.toml").write_text(package + "\n".join(lines) + "\n")
        # The versions that are locked, as far as they are.
        shutil.copy(REPOSITORY / "Cargo.lock", folder)
        listed = run(["cargo", "tree", "-e", "normal,build", "--prefix", "none", "--format", "{p}"], folder)
        found = (re.match(r"(\S+) v(\S+)", line) for line in listed.splitlines())
        self.tree = {crate.groups() for crate in found if crate} - {("nothing", "0.0.0")}

    def built(self):
        """The seconds that each crate took, in cargo's own report."""
        say(f"building what `{self.folder.name}` of AWS needs from nothing")
        run(["cargo", "build", "--release", "--timings"], self.folder)
        return seconds(self.folder / "target")


def seconds(target):
    """By name and version. What is built twice, and what builds it, counts together."""
    html = (target / "cargo-timings/cargo-timing.html").read_text()
    [data] = re.findall(r"UNIT_DATA = (\[.*?\]);", html, re.S)
    taken = {}
    for unit in json.loads(data):
        crate = unit["name"], unit["version"]
        taken[crate] = taken.get(crate, 0) + unit["duration"]
    return taken
