//! What holds for every script.
use policy::shell::{Class, Part, parse};
use proptest::prelude::*;

use super::corpus;
use super::world::classify;

fn rank(parts: &[Part]) -> u8 {
    parts.iter().map(|part| part.class.rank()).max().unwrap_or_default()
}

fn command() -> impl Strategy<Value = String> {
    let all: Vec<String> = corpus::all().collect();
    proptest::sample::select(all)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_judged(script in any::<String>()) {
        classify(&script);
    }

    #[test]
    fn any_text_of_shell_is_judged(script in "[a-z $'\"`(){}<>|&;\\n\\\\*~=#!\\[\\]-]{0,60}") {
        for part in classify(&script) {
            prop_assert!(script.get(part.span.clone()).is_some(), "{part:?}");
        }
    }

    #[test]
    fn spans_are_of_the_script(script in command()) {
        for part in classify(&script) {
            prop_assert!(script.get(part.span.clone()).is_some(), "{part:?}");
        }
    }

    /// With something terrible after it, nothing becomes milder, and the terrible is seen wherever both can be read.
    #[test]
    fn more_is_not_milder(script in command(), between in proptest::sample::select(&["; ", "\n", " && ", " || ", " & ", " | "])) {
        let longer = format!("{script}{between}rm -rf /x");
        prop_assert!(rank(&classify(&longer)) >= rank(&classify(&script)), "{longer}");
        let understood = rank(&classify(&longer)) != 2 && !script.contains("<<") && !script.contains('#');
        if understood {
            prop_assert_eq!(rank(&classify(&longer)), 4, "{}", longer);
        }
    }

    /// Assignments, wrappers and groups around a command add to what it may do.
    #[test]
    fn around_it_is_not_milder(
        script in command(),
        around in proptest::sample::select(&["X=1 ", "PATH=/tmp ", "CI=1 ", "env X=1 ", "sudo ", "nohup ", "timeout 5 ", "command ", "! ", "time ", "nice -n 5 ", "xargs "]),
    ) {
        // The words of constructs, assignments and redirections are no program.
        prop_assume!(script.starts_with(|c: char| c.is_ascii_lowercase()) && !["if ", "for ", "while ", "case ", "f()", "ls()", "bomb("].iter().any(|start| script.starts_with(start)));
        // What the shell itself does is another thing as the argument of a program.
        let builtin = policy::shell::parse(&script).commands.first().and_then(|command| command.words.first()?.literal().map(str::to_owned));
        prop_assume!(!matches!(builtin.as_deref(), Some("cd" | "set" | "export" | "declare" | "typeset" | "type" | "echo" | "true" | "test" | "printf" | "pwd" | "alias" | "exec" | "hash" | "trap" | "eval" | "source" | "enable")));
        let longer = format!("{around}{script}");
        prop_assert!(rank(&classify(&longer)) >= rank(&classify(&script)), "{longer}");
    }

    /// Whatever an option is called, a program of the list of those that read takes only those it has.
    #[test]
    fn unknown_options_are_not_read_only(
        program in proptest::sample::select(&["ls", "cat", "grep x", "rg x", "fd x", "sort", "git log", "git diff", "git status", "find .", "head", "wc", "jq .", "tree"]),
        option in "--[a-z]{3,8}=sh",
    ) {
        let script = format!("{program} {option}");
        let known = ["--color", "--sort", "--format", "--type", "--glob", "--since", "--after", "--until", "--before", "--grep", "--skip", "--date",
            "--include", "--exclude", "--max-count", "--lines", "--bytes", "--indent", "--size", "--threads", "--width", "--time", "--key", "--total",
            "--stat", "--pretty", "--branches", "--tags", "--remotes", "--author", "--abbrev", "--column", "--ignored", "--notes", "--decorate", "--relative", "--root", "--context", "--regexp", "--file", "--replace", "--colors", "--sortr", "--hidden", "--encoding", "--iglob", "--ignore", "--dirstat", "--unified", "--colour"];
        prop_assume!(!known.iter().any(|known| option.starts_with(&format!("{known}="))));
        prop_assert_ne!(rank(&classify(&script)), 0, "{}", script);
    }
}

/// Ten times as much takes about ten times as many nodes, and none of these takes minutes: depth, width, and what only opens.
#[test]
fn large_scripts_are_read() {
    let size = 60_000;
    for piece in [
        "(",
        "{ ",
        "$(",
        "`",
        "\"",
        "a;",
        "a\n",
        "a|",
        "a && ",
        "if ",
        "<<E ",
        "'",
        "$((",
        "[[ ",
        "case x in ",
        "\\",
        "a=",
        ">a ",
        "{a}>b",
        "for A in a; do ",
        "f() { ",
        "ls -l; ",
        "# ",
        "!",
        "&",
    ] {
        let script = piece.repeat(size / piece.len());
        let parts = classify(&script);
        assert!(parts.len() <= script.len() + 1, "{piece}");
    }
}

#[test]
fn nothing_is_nothing() {
    for script in ["", " ", "\n", "# ls", "\t\n# a\n"] {
        assert_eq!(classify(script), [], "{script:?}");
    }
}

#[test]
fn without_facts_nothing_runs_unasked() {
    for script in corpus::all() {
        let parts = policy::shell::classify(&parse(&script), &policy::shell::ShellFacts::default());
        let builtin = |part: &Part| {
            [
                "cd", "echo", "pwd", "true", "set", "printf", "test", "type", "command", "export", ":",
                "kill", "wait",
            ]
            .iter()
            .any(|name| part.text.split(' ').next() == Some(name))
        };
        for part in parts.iter().filter(|part| part.class == Class::ReadOnly || part.class == Class::Ordinary)
        {
            assert!(builtin(part) || part.text.is_empty(), "{script}: {part:?}");
        }
    }
}
