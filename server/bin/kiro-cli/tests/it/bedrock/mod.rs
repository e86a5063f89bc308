//! Amazon Bedrock, from the terminal to a server that speaks its wire and checks signatures and conversations.

mod caching;
mod choosing;
mod credentials;
mod images;
mod losses;
mod spending;

use std::process::Command;
use std::time::{Duration, Instant};

use bedrock_wire::{Answer, Block, End, Exception, Faults, Options, Refusal, Reply, Usage, Wire};
use expect_test::{Expect, expect};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::workspace::{Ran, Workspace};

const MODEL: &str = "bedrock:us.anthropic.claude-haiku-4-5-20251001-v1:0";
const NO_INSTANCE: (&str, &str) = ("AWS_EC2_METADATA_DISABLED", "true");

/// A server, and a workspace of which the home knows nothing of AWS.
struct Bedrock {
    workspace: Workspace,
    wire: Wire,
    /// The server runs on it.
    _tokio: Runtime,
}

impl Bedrock {
    fn new(options: Options) -> Self {
        let tokio = Runtime::new().unwrap();
        let wire = tokio.block_on(Wire::start(options)).unwrap();
        Self { workspace: Workspace::new(), wire, _tokio: tokio }
    }

    fn answering(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::new(Options { replies: replies.into_iter().collect(), ..Options::default() })
    }

    /// `kiro-cli` with the key of the server.
    fn command(&self, arguments: &[&str]) -> Command {
        let key = Options::default().keys.remove(0);
        let mut command = self.without_credentials(arguments);
        command.env("AWS_ACCESS_KEY_ID", key.id).env("AWS_SECRET_ACCESS_KEY", key.secret);
        command
    }

    fn without_credentials(&self, arguments: &[&str]) -> Command {
        let mut command = self.workspace.command(arguments);
        command
            .env("KIRO_LSP_MODEL", MODEL)
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", self.wire.endpoint())
            .env(NO_INSTANCE.0, NO_INSTANCE.1);
        command
    }

    fn chat(&self) -> Ran {
        ran(&mut self.command(&CHAT))
    }

    /// What is printed, without what differs.
    fn shown(&self, ran: &Ran) -> String {
        let stderr = ran.stderr.replace(&self.wire.endpoint(), "http://SERVER");
        let lines = ran.stdout.lines().chain(stderr.lines()).map(str::trim);
        lines.filter(|line| !line.starts_with("session s-")).map(|line| format!("{line}\n")).collect()
    }

    fn check(&self, expected: Expect) {
        expected.assert_eq(&self.shown(&self.chat()));
    }
}

const CHAT: [&str; 4] = ["chat", "--no-interactive", "--trust-all-tools", "What?"];

fn ran(command: &mut Command) -> Ran {
    command.output().unwrap().into()
}

fn refusal(status: u16, kind: &str, message: &str) -> Reply {
    Reply::Error(Refusal { status, kind: kind.to_owned(), message: message.to_owned() })
}

/// A call that leaves a line behind each time it is executed.
fn shell(id: &str) -> Block {
    Block::call(id, "shell", &json!({ "command": format!("echo {id} >> executed") }))
}

#[test]
fn a_conversation_with_several_calls_in_a_turn() {
    let usage = Usage { input: 100, output: 20, cache_read: 1000, cache_write: 50 };
    let thinking = Block::Reasoning { text: vec!["Hm.".to_owned()], signature: Some("c2ln".to_owned()) };
    let calls = Answer::blocks(vec![thinking, Block::text("Two at once."), shell("a"), shell("b")]);
    let faults = Faults { unknown_events: true, interleave: true, ..Faults::default() };
    let bedrock =
        Bedrock::answering([calls.usage(usage).faults(faults).into(), Answer::text("Both done.").into()]);
    let ran = bedrock.chat().expect_code(0);
    assert_eq!(ran.stdout, "Both done.\n");
    assert_eq!(bedrock.workspace.read("executed"), "a\nb\n");
    let requests = bedrock.wire.requests();
    assert!(requests.iter().all(|request| request.signature_ok && request.refusal.is_none()));
    assert_eq!(requests[0].model, "us.anthropic.claude-haiku-4-5-20251001-v1:0");
    assert!(requests[0].scope.as_ref().unwrap().ends_with("/us-east-1/bedrock/aws4_request"));
    let messages = requests[1].body["messages"].as_array().unwrap();
    let results: Vec<_> = messages[2]["content"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|block| block.get("toolResult"))
        .map(|result| &result["toolUseId"])
        .collect();
    assert_eq!((messages.len(), results), (3, vec![&json!("a"), &json!("b")]));
    let answered =
        &bedrock.workspace.events().into_iter().find(|event| event["type"] == "modelAnswered").unwrap();
    assert_eq!(
        answered["usage"],
        json!({
            "inputTokens": 150, "outputTokens": 20, "cachedTokens": 1000, "writtenTokens": 50,
            "cost": { "nanodollars": 398_750, "centicredits": 1 },
        })
    );
}

