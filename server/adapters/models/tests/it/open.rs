use expect_test::{Expect, expect};
use models::{Model, ModelSettings, Secret};

fn open(name: Option<&str>, base: Option<&str>, key: Option<&str>, model: Option<&str>) -> String {
    let settings = ModelSettings {
        model: model.map(str::to_owned),
        openai_base_url: base.map(str::to_owned),
        openai_api_key: key.map(|key| Secret::from(key.to_owned())),
        ..ModelSettings::default()
    };
    match Model::open(name, &settings) {
        Ok(model) => {
            let debug = format!("{model:?}");
            let endpoint = debug.split("endpoint: ").nth(1).and_then(|rest| rest.split(',').next());
            format!("{} at {}", model.name(), endpoint.unwrap_or("none"))
        }
        Err(error) => error.to_string().replace(ADVICE, "…"),
    }
}

const ADVICE: &str = "Name one with `--model ID`, KIRO_LSP_MODEL or `model` in the settings file. Models of \
    Amazon Bedrock need a region (AWS_REGION) and AWS credentials; any other needs an OpenAI-compatible endpoint: \
    OPENAI_BASE_URL (such as http://localhost:11434/v1) and OPENAI_API_KEY (local servers need none), or \
    `openaiBaseUrl` and `openaiApiKey` in the settings file. `--model scripted:FILE` and `kiro-cli demo` need no \
    endpoint.";
const LOCAL: Option<&str> = Some("http://localhost:11434/v1");

#[test]
fn a_model_is_named_or_configured() {
    let check = |name: Option<&str>, base: Option<&str>, model: Option<&str>, expected: Expect| {
        expected.assert_eq(&open(name, base, None, model));
    };
    check(
        Some("openai:gpt-5"),
        LOCAL,
        Some("other"),
        expect!["openai:gpt-5 at http://localhost:11434/v1/chat/completions"],
    );
    check(
        None,
        LOCAL,
        Some("llama3:8b"),
        expect!["openai:llama3:8b at http://localhost:11434/v1/chat/completions"],
    );
    check(
        Some("anthropic.claude-haiku-4-5-20251001-v1:0"),
        LOCAL,
        None,
        expect![
            "openai:anthropic.claude-haiku-4-5-20251001-v1:0 at http://localhost:11434/v1/chat/completions"
        ],
    );
    check(None, LOCAL, None, expect!["No model is configured: no model is named. …"]);
    check(Some("gpt-5"), None, None, expect!["No model is configured: no endpoint is set. …"]);
    check(
        Some("openai:"),
        LOCAL,
        None,
        expect!["No model is configured: the model's name ends at its provider. …"],
    );
    let bedrock = Model::open(Some("bedrock:amazon.nova-pro-v1:0"), &ModelSettings::default());
    assert_eq!(bedrock.unwrap().name(), "bedrock:amazon.nova-pro-v1:0");
    let missing = open(Some("scripted:no/such/file.jsonl"), None, None, None);
    assert!(missing.contains("no/such/file.jsonl cannot be read: "), "{missing}");
}

#[test]
fn a_base_url_is_taken_as_users_write_it() {
    for (base, expected) in [
        ("http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions"),
        (" http://localhost:11434/v1/ ", "http://localhost:11434/v1/chat/completions"),
        ("http://localhost:11434/v1/chat/completions", "http://localhost:11434/v1/chat/completions"),
        ("https://gateway.example", "https://gateway.example/chat/completions"),
        ("https://gateway.example/a?key=planted", "https://gateway.example/a/chat/completions"),
    ] {
        assert_eq!(open(Some("m"), Some(base), None, None), format!("openai:m at {expected}"));
    }
    for (base, problem) in [
        ("localhost:11434/v1", "must begin with http:// or https://"),
        ("//localhost", "is not a URL"),
        ("https://me:planted@gateway.example/v1", "contains credentials"),
    ] {
        let error = open(Some("m"), Some(base), None, None);
        assert!(error.contains(problem) && !error.contains("planted"), "{error}");
    }
}

#[test]
fn a_key_alone_means_openai() {
    let opened = open(Some("gpt-5"), None, Some("sk-planted-canary"), None);
    assert_eq!(opened, "openai:gpt-5 at https://api.openai.com/v1/chat/completions");
}

#[test]
fn a_settings_file_configures() {
    let settings: ModelSettings = serde_json::from_str(
        r#"{"model": "m", "openaiBaseUrl": "http://a/v1", "openaiApiKey": "sk-planted", "awsRegion": "eu-west-1",
            "awsProfile": "work", "bedrockEndpoint": "https://vpce.example"}"#,
    )
    .unwrap();
    assert_eq!(Model::open(None, &settings).unwrap().name(), "openai:m");
    assert!(!format!("{settings:?}").contains("planted"));
    let bedrock = settings.bedrock;
    assert_eq!(bedrock.region.as_deref(), Some("eu-west-1"));
    assert_eq!(bedrock.profile.as_deref(), Some("work"));
    assert_eq!(bedrock.endpoint.as_deref(), Some("https://vpce.example"));
}
