//! What models cost: written down exactly, shown, and never more than the user allows.

use bedrock_wire::{Answer, Options, Reply, Usage};
use serde_json::{Value, json};

use super::{Bedrock, ran, shell};

const SONNET: &str = "bedrock:us.anthropic.claude-sonnet-4-6";
const CHAT: [&str; 4] = ["chat", "--no-interactive", "--trust-all-tools", "What?"];

fn answering(replies: Vec<Reply>) -> Bedrock {
    Bedrock::new(Options { replies, ..Options::default() })
}

fn chat(bedrock: &Bedrock) -> crate::workspace::Ran {
    ran(bedrock.command(&CHAT).env("KIRO_LSP_MODEL", SONNET))
}

fn usage(bedrock: &Bedrock, more: &[&str]) -> Value {
    bedrock.workspace.json(&[&["usage"], more].concat())
}

#[test]
fn each_call_is_written_down_to_the_billionth() {
    let used = Usage { input: 1_000, output: 200, cache_read: 10_000, cache_write: 3_000 };
    let bedrock = answering(vec![
        Answer::blocks(vec![shell("a")]).usage(used).into(),
        Answer::text("Done.").usage(Usage { input: 7, ..Usage::default() }).into(),
    ]);
    chat(&bedrock).expect_code(0);
    let by_model = usage(&bedrock, &["--by", "model"]);
    // In a profile of a part of the world: 1,000 × 3.30 + 3,000 × 4.125 + 10,000 × 0.33 + 200 × 16.50 millionths; 7 × 3.30.
    let nanodollars = 3_300_000 + 12_375_000 + 3_300_000 + 3_300_000 + 23_100;
    assert_eq!(by_model["total"]["usage"]["cost"]["nanodollars"], nanodollars);
    assert_eq!(by_model["total"]["calls"], 2);
    assert_eq!(by_model["sums"][0]["key"], SONNET);
    assert_eq!(by_model["total"]["usage"]["writtenTokens"], 3_000);
    // (1,000 + 1,000 + 1,000 + 3,750) / 10,000 × 1.3, and the least there is.
    assert_eq!(by_model["total"]["usage"]["cost"]["centicredits"], 88 + 1);
    let text = bedrock.workspace.run(&["usage", "--by", "day"]).expect_code(0).stdout;
    assert!(text.contains("$0.0223") && text.contains("0.89"), "{text}");
    let csv = bedrock.workspace.run(&["usage", "--format", "csv"]).expect_code(0).stdout;
    assert!(csv.contains(&format!("\"{SONNET}\",2,4007,10000,3000,200,0.022298100,0.89,0")), "{csv}");
    let html = bedrock.workspace.run(&["usage", "--format", "html"]).expect_code(0).stdout;
    assert!(html.contains("$0.0223 in 2 calls") && html.contains("default-src 'none'"), "{html}");
    assert_eq!(usage(&bedrock, &["--since", "2100-01-01"])["total"]["calls"], 0);
    // What was spent is not forgotten with its session.
    let session = bedrock.workspace.json(&["session", "list"])["sessions"][0]["id"].clone();
    bedrock.workspace.run(&["session", "delete", session.as_str().unwrap()]).expect_code(0);
    assert_eq!(usage(&bedrock, &[])["total"]["usage"]["cost"]["nanodollars"], nanodollars);
}

/// A log that is begun anew counts from 1 again; its calls are others.
#[test]
fn calls_are_written_down_after_the_state_was_deleted() {
    let used = Usage { input: 10, ..Usage::default() };
    let bedrock = answering((0..2).map(|_| Answer::text("Done.").usage(used).into()).collect());
    chat(&bedrock).expect_code(0);
    let folders = std::fs::read_dir(bedrock.workspace.state()).unwrap().map(|folder| folder.unwrap().path());
    for folder in folders.filter(|folder| folder.is_dir() && !folder.ends_with("usage")) {
        std::fs::remove_dir_all(folder).unwrap();
    }
    chat(&bedrock).expect_code(0);
    assert_eq!(usage(&bedrock, &[])["total"]["calls"], 2);
}