/// Every byte at which a connection can break, in a sample that is denser when tests are exhaustive.
#[test]
fn a_cut_never_executes_a_call_and_the_turn_is_finished() {
    let call = || Answer::text("I run it.").block(shell("once"));
    let cuts: Vec<End> = (1..=11).flat_map(|event| [End::CutWithin(event), End::EndWithin(event)]).collect();
    let step = if std::env::var_os("KIRO_TEST_EXHAUSTIVE").is_some() { 7 } else { 97 };
    for end in cuts.into_iter().chain((0..1200).step_by(step).map(End::CutAfterBytes)) {
        let cut = call().faults(Faults { end: end.clone(), ..Faults::default() });
        let bedrock = Bedrock::answering([cut.into(), call().into(), Answer::text("Done.").into()]);
        let ran = bedrock.chat();
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), "Done.\n"), "{end:?}: {ran:?}");
        assert_eq!(bedrock.workspace.read("executed"), "once\n", "{end:?}");
    }
}

#[test]
fn what_passes_is_retried_and_shown() {
    let exception = |kind: &str| {
        let exception = Exception {
            after: 3,
            kind: kind.to_owned(),
            message: "try again".to_owned(),
            original_status: None,
        };
        Answer::text("never shown").faults(Faults { exception: Some(exception), ..Faults::default() }).into()
    };
    let error = |status, kind: &str| refusal(status, kind, "busy");
    let good = || Reply::from(Answer::text("Here."));
    let check = |replies: [Reply; 3], expected: Expect| Bedrock::answering(replies).check(expected);
    check(
        [Reply::Throttle { retry_after: Some(0) }, error(503, "ServiceUnavailableException"), good()],
        expect![[r#"
            Here.
            the model is asked again (attempt 2): the endpoint is limiting requests: Too many requests, please wait before trying again
            the model is asked again (attempt 3): the endpoint failed (503): busy
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
    check(
        [error(429, "ModelNotReadyException"), error(424, "ModelErrorException"), good()],
        expect![[r#"
            Here.
            the model is asked again (attempt 2): the endpoint failed (429): busy
            the model is asked again (attempt 3): the endpoint failed (424): busy
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
    check(
        [exception("modelStreamErrorException"), exception("internalServerException"), good()],
        expect![[r#"
            Here.
            the model is asked again (attempt 2): the endpoint failed (424): try again
            the model is asked again (attempt 3): the endpoint failed (500): try again
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
    check(
        [exception("throttlingException"), exception("serviceUnavailableException"), good()],
        expect![[r#"
            Here.
            the model is asked again (attempt 2): the endpoint is limiting requests: try again
            the model is asked again (attempt 3): the endpoint failed (503): try again
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
    let call = |faults| Reply::from(Answer::blocks(vec![shell("x")]).faults(faults));
    check(
        [
            call(Faults { wrong_crc: Some(2), ..Faults::default() }),
            call(Faults { no_block_stop: Some(0), ..Faults::default() }),
            good(),
        ],
        expect![[r#"
            Here.
            the model is asked again (attempt 2): the answer was broken off: message checksum 0xAEBEBE14 didn't match expected checksum 0xAEBEBEEB
            the model is asked again (attempt 3): the answer cannot be read: a tool call has no end
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
    check(
        [
            call(Faults { no_message_stop: true, ..Faults::default() }),
            Answer::blocks(vec![shell("x")]).stop("malformed_tool_use").into(),
            good(),
        ],
        expect![[r#"
            Here.
            the model is asked again (attempt 2): the answer was broken off: the stream ended before the answer did
            the model is asked again (attempt 3): the answer cannot be read: the model made a malformed tool call
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
    check(
        [Reply::Close, Answer::blocks(Vec::new()).into(), good()],
        expect![[r#"
            Here.
            the model is asked again (attempt 2): the endpoint cannot be reached: connection closed before message completed
            the model is asked again (attempt 3): the answer was empty
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
}

#[test]
fn what_does_not_pass_is_said_once_with_what_to_do() {
    let check = |status, kind: &str, message: &str, expected: Expect| {
        let bedrock = Bedrock::answering([refusal(status, kind, message)]);
        bedrock.check(expected);
        assert_eq!(bedrock.wire.requests().len(), 1);
    };
    check(
        400,
        "ValidationException",
        "The provided model identifier is invalid.",
        expect![[r#"

              the model failed: Amazon Bedrock in us-east-1 at http://SERVER does not know the model `us.anthropic.claude-haiku-4-5-20251001-v1:0`: The provided model identifier is invalid. Check the id, and that the model is offered in this region; many models are only reached through an inference profile: put `us.`, `eu.`, `apac.` or `global.` before the id.
        "#]],
    );
    check(
        400,
        "ValidationException",
        "Invocation of model ID anthropic.claude-haiku-4-5-20251001-v1:0 with on-demand throughput isn’t supported. \
         Retry your request with the ID or ARN of an inference profile that contains this model.",
        expect![[r#"

              the model failed: Amazon Bedrock in us-east-1 at http://SERVER does not know the model `us.anthropic.claude-haiku-4-5-20251001-v1:0`: Invocation of model ID anthropic.claude-haiku-4-5-20251001-v1:0 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model. Check the id, and that the model is offered in this region; many models are only reached through an inference profile: put `us.`, `eu.`, `apac.` or `global.` before the id.
        "#]],
    );
    check(
        404,
        "ResourceNotFoundException",
        "Model not found.",
        expect![[r#"

              the model failed: Amazon Bedrock in us-east-1 at http://SERVER does not know the model `us.anthropic.claude-haiku-4-5-20251001-v1:0`: Model not found. Check the id, and that the model is offered in this region; many models are only reached through an inference profile: put `us.`, `eu.`, `apac.` or `global.` before the id.
        "#]],
    );
    check(
        403,
        "AccessDeniedException",
        "You don't have access to the model with the specified model ID.",
        expect![[r#"

              the model failed: Amazon Bedrock in us-east-1 at http://SERVER refused the credentials (403): You don't have access to the model with the specified model ID. Ask for access to the model in the Bedrock console of this region, and for `bedrock:InvokeModelWithResponseStream` in IAM.
        "#]],
    );
    check(
        400,
        "ValidationException",
        "Input is too long for requested model.",
        expect![[r#"

              the model failed: Amazon Bedrock in us-east-1 at http://SERVER says that the conversation is longer than the model reads: Input is too long for requested model. Set `contextWindow` in the settings file to what it reads, in tokens; start a new session; or use a model that reads more.
        "#]],
    );
}

#[test]
fn stop_reasons() {
    let check = |reason: &str, expected: Expect| {
        Bedrock::answering([Answer::text("As far").block(shell("cut")).stop(reason).into()]).check(expected);
    };
    check(
        "max_tokens",
        expect![[r#"
            As far
            the answer was cut at the model's output limit
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
    check(
        "model_context_window_exceeded",
        expect![[r#"
            As far
            the answer was cut at the model's output limit
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
    check(
        "guardrail_intervened",
        expect![[r#"
            As far
            the model's endpoint refused to answer
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
    check(
        "content_filtered",
        expect![[r#"
            As far
            the model's endpoint refused to answer
            10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
        "#]],
    );
}

/// What it found is said, not what it was.
#[test]
fn a_guardrail_says_why_it_stepped_in() {
    let topic = |name: &str, action: &str| json!({ "name": name, "type": "DENY", "action": action });
    let word = json!({ "match": "planted", "action": "BLOCKED" });
    let mail = json!({ "match": "a@b.example", "type": "EMAIL", "action": "BLOCKED" });
    let found = json!({
        "inputAssessment": { "g-1": {
            "topicPolicy": { "topics": [topic("Finance", "BLOCKED"), topic("Law", "NONE")] },
            "wordPolicy": { "customWords": [word, word], "managedWordLists": [] },
        } },
        "outputAssessments": { "g-1": [{
            "sensitiveInformationPolicy": { "piiEntities": [mail], "regexes": [] },
            "contentPolicy": { "filters": [{ "type": "HATE", "confidence": "HIGH", "action": "BLOCKED" }] },
        }] },
    });
    let blocked = Answer { guardrail: Some(found), ..Answer::text("Sorry, not here.") };
    let bedrock = Bedrock::answering([blocked.stop("guardrail_intervened").into()]);
    let guardrail = json!({ "bedrockGuardrail": { "id": "g-1", "version": "3" } });
    bedrock.workspace.settings(&guardrail);
    bedrock.check(expect![[r#"
        Sorry, not here.

        (The guardrail of your account stepped in for what it found in what the model was sent: a word of its list, the denied topic `Finance`; in what the model wrote: content of the kind HATE, personal data of the kind EMAIL.)
        the model's endpoint refused to answer
        10 tokens read · 5 written · <$0.0001 · 0.01 credits · 0 % of the window of 200000 used
    "#]]);
    let sent = &bedrock.wire.requests()[0].body["guardrailConfig"];
    assert_eq!((&sent["guardrailIdentifier"], &sent["guardrailVersion"]), (&json!("g-1"), &json!("3")));
}

#[test]
fn a_wrong_call_is_told_to_the_model_which_goes_on() {
    let wrong = Block::Call {
        id: "bad id!".to_owned(),
        name: "no such tool".to_owned(),
        input: vec!["{\"a\": ".to_owned()],
    };
    let bedrock = Bedrock::answering([Answer::blocks(vec![wrong]).into(), Answer::text("Sorry.").into()]);
    assert_eq!(bedrock.chat().stdout, "Sorry.\n");
    let messages = &bedrock.wire.requests()[1].body["messages"];
    expect![[r#"{"role":"assistant","content":[{"toolUse":{"toolUseId":"bad_id_","name":"no_such_tool","input":{"_invalid":"{\"a\": "}}}]}"#]].assert_eq(&messages[1].to_string());
}

#[test]
fn an_answer_does_not_wait_for_a_usage_that_never_comes() {
    let faults = Faults { end: End::StallAfter(4), ..Faults::default() };
    let bedrock = Bedrock::answering([Answer::text("Yes.").faults(faults).into()]);
    let start = Instant::now();
    assert_eq!(bedrock.chat().stdout, "Yes.\n");
    assert!(start.elapsed() < Duration::from_secs(60));
}
