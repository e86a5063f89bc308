use std::io::{IsTerminal, Read, Write};

use catalog::{Credits, Money};
use protocol::{
    ChatResult, ContextUse, Delta, EventBody, Record, Request, Response, SessionId, SessionStatus,
    SessionSummary, TurnStop,
};
use runtime::Runtime;

use crate::cli::{ChatOutput, ChatVerb, Format, SessionVerb};
use crate::exit::Failure;
use crate::follow::{Answers, Ended, Follower, Shown};
use crate::narrate::narrate;
use crate::{Exit, output, session, trust};

/// One turn of a session. The answer goes to standard output, everything else to standard error.
pub(crate) async fn run(runtime: &Runtime, verb: ChatVerb, format: Format) -> Result<Exit, Failure> {
    if verb.list_sessions {
        return session::list(runtime, format);
    }
    if let Some(session) = verb.delete_session {
        return session::run(runtime, SessionVerb::Delete { session }, format);
    }
    if !verb.no_interactive {
        return Err(Failure::new(
            "a conversation at the terminal is not part of this version; give one prompt with `--no-interactive`, \
             or talk in an editor",
        ));
    }
    trust::settle(runtime, &verb.untrusted)?;
    let before = resumed(runtime, &verb)?;
    let prompt = prompt(verb.prompt, before.as_ref())?;
    let subscription = runtime.subscribe(runtime.head()?)?;
    let trust = verb.model.trust();
    let mut said_before = String::new();
    let id = match before {
        Some(session) => {
            if prompt.is_none() {
                said_before = last_answer(runtime, &session.id)?;
            }
            runtime.handle(Request::SessionResume { session: session.id.clone(), text: prompt, trust })?;
            session.id
        }
        None => {
            let id = started(runtime.handle(Request::SessionStart { model: verb.model.model, trust })?)?;
            let text = prompt.unwrap_or_default();
            runtime.handle(Request::SessionPrompt { session: id.clone(), text })?;
            id
        }
    };

    let mut follower = Follower::session(runtime, subscription, id.clone(), Answers::Nobody);
    refuse_open_questions(runtime, &mut follower, &id)?;
    let mut answer = said_before;
    let ended = match verb.output_format {
        ChatOutput::StreamJson => {
            let mut show = |shown: Shown<'_>| {
                remember(&shown, &mut answer);
                stream(&shown)
            };
            follower.follow(&mut show).await?
        }
        ChatOutput::Text => {
            let mut narrate = narrate();
            let mut show = |shown: Shown<'_>| {
                remember(&shown, &mut answer);
                // The last answer goes to standard output alone.
                if is_final(&shown) { Ok(()) } else { narrate(shown) }
            };
            follower.follow(&mut show).await?
        }
    };
    let exit = match ended.exit() {
        Exit::Done if follower.denied > 0 => Exit::Denied,
        exit @ (Exit::Done
        | Exit::Failed
        | Exit::Usage
        | Exit::Denied
        | Exit::NotDone
        | Exit::Busy
        | Exit::Interrupted
        | Exit::Untrusted
        | Exit::CtrlC) => exit,
    };
    match verb.output_format {
        ChatOutput::Text => {
            output::text(&format!("{}\n", output::printable(answer.trim_end())))?;
            eprint!("{}", took(&summary(runtime, &id)?));
            if follower.denied > 0 {
                eprintln!(
                    "{} tool calls were denied; allow them with --trust-tools or --trust-all-tools",
                    follower.denied
                );
            }
        }
        ChatOutput::StreamJson => output::json(&result(runtime, &id, &ended, answer, follower.denied)?)?,
    }
    Ok(exit)
}

/// The session to go on with; none: a new one.
fn resumed(runtime: &Runtime, verb: &ChatVerb) -> Result<Option<SessionSummary>, Failure> {
    if !verb.resume && verb.resume_id.is_none() {
        return Ok(None);
    }
    let Response::Sessions { sessions } = runtime.handle(Request::SessionList {})? else {
        return Err(Failure::new("the list of sessions came back as something else"));
    };
    let found = match &verb.resume_id {
        Some(id) => {
            let found = sessions.into_iter().find(|session| session.id.0 == *id);
            let none = || {
                Failure::new(format!("there is no session `{id}`; `kiro-cli session list` shows them all"))
            };
            Some(found.ok_or_else(none)?)
        }
        // Those of runs go on with `task run`, sub-agents with what they work for.
        None => {
            let own =
                sessions.into_iter().filter(|session| session.run.is_none() && session.parent.is_none());
            own.max_by_key(|session| session.updated)
        }
    };
    let Some(session) = found else {
        eprintln!("There is no session to go on with in this workspace; a new one begins.");
        return Ok(None);
    };
    match &verb.model.model {
        Some(model) if !is_named(&session.model, model) => Err(Failure::usage(format!(
            "`{}` is with the model {}; `kiro-cli session fork {} --model {model}` begins one that goes on with another",
            session.id, session.model, session.id
        ))),
        Some(_) | None => Ok(Some(session)),
    }
}

/// Whether `name` names a model, with or without its provider.
fn is_named(model: &str, name: &str) -> bool {
    model == name || model.split_once(':').is_some_and(|(_, id)| id == name)
}

