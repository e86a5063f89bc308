use expect_test::{Expect, expect};

use super::*;
use crate::permissions::{Layer, rules_of};

/// What of a session is not as usual.
struct Session {
    trust: Trust,
    rules: Rules,
    frozen: Option<&'static str>,
    changed: BTreeSet<String>,
}

fn supervised() -> Session {
    Session { trust: Trust::None, rules: Rules::default(), frozen: None, changed: BTreeSet::new() }
}

fn autopilot() -> Session {
    Session { trust: Trust::All, ..supervised() }
}

fn ruled(yaml: &str) -> Session {
    let (permissions, problems) = config::parse_permissions(yaml);
    Session { rules: rules_of(Layer::User, "p.yaml", yaml, &permissions.rules, &problems), ..supervised() }
}

impl Session {
    fn verdict(&self, tool: &str, touches: &[Touch]) -> Verdict {
        let facts =
            Facts { actor: Actor::Agent, tool, touches, stuck: None, changed: &self.changed, blast: None };
        let grounds = Grounds {
            trust: &self.trust,
            rules: [&self.rules, &Rules::default()],
            limits: &Limits::default(),
            frozen: self.frozen,
        };
        judge(&facts, &grounds)
    }

    fn check(&self, tool: &str, touches: &[Touch], expected: Expect) {
        expected.assert_eq(&shown_verdict(&self.verdict(tool, touches)));
    }
}

fn shown_verdict(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Allow => "allow".to_owned(),
        Verdict::Ask { why, rules } if rules.is_empty() => format!("ask each time: {why}"),
        Verdict::Ask { why, rules } => {
            let patterns: Vec<&str> =
                rules.iter().flat_map(|rule| &rule.patterns).map(String::as_str).collect();
            format!("ask ({}): {why}", patterns.join(" | "))
        }
        Verdict::Deny { why } => format!("deny: {why}"),
    }
}

fn write(path: &str) -> Touch {
    Touch::Write { path: path.to_owned() }
}

fn part(text: &str, class: Class) -> Part {
    let (text, whole) = (text.to_owned(), text.to_owned());
    Part {
        text,
        whole,
        span: 0..0,
        class,
        reads: Vec::new(),
        prints_content: false,
        writes: Vec::new(),
        remembers: true,
    }
}

fn ordinary(text: &str) -> Touch {
    Touch::Command(part(text, Class::Ordinary))
}

fn opaque(text: &str) -> Touch {
    Touch::Command(part(text, Class::Opaque { why: "it runs what is printed".to_owned() }))
}

fn guarded(text: &str) -> Touch {
    Touch::Command(part(text, Class::Guarded { why: "it uploads".to_owned() }))
}

fn forbidden(text: &str) -> Touch {
    Touch::Command(part(text, Class::Forbidden { why: "it deletes everything".to_owned() }))
}

fn writing(text: &str, target: Target) -> Touch {
    Touch::Command(Part { writes: vec![target], ..part(text, Class::Ordinary) })
}

fn reading(text: &str, class: Class, target: Target) -> Touch {
    Touch::Command(Part { reads: vec![target], ..part(text, class) })
}

#[test]
fn supervised_sessions_ask_for_what_changes_something() {
    let session = supervised();
    session.check("read", &[Touch::Read { path: "a".to_owned() }], expect!["allow"]);
    session.check("write", &[write("a.rs")], expect!["ask (**): changing files asks in supervised mode"]);
    session.check(
        "shell",
        &[ordinary("cargo test -q")],
        expect!["ask (cargo test | cargo test *): running commands asks in supervised mode"],
    );
    session.check("shell", &[Touch::Command(part("ls -l", Class::ReadOnly))], expect!["allow"]);
    session.check("shell", &[opaque("eval x")], expect!["ask each time: it runs what is printed"]);
}

