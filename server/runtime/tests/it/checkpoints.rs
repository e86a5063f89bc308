//! What an agent did to files is undone, and what anybody else did is not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use expect_test::{Expect, expect};
use protocol::{
    Checkpoint, ErrorCode, EventBody, FileRestore, Request, Response, RestoreAction, SessionId, Trust,
    VerbError,
};
use runtime::Runtime;
use serde_json::{Value, json};

use super::files::{calls, session, turn};
use super::{Ground, event, run};

impl Ground {
    pub(crate) fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    pub(crate) fn put(&self, path: &str, content: &str) {
        let path = self.work().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Every file outside `.kiro` with its content.
    fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        collect(&self.work(), &self.work(), &mut files);
        files
    }
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with(".kiro") {
            collect(root, &path, files);
        } else if path.is_file() {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

fn list(runtime: &Runtime, session: &SessionId) -> Vec<Checkpoint> {
    match runtime.handle(Request::CheckpointList { session: session.clone() }).unwrap() {
        Response::Checkpoints { checkpoints } => checkpoints,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn restore(
    runtime: &Runtime,
    session: &SessionId,
    checkpoint: &str,
) -> Result<(Vec<FileRestore>, Option<String>), VerbError> {
    let request = Request::CheckpointRestore { session: session.clone(), checkpoint: checkpoint.to_owned() };
    match runtime.handle(request)? {
        Response::CheckpointRestored { restored, undo } => Ok((restored, undo)),
        other => panic!("{other:?}"),
    }
}

fn told(files: &[FileRestore]) -> String {
    let line = |file: &FileRestore| {
        let action = match file.action {
            RestoreAction::Write => "written",
            RestoreAction::Delete => "removed",
            RestoreAction::Conflict => "left alone",
        };
        let why = if file.why.is_empty() { String::new() } else { format!(": {}", file.why) };
        format!("{} {action}{why}\n", file.path)
    };
    files.iter().map(line).collect()
}

fn check(files: &[FileRestore], expected: Expect) {
    expected.assert_eq(&told(files));
}

fn shell(command: &str) -> (&'static str, Value) {
    ("shell", json!({ "command": command }))
}

fn write(path: &str, content: &str) -> (&'static str, Value) {
    ("write", json!({ "path": path, "content": content }))
}

fn read(path: &str) -> (&'static str, Value) {
    ("read", json!({ "path": path }))
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_a_turn_did_is_undone_and_the_undoing_too() {
    let ground = Ground::new(&calls(&[
        read("a.txt"),
        write("a.txt", "agent"),
        write("new/b.txt", "agent"),
        shell("rm gone.txt run.sh; echo shell >> a.txt; mkdir deep; echo x > deep/c.txt"),
    ]));
    ground.put("a.txt", "before");
    ground.put("gone.txt", "untracked");
    ground.put("run.sh", "#!/bin/sh\nexit 3\n");
    let run_sh = ground.work().join("run.sh");
    fs::set_permissions(&run_sh, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let (before, runtime) = (ground.files(), ground.process("a"));
    let session = session(&runtime);
    turn(&runtime, &session).await;
    let after = ground.files();

    let list: String = list(&runtime, &session)
        .iter()
        .map(|point| {
            let paths: Vec<_> = point.changes.iter().map(|change| change.path.as_str()).collect();
            format!("{} {}: {}\n", point.id, point.title, paths.join(", "))
        })
        .collect();
    expect![[r#"
        1 go: 
        1.2 Write a.txt: a.txt
        1.3 Write new/b.txt: new/b.txt
        1.4 Run rm gone.txt run.sh; echo shell >> a.txt; mkdir deep; echo x > deep/c.txt: a.txt, deep/c.txt, gone.txt, run.sh
    "#]]
    .assert_eq(&list);

    let request = Request::CheckpointDiff { session: session.clone(), checkpoint: "1".to_owned() };
    let Response::CheckpointDiff { files } = runtime.handle(request).unwrap() else { panic!() };
    expect![[r#"
        --- a.txt
        +++ a.txt
        @@ -1 +1 @@
        -agentshell
        +before
        \ No newline at end of file
    "#]]
    .assert_eq(&files[0].diff);
    assert_eq!(ground.files(), after, "a look changes nothing");

    let (files, undo) = restore(&runtime, &session, "1").unwrap();
    check(
        &files,
        expect![[r#"
            a.txt written
            deep/c.txt removed
            gone.txt written
            new/b.txt removed
            run.sh written
        "#]],
    );
    assert_eq!(ground.files(), before);
    assert_eq!(std::process::Command::new(&run_sh).status().unwrap().code(), Some(3));

    assert_eq!(undo.as_deref(), Some("r1"));
    restore(&runtime, &session, "r1").unwrap();
    assert_eq!(ground.files(), after);
    // Another process knows all of it.
    restore(&ground.process("b"), &session, "1.4").unwrap();
    assert_eq!(ground.files()["a.txt"], "agent");
    assert_eq!(restore(&runtime, &session, "1.4").unwrap(), (Vec::new(), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_changed_is_left_alone_and_the_rest_is_undone() {
    let ground = Ground::new(&calls(&[shell(
        "for f in edited removed replaced open fine made; do echo agent > $f.txt; done; rm gone.txt",
    )]));
    for file in ["edited.txt", "removed.txt", "replaced.txt", "open.txt", "fine.txt", "gone.txt"] {
        ground.put(file, "before\n");
    }
    let runtime = ground.process("a");
    let session = session(&runtime);
    turn(&runtime, &session).await;

    ground.put("edited.txt", "user\n");
    ground.put("made.txt", "user\n");
    ground.put("gone.txt", "user\n");
    fs::remove_file(ground.work().join("removed.txt")).unwrap();
    fs::remove_file(ground.work().join("replaced.txt")).unwrap();
    std::os::unix::fs::symlink("fine.txt", ground.work().join("replaced.txt")).unwrap();
    runtime.document_opened(&ground.work().join("open.txt"), 1, "typed\n");
    let (files, _) = restore(&runtime, &session, "1").unwrap();
    check(
        &files,
        expect![[r#"
            edited.txt left alone: it was changed by somebody else since
            fine.txt written
            gone.txt left alone: it was changed by somebody else since
            made.txt left alone: it was changed by somebody else since
            open.txt left alone: it has unsaved changes in the editor: save it first
            removed.txt left alone: it was changed by somebody else since
            replaced.txt left alone: a link leads from it to `fine.txt`
        "#]],
    );
    let files = ground.files();
    assert_eq!(files["edited.txt"], "user\n");
    assert_eq!(files["made.txt"], "user\n");
    assert_eq!(files["open.txt"], "agent\n");
    assert_eq!(files["fine.txt"], "before\n");
    assert!(!files.contains_key("removed.txt"));
    // Saved, it is as the agent left it no more.
    runtime.document_closed(&ground.work().join("open.txt"));
    let (files, _) = restore(&runtime, &session, "1").unwrap();
    assert!(told(&files).contains("open.txt written\n"));
}

/// A run of a task begins with a snapshot, untracked files included.
#[tokio::test(flavor = "multi_thread")]
async fn the_start_of_a_task_can_be_restored() {
    let ground = Ground::new(&calls(&[shell("rm -r src notes.txt; echo x > .env; echo new > new.txt")]));
    for file in ["src/main.rs", "src/lib.rs", "notes.txt"] {
        ground.put(file, "never committed");
    }
    let (before, runtime) = (ground.files(), ground.process("a"));
    let mut subscription = runtime.subscribe(0).unwrap();
    runtime.handle(run("1", Trust::All)).unwrap();
    let session = event(&mut subscription, |body| match body {
        EventBody::SessionOpened { session, .. } => Some(session.clone()),
        _ => None,
    })
    .await;
    event(&mut subscription, |body| matches!(body, EventBody::ToolStarted { .. }).then_some(())).await;
    event(&mut subscription, |body| matches!(body, EventBody::RunFinished { .. }).then_some(())).await;
    assert_ne!(ground.files(), before);
    restore(&runtime, &session, "1").unwrap();
    assert_eq!(ground.files(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_not_copied_and_what_cannot_be_undone_is_said() {
    let ground = Ground::new(&calls(&[shell("rm large.bin; ln -s x link; echo made > a.txt")]));
    ground.put("app/.env", "PASSWORD=hunter2-planted");
    ground.put("large.bin", &"x".repeat(9 << 20));
    ground.put("small.txt", "x");
    let runtime = ground.process("a");
    let session = session(&runtime);
    turn(&runtime, &session).await;
    let point = list(&runtime, &session).pop().unwrap();
    assert_eq!(point.uncaptured, ["the link `link` was made, changed or removed"]);
    let (files, undo) = restore(&runtime, &session, "1").unwrap();
    check(
        &files,
        expect![[r#"
            a.txt removed
            large.bin left alone: what it held before was not kept
        "#]],
    );
    assert_eq!(undo.as_deref(), Some("r1"));
    let mut kept = BTreeMap::new();
    collect(
        &ground.folder.path().join("state/journal"),
        &ground.folder.path().join("state/journal"),
        &mut kept,
    );
    assert!(!kept.is_empty() && kept.values().all(|content| !content.contains("hunter2")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_worked_on_is_not_restored() {
    let ground = Ground::new("{\"say\": \"slow\", \"delayMs\": 60000}");
    let runtime = ground.process("a");
    let session = session(&runtime);
    let unknown = restore(&runtime, &session, "7").unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound);
    runtime.handle(Request::SessionPrompt { session: session.clone(), text: "go".to_owned() }).unwrap();
    let busy = restore(&runtime, &session, "1").unwrap_err();
    assert_eq!(busy.code, ErrorCode::Busy, "{busy}");
    let none = runtime.handle(Request::CheckpointList { session: SessionId::from("s-none") }).unwrap_err();
    assert_eq!(none.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_cancelled_command_did_can_be_undone() {
    let ground = Ground::new(&calls(&[shell("rm a.txt; echo ready; sleep 600")]));
    ground.put("a.txt", "before");
    let runtime = ground.process("a");
    let session = session(&runtime);
    let mut subscription = runtime.subscribe(0).unwrap();
    runtime.handle(Request::SessionPrompt { session: session.clone(), text: "go".to_owned() }).unwrap();
    event(&mut subscription, |body| matches!(body, EventBody::ToolStarted { .. }).then_some(())).await;
    while ground.work().join("a.txt").exists() {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    runtime.handle(Request::SessionCancel { session: session.clone() }).unwrap();
    event(&mut subscription, |body| matches!(body, EventBody::TurnEnded { .. }).then_some(())).await;
    runtime.left(&session.0).await;
    restore(&runtime, &session, "1").unwrap();
    assert_eq!(ground.files()["a.txt"], "before");
}

/// Its work is its parent's, call by call.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_sub_agent_did_is_undone_with_the_turn_of_its_parent() {
    let spawn = ("subagent", json!({ "name": "helper", "prompt": "Subtask: tidy up.", "tools": [] }));
    let only_for = |whom: &str, asked: &[(&str, Value)]| {
        let lines = calls(asked);
        let lines = lines.lines().map(|line| format!("{{\"for\": \"{whom}\", {}", &line[1..]));
        lines.collect::<Vec<_>>().join("\n")
    };
    let child = only_for("Subtask", &[shell("rm b.txt"), write("c.txt", "child")]);
    let ground = Ground::new(&format!("{child}\n{}", only_for("go", &[write("a.txt", "parent"), spawn])));
    ground.put("b.txt", "before");
    let (before, runtime) = (ground.files(), ground.process("a"));
    let session = session(&runtime);
    turn(&runtime, &session).await;
    let ids: Vec<_> = list(&runtime, &session).into_iter().map(|point| point.id).collect();
    assert_eq!(ids, ["1", "1.1", "1.2.1", "1.2.2"]);
    restore(&runtime, &session, "1.2.2").unwrap();
    assert!(!ground.files().contains_key("c.txt") && ground.files().contains_key("a.txt"));
    restore(&runtime, &session, "1").unwrap();
    assert_eq!(ground.files(), before);
}

/// A fork knows what was done in the history that it goes on with.
#[tokio::test(flavor = "multi_thread")]
async fn a_fork_undoes_what_was_done_before_it() {
    let ground = Ground::new(&calls(&[write("a.txt", "agent")]));
    let runtime = ground.process("a");
    let session = session(&runtime);
    turn(&runtime, &session).await;
    let request =
        Request::SessionFork { session: session.clone(), turn: None, model: None, trust: Trust::None };
    let Response::Session { session: fork } = runtime.handle(request).unwrap() else { panic!() };
    restore(&runtime, &fork.id, "1.1").unwrap();
    assert!(ground.files().is_empty());
    // To the session itself that was somebody else.
    let (files, _) = restore(&runtime, &session, "1").unwrap();
    assert_eq!(told(&files), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_deleted_session_could_undo_is_gone_from_the_state_too() {
    let ground = Ground::new(&calls(&[read("a.txt"), write("a.txt", "agent")]));
    ground.put("a.txt", "planted-before");
    let runtime = ground.process("a");
    let session = session(&runtime);
    turn(&runtime, &session).await;
    let journal = ground.folder.path().join("state/journal");
    let kept = || {
        let mut kept = BTreeMap::new();
        collect(&journal, &journal, &mut kept);
        kept.into_values().any(|content| content == "planted-before")
    };
    assert!(kept());
    runtime.handle(Request::SessionDelete { session }).unwrap();
    assert!(!kept());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_kept_is_not_overwritten() {
    let ground = Ground::new(&calls(&[read("a.txt"), write("a.txt", "agent"), write("b.txt", "agent")]));
    ground.put("a.txt", "before");
    let runtime = ground.process("a");
    fs::remove_dir_all(ground.folder.path().join("state/journal")).unwrap();
    let outputs = turn(&runtime, &session(&runtime)).await;
    assert!(
        outputs[1].starts_with("`a.txt` was not changed, since what it holds could not be kept for undo: "),
        "{outputs:?}"
    );
    assert_eq!(ground.files()["a.txt"], "before");
    // What is new overwrites nothing.
    assert_eq!(ground.files()["b.txt"], "agent");
}

/// However much is trusted.
#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_takes_much_away_is_asked_about() {
    let names = |folder: &str| (0..30).map(|number| format!(" {folder}/{number}.rs")).collect::<String>();
    let ground = Ground::new(&calls(&[
        shell(&format!("mkdir lib; mv{} lib", names("src"))),
        shell(&format!("rm{}", names("lib"))),
        shell("echo and on > on.txt"),
    ]));
    (0..30).for_each(|number| ground.put(&format!("src/{number}.rs"), &number.to_string()));
    let runtime = ground.process("a");
    let session = session(&runtime);
    let mut subscription = runtime.subscribe(0).unwrap();
    runtime.handle(Request::SessionPrompt { session: session.clone(), text: "go".to_owned() }).unwrap();
    let question = event(&mut subscription, |body| match body {
        EventBody::QuestionAsked { question } => Some(question.clone()),
        _ => None,
    })
    .await;
    // What is moved is not taken away.
    assert_eq!(question.title, "Run echo and on > on.txt");
    expect![["since you last allowed something: 30 files deleted"]].assert_eq(&question.why);
}
