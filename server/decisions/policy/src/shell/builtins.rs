//! What bash itself does, whatever programs of that name there are.
use crate::shell::act::Act;
use crate::shell::tool::{Call, Level};
use crate::shell::{Piece, Word, environment};

use Level::{EachTime, Guarded, Opaque, Ordinary, ReadOnly};

const BUILTINS: &[(&str, Level)] = &[
    (":", ReadOnly),
    ("true", ReadOnly),
    ("false", ReadOnly),
    ("echo", ReadOnly),
    ("pwd", ReadOnly),
    ("printf", ReadOnly),
    ("test", ReadOnly),
    ("[", ReadOnly),
    ("exit", ReadOnly),
    ("return", ReadOnly),
    ("break", ReadOnly),
    ("continue", ReadOnly),
    ("wait", ReadOnly),
    ("type", ReadOnly),
    ("command", ReadOnly),
    ("jobs", ReadOnly),
    ("shift", ReadOnly),
    ("cd", ReadOnly),
    ("pushd", ReadOnly),
    ("popd", ReadOnly),
    ("dirs", ReadOnly),
    ("set", ReadOnly),
    ("shopt", Opaque),
    ("umask", Ordinary),
    ("ulimit", Ordinary),
    ("times", ReadOnly),
    ("export", Ordinary),
    ("unset", Opaque),
    ("declare", Opaque),
    ("typeset", Opaque),
    ("local", Opaque),
    ("readonly", Opaque),
    ("let", Opaque),
    ("eval", Opaque),
    ("source", Opaque),
    (".", Opaque),
    ("trap", Opaque),
    ("alias", Opaque),
    ("unalias", Opaque),
    ("enable", Opaque),
    ("hash", Opaque),
    ("bind", Opaque),
    ("complete", Opaque),
    ("compgen", Opaque),
    ("compopt", Opaque),
    ("read", Opaque),
    ("mapfile", Opaque),
    ("readarray", Opaque),
    ("getopts", Opaque),
    ("caller", ReadOnly),
    ("logout", ReadOnly),
    ("suspend", EachTime),
    ("fg", EachTime),
    ("bg", EachTime),
    ("disown", EachTime),
    ("help", ReadOnly),
];

pub(super) fn is_builtin(name: &str) -> bool {
    BUILTINS.iter().any(|(known, _)| *known == name)
        || matches!(name, "time" | "exec" | "builtin" | "coproc" | "kill")
}

/// How a builtin is to be taken; none if the name is no builtin.
pub(super) fn judge(act: &mut Act, call: &Call<'_>) -> Option<Level> {
    let (_, level) = BUILTINS.iter().find(|(known, _)| *known == call.name)?;
    let plain =
        call.args.iter().all(|word| word.literal().is_some_and(|text| !text.contains(['$', '`', '['])));
    match call.name {
        "cd" | "pushd" => {
            if let Some(path) = call.operands().next() {
                act.reads(path, call.folder);
            } else {
                act.ordinary();
            }
        }
        // An index in brackets is arithmetic, which assigns and runs.
        "test" | "[" if !plain => act.opaque("it may evaluate its arguments"),
        "printf" if !call.args.first().and_then(Word::literal).is_some_and(only_prints) => assigns(act),
        "wait" if !of_jobs(call, &["-n", "-f"]) => assigns(act),
        "jobs" if !of_jobs(call, &["-l", "-n", "-p", "-r", "-s"]) => {
            act.opaque("it may run a command that stands in its arguments")
        }
        // `set` alone shows every variable.
        "set" if call.args.is_empty() => act.guarded("it shows the environment, where secrets are"),
        "set" => {
            let known = |text: &str| {
                matches!(text, "-o" | "+o" | "pipefail" | "errexit" | "nounset" | "xtrace" | "noglob")
                    || text.strip_prefix(['-', '+']).is_some_and(|letters| {
                        !letters.is_empty() && letters.chars().all(|c| "euxo".contains(c))
                    })
            };
            let shows = call.args.last().is_some_and(|word| matches!(word.text(), "-o" | "+o"));
            if shows || !call.args.iter().all(|word| known(word.text())) {
                act.opaque("it changes how later commands are understood");
            }
        }
        "export" if call.args.is_empty() || call.has(&["-p"]) => {
            act.guarded("it shows the environment, where secrets are")
        }
        "export" => {
            for word in call.args {
                if !environment::assigns(act, word) {
                    assigns(act);
                }
            }
        }
        "declare" | "typeset" | "readonly" | "local" if call.args.is_empty() || call.has(&["-p", "-x"]) => {
            return Some(Guarded);
        }
        _ => {}
    }
    Some(*level)
}

fn assigns(act: &mut Act) {
    act.opaque("it assigns, which changes what later commands do");
    act.changes_later = true;
}

/// A format of `printf` without `%n`, which assigns how much was printed; and no option, of which `-v` assigns all of it.
fn only_prints(format: &str) -> bool {
    let assigns = |directive: &str| {
        directive
            .trim_start_matches(|c: char| c.is_ascii_digit() || "-+ #'.*hjltzLq".contains(c))
            .starts_with('n')
    };
    !format.starts_with('-') && !format.replace("%%", "").split('%').skip(1).any(assigns)
}

/// All arguments are numbers of processes or jobs, or one of these options.
fn of_jobs(call: &Call<'_>, options: &[&str]) -> bool {
    let number = |text: &str| text.strip_prefix('%').unwrap_or(text).bytes().all(|b| b.is_ascii_digit());
    call.args.iter().all(|word| match word.literal() {
        Some(text) => options.contains(&text) || number(text),
        None => word.pieces == [Piece::Number],
    })
}

/// The script that `eval` and `trap` have in their arguments.
pub(super) fn script(call: &Call<'_>) -> Option<String> {
    let words: Vec<&str> = call.args.iter().filter_map(Word::literal).collect();
    match call.name {
        "eval" => Some(words.join(" ")),
        "trap" => words.first().map(|first| (*first).to_owned()),
        _ => None,
    }
}
