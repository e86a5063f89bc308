//! Package managers. What is installed by name is new; what the files of the project name may be allowed by a rule.
use super::{NONE, Nothing, Text, always};
use crate::shell::act::{Act, Program};
use crate::shell::tool::{Call, Level, Reads, Tool};
use crate::shell::{Need, Word};

use Level::{Guarded, Opaque, Ordinary};

const NEW: &str = "it installs something new, which may run while it is installed";
const PUBLISHES: &str = "it publishes, or changes what others get";
const ACCOUNT: &str = "it uses or changes an account";
const SETS: &str = "it changes what is run from now on";
const CODE: &str = "it runs code that stands in its arguments";

pub(super) const TOOLS: &[Tool] = &[
    Tool { names: "npm", reads: NPM, worse: NODE, also: Some(npm), ..NONE },
    Tool { names: "pnpm yarn bun", worse: NODE, also: Some(npm), ..NONE },
    Tool { names: "npx", also: Some(npx), ..NONE },
    always("^bunx pipx uvx pnpx corepack", Guarded, NEW),
    Tool {
        names: "pip pip3",
        reads: &[
            Reads("list", "-v --outdated-never --format=", Nothing),
            Reads("show", "-f --files", Text),
            Reads("freeze", "", Nothing),
            Reads("check", "", Nothing),
        ],
        worse: &[
            ("^uninstall", Guarded, SETS),
            ("^config", Guarded, SETS),
            ("^download", Guarded, NEW),
            ("^wheel", Guarded, NEW),
        ],
        also: Some(pip),
        ..NONE
    },
    Tool {
        names: "uv",
        worse: &[
            ("^add", Guarded, NEW),
            ("^remove", Guarded, SETS),
            ("^tool", Guarded, NEW),
            ("^python install", Guarded, NEW),
            ("^publish", Guarded, PUBLISHES),
            ("^self", Guarded, SETS),
            ("run --with", Guarded, NEW),
            ("^run -", Opaque, CODE),
            ("^run -c", Opaque, CODE),
            ("^run python -c", Opaque, CODE),
            ("^run bash -c", Opaque, CODE),
            ("^run sh -c", Opaque, CODE),
            ("^run -m timeit", Opaque, CODE),
        ],
        also: Some(uv),
        ..NONE
    },
    Tool {
        names: "poetry pdm pipenv hatch rye conda mamba micromamba",
        worse: &[
            ("^add", Guarded, NEW),
            ("^remove", Guarded, SETS),
            ("^publish", Guarded, PUBLISHES),
            ("^self", Guarded, SETS),
            ("^config", Guarded, SETS),
            ("^create", Guarded, NEW),
            ("^update", Guarded, NEW),
            ("^run python -c", Opaque, CODE),
            ("^run bash -c", Opaque, CODE),
            ("^run sh -c", Opaque, CODE),
        ],
        ..NONE
    },
    Tool {
        names: "gem",
        worse: &[
            ("^install", Guarded, NEW),
            ("^push", Guarded, PUBLISHES),
            ("^yank", Guarded, PUBLISHES),
            ("^update", Guarded, NEW),
            ("^uninstall", Guarded, SETS),
        ],
        ..NONE
    },
    Tool {
        names: "bundle bundler",
        worse: &[
            ("^add", Guarded, NEW),
            ("^config", Guarded, SETS),
            ("^exec ruby -e", Opaque, CODE),
            ("^exec sh -c", Opaque, CODE),
            ("^exec bash -c", Opaque, CODE),
            ("^console", Opaque, CODE),
        ],
        ..NONE
    },
    Tool {
        names: "composer",
        worse: &[
            ("^require", Guarded, NEW),
            ("^global", Guarded, NEW),
            ("^create-project", Guarded, NEW),
            ("^exec", Opaque, CODE),
            ("^config", Guarded, SETS),
        ],
        ..NONE
    },
    Tool {
        names: "twine vsce ovsx",
        rest: (Ordinary, ""),
        worse: &[
            ("^upload", Guarded, PUBLISHES),
            ("^publish", Guarded, PUBLISHES),
            ("^login", Guarded, ACCOUNT),
        ],
        ..NONE
    },
    always(
        "apt apt-get aptitude dpkg yum dnf rpm zypper pacman apk brew port snap flatpak nix-env nix-shell nix choco winget scoop \
        easy_install cabal opam luarocks cpan cpanm asdf mise volta nvm rbenv pyenv sdk rustup",
        Guarded,
        NEW,
    ),
];

const NPM: &[Reads] = &[
    Reads("ls", "-a -l -g --all --depth= --json --long --parseable --prod --omit= --include=", Text),
    Reads("list", "-a -l --all --depth= --json --long --parseable --prod --omit= --include=", Text),
    Reads("explain", "--json", Text),
    Reads("why", "--json", Text),
    Reads("pkg get", "", Text),
    Reads("-v", "", Nothing),
    Reads("prefix", "", Nothing),
    Reads("root", "", Nothing),
];

