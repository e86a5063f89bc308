//! A raw JSON-RPC client and a workspace to use it in.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) const TASKS: &str = ".kiro/specs/demo/tasks.md";

/// A project with one spec, a home and a state directory of its own.
pub(crate) struct Workspace {
    folder: TempDir,
}

impl Workspace {
    pub(crate) fn new(tasks: &str) -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(workspace.folder.path().join("home")).unwrap();
        workspace.write(TASKS, tasks);
        workspace
    }

    /// What the model says: JSON Lines, as the scripted model reads them.
    pub(crate) fn model(self, replies: &str) -> Self {
        fs::write(self.folder.path().join("model.jsonl"), replies).unwrap();
        self
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.beside("project")
    }

    /// A folder beside the project.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        format!("file://{}", self.root().join(path).display())
    }

    /// The store of the workspace; a server must have run.
    pub(crate) fn state_file(&self) -> PathBuf {
        let mut folders = fs::read_dir(self.folder.path().join("state/workspaces")).unwrap();
        folders.next().unwrap().unwrap().path().join("state.db")
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    pub(crate) fn write(&self, path: &str, content: &str) {
        let file = self.folder.path().join("project").join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kiro-lsp"));
        let path = |name: &str| self.folder.path().join(name);
        command.env_clear().env("HOME", path("home")).env("KIRO_LSP_STATE_DIR", path("state"));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("KIRO_LSP_MODEL", format!("scripted:{}", path("model.jsonl").display()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// A server that was told nothing yet.
    pub(crate) fn start(&self) -> Client {
        Client::over(self.command().spawn().unwrap(), true)
    }

    /// The same with other variables, and its log in a file.
    pub(crate) fn start_with(&self, variables: Vec<(&'static str, String)>, log: fs::File) -> Client {
        Client::over(self.command().envs(variables).stderr(log).spawn().unwrap(), true)
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// A server that was told nothing yet, of which nothing is read.
    pub(crate) fn start_unread(&self) -> Client {
        Client::over(self.command().spawn().unwrap(), false)
    }

    /// An initialized server for a client with these capabilities, with tasks.md open.
    pub(crate) fn open(&self, capabilities: Value) -> Client {
        let mut client = self.start();
        client.initialize(self, capabilities);
        client.did_open(&self.uri(TASKS), &self.read(TASKS));
        client
    }
}

pub(crate) struct Client {
    pub(crate) child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Received and not asked for yet.
    seen: VecDeque<Value>,
    next_id: i64,
}

impl Client {
    fn over(mut child: Child, read: bool) -> Self {
        let (sender, messages) = channel();
        if read {
            let mut stdout = BufReader::new(child.stdout.take().unwrap());
            std::thread::spawn(move || {
                while let Some(message) = read_message(&mut stdout) {
                    if sender.send(message).is_err() {
                        return;
                    }
                }
            });
        }
        let stdin = child.stdin.take();
        Self { child, stdin, messages, seen: VecDeque::new(), next_id: 0 }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(bytes).and_then(|()| stdin.flush()).unwrap();
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.write(&frame(message));
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params }));
        self.next_id
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The next message, also one that was passed over, that `wanted` wants.
    pub(crate) fn wait(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.seen.iter().position(&wanted) {
            return self.seen.remove(at).unwrap();
        }
        let end = Instant::now() + PATIENCE;
        while let Ok(message) = self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
            if wanted(&message) {
                return message;
            }
            self.seen.push_back(message);
        }
        panic!("no {what}; there were {:#?}", self.seen);
    }

    /// Whatever arrives until nothing does for a while, and was not asked for.
    pub(crate) fn rest(&mut self, quiet: Duration) -> Vec<Value> {
        while let Ok(message) = self.messages.recv_timeout(quiet) {
            self.seen.push_back(message);
        }
        self.seen.drain(..).collect()
    }

    pub(crate) fn response(&mut self, id: i64) -> Value {
        self.wait(&format!("response {id}"), |message| message["id"] == id && message.get("method").is_none())
    }

    pub(crate) fn try_call(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.response(id)
    }

    /// A request that must succeed; its result.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        let response = self.try_call(method, params);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].clone()
    }

    pub(crate) fn command(&mut self, command: &str, argument: Value) -> Value {
        self.try_call("workspace/executeCommand", json!({ "command": command, "arguments": [argument] }))
    }

    /// The parameters of the next notification of a method.
    pub(crate) fn notification(&mut self, method: &str) -> Value {
        let wanted = |message: &Value| message["method"] == method && message.get("id").is_none();
        self.wait(method, wanted)["params"].clone()
    }

    /// The next request of the server of a method.
    pub(crate) fn asked(&mut self, method: &str) -> Value {
        self.wait(method, |message| message["method"] == method && message.get("id").is_some())
    }

    pub(crate) fn reply(&mut self, request: &Value, result: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }));
    }

    pub(crate) fn initialize(&mut self, workspace: &Workspace, capabilities: Value) -> Value {
        let result = self.call(
            "initialize",
            json!({
                "processId": std::process::id(),
                "clientInfo": { "name": "Test" },
                "rootUri": workspace.uri(""),
                "capabilities": capabilities,
            }),
        );
        self.notify("initialized", json!({}));
        result
    }

    pub(crate) fn did_open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn did_change(&mut self, uri: &str, version: i32, changes: Value) {
        let document = json!({ "uri": uri, "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The diagnostics that are published next for which `wanted` holds.
    pub(crate) fn diagnostics(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let method = "textDocument/publishDiagnostics";
        self.wait(method, |message| message["method"] == method && wanted(&message["params"]))["params"]
            .clone()
    }

    /// The titles of the lenses, with their lines; not the root that every command names.
    pub(crate) fn lenses(&mut self, uri: &str) -> String {
        let lenses = self.call("textDocument/codeLens", json!({ "textDocument": { "uri": uri } }));
        let line = |lens: &Value| {
            let mut command = lens["command"].clone();
            command["arguments"][0].as_object_mut().unwrap().remove("root");
            format!(
                "{}: {} -> {} {}\n",
                lens["range"]["start"]["line"],
                command["title"].as_str().unwrap(),
                command["command"].as_str().unwrap(),
                command["arguments"]
            )
        };
        lenses.as_array().map(|lenses| lenses.iter().map(line).collect()).unwrap_or_default()
    }

    /// Asks for lenses until they satisfy `wanted`.
    pub(crate) fn lenses_until(&mut self, uri: &str, wanted: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            let lenses = self.lenses(uri);
            if wanted(&lenses) {
                return lenses;
            }
            assert!(Instant::now() < end, "the lenses stay {lenses}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// For a server of which nothing is read.
    pub(crate) fn initialize_blindly(&mut self, workspace: &Workspace) {
        self.request("initialize", json!({ "rootUri": workspace.uri(""), "capabilities": {} }));
        // Sent after the answer, whenever that is: the server answers before it reads on.
        self.notify("initialized", json!({}));
    }

    pub(crate) fn take_stdin(&mut self) -> ChildStdin {
        self.stdin.take().unwrap()
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    pub(crate) fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// Waits for the end of the process: its exit code, and how long that took.
    pub(crate) fn exit(&mut self) -> (Option<i32>, Duration) {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), began.elapsed());
            }
            assert!(began.elapsed() < PATIENCE, "the server does not end");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Ends the server and answers what it logged.
    pub(crate) fn log(&mut self) -> String {
        self.kill();
        let mut text = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// Resident memory of the server in megabytes.
    pub(crate) fn memory(&self) -> u64 {
        let status =
            fs::read_to_string(Path::new("/proc").join(self.child.id().to_string()).join("status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn frame(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn read_message(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().strip_prefix("Content-Length: ") {
            Some(value) => length = value.parse().unwrap(),
            None if line.trim_end().is_empty() => break,
            None => panic!("not a header: {line}"),
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}

/// Unlike with `eprintln!`, the line is seen when the test passes, too.
pub(crate) fn tell(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}