/// What to say. `None`: nothing, since a turn that was cut off is to go on.
fn prompt(given: Option<String>, before: Option<&SessionSummary>) -> Result<Option<String>, Failure> {
    let cut_off = before.is_some_and(|session| session.status == SessionStatus::Interrupted);
    let prompt = match given {
        Some(prompt) => return Ok(Some(prompt)),
        None if std::io::stdin().is_terminal() => String::new(),
        None => {
            let mut prompt = String::new();
            std::io::stdin().read_to_string(&mut prompt)?;
            prompt
        }
    };
    match prompt.trim() {
        "" if cut_off => Ok(None),
        "" => Err(Failure::new("no prompt; give one as an argument or by standard input")),
        _ => Ok(Some(prompt)),
    }
}

fn started(response: Response) -> Result<SessionId, Failure> {
    let Response::Session { session } = response else {
        return Err(Failure::new("the session's start came back as something else"));
    };
    Ok(session.id)
}

/// The answer that the turn which goes on may have come to before it was cut off.
fn last_answer(runtime: &Runtime, id: &SessionId) -> Result<String, Failure> {
    let Response::Transcript { events, .. } = runtime.handle(Request::SessionGet { session: id.clone() })?
    else {
        return Err(Failure::new("the session came back as something else"));
    };
    let mut answer = String::new();
    for event in &events {
        if matches!(&event.record, Record::Known(EventBody::UserPrompted { .. })) {
            answer.clear();
        }
        remember(&Shown::Event(event), &mut answer);
    }
    Ok(answer)
}

/// A turn that goes on may still wait for what it asked before.
fn refuse_open_questions(
    runtime: &Runtime,
    follower: &mut Follower<'_>,
    id: &SessionId,
) -> Result<(), Failure> {
    if let Response::Questions { questions } = runtime.handle(Request::QuestionList {})? {
        for question in questions.into_iter().filter(|question| question.session == *id) {
            follower.ask(question, &mut |_| Ok(()))?;
        }
    }
    Ok(())
}

fn is_final(shown: &Shown<'_>) -> bool {
    match shown {
        Shown::Event(event) => {
            matches!(&event.record, Record::Known(EventBody::ModelAnswered { calls, .. }) if calls.is_empty())
        }
        Shown::Notice(_) | Shown::Question(_) | Shown::AnsweredElsewhere(_) => false,
    }
}

fn remember(shown: &Shown<'_>, answer: &mut String) {
    if let Shown::Event(event) = shown
        && let Record::Known(EventBody::ModelAnswered { text, calls, .. }) = &event.record
        && calls.is_empty()
    {
        answer.clone_from(text);
    }
}

fn stream(shown: &Shown<'_>) -> std::io::Result<()> {
    match shown {
        Shown::Event(event) => output::json(event),
        Shown::Notice(notice) => match &notice.delta {
            Delta::Text { .. } | Delta::Retry { .. } | Delta::Output { .. } | Delta::Waiting { .. } => {
                output::json(notice)
            }
        },
        Shown::Question(_) | Shown::AnsweredElsewhere(_) => std::io::stdout().flush(),
    }
}

/// What a session took so far, on one line; nothing if nobody counted.
fn took(session: &SessionSummary) -> String {
    let usage = session.usage;
    let read = usage.input_tokens.saturating_add(usage.cached_tokens);
    if read == 0 {
        return String::new();
    }
    let mut parts = vec![format!("{read} tokens read"), format!("{} written", usage.output_tokens)];
    if usage.cached_tokens > 0 {
        parts.insert(
            1,
            format!("{} % of them from the cache", usage.cached_tokens.saturating_mul(100) / read),
        );
    }
    let cost = usage.cost.unwrap_or_default();
    parts.extend(cost.nanodollars.map(|nanodollars| Money(nanodollars).to_string()));
    parts.extend(cost.centicredits.map(|credits| format!("{} credits", Credits(credits))));
    if let Some(ContextUse { tokens, window }) = session.context {
        parts
            .push(format!("{} % of the window of {window} used", tokens.saturating_mul(100) / window.max(1)));
    }
    format!("  {}\n", parts.join(" · "))
}

fn summary(runtime: &Runtime, id: &SessionId) -> Result<SessionSummary, Failure> {
    let Response::Transcript { session, .. } = runtime.handle(Request::SessionGet { session: id.clone() })?
    else {
        return Err(Failure::new("the session came back as something else"));
    };
    Ok(session)
}

fn result(
    runtime: &Runtime,
    id: &SessionId,
    ended: &Ended,
    text: String,
    denied: u32,
) -> Result<ChatResult, Failure> {
    let (stop, error) = match ended {
        Ended::Turn(stop) => (Some(*stop), None),
        Ended::Interrupted(why) => (None, Some(why.clone())),
        Ended::CtrlC => (Some(TurnStop::Cancelled), None),
        Ended::Run(_) => (None, None),
    };
    Ok(ChatResult::Result {
        session: id.clone(),
        text,
        stop,
        error,
        denied,
        usage: summary(runtime, id)?.usage,
    })
}