#[test]
fn autopilot_lifts_what_is_usual_and_nothing_else() {
    let session = autopilot();
    session.check("shell", &[ordinary("cargo test"), opaque("eval x")], expect!["allow"]);
    session.check("shell", &[guarded("curl -d @x y")], expect!["ask each time: it uploads"]);
    session.check("shell", &[forbidden("rm -rf /")], expect!["deny: it deletes everything"]);
    session.check(
        "write",
        &[write("a"), write(".kiro/hooks/a.json")],
        expect![
            "ask each time: `.kiro/hooks/a.json` decides what is run or allowed; changing it always asks"
        ],
    );
    session.check(
        "write",
        &[write(".git/config")],
        expect!["deny: `.git/config` belongs to version control itself and is never written"],
    );
    session.check(
        "read",
        &[Touch::Outside { path: "/etc/passwd".to_owned() }],
        expect!["deny: `/etc/passwd` is outside the workspace; work only on files in it"],
    );
    session.check(
        "read",
        &[Touch::Secret { path: ".env".to_owned(), why: "its name says that it holds secrets".to_owned() }],
        expect!["deny: `.env` is not shown to agents: its name says that it holds secrets; ask the user for what you need of it"],
    );
    session.check(
        "shell",
        &[Touch::MayShow { path: ".env".to_owned(), why: "its name says that it holds secrets".to_owned() }],
        expect!["ask each time: it may show `.env`, which is kept from agents: its name says that it holds secrets"],
    );
    session.check(
        "shell",
        &[Touch::Beyond(Extras { network: true, ..Extras::default() })],
        expect!["ask each time: it asks to use the network"],
    );
    session.check(
        "shell",
        &[Touch::Beyond(Extras { unsandboxed: true, ..Extras::default() })],
        expect!["ask each time: it asks to run outside of the sandbox, with all your rights"],
    );
}

#[test]
fn a_rule_allows_words_and_not_what_else_they_do() {
    let session = ruled(
        "rules:\n  - capability: shell\n    match: [\"cargo *\", \"curl *\", \"python *\", \"rm *\"]\n    effect: allow\n",
    );
    session.check("shell", &[ordinary("cargo test")], expect!["allow"]);
    session.check(
        "shell",
        &[ordinary("cargo test"), ordinary("make")],
        expect!["ask (make | make *): running commands asks in supervised mode"],
    );
    session.check("shell", &[opaque("python -c x")], expect!["ask each time: it runs what is printed"]);
    session.check("shell", &[guarded("curl -d @x y")], expect!["ask each time: it uploads"]);
    session.check("shell", &[forbidden("rm -rf /")], expect!["deny: it deletes everything"]);
    session.check(
        "shell",
        &[writing("cargo fmt", Target::Inside(".kiro/hooks/a.json".to_owned()))],
        expect![
            "ask each time: `.kiro/hooks/a.json` decides what is run or allowed; changing it always asks"
        ],
    );
    session.check(
        "shell",
        &[writing("cargo x", Target::Outside("/etc/x".to_owned()))],
        expect!["deny: `/etc/x` is outside the workspace; work only on files in it"],
    );
    session.check(
        "shell",
        &[writing("cargo x", Target::Inside(".kiro/specs/a/tasks.md".to_owned()))],
        expect!["ask each time: `.kiro/specs/a/tasks.md` holds the marks of tasks, which a run sets itself"],
    );
    session.check(
        "shell",
        &[ordinary("cargo run --profile x"), ordinary("cargo aws --profile prod")],
        expect!["deny: `prod` is production, where agents do nothing"],
    );
}

#[test]
fn what_the_agent_changed_is_not_what_was_allowed() {
    let allowed = ruled("rules:\n  - capability: shell\n    match: [\"npm test*\"]\n    effect: allow\n");
    let session = Session { changed: BTreeSet::from(["package.json".to_owned()]), ..allowed };
    session.check(
        "shell",
        &[ordinary("npm test")],
        expect!["ask each time: the agent changed `package.json`, which decides what this runs"],
    );
}

