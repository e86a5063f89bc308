use std::fs;

use serde_json::Value;

use crate::workspace::{TASKS, Workspace};

/// State and finding of each check of an area.
fn checks(json: &Value, area: &str) -> Vec<(String, String)> {
    let text = |check: &Value, key: &str| check[key].as_str().unwrap().to_owned();
    let checks = json["checks"].as_array().unwrap();
    checks
        .iter()
        .filter(|check| check["area"] == area)
        .map(|c| (text(c, "state"), text(c, "found")))
        .collect()
}

fn home(workspace: &Workspace, path: &str, content: &str) {
    let file = workspace.root().parent().unwrap().join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, content).unwrap();
}

#[test]
fn a_machine_without_a_model_is_not_broken() {
    let workspace = Workspace::new();
    let ran = workspace.run(&["doctor"]).expect_code(0);
    assert!(ran.stdout.contains("Nothing is broken;"), "{}", ran.stdout);
    assert!(ran.stdout.contains("! No model is configured"), "{}", ran.stdout);
    assert!(ran.stdout.contains("confines the commands of agents"), "{}", ran.stdout);
    workspace.run(&["doctor", "--strict", "--all"]).expect_code(1);
}

#[test]
fn json_is_the_payload_and_tells_where_the_model_is_set() {
    let workspace = Workspace::with("- [ ] 1. A\n", r#"{"say": "ok"}"#);
    let json = workspace.json(&["doctor"]);
    assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["version", "platform", "checks"]);
    let model = &checks(&json, "model")[0];
    assert_eq!(model.0, "ok");
    assert!(model.1.starts_with("`scripted:") && model.1.ends_with("set by KIRO_LSP_MODEL"), "{}", model.1);
    assert!(checks(&json, "connection").is_empty(), "nothing is asked without --connect");

    let workspace = Workspace::new();
    home(&workspace, ".kiro/settings/cli.json", r#"{"chat.defaultModel": "openai:m"}"#);
    let mut command = workspace.command(&["doctor", "-f", "json"]);
    let output = command.env("OPENAI_BASE_URL", "http://127.0.0.1:9/v1").output().unwrap();
    let json = serde_json::from_slice(&output.stdout).unwrap();
    let found = &checks(&json, "model")[0].1;
    assert!(found.contains("`chat.defaultModel` in") && found.contains("cli.json"), "{found}");
}

#[test]
fn the_endpoint_is_asked_only_on_request() {
    let workspace = Workspace::with("", r#"{"say": "ok"}"#);
    let ran = workspace.run(&["doctor", "--connect", "--format", "json"]).expect_code(0);
    assert!(ran.stderr.contains("this may cost"), "{}", ran.stderr);
    let connection = checks(&serde_json::from_str(&ran.stdout).unwrap(), "connection");
    assert_eq!(connection[0].0, "ok", "{connection:?}");
    assert!(connection[0].1.contains("tokens in"), "{connection:?}");

    let mut command = workspace.command(&["doctor", "--connect"]);
    command.env("KIRO_LSP_MODEL", "openai:m").env("OPENAI_BASE_URL", "http://127.0.0.1:9/v1");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stdout)
            .contains("✗ http://127.0.0.1:9/v1/chat/completions cannot be")
    );
}

#[test]
fn what_is_broken_is_found_and_named() {
    let workspace = Workspace::with("- [ ] 1. A\n", "");
    workspace.write(TASKS, b"\xff");
    home(&workspace, ".config/kiro-lsp/settings.json", "{\"model\": ");
    std::os::unix::fs::symlink("/etc", workspace.path(".kiro/hooks")).unwrap();
    let ran = workspace.run(&["doctor", "--format", "json"]).expect_code(1);
    let json = serde_json::from_str(&ran.stdout).unwrap();
    let problems = |area| {
        let found = checks(&json, area).into_iter().filter(|(state, _)| state == "problem");
        found.map(|(_, found)| found).collect::<Vec<_>>()
    };
    assert!(problems("settings")[0].contains("is left out: EOF"), "{json}");
    let workspace_problems = problems("workspace");
    assert!(workspace_problems[0].starts_with("`.kiro/hooks` is a link that leads nowhere or out"), "{json}");
    assert!(workspace_problems[1].starts_with("the spec `s` cannot be read: "), "{json}");
}

