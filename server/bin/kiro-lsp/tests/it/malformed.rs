//! What is no message is answered, and the next message is served.

use serde_json::{Value, json};

use crate::client::{Client, Workspace, frame};

fn survives(client: &mut Client) {
    assert_eq!(client.call("kiro/spec/list", json!({}))["specs"][0]["name"], "demo");
}

fn refused(client: &mut Client, bytes: &[u8], code: i64) {
    client.write(bytes);
    let error = client.wait("refusal", |message| message["id"].is_null() && message.get("error").is_some());
    assert_eq!(error["error"]["code"], code, "{error}");
    survives(client);
}

#[test]
fn it_is_answered_and_survived() {
    let workspace = Workspace::new("- [ ] 1. One\n");
    let mut client = workspace.open(json!({}));
    refused(&mut client, b"Content-Length: 8\r\n\r\n{\"json\":", -32700);
    refused(&mut client, b"Content-Length: 3\r\n\r\n\xff\xfe\xfd", -32700);
    refused(&mut client, b"Content-Length: 0\r\n\r\n", -32700);
    refused(&mut client, b"Content-Length: -5\r\n\r\n", -32700);
    refused(&mut client, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", -32700);
    refused(&mut client, b"Content-Type: text/plain\r\n\r\n", -32700);
    refused(&mut client, &frame(&json!([])), -32600);
    refused(&mut client, &frame(&json!("text")), -32600);
    refused(&mut client, &frame(&json!({ "jsonrpc": "2.0" })), -32600);
    refused(&mut client, &frame(&json!({ "jsonrpc": "2.0", "id": 9 })), -32600);
    // More than 256 MiB announced: skipped without being held. Ends with the input, so it comes last.
    client.write(b"Content-Length: 99999999999\r\n\r\nabc");
    client.close_stdin();
    assert_eq!(client.exit().0, Some(1));
}

#[test]
fn odd_messages() {
    let workspace = Workspace::new("- [ ] 1. One\n");
    let mut client = workspace.open(json!({}));
    assert_eq!(client.try_call("kiro/unknown", json!({}))["error"]["code"], -32601);
    let place = json!({ "textDocument": { "uri": "file:///x" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(client.try_call("textDocument/implementation", place)["error"]["code"], -32601);
    assert_eq!(client.try_call("textDocument/codeLens", json!(7))["error"]["code"], -32602);
    assert_eq!(client.try_call("kiro/task/run", json!({ "spec": 7 }))["error"]["code"], -32602);
    client.notify("kiro/unknown", json!({}));
    client.notify("$/unknown", json!({}));
    client.notify("textDocument/didChange", json!({ "no": "document" }));
    client.notify("$/cancelRequest", json!({ "id": 4711 }));
    client.did_change("file:///not/open", 3, json!([{ "text": "" }]));
    // Answers that nobody waits for.
    client.send(&json!({ "jsonrpc": "2.0", "id": 4711, "result": null }));
    client
        .send(&json!({ "jsonrpc": "2.0", "id": "x", "error": { "code": 1, "message": "m", "extra": true } }));
    // A string is an id, too, and a verb without parameters may leave them out.
    client.send(&json!({ "jsonrpc": "2.0", "id": "a", "method": "kiro/spec/list" }));
    client.wait("response a", |message| message["id"] == "a" && message["result"]["specs"].is_array());
    client.send(&json!({ "jsonrpc": "2.0", "id": "b", "method": "kiro/spec/list", "params": Value::Null }));
    client.wait("response b", |message| message["id"] == "b" && message["result"]["specs"].is_array());
    survives(&mut client);
}
