//! Plays a conversation as a runtime does: asks the fold what is next, and appends what came of it.

use agent::{Conversation, Entry, ModelRequest, Step};
use protocol::{CallId, EventBody, SessionId, StopReason, ToolCall, ToolEnd, Trust, Usage};
use serde_json::json;

pub(crate) struct Player {
    pub(crate) conversation: Conversation,
    pub(crate) log: Vec<EventBody>,
    /// What the documents say; empty: there are none.
    pub(crate) documents: String,
    pub(crate) compactions: u32,
    /// Bytes of a request that the endpoint counts as one token.
    pub(crate) bytes_of_a_token: u64,
}

/// What a model says: text and calls.
pub(crate) type Said = (String, Vec<ToolCall>);

impl Player {
    /// A session of the given model; one of a run if there are `documents`.
    pub(crate) fn open(model: &str, documents: &str) -> Self {
        let opened = EventBody::SessionOpened {
            session: SessionId::from("s-1"),
            run: (!documents.is_empty()).then(|| "r-1".into()),
            model: model.to_owned(),
            trust: Trust::All,
            system: "<system>".to_owned(),
            title: String::new(),
            max_model_calls: 1_000_000,
            fork: None,
            imported: None,
            parent: None,
        };
        let conversation = Conversation::open(&opened).unwrap();
        let documents = documents.to_owned();
        Self { conversation, log: vec![opened], documents, compactions: 0, bytes_of_a_token: 4 }
    }

    pub(crate) fn append(&mut self, event: EventBody) {
        self.conversation.apply(&event);
        self.log.push(event);
    }

    pub(crate) fn prompt(&mut self, text: &str) {
        self.append(EventBody::UserPrompted {
            session: self.conversation.session.clone(),
            text: text.to_owned(),
        });
    }

    /// Plays until the turn is over. `model` answers requests, `tool` gives outputs, `summary` is what is said about what is
    /// hidden. Returns early when the user is asked.
    pub(crate) fn play(
        &mut self,
        mut model: impl FnMut(&ModelRequest) -> Said,
        mut tool: impl FnMut(&ToolCall) -> String,
        mut summary: impl FnMut(&ModelRequest) -> String,
    ) -> Step {
        loop {
            let session = self.conversation.session.clone();
            match self.conversation.next() {
                Step::CallModel(request) => {
                    let bytes = request.system().len() + request.history().bytes() + 6_000;
                    let (text, calls) = model(&request);
                    let stop = if calls.is_empty() { StopReason::EndTurn } else { StopReason::ToolUse };
                    let input_tokens = bytes as u64 / self.bytes_of_a_token;
                    let usage = Usage { input_tokens, ..Usage::default() };
                    drop(request);
                    self.append(EventBody::ModelAnswered {
                        session,
                        model: None,
                        thoughts: Vec::new(),
                        text,
                        calls,
                        stop,
                        usage,
                    });
                }
                Step::RunCalls(calls) => {
                    for state in calls {
                        let output = tool(&state.call);
                        let session = session.clone();
                        self.append(finished(session, &state.call.id, output));
                    }
                }
                Step::Record(event) => self.append(event),
                Step::Compact(compaction) => {
                    let request = compaction.request(0).unwrap();
                    let summary = compaction.cut(&summary(&request));
                    let goal = match self.documents.is_empty() {
                        true => self.conversation.context().goal_to_keep(),
                        false => self.documents.clone(),
                    };
                    let usage = Usage::default();
                    self.compactions += 1;
                    let hidden = compaction.hidden;
                    self.append(EventBody::ContextCompacted {
                        session,
                        hidden,
                        goal,
                        summary,
                        usage,
                        model: None,
                    });
                }
                Step::EndTurn(stop) => self.append(EventBody::TurnEnded { session, stop }),
                step @ (Step::AskToGoOn(_) | Step::Wait(_) | Step::Idle) => return step,
            }
        }
    }
}

fn finished(session: SessionId, call: &CallId, output: String) -> EventBody {
    EventBody::ToolFinished {
        session,
        call: call.clone(),
        end: ToolEnd::Success,
        output,
        files: Vec::new(),
        exit: None,
        changes: Vec::new(),
        uncaptured: Vec::new(),
    }
}

/// A model that reads one long file after the other, `calls` in all.
pub(crate) fn reader(calls: usize) -> impl FnMut(&ModelRequest) -> Said {
    let mut made = 0;
    move |_| {
        made += 1;
        match made <= calls {
            true => (format!("I read file {made}."), vec![call(made, &format!("src/{made}.rs"))]),
            false => ("All read.".to_owned(), Vec::new()),
        }
    }
}

pub(crate) fn call(number: usize, path: &str) -> ToolCall {
    ToolCall { id: CallId(format!("c{number}")), name: "read".to_owned(), input: json!({ "path": path }) }
}

pub(crate) fn file(call: &ToolCall, bytes: usize) -> String {
    format!("{} {}", call.input["path"].as_str().unwrap(), "x".repeat(bytes))
}

/// Words cannot be pruned, only summarised.
pub(crate) fn talker(calls: usize, bytes: usize) -> impl FnMut(&ModelRequest) -> Said {
    let mut reader = reader(calls);
    move |request| {
        let (said, calls) = reader(request);
        (format!("{said} {}", "I think. ".repeat(bytes / 9)), calls)
    }
}

/// What the model that summarises says.
pub(crate) const SUMMARY: &str = "## Done\n- read `src/1.rs` to `src/6.rs`\n## Open\n- the build";

/// What a model is sent, as a numbered list. Long text is cut, and says how long it is.
pub(crate) fn render(request: &ModelRequest) -> String {
    let tools: Vec<&str> = request.tools().iter().map(|tool| tool.name).collect();
    let mut text = format!("system {:?}, tools {}\n", cut(request.system()), tools.join(" "));
    for (number, entry) in request.history().entries().iter().enumerate() {
        match entry {
            Entry::Prompt(said) => {
                let said: Vec<String> = said.lines().map(cut).collect();
                text += &format!("{:02} user\n     {}\n", number + 1, said.join("\n     "));
            }
            Entry::Answer { text: said, calls, .. } => {
                text += &format!("{:02} model {:?}\n", number + 1, cut(said.as_deref().unwrap_or_default()));
                for call in calls {
                    let input = cut(&serde_json::to_string(&call.input).unwrap());
                    text += &format!("     {} {} {input} = {}\n", call.id, call.name, cut(&call.output));
                }
            }
        }
    }
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

fn cut(text: &str) -> String {
    match text.len() {
        0..=400 => text.to_owned(),
        length => format!("{}… ({length} bytes)", text.chars().take(24).collect::<String>()),
    }
}
