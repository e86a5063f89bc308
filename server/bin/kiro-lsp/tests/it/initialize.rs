//! What `initialize` takes and says, for clients of every shape.

use expect_test::expect;
use serde_json::{Value, json};

use crate::client::{TASKS, Workspace};

fn workspace() -> Workspace {
    Workspace::new("- [ ] 1. One\n")
}

#[test]
fn a_client_that_announces_nothing_gets_everything_essential() {
    let workspace = workspace();
    let mut client = workspace.start();
    let result = client.initialize(&workspace, json!({}));
    let root = workspace.root().to_str().unwrap().to_owned();
    expect![[r##"
        {
          "capabilities": {
            "positionEncoding": "utf-16",
            "textDocumentSync": {
              "openClose": true,
              "change": 2
            },
            "selectionRangeProvider": true,
            "hoverProvider": true,
            "completionProvider": {
              "triggerCharacters": [
                "_",
                ":",
                " ",
                ",",
                "#",
                "\"",
                "/"
              ]
            },
            "definitionProvider": true,
            "referencesProvider": true,
            "documentHighlightProvider": true,
            "documentSymbolProvider": {
              "label": "Kiro"
            },
            "workspaceSymbolProvider": true,
            "codeActionProvider": {
              "codeActionKinds": [
                "",
                "quickfix",
                "source.fixAll.kiro"
              ]
            },
            "codeLensProvider": {
              "resolveProvider": false
            },
            "documentFormattingProvider": true,
            "documentOnTypeFormattingProvider": {
              "firstTriggerCharacter": "\n",
              "moreTriggerCharacter": [
                "]"
              ]
            },
            "renameProvider": true,
            "documentLinkProvider": {
              "resolveProvider": false
            },
            "foldingRangeProvider": true,
            "executeCommandProvider": {
              "commands": [
                "kiro.task.run",
                "kiro.task.stop",
                "kiro.task.set",
                "kiro.task.runNext",
                "kiro.answer",
                "kiro.show",
                "kiro.chat.new",
                "kiro.chat.send",
                "kiro.chat.cancel"
              ]
            },
            "workspace": {
              "workspaceFolders": {
                "supported": true,
                "changeNotifications": true
              }
            },
            "semanticTokensProvider": {
              "legend": {
                "tokenTypes": [
                  "keyword",
                  "class",
                  "enumMember",
                  "property",
                  "function",
                  "variable",
                  "comment",
                  "macro",
                  "modifier",
                  "operator",
                  "type",
                  "event"
                ],
                "tokenModifiers": [
                  "declaration"
                ]
              },
              "range": true,
              "full": true
            },
            "inlayHintProvider": true,
            "experimental": {
              "kiro": {
                "version": 1,
                "methods": [
                  "kiro/spec/list",
                  "kiro/spec/get",
                  "kiro/spec/draft",
                  "kiro/steering/draft",
                  "kiro/spec/graph",
                  "kiro/spec/trace",
                  "kiro/check",
                  "kiro/rule/explain",
                  "kiro/steering/list",
                  "kiro/hook/list",
                  "kiro/task/run",
                  "kiro/task/stop",
                  "kiro/task/set",
                  "kiro/run/list",
                  "kiro/session/start",
                  "kiro/session/prompt",
                  "kiro/session/cancel",
                  "kiro/session/list",
                  "kiro/session/get",
                  "kiro/session/fork",
                  "kiro/session/resume",
                  "kiro/session/rename",
                  "kiro/session/export",
                  "kiro/session/search",
                  "kiro/session/delete",
                  "kiro/session/vendorList",
                  "kiro/session/import",
                  "kiro/question/list",
                  "kiro/permission/answer",
                  "kiro/permission/list",
                  "kiro/permission/explain",
                  "kiro/trust/list",
                  "kiro/trust/grant",
                  "kiro/trust/revoke",
                  "kiro/freeze/get",
                  "kiro/freeze/set",
                  "kiro/usage/get",
                  "kiro/task/estimate",
                  "kiro/model/list",
                  "kiro/model/check",
                  "kiro/checkpoint/list",
                  "kiro/checkpoint/diff",
                  "kiro/checkpoint/restore",
                  "kiro/event/replay",
                  "kiro/doctor",
                  "kiro/bugReport"
                ],
                "roots": [
                  {
                    "root": "ROOT",
                    "folders": [
                      "file://ROOT/"
                    ]
                  }
                ]
              }
            }
          },
          "serverInfo": {
            "name": "kiro-lsp",
            "version": "0.1.0"
          }
        }"##]]
    .assert_eq(&serde_json::to_string_pretty(&result).unwrap().replace(&root, "ROOT"));
    assert_eq!(client.log(), "");
}

#[test]
fn the_first_encoding_that_both_know_counts() {
    for (offered, chosen, column) in [
        (json!(null), "utf-16", 8),
        (json!([]), "utf-16", 8),
        (json!(["utf-8", "utf-16"]), "utf-8", 10),
        (json!(["utf-16", "utf-8"]), "utf-16", 8),
        (json!(["utf-7", "utf-32", "utf-8"]), "utf-32", 7),
        (json!(["utf-7"]), "utf-16", 8),
    ] {
        let workspace = Workspace::new("- [?] 🦀\n");
        let mut client = workspace.start();
        let capabilities = json!({ "general": { "positionEncodings": offered } });
        let result = client.initialize(&workspace, capabilities);
        assert_eq!(result["capabilities"]["positionEncoding"], chosen);

        let uri = workspace.uri(TASKS);
        client.did_open(&uri, &workspace.read(TASKS));
        let symbols = client.call("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
        assert_eq!(symbols[0]["location"]["range"]["end"], json!({ "line": 1, "character": 0 }), "{symbols}");
        // The crab is replaced by a word: the columns must fit.
        let range =
            json!({ "start": { "line": 0, "character": 6 }, "end": { "line": 0, "character": column } });
        client.did_change(&uri, 2, json!([{ "range": range, "text": "crab" }]));
        let symbols = client.call("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
        assert_eq!(symbols[0]["name"], "crab");
    }
}

#[test]
fn without_a_folder_a_document_has_the_root_it_lies_in() {
    for params in
        [json!({}), json!({ "capabilities": {}, "rootUri": null }), json!({ "workspaceFolders": [] })]
    {
        let workspace = workspace();
        let mut client = workspace.start();
        client.call("initialize", params);
        client.notify("initialized", json!({}));
        let error = client.try_call("kiro/spec/list", json!({}))["error"].clone();
        expect![[r#"{"code":-32602,"message":"no folder is open in the editor, so there are no specs; open the project's folder","data":{"code":"invalid","message":"no folder is open in the editor, so there are no specs; open the project's folder"}}"#]]
            .assert_eq(&error.to_string());

        client.did_open(&workspace.uri("notes.md"), "- [ ] 1. One\n");
        assert!(client.try_call("kiro/spec/list", json!({})).get("error").is_some());
        client.did_open(&workspace.uri(TASKS), "- [ ] 1. One\n");
        assert!(client.lenses(&workspace.uri(TASKS)).contains("Implement task 1"));
        assert_eq!(client.call("kiro/spec/list", json!({}))["specs"][0]["name"], "demo");
    }
}

#[test]
fn every_way_to_name_the_folder() {
    let workspace = workspace();
    let (uri, path) = (workspace.uri(""), workspace.root());
    for params in [
        json!({ "capabilities": {}, "rootUri": uri }),
        json!({ "capabilities": {}, "rootPath": path }),
        json!({ "capabilities": {}, "rootUri": null, "workspaceFolders": [{ "uri": uri, "name": "project" }] }),
        json!({ "capabilities": {}, "rootUri": workspace.uri("src/deep"), "trace": "off", "locale": "de" }),
    ] {
        let mut client = workspace.start();
        client.call("initialize", params);
        assert_eq!(client.call("kiro/spec/list", Value::Null)["specs"][0]["name"], "demo");
    }
}

#[test]
fn a_bad_setting_is_a_message() {
    let workspace = workspace();
    let settings = workspace.home().join(".config/kiro-lsp/settings.json");
    std::fs::create_dir_all(settings.parent().unwrap()).unwrap();
    std::fs::write(&settings, "{ bad").unwrap();
    let mut client = workspace.open(json!({}));
    let shown = client.notification("window/showMessage");
    let message = shown["message"].as_str().unwrap();
    assert!(message.contains("settings.json` is left out"), "{message}");
    assert_eq!(client.call("kiro/spec/list", json!({}))["specs"][0]["name"], "demo");
}

#[test]
fn a_state_folder_that_cannot_be_used_costs_the_verbs_alone() {
    let workspace = workspace();
    // A file where the folder should be.
    std::fs::write(workspace.home().parent().unwrap().join("state"), "").unwrap();
    let mut client = workspace.open(json!({}));
    let shown = client.notification("window/showMessage")["message"].clone();
    let error = client.try_call("kiro/spec/list", json!({}))["error"].clone();
    assert_eq!(error["data"]["code"], "store", "{error}");
    assert_eq!(shown, error["message"]);
    assert!(client.lenses(&workspace.uri(TASKS)).contains("Implement task 1"));
}
