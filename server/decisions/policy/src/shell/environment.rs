//! Assignments: before a command they change what it does, alone what all after it do.
use crate::shell::act::Act;
use crate::shell::{SimpleCommand, Word};

/// Variables that change how much is said, or which of the project's own ways is gone. None of them names a program,
/// a file or another machine.
const HARMLESS: &[&str] = &[
    "RUST_LOG",
    "RUST_BACKTRACE",
    "RUST_TEST_THREADS",
    "CARGO_TERM_COLOR",
    "CARGO_INCREMENTAL",
    "NODE_ENV",
    "CI",
    "DEBUG",
    "VERBOSE",
    "PORT",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR",
    "TERM",
    "COLUMNS",
    "LINES",
    "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHASHSEED",
    "GOOS",
    "GOARCH",
    "CGO_ENABLED",
    "GOMAXPROCS",
    "UPDATE_EXPECT",
    "INSTA_UPDATE",
    "PROPTEST_CASES",
    "TEST_ENV",
    "RAILS_ENV",
    "RACK_ENV",
    "APP_ENV",
    "FLASK_ENV",
    "LOG_LEVEL",
    "MIX_ENV",
    "JOBS",
    "V",
    "HUSKY",
    "NEXT_TELEMETRY_DISABLED",
    "DO_NOT_TRACK",
    "SEED",
    "QUIET",
    "HEADLESS",
    "DRY_RUN",
];

/// Whether a variable may be that of a loop: no program and no shell reads one of that name. With `_` there are some, such as
/// `http_proxy`; `path` is `PATH` to zsh.
pub(super) fn is_for_loops(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) && !name.ends_with("path")
}

pub(super) fn judge(act: &mut Act, command: &SimpleCommand) {
    for (name, value) in &command.assignments {
        assign(act, name, value);
    }
}

fn assign(act: &mut Act, name: &str, value: &Word) {
    let harmless = HARMLESS.contains(&name) && value.literal().is_some_and(is_plain);
    let production = name.ends_with("_ENV") && value.text().starts_with("prod");
    if production && !matches!(name, "NODE_ENV" | "MIX_ENV") {
        act.guarded(format!("`{name}` says that it is about production"));
    }
    if !harmless {
        changes(act, name);
    }
}

fn changes(act: &mut Act, name: &str) {
    act.opaque(format!("`{name}` may change what it does"));
    act.changes_later = true;
}

/// Takes a word for an assignment; `false` if it has no `=`.
pub(super) fn assigns(act: &mut Act, word: &Word) -> bool {
    let Some((name, _)) = word.text().split_once('=') else { return false };
    match word.after(name.len() + 1) {
        Some(value) => assign(act, name, &value),
        None => changes(act, name),
    }
    true
}

/// No value that a program could take for a command, a path or a list of options.
fn is_plain(value: &str) -> bool {
    value.chars().all(|c| c.is_alphanumeric() || "-_.,=*:+@/ ".contains(c))
        && !value.starts_with(['-', '/', '@'])
}

/// The words after the `NAME=value` of `env`.
pub(super) fn look_through<'a>(act: &mut Act, words: &'a [Word]) -> &'a [Word] {
    let mut rest = words;
    while let Some((first, others)) = rest.split_first() {
        if !assigns(act, first) {
            break;
        }
        rest = others;
    }
    rest
}
