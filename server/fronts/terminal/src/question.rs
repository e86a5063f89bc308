use std::fmt::Write;

use protocol::{Answer, Question, QuestionKind};

use crate::output::printable;

/// A question with its answers, and how to give them from another terminal.
pub(crate) fn describe(question: &Question) -> String {
    let mut text = format!("? {}\n  {}\n", printable(&question.title), printable(&question.why));
    for line in printable(&question.detail).lines() {
        let _ = writeln!(text, "  | {line}");
    }
    for (number, option) in question.options.iter().enumerate() {
        let _ = writeln!(text, "  [{}] {}", number + 1, option.label);
    }
    let names: Vec<String> = question.options.iter().map(|option| name(option.id)).collect();
    let _ = writeln!(text, "  or: kiro-cli answer {} {}", question.id, names.join("|"));
    text
}

/// What a line that the user typed says: the number, the name or the beginning of an option's label.
pub(crate) fn read_answer(question: &Question, line: &str) -> Option<Answer> {
    let line = line.trim().to_lowercase();
    if line.is_empty() {
        return None;
    }
    let number = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    if let Some(option) = number.and_then(|number| question.options.get(number)) {
        return Some(option.id);
    }
    if let Some(option) = question.options.iter().find(|option| name(option.id) == line) {
        return Some(option.id);
    }
    let mut fitting = question.options.iter().filter(|option| option.label.to_lowercase().starts_with(&line));
    match (fitting.next(), fitting.next()) {
        (Some(option), None) => Some(option.id),
        _ => None,
    }
}

/// The answer of a process that nobody sits at: whatever changes nothing.
pub(crate) fn refusal(question: &Question) -> Option<Answer> {
    let safe = |answer: &Answer| match answer {
        Answer::Deny | Answer::LeaveOpen => true,
        Answer::AllowOnce
        | Answer::AllowSession
        | Answer::AllowAlways
        | Answer::DenyAlways
        | Answer::MarkDone => false,
    };
    question.options.iter().map(|option| option.id).find(safe)
}

/// What nobody said yes to, for those who read later why nothing began.
pub(crate) fn not_begun(question: &Question) -> Option<String> {
    let (title, why) = (printable(&question.title), printable(&question.why));
    (question.kind == QuestionKind::Cost).then(|| format!("{title} Nobody said yes: {why}."))
}

fn name(answer: Answer) -> String {
    serde_json::to_value(answer).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::{QuestionId, QuestionOption, SessionId};

    fn question() -> Question {
        let option = |id, label: &str| QuestionOption { id, label: label.to_owned() };
        Question {
            id: QuestionId::from("q-1"),
            kind: QuestionKind::Permission,
            session: SessionId::from("s-1"),
            run: None,
            call: None,
            title: "Run cargo test".to_owned(),
            detail: "cargo test\n\nin /w".to_owned(),
            why: "running commands asks in supervised mode".to_owned(),
            digest: String::new(),
            rules: Vec::new(),
            options: vec![
                option(Answer::AllowOnce, "Allow once"),
                option(Answer::AllowSession, "Allow everything in this session"),
                option(Answer::Deny, "Deny"),
            ],
        }
    }

    #[test]
    fn answers_are_read_and_anything_else_is_none() {
        for (line, expected) in [
            ("1", Some(Answer::AllowOnce)),
            (" 3\n", Some(Answer::Deny)),
            ("d", Some(Answer::Deny)),
            ("allow_session", Some(Answer::AllowSession)),
            ("allow", None),
            ("4", None),
            ("0", None),
            ("", None),
            ("yes", None),
        ] {
            assert_eq!(read_answer(&question(), line), expected, "{line:?}");
        }
        assert_eq!(refusal(&question()), Some(Answer::Deny));
    }

    #[test]
    fn a_question_shows_everything() {
        expect_test::expect![[r#"
            ? Run cargo test
              running commands asks in supervised mode
              | cargo test
              | 
              | in /w
              [1] Allow once
              [2] Allow everything in this session
              [3] Deny
              or: kiro-cli answer q-1 allow_once|allow_session|deny
        "#]]
        .assert_eq(&describe(&question()));
    }
}
