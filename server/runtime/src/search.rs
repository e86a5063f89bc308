use protocol::{ErrorCode, Event, EventBody, Record, Response, SessionHit, SessionPart, VerbError};
use regex::Regex;
use serde_json::Value;

use crate::{Runtime, redact, store_error};

/// Hits that are given if nothing is said.
const LIMIT: u32 = 50;

/// Bytes of a snippet before what was found, and in all.
const SNIPPET: (usize, usize) = (40, 160);

/// Events that hold text to be found.
const KINDS: [&str; 4] = ["sessionOpened", "sessionRenamed", "userPrompted", "modelAnswered"];

impl Runtime {
    /// Looks for texts that hold all of some words. The log is read as it is: at tens of megabytes that takes less than
    /// a person notices, and an index would have to be kept, and forgotten from, with each event.
    pub(crate) fn search_sessions(&self, text: &str, limit: Option<u32>) -> Result<Response, VerbError> {
        let words: Vec<Word> = text.split_whitespace().map(Word::new).collect::<Result<_, _>>()?;
        if words.is_empty() {
            return Err(VerbError::new(ErrorCode::Invalid, "there is no word to look for; give one"));
        }
        let limit = limit.unwrap_or(LIMIT) as usize;
        let (mut found, mut more) = (Vec::new(), false);
        let fits = |json: &str| words.iter().all(|word| word.in_json.is_match(json));
        let each = |event: Event| {
            for (part, text) in parts(&event) {
                if words.iter().all(|word| word.in_text.is_match(&text)) {
                    more = found.len() == limit;
                    if more {
                        return false;
                    }
                    found.push((event.clone(), part, text));
                }
            }
            true
        };
        self.inner.store.search(&KINDS, fits, each).map_err(store_error)?;
        let hits = found.into_iter().filter_map(|(event, part, text)| {
            let Record::Known(body) = &event.record else { return None };
            let session = body.session()?.clone();
            // It may have been deleted meanwhile.
            let title = self.session_summary(&session).ok()?.title;
            let snippet = snippet(&redact(&text), words.first()?);
            Some(SessionHit { session, title, seq: event.seq, at: event.at, part, snippet })
        });
        Ok(Response::Found { hits: hits.collect(), more })
    }
}

/// A word to look for, in any case.
struct Word {
    in_text: Regex,
    /// As JSON writes it.
    in_json: Regex,
}

impl Word {
    fn new(word: &str) -> Result<Self, VerbError> {
        let json = Value::from(word).to_string();
        let escaped = json.trim_start_matches('"').strip_suffix('"').unwrap_or_default();
        let pattern = |word: &str| {
            Regex::new(&format!("(?i){}", regex::escape(word)))
                .map_err(|_| VerbError::new(ErrorCode::Invalid, "a word to look for is too long"))
        };
        Ok(Self { in_text: pattern(word)?, in_json: pattern(escaped)? })
    }
}

/// The texts of an event that may be found.
fn parts(event: &Event) -> Vec<(SessionPart, String)> {
    let Record::Known(body) = &event.record else { return Vec::new() };
    match body {
        EventBody::SessionOpened { title, .. } | EventBody::SessionRenamed { title, .. } => {
            vec![(SessionPart::Title, title.clone())]
        }
        EventBody::UserPrompted { text, .. } => vec![(SessionPart::Prompt, text.clone())],
        EventBody::ModelAnswered { text, calls, .. } => {
            let calls = calls.iter().map(|call| {
                let mut text = call.name.clone();
                strings(&call.input, &mut text);
                (SessionPart::Call, text)
            });
            std::iter::once((SessionPart::Answer, text.clone())).chain(calls).collect()
        }
        EventBody::SessionDeleted { .. }
        | EventBody::SessionTrusted { .. }
        | EventBody::ModelFailed { .. }
        | EventBody::ToolStarted { .. }
        | EventBody::ToolFinished { .. }
        | EventBody::FilesChanged { .. }
        | EventBody::FilesRestored { .. }
        | EventBody::QuestionAsked { .. }
        | EventBody::QuestionAnswered { .. }
        | EventBody::QuestionWithdrawn { .. }
        | EventBody::ContentTrusted { .. }
        | EventBody::ContentDistrusted { .. }
        | EventBody::FreezeSet { .. }
        | EventBody::ContextPruned { .. }
        | EventBody::ContextCompacted { .. }
        | EventBody::ContextOverflowed { .. }
        | EventBody::GoalChanged { .. }
        | EventBody::ModelChosen { .. }
        | EventBody::SubagentStarted { .. }
        | EventBody::SubagentEnded { .. }
        | EventBody::CancelRequested { .. }
        | EventBody::TurnEnded { .. }
        | EventBody::RunRequested { .. }
        | EventBody::RunResumed { .. }
        | EventBody::RunInterrupted { .. }
        | EventBody::RunStopRequested { .. }
        | EventBody::RunFinished { .. }
        | EventBody::TaskMarked { .. }
        | EventBody::EditRequested { .. }
        | EventBody::EditFinished { .. }
        | EventBody::CheckFinished { .. }
        | EventBody::EvidenceJudged { .. } => Vec::new(),
    }
}

/// Appends the values of a call's input, without JSON around them.
fn strings(value: &Value, text: &mut String) {
    match value {
        Value::String(string) => {
            text.push(' ');
            text.push_str(string);
        }
        Value::Array(items) => items.iter().for_each(|item| strings(item, text)),
        Value::Object(fields) => fields.values().for_each(|value| strings(value, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// One line around the first place of a word; the beginning where it is not, as within a secret.
fn snippet(text: &str, word: &Word) -> String {
    let (before, length) = SNIPPET;
    let found = word.in_text.find(text).map_or(0, |found| found.start());
    let start = text.floor_char_boundary(found.saturating_sub(before));
    let end = text.floor_char_boundary(start.saturating_add(length).min(text.len()));
    let cut = text.get(start..end).unwrap_or_default();
    let line = cut.split_whitespace().collect::<Vec<_>>().join(" ");
    let dots = |cut: bool| if cut { "…" } else { "" };
    format!("{}{line}{}", dots(start > 0), dots(end < text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_and_with_what_json_escapes() {
        for (word, text) in [
            ("total", "the TOTAL"),
            ("ÄRGER", "großer Ärger"),
            ("\"quoted\"", "it is \"quoted\""),
            ("a\\b", "path a\\b"),
            ("a.b", "a.b"),
            ("(", "f(x)"),
            ("\u{7}", "bell \u{7}"),
        ] {
            let found = Word::new(word).unwrap();
            assert!(found.in_text.is_match(text), "{word} in {text}");
            assert!(found.in_json.is_match(&Value::from(text).to_string()), "{word} in the JSON of {text}");
        }
        assert!(!Word::new("a.b").unwrap().in_text.is_match("axb"));
    }

    #[test]
    fn a_snippet_is_one_line_around_what_was_found() {
        let word = Word::new("needle").unwrap();
        let text = format!("{}\n\n  a Needle\tin {}", "hay ".repeat(50), "hay ".repeat(50));
        let line = snippet(&text, &word);
        assert!(
            line.starts_with('…') && line.ends_with('…') && line.contains("hay a Needle in hay"),
            "{line}"
        );
        assert_eq!(snippet("ä needle", &word), "ä needle");
        assert_eq!(snippet("[redacted: KEY]", &word), "[redacted: KEY]");
    }
}
