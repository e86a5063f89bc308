//! Measures how long it takes to decide on a command: `gate` prints a line of JSON for each command, with the median and the
//! 99th percentile of its rounds in microseconds: `policy` alone, with every fact at hand, and the runtime, which looks at
//! the files, asks the log whether the workspace is frozen, and looks whether the rules have changed.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use policy::shell::{Needs, Program, Resolved, ShellFacts, Target, classify, parse};
use policy::{Facts, Grounds, Layer, Limits, Rules, Touch, Verdict, judge, rules_of};
use protocol::{Actor, Request, Response, Trust};
use runtime::{ModelSettings, Retention, RuleFiles, Runtime, Settings};

const ROUNDS: usize = 2_000;

const COMMANDS: [&str; 6] = [
    "git status",
    "cargo test -q",
    "git status && cargo test -q",
    "npm run build -- --x",
    "cat src/*.rs | grep -n fn | sort | head -20",
    "cd src && sed -i 's/one/two/' a.rs && git add -A && git commit -qm 'Two'",
];

const RULES: &str = "rules:
  - {capability: shell, match: ['cargo *', 'npm run *', 'npm test', 'make *'], effect: allow}
  - {capability: shell, match: ['git status', 'git diff *', 'git log *', 'git add *'], effect: allow}
  - {capability: shell, match: ['npm run deploy*', 'npm publish *'], effect: deny}
  - {capability: shell, match: ['git push *'], effect: ask}
  - {capability: shell, match: ['terraform *', 'kubectl *', 'aws *'], exclude: ['* --dry-run'], effect: ask}
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let ground = tempfile::tempdir_in("target")?;
    let root = ground.path().join("work");
    std::fs::create_dir_all(root.join("src"))?;
    ["a", "b", "c"].iter().try_for_each(|name| std::fs::write(root.join(format!("src/{name}.rs")), "fn"))?;
    // Twenty rules: those of the user, four times.
    let text = format!("{RULES}{}", RULES.replace("rules:\n", "").repeat(3));
    let file = ground.path().join("permissions.yaml");
    std::fs::write(&file, &text)?;
    let (permissions, problems) = config::parse_permissions(&text);
    let rules = rules_of(Layer::User, "permissions.yaml", &text, &permissions.rules, &problems);
    let runtime = Runtime::open(settings(&root, &ground.path().join("state"), &file))?;

    for command in COMMANDS {
        let (mut pure, mut whole) = (Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS));
        let mut effect = String::new();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            black_box(decide(black_box(command), &rules));
            pure.push(began.elapsed());
            let asked = Request::PermissionExplain { command: command.to_owned() };
            let began = Instant::now();
            let answer = runtime.handle(asked)?;
            whole.push(began.elapsed());
            if let Response::Judged { judgement } = answer {
                effect = format!("{:?}", judgement.effect).to_lowercase();
            }
        }
        let [pure, whole] = [pure, whole].map(|mut times| {
            times.sort_unstable();
            [times.get(ROUNDS / 2), times.get(ROUNDS * 99 / 100)].map(microseconds)
        });
        let command = serde_json::Value::from(command);
        println!(
            r#"{{"command": {command}, "effect": "{effect}", "rules": {}, "pure_us": {pure:?}, "whole_us": {whole:?}}}"#,
            rules.rules.len()
        );
    }
    Ok(())
}

fn microseconds(time: Option<&Duration>) -> f64 {
    time.map_or(0.0, |time| time.as_nanos() as f64 / 1e3)
}

/// What the gate does between what it has to look up.
fn decide(command: &str, rules: &Rules) -> Verdict {
    let program = parse(command);
    let facts = known(&program);
    let touches: Vec<Touch> = classify(&program, &facts).into_iter().map(Touch::Command).collect();
    let facts = Facts {
        actor: Actor::Agent,
        tool: "shell",
        touches: &touches,
        stuck: None,
        changed: &BTreeSet::new(),
        blast: None,
    };
    let (limits, session) = (Limits::default(), Rules::default());
    judge(&facts, &Grounds { trust: &Trust::None, rules: [rules, &session], limits: &limits, frozen: None })
}

/// Every program is the system's, every path in the workspace.
fn known(program: &Program) -> ShellFacts {
    let Needs { programs, paths } = program.needs();
    let program = |need: policy::shell::Need| {
        let path = format!("/usr/bin/{}", need.path);
        (need, Resolved::System { path })
    };
    let path = |need: policy::shell::Need| {
        let target = Target::Inside(need.path.clone());
        (need, vec![target])
    };
    ShellFacts {
        programs: programs.into_iter().map(program).collect(),
        paths: paths.into_iter().map(path).collect(),
    }
}

fn settings(root: &Path, state: &Path, rules: &Path) -> Settings {
    Settings {
        root: root.to_owned(),
        state: state.to_owned(),
        process_name: "gate".to_owned(),
        models: ModelSettings::default(),
        rules: RuleFiles { user: Some(rules.to_owned()), ..RuleFiles::default() },
        limits: Limits::default(),
        retention: Retention::default(),
        usage: state.join("usage"),
        now: || 0,
        mint: || "00000000".to_owned(),
    }
}