#[test]
fn the_call_that_could_cross_a_cap_is_not_made() {
    let big = Usage { input: 10_000, output: 1_000, ..Usage::default() };
    let bedrock = answering(vec![
        Answer::blocks(vec![shell("a")]).usage(big).into(),
        Answer::text("Done.").usage(big).into(),
    ]);
    bedrock.workspace.settings(&json!({ "caps": { "day": { "dollars": 0.07 } } }));
    let stopped = chat(&bedrock).expect_code(7);
    assert!(
        stopped.stderr.contains(
            "the next call could cross the cap of $0.0700 on one day; $0.0495 are spent or set aside"
        ),
        "{}",
        stopped.stderr
    );
    let requests = bedrock.wire.requests().into_iter();
    assert_eq!(requests.filter(|request| request.counted.is_none()).count(), 1);
    // The first one could not have cost more, however long it had been.
    let most = bedrock.wire.requests()[0].body["inferenceConfig"]["maxTokens"].as_u64().unwrap();
    assert!((1_024..64_000).contains(&most), "{most}");
    // With more money it goes on where it was.
    bedrock.workspace.settings(&json!({ "caps": { "day": { "dollars": 1 } } }));
    let resume = ["chat", "--no-interactive", "--trust-all-tools", "--resume"];
    let done = ran(bedrock.command(&resume).env("KIRO_LSP_MODEL", SONNET)).expect_code(0);
    assert_eq!(done.stdout, "Done.\n");
    assert_eq!(bedrock.workspace.read("executed"), "a\n");
}

#[test]
fn a_cap_in_dollars_needs_a_price() {
    let bedrock = answering(vec![Answer::text("Yes.").into(), Answer::text("Yes.").into()]);
    bedrock.workspace.settings(&json!({ "caps": { "month": { "dollars": 5 } } }));
    let chat = || ran(bedrock.command(&CHAT).env("KIRO_LSP_MODEL", "bedrock:meta.llama9"));
    let stopped = chat().expect_code(7);
    assert!(stopped.stderr.contains("nobody knows what this model costs"), "{}", stopped.stderr);
    bedrock.workspace.settings(&json!({ "caps": { "month": { "credits": 5 } } }));
    chat().expect_code(0);
    let used = usage(&bedrock, &[]);
    assert_eq!(
        (&used["total"]["unpriced"], &used["total"]["usage"]["cost"]["nanodollars"]),
        (&json!(1), &json!(0))
    );
}

#[test]
fn models_are_listed_with_what_they_cost_here() {
    let workspace = crate::workspace::Workspace::new();
    let run = |arguments: &[&str]| {
        let mut command = workspace.command(arguments);
        ran(command.env("AWS_REGION", "eu-central-1"))
    };
    let list = run(&["models", "list"]).expect_code(0).stdout;
    let line = |id: &str| list.lines().find(|line| line.starts_with(id)).unwrap().to_owned();
    assert!(
        line("claude-opus-4.7 ").contains("5.5 / 27.5")
            && line("claude-opus-4.7 ").ends_with("bedrock:claude-opus-4.7")
    );
    assert!(line("minimax-m2.5 ").contains("0.36 / 1.44"), "{list}");
    assert!(
        line("glm-5 ").contains("not here: eu-central-1 does not have it (it is in us-east-1, us-west-2)"),
        "{list}"
    );
    let show = run(&["models", "show", "us.anthropic.claude-haiku-4-5-20251001-v1:0"]).expect_code(0).stdout;
    assert!(
        show.contains("takes 0.4 credits") && show.contains("--model bedrock:claude-haiku-4.5"),
        "{show}"
    );
    let missing = run(&["models", "show", "claude-sonet-4.6"]).expect_code(1).stderr;
    assert!(missing.contains("is `claude-sonnet-4.6` meant?"), "{missing}");
    // A user's own file counts, and what is wrong with it is told.
    let own = "{\n  \"models\": {\n    \"glm-5\": { \"prices\": { \"input\": 0.5 } },\n    \"x\": { \"context\": 1 }\n  }\n}";
    workspace.catalogue(own);
    let ran = run(&["models", "show", "glm-5"]).expect_code(0);
    assert!(ran.stdout.contains("$0.5 read"), "{}", ran.stdout);
    assert!(ran.stderr.contains("models.json:4: `models.x`: missing field `name`."), "{}", ran.stderr);
}

