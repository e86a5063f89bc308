//! Programs that run another one: what they run is what counts.
use crate::shell::act::Act;
use crate::shell::options::read;
use crate::shell::tool::{Level, raise};
use crate::shell::{Word, environment, tables};

/// Name, options that change nothing about what is run, operands of its own, what it is at least, and why.
type Wrapper = (&'static str, &'static str, usize, Level, &'static str);

const INPUT: &str = "what it runs gets its arguments from its input";
const RIGHTS: &str = "it runs with other rights";

const WRAPPERS: &[Wrapper] = &[
    ("time", "-p", 0, Level::ReadOnly, ""),
    ("nice", "-n= -#", 0, Level::ReadOnly, ""),
    ("ionice", "-c= -n= -t", 0, Level::ReadOnly, ""),
    ("nohup", "", 0, Level::ReadOnly, ""),
    ("setsid", "-w -f -c", 0, Level::Ordinary, ""),
    ("stdbuf", "-i= -o= -e=", 0, Level::ReadOnly, ""),
    (
        "timeout",
        "-k= -s= -v --foreground --preserve-status --kill-after= --signal= --verbose",
        1,
        Level::ReadOnly,
        "",
    ),
    ("gtimeout", "-k= -s= --foreground", 1, Level::ReadOnly, ""),
    ("caffeinate", "-i -d -s", 0, Level::ReadOnly, ""),
    ("taskset", "-c", 1, Level::ReadOnly, ""),
    ("command", "-p", 0, Level::ReadOnly, ""),
    ("builtin", "", 0, Level::Opaque, "it runs what the shell itself knows"),
    (
        "exec",
        "",
        0,
        Level::Opaque,
        "nothing after it runs, or the shell reads and writes something else from here on",
    ),
    ("coproc", "", 0, Level::Opaque, "it runs beside the script"),
    ("env", "-i -0 - -u= --ignore-environment --unset= --null", 0, Level::ReadOnly, ""),
    (
        "xargs",
        "-0 -r -t -x -n= -P= -L= -I= -d= -s= --null --no-run-if-empty --max-args= --max-procs= --delimiter= --replace?",
        0,
        Level::Opaque,
        INPUT,
    ),
    ("busybox", "", 0, Level::Opaque, "it is many programs"),
    ("toybox", "", 0, Level::Opaque, "it is many programs"),
    ("sudo", "-n -E -H -S -u= -g= --user= --non-interactive", 0, Level::Guarded, RIGHTS),
    ("doas", "-n -u=", 0, Level::Guarded, RIGHTS),
    ("pkexec", "--user=", 0, Level::Guarded, RIGHTS),
    ("run0", "", 0, Level::Guarded, RIGHTS),
    ("dotenv", "", 0, Level::Opaque, "it changes the environment"),
    ("cross-env", "", 0, Level::Ordinary, ""),
];

/// The words of the command that `name` runs with `args`; none if it runs no other.
pub(super) fn look_through<'a>(act: &mut Act, name: &str, args: &'a [Word]) -> Option<&'a [Word]> {
    // `/usr/bin/env` is `env`.
    let name = name.rsplit('/').next().unwrap_or_default();
    let (_, options, own, level, why) =
        WRAPPERS.iter().find(|wrapper| wrapper.0.eq_ignore_ascii_case(name))?;
    // `command -v name` says where it is.
    if name == "command" && matches!(args.first().map(Word::text), Some("-v" | "-V")) {
        return None;
    }
    raise(act, *level, why);
    let inner = begin(options, args).map(|at| at + own);
    let mut rest = inner.and_then(|at| args.get(at..)).unwrap_or_default();
    if inner.is_none() {
        act.opaque(format!("what `{name}` runs with these options is not known"));
        // From the first word on that is a known program, it is judged all the same.
        let known = |word: &Word| tables::tool(&super::judge::base_name(word.text())).is_some();
        rest = args.iter().position(known).and_then(|at| args.get(at..)).unwrap_or_default();
    }
    if matches!(name, "env" | "cross-env") {
        rest = environment::look_through(act, rest);
        if rest.is_empty() {
            act.guarded("it shows the environment, where secrets are");
        }
    }
    if rest.is_empty() {
        act.opaque(format!("`{name}` has nothing to run"));
    }
    Some(rest)
}

/// Where the first operand is.
fn begin(options: &str, args: &[Word]) -> Option<usize> {
    let mut at = 0;
    while let Some(word) = args.get(at) {
        let text = word.text();
        if text == "--" {
            return Some(at + 1);
        }
        if !text.starts_with('-') {
            break;
        }
        // An option with its value is one word, or two.
        let one = args.get(at..=at).unwrap_or_default();
        let two = args.get(at..at + 2).unwrap_or_default();
        let (is_one, is_two) =
            (read(options, one).is_ok(), read(options, two).is_ok_and(|found| found.operands.is_empty()));
        at += match (is_one, is_two) {
            (true, _) => 1,
            (false, true) => 2,
            (false, false) => return None,
        };
    }
    Some(at)
}
