//! Odd names of folders, and the many spellings of one URI: the client gets back its own, and one document stays one.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::client::{Client, TASKS, Workspace};

const TEXT: &str = "- [?] 1. One\n";

const NAMES: [&str; 19] = [
    "with space",
    " leading and trailing ",
    "50%",
    "50%25",
    "%2F",
    "a#b",
    "a?b",
    "a+b",
    "a&b=c;d",
    "[x]",
    "c:",
    "C:",
    "it's \"quoted\"",
    "back\\slash",
    "仕様",
    "🦀",
    "caf\u{e9}",
    "cafe\u{301}",
    "tab\tline\n",
];

/// Encodes all but letters, digits and `keep`.
fn encoded(path: &Path, keep: &str, lower: bool) -> String {
    let mut uri = "file://".to_owned();
    for byte in path.to_str().unwrap().bytes() {
        match char::from(byte) {
            c if c.is_ascii_alphanumeric() || "/-._~".contains(c) || keep.contains(c) => uri.push(c),
            _ if lower => write!(uri, "%{byte:02x}").unwrap(),
            _ => write!(uri, "%{byte:02X}").unwrap(),
        }
    }
    uri
}

/// Visual Studio Code, a client that encodes little, one that writes small digits.
fn spellings(path: &Path) -> [String; 3] {
    [encoded(path, "", false), encoded(path, "!$&'()*+,;=:@", false), encoded(path, "", true)]
}

fn start(workspace: &Workspace, folder: &str) -> Client {
    let mut client = workspace.start();
    let params = json!({
        "capabilities": {
            "workspace": { "applyEdit": true, "workspaceEdit": { "documentChanges": true } },
            "textDocument": { "documentSymbol": {} },
        },
        "workspaceFolders": [{ "uri": folder, "name": "folder" }],
    });
    client.call("initialize", params);
    client.notify("initialized", json!({}));
    client
}

fn published(client: &mut Client, uri: &str, count: usize) {
    client.diagnostics(|published| {
        published["uri"] == uri && published["diagnostics"].as_array().unwrap().len() == count
    });
}

/// Has a mark set, and answers which document the client is asked to change, and for which version.
fn marked(client: &mut Client, root: &Path, state: &str) -> Value {
    let argument = json!({ "spec": "demo", "task": "1", "state": state, "root": root });
    let id = client
        .request("workspace/executeCommand", json!({ "command": "kiro.task.set", "arguments": [argument] }));
    let asked = client.asked("workspace/applyEdit");
    client.reply(&asked, json!({ "applied": true }));
    assert!(client.response(id).get("error").is_none());
    asked["params"]["edit"]["documentChanges"][0]["textDocument"].clone()
}

#[test]
fn a_document_is_one_however_it_is_spelled_and_named_as_the_client_does() {
    let workspace = Workspace::new("");
    for name in NAMES {
        let root = workspace.beside(name);
        let file = root.join(TASKS);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, TEXT).unwrap();
        let (folders, files) = (spellings(&root), spellings(&file));
        for at in 0..3 {
            let slash = if at == 1 { "/" } else { "" };
            let mut client = start(&workspace, &format!("{}{slash}", folders[at]));
            let (own, other) = (&files[at], &files[(at + 1) % 3]);
            client.did_open(own, TEXT);
            published(&mut client, own, 1);
            for uri in &files {
                assert!(client.lenses(uri).contains("Implement task 1"), "{uri}");
            }
            let symbols =
                client.call("textDocument/documentSymbol", json!({ "textDocument": { "uri": other } }));
            assert_eq!(symbols[0]["location"]["uri"], *own);
            assert_eq!(marked(&mut client, &root, "done"), json!({ "uri": own, "version": 1 }));
            client.did_change(other, 2, json!([{ "text": "- [ ] 1. One\n" }]));
            published(&mut client, own, 0);
            assert_eq!(marked(&mut client, &root, "done"), json!({ "uri": own, "version": 2 }));
            client.did_change(other, 3, json!([{ "text": TEXT }]));
            published(&mut client, own, 1);
            client.notify("textDocument/didClose", json!({ "textDocument": { "uri": other } }));
            published(&mut client, own, 0);
            assert_eq!(client.lenses(own), "", "{own}");
            let listed = client.call("kiro/spec/list", json!({ "root": other.replace(TASKS, "") }));
            assert_eq!(listed["specs"][0]["name"], "demo");
        }
    }
}

#[test]
fn normal_forms_and_cases_are_different_folders() {
    let workspace = Workspace::new("");
    let pairs = [["caf\u{e9}", "cafe\u{301}"], ["Name", "name"]];
    for pair in pairs {
        let roots = pair.map(|name| workspace.beside(name));
        for root in &roots {
            fs::create_dir_all(root.join(TASKS).parent().unwrap()).unwrap();
            fs::write(root.join(TASKS), TEXT).unwrap();
        }
        let mut client = start(&workspace, &encoded(&roots[0], "", false));
        for (root, found) in roots.iter().zip([true, false]) {
            let uri = encoded(&root.join(TASKS), "", false);
            client.did_open(&uri, TEXT);
            assert_eq!(!client.lenses(&uri).is_empty(), found, "{uri}");
        }
    }
}

#[test]
fn a_folder_behind_a_link_is_the_folder_and_keeps_the_clients_name() {
    let workspace = Workspace::new(TEXT);
    let (root, link) = (workspace.root(), workspace.beside("a link"));
    std::os::unix::fs::symlink(&root, &link).unwrap();
    let mut client = start(&workspace, &encoded(&link, "", false));
    let [linked, real] = [&link, &root].map(|folder| encoded(&folder.join(TASKS), "", false));
    client.did_open(&linked, TEXT);
    published(&mut client, &linked, 1);
    assert_eq!(marked(&mut client, &root, "done"), json!({ "uri": linked, "version": 1 }));
    assert_eq!(marked(&mut client, &link, "done"), json!({ "uri": linked, "version": 1 }));

    // An editor may hold both, as two buffers; when one goes the other counts.
    client.did_open(&real, "- [ ] 1. One\n");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": real } }));
    assert_eq!(marked(&mut client, &root, "done"), json!({ "uri": linked, "version": 1 }));

    // A new file has its place before it is written.
    let new = encoded(&link.join(".kiro/specs/new/tasks.md"), "", false);
    client.did_open(&new, TEXT);
    assert!(client.lenses(&new).contains("Implement task 1"));
}

#[test]
fn what_is_no_file_of_this_machine_has_no_root() {
    let workspace = Workspace::new(TEXT);
    let path = workspace.root().join(TASKS);
    let mut client = start(&workspace, &workspace.uri(""));
    for prefix in ["git:", "untitled:", "vscode-vfs://github", "file://server"] {
        let uri = format!("{prefix}{}", path.display());
        client.did_open(&uri, TEXT);
        assert_eq!(client.lenses(&uri), "", "{uri}");
    }
    client.did_open(&workspace.uri(TASKS), TEXT);
    assert_eq!(marked(&mut client, &workspace.root(), "done")["uri"], workspace.uri(TASKS));
}