/// Half of the time so much, nine times in ten so much; and afterwards it is known how well that went.
#[test]
fn tasks_are_estimated_and_the_estimate_is_held_against_what_they_cost() {
    let used = |input| Usage { input, output: 1_000, ..Usage::default() };
    let replies = (1..=6).map(|run| Answer::text("Done.").usage(used(run * 100_000)).into());
    let bedrock = answering(replies.collect());
    let tasks: String = (1..=8).map(|task| format!("- [ ] {task}. Part {task}\n")).collect();
    bedrock.workspace.write(crate::workspace::TASKS, format!("{tasks}- [ ]* 9. Maybe\n"));
    let estimate = |more: &[&str]| {
        let mut command = bedrock.command(&[&["task", "estimate", "s"], more].concat());
        ran(command.env("KIRO_LSP_MODEL", SONNET)).expect_code(0).stdout
    };
    let one = estimate(&["1"]);
    assert!(one.starts_with(&format!("1 task with {SONNET}")), "{one}");
    assert!(one.contains("fewer than 5 runs of this workspace are known"), "{one}");
    assert!(estimate(&[]).starts_with("8 tasks with "), "{}", estimate(&[]));
    // A wave has the tasks that `spec graph` has in it.
    let graph = ran(&mut bedrock.command(&["spec", "graph", "s", "--format", "json"])).expect_code(0).stdout;
    let graph: serde_json::Value = serde_json::from_str(&graph).unwrap();
    let first = graph["graph"]["waves"][0].as_array().unwrap().len();
    let wave = estimate(&["--wave", "1"]);
    assert!(wave.starts_with(&format!("{first} task")), "{first}: {wave}");
    let none = ran(&mut bedrock.command(&["task", "estimate", "s", "--wave", "99"])).expect_code(2);
    assert!(none.stderr.contains("has no wave 99"), "{none:?}");
    for task in 1..=6 {
        let task = task.to_string();
        let run = ["task", "run", "s", &task, "-a", "--no-interactive", "--check", "true"];
        ran(bedrock.command(&run).env("KIRO_LSP_MODEL", SONNET)).expect_code(0);
    }
    let known = estimate(&["7"]);
    assert!(known.contains("By 6 runs of this workspace."), "{known}");
    // The median of 100,000 to 600,000 tokens, and the dearest, which was dearer than all that was known when it began.
    assert!(known.contains("tokens   up to 301000, up to 601000"), "{known}");
    assert!(known.contains("dollars  up to $1.01, up to $2.00"), "{known}");
    assert!(known.contains("Of 6 runs that were estimated, 5 (83 %) cost no more"), "{known}");
    // Editors show it at the task.
    let spec = bedrock.workspace.json(&["spec", "show", "s"]);
    let task = |reference: &str| {
        let tasks = spec["spec"]["tasks"].as_array().or(spec["tasks"].as_array()).unwrap();
        tasks.iter().find(|task| task["reference"] == reference).unwrap()["cost"]["nanodollars"].clone()
    };
    assert_eq!((task("2"), task("7")), (json!(676_500_000), Value::Null));
    let by_task = usage(&bedrock, &["--by", "task"]);
    assert_eq!((&by_task["sums"][0]["key"], &by_task["total"]["calls"]), (&json!("s 6"), &json!(6)));
}