#[test]
fn aws_is_told_by_name() {
    let workspace = Workspace::new();
    home(
        &workspace,
        "aws-config",
        "[profile dev]\nsso_session = s\n[sso-session s]\nsso_start_url = https://s.example\n",
    );
    home(
        &workspace,
        ".aws/credentials",
        "[ci]\naws_access_key_id = x\naws_secret_access_key = planted-canary-1\n",
    );
    home(
        &workspace,
        ".aws/sso/cache/a.json",
        r#"{"startUrl":"https://s.example","accessToken":"planted-canary-2","expiresAt":"2020-01-01T00:00:00Z"}"#,
    );
    let mut command = workspace.command(&["doctor"]);
    command.env("AWS_CONFIG_FILE", workspace.root().parent().unwrap().join("aws-config"));
    command.env("AWS_BEARER_TOKEN_BEDROCK", "planted-canary-3");
    let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert!(said.contains("AWS_BEARER_TOKEN_BEDROCK is set"), "{said}");
    assert!(said.contains("AWS profiles: dev, ci; used: default"), "{said}");
    assert!(said.contains("→ aws sso login --profile dev"), "{said}");
    assert!(!said.contains("canary"), "{said}");
}

#[test]
fn a_state_that_cannot_be_used_does_not_keep_the_doctor_away() {
    let workspace = Workspace::new();
    fs::write(workspace.state(), "a file where a folder should be").unwrap();
    for arguments in [&["doctor"][..], &["bug-report", "--show"]] {
        let ran = workspace.run(arguments);
        assert!(ran.stdout.contains("cannot use the state folder"), "{ran:?}");
    }
    workspace.run(&["doctor"]).expect_code(1);
}

#[test]
fn programs_of_the_workspace_are_never_run() {
    let workspace = Workspace::new();
    let planted = "#!/bin/sh\ntouch ran\necho NVIM v9.9\n";
    workspace.write("bin/nvim", planted);
    let file = workspace.path("bin/nvim");
    fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = workspace.command(&["doctor"]);
    let path = format!("{}:{}", workspace.path("bin").display(), std::env::var("PATH").unwrap());
    let said = String::from_utf8(command.env("PATH", path).output().unwrap().stdout).unwrap();
    assert!(!said.contains("v9.9") && !workspace.path("bin/ran").exists() && !workspace.path("ran").exists());
}

#[test]
fn where_all_is_well_strict_has_nothing_to_say() {
    let workspace = Workspace::with("- [ ] 1. A\n", r#"{"say": "ok"}"#);
    fs::create_dir(workspace.path(".git")).unwrap();
    let programs = workspace.root().parent().unwrap().join("programs");
    for (name, says) in [("git", "git version 2.47.1"), ("nvim", "NVIM v0.11.2")] {
        home(&workspace, &format!("programs/{name}"), &format!("#!/bin/sh\necho '{says}'\n"));
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(programs.join(name), executable).unwrap();
    }
    let output = workspace.command(&["doctor", "--strict"]).env("PATH", programs).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("confines the commands of agents"), "{said}");
    assert_eq!(output.status.code(), Some(0), "{said}");
}

#[test]
fn a_settings_file_that_is_left_out_sets_nothing() {
    let vendor = r#"{"chat.defaultModel": "openai:m"}"#;
    for own in [
        r#"{"model": "openai:own", "openaiApiKey": "sk", "awsRegion": 3}"#,
        r#"{"model": null, "openaiApiKey": null}"#,
    ] {
        let workspace = Workspace::new();
        home(&workspace, ".config/kiro-lsp/settings.json", own);
        home(&workspace, ".kiro/settings/cli.json", vendor);
        let mut command = workspace.command(&["doctor", "-f", "json"]);
        let output = command.env("OPENAI_BASE_URL", "http://127.0.0.1:9/v1").output().unwrap();
        let json = serde_json::from_slice(&output.stdout).unwrap();
        assert!(checks(&json, "model")[0].1.contains("set by `chat.defaultModel` in"), "{own}: {json}");
        assert!(!checks(&json, "credentials")[0].1.contains("openaiApiKey"), "{own}: {json}");
    }
}

#[test]
fn specs_that_are_a_file_are_a_problem() {
    let workspace = Workspace::new();
    workspace.write(".kiro/specs", "");
    let ran = workspace.run(&["doctor"]).expect_code(1);
    assert!(ran.stdout.contains("✗ `.kiro/specs` is not a folder"), "{}", ran.stdout);
}

#[test]
fn every_kind_of_model_is_in_the_help() {
    let workspace = Workspace::new();
    for arguments in [&["--help"][..], &["chat", "--help"], &["doctor"]] {
        let said = workspace.run(arguments).expect_code(0).stdout;
        for kind in ["bedrock:ID", "openai:NAME"] {
            assert!(said.contains(kind), "{kind}: {said}");
        }
    }
}
