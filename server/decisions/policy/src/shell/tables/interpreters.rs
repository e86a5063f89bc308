//! Programs that run programs: of a file, which is judged like any other, or of their arguments or input, which is not.
use super::NONE;
use crate::shell::Word;
use crate::shell::act::Act;
use crate::shell::tool::{Call, Level, Tool};

use Level::{EachTime, Guarded, Opaque, Ordinary};

const CODE: &str = "it runs code that stands in its arguments or comes through its input";

pub(super) const TOOLS: &[Tool] = &[
    interpreter("sh bash zsh dash ash ksh mksh fish csh tcsh rbash"),
    interpreter("python pypy ipython"),
    interpreter("node nodejs tsx ts-node"),
    interpreter(
        "perl ruby php lua luajit rscript julia tclsh wish osascript groovy scala irb pry iex elixir escript erl ghci runghc guile \
        racket sbcl clisp octave r jshell expect pwsh-script raku nu xonsh elvish swipl",
    ),
    Tool {
        names: "deno",
        worse: &[
            (Opaque, CODE, "eval, repl, run -"),
            (Guarded, FAR, "run *://*, install, add, deploy, publish, upgrade"),
        ],
        ..NONE
    },
    // Of other systems; and what hands its arguments on.
    Tool {
        names: "cmd command.com powershell pwsh wscript cscript mshta rundll32 regsvr32 wmic wsl forfiles conhost",
        rest: (Opaque, CODE),
        ..NONE
    },
    Tool {
        names: "parallel watch entr script screen tmux expect dtach at batch nodemon concurrently flock strace ltrace gdb lldb valgrind perf \
        rlwrap unbuffer proot fakeroot runuser su setpriv systemd-run firejail bwrap start open xdg-open dbus-send gdbus",
        rest: (Opaque, "it runs a command that stands in its arguments"),
        worse: &[(Guarded, FAR, "*://*")],
        ..NONE
    },
    Tool {
        names: "reg regedit sc net netsh schtasks bcdedit icacls takeown certutil bitsadmin",
        rest: (Guarded, "it changes the system"),
        ..NONE
    },
    Tool {
        names: "gcc g++ cc c++ clang clang++ rustc ld",
        rest: (EachTime, ""),
        worse: &[(Opaque, CODE, "-wrapper, -fplugin*, -load*, @*, --config*, -b*, -specs*, *linker=*")],
        also: Some(output),
        ..NONE
    },
];

const FAR: &str = "it runs or installs something from elsewhere";

const fn interpreter(names: &'static str) -> Tool {
    Tool { names, rest: (Ordinary, ""), also: Some(runs_file), ..NONE }
}

/// Options before the script that change nothing about which code runs.
const HARMLESS: &[&str] = &[
    "-q",
    "-w",
    "-v",
    "--test",
    "--watch",
    "--check",
    "--trace-warnings",
    "--enable-source-maps",
    "--no-warnings",
    "--experimental-strip-types",
    "--test-only",
    "--trace-deprecation",
    "--expose-gc",
    "--norc",
    "--noprofile",
    "--posix",
];

/// Where one letter means something harmless to some and code to others (`-e` and `-n` of perl).
fn harmless(name: &str, option: &str) -> bool {
    match option {
        "-e" | "-x" | "-ex" | "-eu" | "-eux" | "-n" => name.ends_with("sh"),
        "-s" | "-E" | "-I" | "-u" | "-B" | "-O" | "-OO" => name.starts_with("py"),
        _ => HARMLESS.contains(&option),
    }
}

fn runs_file(act: &mut Act, call: &Call<'_>) {
    let name = call.name.rsplit('/').next().unwrap_or_default();
    let mut words = call.args.iter();
    while let Some(word) = words.next() {
        match word.text() {
            "-m" if name.starts_with("py") => return module(act, call, words.as_slice()),
            text if harmless(name, text) && word.literal().is_some() => {}
            text if text.starts_with(['-', '+']) || word.literal().is_none() => return act.opaque(CODE),
            text if ["/dev/", "/proc/", "http:", "https:"].iter().any(|start| text.starts_with(start)) => {
                return act.opaque(CODE);
            }
            // What runs is the file, which may have verbs: `php artisan`, `python manage.py`.
            name => {
                act.reads(word, call.folder);
                if let Some(tool) = super::tool(name) {
                    tool.judge(act, &Call { name, args: words.as_slice(), ..*call });
                }
                return;
            }
        }
    }
    // `node --test` finds its files itself.
    if !(name == "node" && call.has(&["--test"])) {
        act.opaque(CODE);
    }
}

/// Modules of python that run what they are given.
const RUNNING: [&str; 8] = ["timeit", "pdb", "code", "codeop", "trace", "runpy", "idlelib", "pickle"];

fn module(act: &mut Act, call: &Call<'_>, rest: &[Word]) {
    let Some((module, args)) = rest.split_first() else { return act.opaque(CODE) };
    let name = module.text();
    if module.literal().is_none() || RUNNING.contains(&name.split('.').next().unwrap_or_default()) {
        return act.opaque(CODE);
    }
    // `python -m pip` is pip.
    if let Some(tool) = super::tool(name) {
        tool.judge(act, &Call { name, args, ..*call });
    }
}

/// Compilers write where `-o` says.
fn output(act: &mut Act, call: &Call<'_>) {
    for pair in call.args.windows(2) {
        if let [option, file] = pair
            && option.text() == "-o"
        {
            act.writes(file, call.folder);
        }
    }
    for attached in call.args.iter().filter(|word| word.text().starts_with("-o") && word.text() != "-o") {
        match attached.after(2) {
            Some(file) => act.writes(&file, call.folder),
            None => act.opaque(CODE),
        }
    }
}
