//! What assigns is an assignment however it is written: nothing in the script only reads from there on.
use policy::shell::{Class, Part};

use super::world::classify;

fn only_read(parts: &[Part]) -> Vec<&str> {
    parts.iter().filter(|part| part.class == Class::ReadOnly).map(|part| part.text.as_str()).collect()
}

#[test]
fn after_an_assignment_nothing_only_reads() {
    for assigns in [
        "PATH=.",
        "export PATH=.",
        "\\export PATH=.",
        "command 'export' PATH=.",
        "for PATH in .; do true; done",
        "for MANPATH in .; do true; done",
        "for path in .; do true; done",
        ": {PATH}<a.txt",
        "ls {PATH}>/dev/null",
        "(ls && : {PATH}<&0)",
        "wait -p PATH",
        "read PATH",
        "mapfile -t PATH",
        "printf -v PATH .",
        "printf '%s%n' a PATH",
        "\\declare PATH=.",
        "getopts a PATH",
        "let PATH=0",
        "env true; typeset PATH=.",
        "PATH=. true",
        ": ${GIT_DIR:=a}",
        ": $((PATH=0))",
        "((PATH=0))",
        "[[ PATH=0 -eq 0 ]]",
    ] {
        for script in [format!("{assigns}; ls"), format!("while true; do ls; {assigns}; done")] {
            let parts = classify(&script);
            assert_eq!(only_read(&parts), [""; 0], "{script}");
            assert!(parts.iter().any(|part| part.class.rank() > 1), "{script}: {parts:#?}");
        }
    }
}

#[test]
fn what_does_not_assign_still_only_reads() {
    for script in [
        "for f in a b; do ls; done",
        "for i in 1 $X \"${Y}\" $(seq 3); do ls; done",
        "CI=1; ls",
        "{ ls; }>/dev/null",
        "echo {}>/dev/null",
        "wait; wait 12 %1 $!; wait -n",
        "jobs -l; jobs %1",
        "printf '%s 100%%n %d\\n' a 1",
        "[ 1 -eq 2 ] || [[ -f a && 3 -lt 4 ]]",
    ] {
        let parts = classify(script);
        assert_eq!(only_read(&parts).len(), parts.len(), "{script}: {parts:#?}");
    }
}
