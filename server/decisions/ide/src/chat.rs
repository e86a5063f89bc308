use std::ops::Range;

use protocol::{Question, SessionId};
use text::TextEdit;

use crate::{Action, Command};

/// What the first line of a chat document says before it has a session.
const MARKER: &str = "<!-- kiro-chat -->";
const YOU: &str = "## You";
const KIRO: &str = "## Kiro";

/// A chat document: Markdown in which the user writes below the last `## You` and a model answers below
/// `## Kiro`. Its first line names the session; the rest is the user's to edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    /// The conversation, once something was sent.
    pub session: Option<SessionId>,
    /// What stands below the last `## You`, without blanks around it; empty while a model answers.
    pub prompt: String,
    /// Line of the last `## You` or `## Kiro`, 0-based.
    pub line: u32,
    /// The bytes of that line.
    pub heading: Range<usize>,
    marker: Range<usize>,
}

/// A new chat document.
pub fn new_chat() -> String {
    format!("{MARKER}\n# Chat\n\n{YOU}\n\n")
}

/// Reads a chat document; `None` for any other.
pub fn parse_chat(text: &str) -> Option<Chat> {
    let first = text.lines().next()?;
    let inside = first.trim_end().strip_prefix("<!-- kiro-chat")?.strip_suffix("-->")?;
    let session = match inside.strip_prefix(':') {
        Some(id) => Some(SessionId(id.trim().to_owned())),
        None if inside.trim().is_empty() => None,
        None => return None,
    };
    let marker = 0..first.len();
    let (mut line, mut heading, mut yours, mut offset) = (0, marker.clone(), false, 0);
    for (number, content) in (0u32..).zip(text.split_inclusive('\n')) {
        let title = content.trim_end();
        if title == YOU || title == KIRO {
            (line, heading, yours) = (number, offset..offset + title.len(), title == YOU);
        }
        offset += content.len();
    }
    let prompt = if yours { text.get(heading.end..).unwrap_or_default().trim() } else { "" };
    Some(Chat { session, prompt: prompt.to_owned(), line, heading, marker })
}

impl Chat {
    /// What can be done here: answer what waits, then send the prompt, or cancel the answer that is coming.
    pub fn actions(&self, uri: &str, answering: bool, questions: &[Question]) -> Vec<Action> {
        let mut actions: Vec<Action> = self
            .questions(questions)
            .flat_map(|question| Command::answers(question).map(move |(_, command)| (question, command)))
            .map(|(question, command)| Action { command, question: Some(question.id.clone()) })
            .collect();
        actions
            .extend(Command::of_chat(self, uri, answering).map(|command| Action { command, question: None }));
        actions
    }

    /// Of the questions that wait, those of this conversation.
    pub fn questions<'q>(&self, questions: &'q [Question]) -> impl Iterator<Item = &'q Question> {
        questions.iter().filter(|question| Some(&question.session) == self.session.as_ref())
    }

    /// The edits that follow a prompt: the session's name, and a heading for the answer.
    pub fn sent(&self, text: &str, session: &SessionId) -> Vec<TextEdit> {
        let mut edits = Vec::new();
        if self.session.as_ref() != Some(session) {
            edits
                .push(TextEdit { range: self.marker.clone(), new: format!("<!-- kiro-chat: {session} -->") });
        }
        let (end, gap) = (text.trim_end().len(), text.len());
        edits.push(TextEdit { range: end..gap, new: format!("\n\n{KIRO}\n\n") });
        edits
    }
}

/// The edit that makes what was `shown` of an answer into what is `wanted`. Where the user changed what was shown,
/// the rest goes to the end, and nothing of theirs is touched. `None`: nothing to do.
pub fn continue_answer(text: &str, shown: &str, wanted: &str) -> Option<TextEdit> {
    if shown == wanted {
        return None;
    }
    let heading = format!("{KIRO}\n\n");
    let from = text.rfind(&heading).map(|at| at + heading.len());
    match from.filter(|&from| text.get(from..).is_some_and(|rest| rest.starts_with(shown))) {
        Some(from) => {
            let same = common_prefix(shown, wanted);
            Some(TextEdit {
                range: from + same..from + shown.len(),
                new: wanted.get(same..).unwrap_or_default().to_owned(),
            })
        }
        None => {
            let rest = wanted.strip_prefix(shown).unwrap_or(wanted).to_owned();
            Some(TextEdit { range: text.len()..text.len(), new: rest })
        }
    }
}

/// What follows a finished answer: room for the next prompt.
pub fn next_prompt() -> String {
    format!("\n\n{YOU}\n\n")
}

/// Bytes, at a character's border.
fn common_prefix(a: &str, b: &str) -> usize {
    a.char_indices().zip(b.chars()).find(|((_, x), y)| x != y).map_or(a.len().min(b.len()), |((at, _), _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_chat_waits_for_its_first_prompt() {
        let chat = parse_chat(&new_chat()).unwrap();
        assert_eq!((chat.session, chat.prompt.as_str(), chat.line), (None, "", 3));
        assert_eq!(parse_chat("# Notes\n\n## You\n"), None);
        assert_eq!(parse_chat("<!-- kiro-chatter -->\n"), None);
        assert_eq!(parse_chat(""), None);
    }

    #[test]
    fn a_conversation_in_a_document() {
        let mut text = format!("{}What is it?\n\n", new_chat());
        let chat = parse_chat(&text).unwrap();
        assert_eq!(chat.prompt, "What is it?");
        let session = SessionId::from("s-1");
        text = text::apply(&text, &chat.sent(&text, &session)).unwrap();
        assert_eq!(text, "<!-- kiro-chat: s-1 -->\n# Chat\n\n## You\n\nWhat is it?\n\n## Kiro\n\n");
        assert_eq!(parse_chat(&text).unwrap().prompt, "");

        for (shown, wanted) in [("", "It is"), ("It is", "It is a tëst."), ("It is a tëst.", "It is a täst.")]
        {
            let edit = continue_answer(&text, shown, wanted).unwrap();
            text = text::apply(&text, &[edit]).unwrap();
            assert!(text.ends_with(&format!("## Kiro\n\n{wanted}")), "{text}");
        }
        assert_eq!(continue_answer(&text, "It is a täst.", "It is a täst."), None);
        text.push_str(&next_prompt());
        text.push_str("Thanks");
        let chat = parse_chat(&text).unwrap();
        assert_eq!((chat.session, chat.prompt.as_str()), (Some(session), "Thanks"));
    }

    #[test]
    fn what_the_user_changed_is_kept() {
        let text = "<!-- kiro-chat: s-1 -->\n## Kiro\n\nIt was\nmy note";
        let edit = continue_answer(text, "It is", "It is a test").unwrap();
        assert_eq!(text::apply(text, &[edit]).unwrap(), format!("{text} a test"));
    }
}