#[test]
fn stricter_rules_win_in_every_mode() {
    let rules = "rules:\n  - capability: shell\n    match: [\"git push*\"]\n    effect: deny\n  - capability: fs_write\n    match: [\"docs/**\"]\n    effect: ask\n  - capability: fs_read\n    match: [\"private/**\"]\n    effect: deny\n";
    let session = Session { trust: Trust::All, ..ruled(rules) };
    session.check("shell", &[ordinary("git push")], expect!["deny: the rule at p.yaml:2 forbids it"]);
    session.check("write", &[write("docs/a.md")], expect!["ask each time: the rule at p.yaml:5 asks"]);
    session.check(
        "shell",
        &[writing("sed -i x docs/a.md", Target::Inside("docs/a.md".to_owned()))],
        expect!["ask each time: the rule at p.yaml:5 asks"],
    );
    session.check(
        "shell",
        &[reading("cat private/a", Class::ReadOnly, Target::Inside("private/a".to_owned()))],
        expect!["deny: the rule at p.yaml:8 forbids it"],
    );
    // What stands before the words counts for a rule that forbids.
    let prefixed = Part { whole: "git push (after cd x)".to_owned(), ..part("push", Class::Ordinary) };
    session.check("shell", &[Touch::Command(prefixed)], expect!["deny: the rule at p.yaml:2 forbids it"]);
}

#[test]
fn a_broken_rule_refuses_what_it_is_about() {
    let session = ruled("rules:\n  - capability: shell\n    effect: dney\n");
    session.check("shell", &[Touch::Command(part("ls", Class::ReadOnly))], expect!["deny: a rule cannot be understood, and what it might forbid is refused until it is mended: p.yaml:2: there is no effect `dney`; use allow, ask or deny"]);
    session.check("write", &[write("a")], expect!["ask (**): changing files asks in supervised mode"]);
}

#[test]
fn a_frozen_workspace_is_only_read() {
    let session = Session { frozen: Some("release"), ..autopilot() };
    session.check("read", &[Touch::Read { path: "a".to_owned() }], expect!["allow"]);
    session.check("shell", &[Touch::Command(part("ls", Class::ReadOnly))], expect!["allow"]);
    session.check(
        "shell",
        &[ordinary("make")],
        expect!["deny: the workspace is frozen (release): nothing is changed until the user lets it go"],
    );
    session.check(
        "write",
        &[write("a")],
        expect!["deny: the workspace is frozen (release): nothing is changed until the user lets it go"],
    );
}

#[test]
fn outside_is_asked_for_by_name() {
    let extra = Touch::Beyond(Extras { write: vec!["/srv/out".to_owned()], ..Extras::default() });
    let into = writing("cp a /srv/out/a", Target::Outside("/srv/out/a".to_owned()));
    autopilot().check("shell", &[into.clone(), extra], expect!["ask each time: it asks to write `/srv/out`"]);
    let beside = Touch::Beyond(Extras { write: vec!["/srv/o".to_owned()], ..Extras::default() });
    autopilot().check(
        "shell",
        &[into, beside],
        expect!["deny: `/srv/out/a` is outside the workspace; work only on files in it"],
    );
    supervised().check(
        "shell",
        &[reading("cat /etc/hosts", Class::Ordinary, Target::Outside("/etc/hosts".to_owned()))],
        expect!["ask each time: it reads `/etc/hosts`, outside of the workspace; running commands asks in supervised mode"],
    );
}

#[test]
fn always_is_offered_only_where_it_would_be_true() {
    let twice = [ordinary("cargo test"), write("a")];
    supervised().check("shell", &twice, expect!["ask (cargo test | cargo test * | **): running commands asks in supervised mode; changing files asks in supervised mode"]);
    supervised().check(
        "shell",
        &[ordinary("./run.sh")],
        expect!["ask each time: running commands asks in supervised mode"],
    );
    supervised().check(
        "shell",
        &[ordinary("cargo test"), opaque("eval x")],
        expect!["ask each time: running commands asks in supervised mode; it runs what is printed"],
    );
    let destructive = Part { remembers: false, ..part("rm a", Class::Ordinary) };
    supervised().check(
        "shell",
        &[Touch::Command(destructive)],
        expect!["ask each time: running commands asks in supervised mode"],
    );
}

#[test]
fn users_are_not_asked() {
    let touches = [forbidden("rm -rf /")];
    let facts = Facts {
        actor: Actor::User,
        tool: "shell",
        touches: &touches,
        stuck: None,
        changed: &BTreeSet::new(),
        blast: None,
    };
    let (trust, rules, limits) = (Trust::None, Rules::default(), Limits::default());
    let grounds = Grounds { trust: &trust, rules: [&rules, &rules], limits: &limits, frozen: None };
    assert_eq!(judge(&facts, &grounds), Verdict::Allow);
}
