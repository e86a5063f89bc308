use std::io::{IsTerminal, Read, Write};

use protocol::{ChatResult, Delta, EventBody, Record, Request, Response, TurnStop};
use runtime::Runtime;

use crate::cli::{ChatOutput, ChatVerb};
use crate::exit::Failure;
use crate::follow::{Answers, Ended, Follower, Shown};
use crate::narrate::narrate;
use crate::{Exit, output, trust};

/// One turn of a new session. The answer goes to standard output, everything else to standard error.
pub(crate) async fn run(runtime: &Runtime, verb: ChatVerb) -> Result<Exit, Failure> {
    if !verb.no_interactive {
        return Err(Failure::new(
            "a conversation at the terminal is not part of this version; give one prompt with `--no-interactive`, \
             or talk in an editor",
        ));
    }
    let prompt = match verb.prompt {
        Some(prompt) => prompt,
        None if std::io::stdin().is_terminal() => {
            return Err(Failure::new("no prompt; give one as an argument or by standard input"));
        }
        None => {
            let mut prompt = String::new();
            std::io::stdin().read_to_string(&mut prompt)?;
            prompt
        }
    };
    trust::settle(runtime, &verb.untrusted)?;
    let subscription = runtime.subscribe(runtime.head()?)?;
    let trust = verb.model.trust();
    let Response::Session { session } =
        runtime.handle(Request::SessionStart { model: verb.model.model, trust })?
    else {
        return Err(Failure::new("the session's start came back as something else"));
    };
    runtime.handle(Request::SessionPrompt { session: session.id.clone(), text: prompt })?;

    let mut follower = Follower::session(runtime, subscription, session.id.clone(), Answers::Nobody);
    let mut answer = String::new();
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
            if follower.denied > 0 {
                eprintln!(
                    "{} tool calls were denied; allow them with --trust-tools or --trust-all-tools",
                    follower.denied
                );
            }
        }
        ChatOutput::StreamJson => {
            output::json(&result(runtime, &session.id, &ended, answer, follower.denied)?)?
        }
    }
    Ok(exit)
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

fn result(
    runtime: &Runtime,
    id: &protocol::SessionId,
    ended: &Ended,
    text: String,
    denied: u32,
) -> Result<ChatResult, Failure> {
    let Response::Transcript { session, .. } = runtime.handle(Request::SessionGet { session: id.clone() })?
    else {
        return Err(Failure::new("the session came back as something else"));
    };
    let (stop, error) = match ended {
        Ended::Turn(stop) => (Some(*stop), None),
        Ended::Interrupted(why) => (None, Some(why.clone())),
        Ended::CtrlC => (Some(TurnStop::Cancelled), None),
        Ended::Run(_) => (None, None),
    };
    Ok(ChatResult::Result { session: id.clone(), text, stop, error, denied, usage: session.usage })
}
