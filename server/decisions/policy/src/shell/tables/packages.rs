//! Package managers. What is installed by name is new; what the files of the project name may be allowed by a rule.
use super::{NONE, Nothing, Text, always};
use crate::shell::act::{Act, Program};
use crate::shell::tool::{Call, Level, Reads, Tool, Worse};
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
            Reads("list", "-v --format=", Nothing),
            Reads("show", "-f --files", Text),
            Reads("freeze", "", Nothing),
            Reads("check", "", Nothing),
        ],
        worse: &[(Guarded, SETS, "^uninstall, ^config"), (Guarded, NEW, "^download, ^wheel")],
        also: Some(pip),
        ..NONE
    },
    Tool {
        names: "uv",
        worse: &[
            (Guarded, NEW, "^add, ^tool, ^python install, run --with"),
            (Guarded, SETS, "^remove, ^self"),
            (Guarded, PUBLISHES, "^publish"),
            (Opaque, CODE, "^run -, ^run -c, ^run python -c, ^run bash -c, ^run sh -c, ^run -m timeit"),
        ],
        also: Some(uv),
        ..NONE
    },
    Tool {
        names: "poetry pdm pipenv hatch rye conda mamba micromamba",
        worse: &[
            (Guarded, NEW, "^add, ^create, ^update"),
            (Guarded, SETS, "^remove, ^self, ^config"),
            (Guarded, PUBLISHES, "^publish"),
            (Opaque, CODE, "^run python -c, ^run bash -c, ^run sh -c"),
        ],
        ..NONE
    },
    Tool {
        names: "gem",
        worse: &[
            (Guarded, NEW, "^install, ^update"),
            (Guarded, PUBLISHES, "^push, ^yank"),
            (Guarded, SETS, "^uninstall"),
        ],
        ..NONE
    },
    Tool {
        names: "bundle bundler",
        worse: &[
            (Guarded, NEW, "^add"),
            (Guarded, SETS, "^config"),
            (Opaque, CODE, "^exec ruby -e, ^exec sh -c, ^exec bash -c, ^console"),
        ],
        ..NONE
    },
    Tool {
        names: "composer",
        worse: &[
            (Guarded, NEW, "^require, ^global, ^create-project"),
            (Opaque, CODE, "^exec"),
            (Guarded, SETS, "^config"),
        ],
        ..NONE
    },
    Tool {
        names: "twine vsce ovsx",
        rest: (Ordinary, ""),
        worse: &[(Guarded, PUBLISHES, "^upload, ^publish"), (Guarded, ACCOUNT, "^login")],
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

const NODE: &[Worse] = &[
    (Guarded, NEW, "^add, ^dlx, ^create, ^init *, ^update, ^upgrade, ^up, ^link, ^global, ^x"),
    (Guarded, PUBLISHES, "^publish, ^unpublish, ^deprecate, ^dist-tag, ^owner, ^access"),
    (Guarded, ACCOUNT, "^login, ^adduser, ^logout, ^token, ^profile"),
    (Guarded, SETS, "^config, ^set, ^set-script, ^pkg set, ^uninstall, ^remove, ^plugin"),
    (
        Opaque,
        CODE,
        "--script-shell, --node-options, --shell, --userconfig, --globalconfig, ^exec -c, ^exec --call, ^exec node -e, ^exec sh -c, ^exec bash -c, ^node, ^repl",
    ),
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