/// Nobody is asked for more money than they want to spend unasked, and without a yes nothing begins.
#[test]
fn a_run_that_is_dear_begins_with_a_yes() {
    let bedrock = answering(vec![Answer::text("Done.").into()]);
    bedrock.workspace.write(crate::workspace::TASKS, "- [ ] 1. Greet\n");
    bedrock.workspace.settings(&json!({ "askAbove": { "dollars": 0.01 } }));
    let run = ["task", "run", "s", "1", "-a", "--no-interactive", "--check", "true"];
    let start = || ran(bedrock.command(&run).env("KIRO_LSP_MODEL", SONNET));
    let refused = start();
    assert_ne!(refused.code, Some(0), "{}", refused.stderr);
    let asked = "Begin task 1? Greet";
    let why = "is more than $0.0100, above which you want to be asked";
    assert!(refused.stderr.contains(asked) && refused.stderr.contains(why), "{}", refused.stderr);
    assert_eq!(bedrock.wire.requests().len(), 0);
    assert_eq!(bedrock.workspace.read(crate::workspace::TASKS), "- [ ] 1. Greet\n");
    bedrock.workspace.settings(&json!({ "askAbove": { "dollars": 1000 } }));
    start().expect_code(0);
    assert_eq!(bedrock.workspace.read(crate::workspace::TASKS), "- [x] 1. Greet\n");
}

#[test]
fn a_plan_and_its_bonus() {
    let used = Usage { input: 100_000, ..Usage::default() };
    let bedrock = answering((0..2).map(|_| Answer::text("Yes.").usage(used).into()).collect());
    bedrock.workspace.settings(&json!({ "plan": "pro" }));
    chat(&bedrock).expect_code(0);
    let said = || bedrock.workspace.run(&["usage"]).expect_code(0).stdout;
    assert!(said().contains("Kiro Pro: 13.00 of 1000.00 credits used this month\n"), "{}", said());
    let bonus = json!([{ "credits": 20, "from": "2026-01-01", "until": "2999-01-01" }]);
    bedrock.workspace.catalogue(&json!({ "plans": { "pro": { "credits": 5, "bonus": bonus } } }).to_string());
    chat(&bedrock).expect_code(0);
    let more = "Kiro Pro: 6.00 of 5.00 credits used this month; those beyond cost $0.0400; 0.00 of a bonus are left\n";
    assert!(said().contains(more), "{}", said());
}

/// An estimate has a margin; where it is what would cross a cap, Bedrock is asked to count.
#[test]
fn a_call_that_seems_too_dear_is_counted_first() {
    let chat = |cap: f64, model: &str| {
        let bedrock = Bedrock::new(Options {
            replies: vec![Answer::text("Yes.").into()],
            counts: true,
            ..Options::default()
        });
        bedrock.workspace.settings(&json!({ "caps": { "call": { "dollars": cap } } }));
        bedrock.workspace.write(".kiro/steering/style.md", "- Names say what things are.\n".repeat(2_000));
        let ran = ran(bedrock.command(&super::CHAT).env("KIRO_LSP_MODEL", model));
        let counted: Vec<_> =
            bedrock.wire.requests().into_iter().filter_map(|request| request.counted).collect();
        (ran, counted)
    };
    let sonnet = "bedrock:us.anthropic.claude-sonnet-4-6";
    let (ran, counted) = chat(9.0, sonnet);
    assert_eq!((ran.expect_code(0).stdout.as_str(), counted.len()), ("Yes.\n", 0));
    let (ran, counted) = chat(0.000_001, sonnet);
    assert!(ran.expect_code(7).stderr.contains("is not asked"));
    assert_eq!(counted.len(), 1);
    // The least cap that a call fits below is one that its estimate does not fit below.
    let mut cap = counted[0] as f64 * 3.3e-6;
    let (ran, counted) = loop {
        let tried = chat(cap, sonnet);
        if tried.0.code == Some(0) {
            break tried;
        }
        cap *= 1.05;
    };
    assert_eq!((ran.stdout.as_str(), counted.len()), ("Yes.\n", 1));
    // Nobody counts for what is behind an ARN.
    let arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";
    assert_eq!(chat(0.000_001, arn).1, [0; 0]);
}
