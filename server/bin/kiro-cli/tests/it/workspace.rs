//! A workspace, a state folder and a home of their own, and the real `kiro-cli` in them.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use store::{Filter, Store};
use tempfile::TempDir;

pub const TASKS: &str = ".kiro/specs/s/tasks.md";

pub struct Workspace {
    folder: TempDir,
}

impl Workspace {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("work/.kiro")).unwrap();
        Self { folder }
    }

    /// A spec `s` with these tasks, and a scripted model that says `replies`, one JSON reply a line.
    pub fn with(tasks: &str, replies: &str) -> Self {
        let workspace = Self::new();
        workspace.write(TASKS, tasks);
        fs::write(workspace.folder.path().join("model.jsonl"), replies).unwrap();
        workspace
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }

    /// Our settings file.
    pub fn settings(&self, settings: &Value) {
        self.configuration("settings.json", &settings.to_string());
    }

    /// The user's own catalogue of models.
    pub fn catalogue(&self, text: &str) {
        self.configuration("models.json", text);
    }

    fn configuration(&self, name: &str, text: &str) {
        let folder = self.folder.path().join(".config/kiro-lsp");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kiro-cli"));
        command
            .args(arguments)
            .current_dir(self.root())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", self.folder.path())
            .env("KIRO_LSP_STATE_DIR", self.state())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let model = self.folder.path().join("model.jsonl");
        if model.exists() {
            command.env("KIRO_LSP_MODEL", format!("scripted:{}", model.display()));
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.command(arguments).output().unwrap().into()
    }

    /// The payload of a verb.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(ran.stdout.lines().next_back().unwrap_or_else(|| panic!("{ran:?}"))).unwrap()
    }

    pub fn start(&self, arguments: &[&str]) -> Started {
        self.started(&mut self.command(arguments))
    }

    pub fn started(&self, command: &mut Command) -> Started {
        Started::new(command.spawn().unwrap())
    }

    /// The question that waits.
    pub fn question(&self) -> Value {
        wait_for("a question", || self.has_log().then(|| self.open_question()).flatten())
    }

    /// The question that waits now.
    pub fn open_question(&self) -> Option<Value> {
        let mut open = Vec::new();
        for event in self.events() {
            match event["type"].as_str()? {
                "questionAsked" => open.push(event["question"].clone()),
                "questionAnswered" | "questionWithdrawn" => {
                    open.retain(|question: &Value| question["id"] != event["question"]);
                }
                _ => {}
            }
        }
        open.into_iter().next()
    }

    fn log_folder(&self) -> Option<PathBuf> {
        Some(fs::read_dir(self.state().join("workspaces")).ok()?.next()?.unwrap().path())
    }

    pub fn has_log(&self) -> bool {
        self.log_folder().is_some_and(|folder| folder.join("state.db").exists())
    }

    /// The log so far.
    pub fn events(&self) -> Vec<Value> {
        let folder = self.log_folder().unwrap();
        let events = Store::open(&folder, "test").unwrap().events(&Filter::Since(0)).unwrap();
        events.iter().map(|event| serde_json::to_value(event).unwrap()).collect()
    }

    pub fn count(&self, kind: &str) -> usize {
        self.events().iter().filter(|event| event["type"] == kind).count()
    }
}

/// What a finished command printed.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    /// It failed with this message.
    pub fn expect_error(self, part: &str) {
        let ran = self.expect_code(1);
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A running command; what it says on standard error is read as it comes.
pub struct Started {
    child: Child,
    stderr: BufReader<std::process::ChildStderr>,
    said: String,
}

impl Started {
    fn new(mut child: Child) -> Self {
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Self { child, stderr, said: String::new() }
    }

    /// Reads until a line holds this.
    pub fn wait_for_line(&mut self, part: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.stderr.read_line(&mut line).unwrap() > 0, "`{part}` was not said: {}", self.said);
            self.said.push_str(&line);
            if line.contains(part) {
                return line;
            }
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    pub fn finish(mut self) -> Ran {
        std::io::Read::read_to_string(&mut self.stderr, &mut self.said).unwrap();
        let output = self.child.wait_with_output().unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: self.said,
        }
    }
}

pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{what} did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

pub fn exists(path: &Path) -> Option<()> {
    path.exists().then_some(())
}

/// Unlike with `eprintln!`, the line is seen when the test passes, too.
pub fn tell(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}