const NODE: &[(&str, Level, &str)] = &[
    ("^add", Guarded, NEW),
    ("^dlx", Guarded, NEW),
    ("^create", Guarded, NEW),
    ("^init *", Guarded, NEW),
    ("^update", Guarded, NEW),
    ("^upgrade", Guarded, NEW),
    ("^up", Guarded, NEW),
    ("^link", Guarded, NEW),
    ("^global", Guarded, NEW),
    ("^publish", Guarded, PUBLISHES),
    ("^unpublish", Guarded, PUBLISHES),
    ("^deprecate", Guarded, PUBLISHES),
    ("^dist-tag", Guarded, PUBLISHES),
    ("^owner", Guarded, PUBLISHES),
    ("^access", Guarded, PUBLISHES),
    ("^login", Guarded, ACCOUNT),
    ("^adduser", Guarded, ACCOUNT),
    ("^logout", Guarded, ACCOUNT),
    ("^token", Guarded, ACCOUNT),
    ("^profile", Guarded, ACCOUNT),
    ("^config", Guarded, SETS),
    ("^set", Guarded, SETS),
    ("^set-script", Guarded, SETS),
    ("^pkg set", Guarded, SETS),
    ("^uninstall", Guarded, SETS),
    ("^remove", Guarded, SETS),
    ("^plugin", Guarded, SETS),
    ("--script-shell", Opaque, CODE),
    ("--node-options", Opaque, CODE),
    ("--shell", Opaque, CODE),
    ("--userconfig", Opaque, CODE),
    ("--globalconfig", Opaque, CODE),
    ("^exec -c", Opaque, CODE),
    ("^exec --call", Opaque, CODE),
    ("^exec node -e", Opaque, CODE),
    ("^exec sh -c", Opaque, CODE),
    ("^exec bash -c", Opaque, CODE),
    ("^node", Opaque, CODE),
    ("^repl", Opaque, CODE),
    ("^x", Guarded, NEW),
];

/// Verbs that install what the project names, and what is named after them.
const INSTALLS: [&str; 9] = ["install", "i", "in", "ins", "inst", "isntall", "add", "install-test", "it"];

/// `install` alone installs what the lock file names; with names it is something new. What follows `run` and `test` is the script's.
fn npm(act: &mut Act, call: &Call<'_>) {
    let operands: Vec<&str> = call.operands().map(Word::text).collect();
    let verb = operands.first().copied().unwrap_or_default();
    let named = operands.len() > 1 || call.has(&["-g", "--global", "--registry"]);
    // After an option nobody knows which word is the verb.
    let late = call.args.first().is_some_and(|word| word.text().starts_with('-'));
    if INSTALLS.contains(&verb) && named || late && operands.iter().any(|word| INSTALLS.contains(word)) {
        act.guarded(NEW);
    }
    if matches!(verb, "exec") && call.name == "npm" {
        let args = call.args.get(1..).unwrap_or_default();
        npx(act, &Call { args, ..*call });
    }
}

/// What is not in `node_modules` is downloaded and run.
fn npx(act: &mut Act, call: &Call<'_>) {
    let local = call.has(&["--no-install", "--no"]);
    let harmless = ["--no-install", "--no", "--", "--offline", "--quiet", "-q"];
    let first = call.args.iter().find(|word| !harmless.contains(&word.text()));
    let Some(program) = first else { return };
    let name = program.text();
    let plain =
        name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) && !name.starts_with(['-', '.']);
    if !plain {
        return act.guarded(NEW);
    }
    if !local {
        let path = format!("node_modules/.bin/{name}");
        act.programs.push(Program { needs: Need::program(call.folder, &path), name: path, fetched: true });
    }
    let at = call.args.iter().position(|word| std::ptr::eq(word, program)).unwrap_or_default();
    if let Some(tool) = super::tool(name) {
        tool.judge(act, &Call { name, args: call.args.get(at + 1..).unwrap_or_default(), ..*call });
    }
}

fn pip(act: &mut Act, call: &Call<'_>) {
    if call.operands().next().map(|word| word.text()) != Some("install") {
        return;
    }
    // The project itself (`-e .`), or the list that it has.
    let mut words = call.args.iter().skip(1);
    while let Some(word) = words.next() {
        match word.text() {
            "-r" | "--requirement" | "-c" | "--constraint" => {
                if let Some(list) = words.next() {
                    act.reads(list, call.folder);
                }
            }
            "-e"
            | "--editable"
            | "-q"
            | "--quiet"
            | "--no-deps"
            | "-U"
            | "--upgrade"
            | "--no-build-isolation" => {}
            text if text == "." || text.starts_with("./") || text.starts_with(".[") => {}
            _ => act.guarded(NEW),
        }
    }
}

fn uv(act: &mut Act, call: &Call<'_>) {
    if let Some((first, rest)) = call.args.split_first()
        && first.text() == "pip"
    {
        pip(act, &Call { args: rest, ..*call });
    }
}
