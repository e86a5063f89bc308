use protocol::{Actor, Trust};

use crate::{Place, place, trusts};

/// One thing a tool call touches. Paths are real and beneath the root; what is not is `Outside`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Touch {
    Read {
        path: String,
    },
    Write {
        path: String,
    },
    /// Changes the mark of a task in a tasks.md, which only a user and a run's own success may.
    TaskMarks {
        path: String,
    },
    /// Shows the content of a file that is kept from agents; `why` says by what.
    Secret {
        path: String,
        why: String,
    },
    Outside {
        path: String,
    },
    Execute,
    /// A command that asks for more than its sandbox gives: `what` is [`Extras::words`](crate::Extras::words).
    Beyond {
        what: String,
    },
}

/// What is to be judged.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    pub actor: Actor,
    pub tool: &'a str,
    pub touches: &'a [Touch],
    /// How many times in a row the model asked for exactly this call, this one included.
    pub repeats: u32,
}

/// The judgement. `why` is for the user and, on a deny, for the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Allow,
    Ask {
        why: String,
        /// "Allow for this session" may be offered: it would answer this question the next time.
        lasting: bool,
    },
    Deny {
        why: String,
    },
}

/// Identical calls in a row from which on the user is asked whether this makes sense.
const REPEATS: u32 = 3;

/// Judges everything a call touches; the strictest judgement wins.
pub fn judge(facts: &Facts<'_>, trust: &Trust) -> Verdict {
    // What touches nothing waits for something.
    let repeated = (facts.repeats >= REPEATS && !facts.touches.is_empty()).then(|| Verdict::Ask {
        why: format!("the model asked for exactly this {} times in a row", facts.repeats),
        lasting: false,
    });
    let touched = facts.touches.iter().map(|touch| judge_touch(facts, touch, trust));
    repeated.into_iter().chain(touched).max_by_key(strictness).unwrap_or(Verdict::Allow)
}

fn strictness(verdict: &Verdict) -> u8 {
    match verdict {
        Verdict::Allow => 0,
        Verdict::Ask { lasting: true, .. } => 1,
        Verdict::Ask { lasting: false, .. } => 2,
        Verdict::Deny { .. } => 3,
    }
}

fn judge_touch(facts: &Facts<'_>, touch: &Touch, trust: &Trust) -> Verdict {
    if facts.actor == Actor::User {
        return Verdict::Allow;
    }
    let ask = |what: &str| {
        if trusts(trust, facts.tool) {
            Verdict::Allow
        } else {
            Verdict::Ask { why: format!("{what} asks in supervised mode"), lasting: true }
        }
    };
    match touch {
        Touch::Read { .. } => Verdict::Allow,
        Touch::Outside { path } => {
            Verdict::Deny { why: format!("`{path}` is outside the workspace; work only on files in it") }
        }
        Touch::Secret { path, why } => Verdict::Deny {
            why: format!("`{path}` is not shown to agents: {why}; ask the user for what you need of it"),
        },
        Touch::TaskMarks { path } => Verdict::Deny {
            why: format!(
                "the marks of tasks in `{path}` are set by the run itself once a task is proved; change other text only"
            ),
        },
        Touch::Write { path } => match place(path) {
            Place::Ordinary => ask("changing files"),
            Place::Control => Verdict::Ask {
                why: format!("`{path}` decides what is run or allowed; changing it always asks"),
                lasting: false,
            },
            Place::Repository => Verdict::Deny {
                why: format!("`{path}` belongs to version control itself and is never written"),
            },
        },
        Touch::Execute => ask("running commands"),
        Touch::Beyond { what } => Verdict::Ask { why: format!("it asks {what}"), lasting: false },
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(tool: &str, touches: &[Touch], repeats: u32, trust: &Trust, expected: Expect) {
        let facts = Facts { actor: Actor::Agent, tool, touches, repeats };
        let line = match judge(&facts, trust) {
            Verdict::Allow => "allow".to_owned(),
            Verdict::Ask { why, lasting } => format!("ask{}: {why}", if lasting { "" } else { " each time" }),
            Verdict::Deny { why } => format!("deny: {why}"),
        };
        expected.assert_eq(&line);
    }

    fn write(path: &str) -> Touch {
        Touch::Write { path: path.to_owned() }
    }

    #[test]
    fn supervised() {
        check("read", &[Touch::Read { path: "a".to_owned() }], 1, &Trust::None, expect!["allow"]);
        check(
            "write",
            &[write("a.rs")],
            1,
            &Trust::None,
            expect!["ask: changing files asks in supervised mode"],
        );
        check(
            "shell",
            &[Touch::Execute],
            1,
            &Trust::None,
            expect!["ask: running commands asks in supervised mode"],
        );
    }

    #[test]
    fn autopilot_still_asks_for_control_files_and_never_leaves() {
        check("shell", &[Touch::Execute], 1, &Trust::All, expect!["allow"]);
        check(
            "write",
            &[write("a"), write(".kiro/hooks/a.json")],
            1,
            &Trust::All,
            expect![
                "ask each time: `.kiro/hooks/a.json` decides what is run or allowed; changing it always asks"
            ],
        );
        check(
            "write",
            &[write(".git/config")],
            1,
            &Trust::All,
            expect!["deny: `.git/config` belongs to version control itself and is never written"],
        );
        check(
            "read",
            &[Touch::Secret {
                path: ".env".to_owned(),
                why: "its name says that it holds secrets".to_owned(),
            }],
            1,
            &Trust::All,
            expect![
                "deny: `.env` is not shown to agents: its name says that it holds secrets; ask the user for what you need of it"
            ],
        );
        check(
            "read",
            &[Touch::Outside { path: "/etc/passwd".to_owned() }],
            1,
            &Trust::All,
            expect!["deny: `/etc/passwd` is outside the workspace; work only on files in it"],
        );
    }

    #[test]
    fn the_third_identical_call_asks() {
        let read = [Touch::Read { path: "a".to_owned() }];
        check("read", &read, 2, &Trust::All, expect!["allow"]);
        check(
            "read",
            &read,
            3,
            &Trust::All,
            expect!["ask each time: the model asked for exactly this 3 times in a row"],
        );
    }

    #[test]
    fn leaving_the_sandbox_always_asks_and_waiting_never_does() {
        let network = crate::Extras { network: true, ..crate::Extras::default() };
        let beyond = Touch::Beyond { what: network.words().unwrap() };
        check(
            "shell",
            &[Touch::Execute, beyond],
            1,
            &Trust::All,
            expect!["ask each time: it asks to use the network"],
        );
        check("process", &[], 9, &Trust::None, expect!["allow"]);
    }

    #[test]
    fn only_named_tools_are_trusted() {
        let trust = Trust::Tools(vec!["write".to_owned()]);
        check("write", &[write("a")], 1, &trust, expect!["allow"]);
        check(
            "shell",
            &[Touch::Execute],
            1,
            &trust,
            expect!["ask: running commands asks in supervised mode"],
        );
    }
}
