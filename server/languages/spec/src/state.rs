use std::ops::Range;

use text::TextEdit;

use crate::Task;

/// State of a task, as Kiro marks it between the brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// `[ ]`
    NotStarted,
    /// `[~]`
    Queued,
    /// `[-]`
    InProgress,
    /// `[x]`; `[X]` is read as well.
    Done,
}

impl State {
    /// The character that Kiro writes for it.
    pub fn char(self) -> char {
        match self {
            Self::NotStarted => ' ',
            Self::Queued => '~',
            Self::InProgress => '-',
            Self::Done => 'x',
        }
    }

    /// What a mark means; `None` for one without a meaning. Blanks around it do not count.
    pub(crate) fn of_mark(mark: &str) -> Option<Self> {
        match mark.trim_matches(is_blank) {
            "" => Some(Self::NotStarted),
            "~" => Some(Self::Queued),
            "-" => Some(Self::InProgress),
            "x" | "X" => Some(Self::Done),
            _ => None,
        }
    }
}

/// White space, or a character that nobody sees.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// What stands between the brackets of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The bytes strictly between `[` and `]`.
    pub span: Range<usize>,
    /// Those bytes; never empty.
    pub text: String,
}

impl Mark {
    /// The state it stands for; `None` for a mark without a meaning, such as `?`.
    pub fn state(&self) -> Option<State> {
        State::of_mark(&self.text)
    }
}

/// Why a state cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetStateError {
    /// The task is a heading.
    #[error(
        "the task on line {line} (\"{title}\") has no checkbox to mark; write it as a list item \"- [ ] {title}\" to track its state"
    )]
    NoCheckbox {
        /// Line of the task, 1-based.
        line: u32,
        /// The task's whole text.
        title: String,
    },
    /// The text is not the one that the task was read from.
    #[error("the task that was on line {line} (\"{title}\") is no longer there; read the document again")]
    Moved {
        /// Line where the task was, 1-based.
        line: u32,
        /// The task's whole text.
        title: String,
    },
}

/// The edit of `text` that puts `task` into `state`. It changes the bytes between the brackets and no others; parents
/// and children keep their marks. `None` if the task is in that state already: `[X]` is done and stays as it is.
///
/// # Errors
/// The task has no checkbox, or `text` does not hold its mark where it was.
pub fn set_state(text: &str, task: &Task, state: State) -> Result<Option<TextEdit>, SetStateError> {
    let (line, title) = (task.line + 1, &task.raw_title);
    let Some(mark) = &task.mark else {
        return Err(SetStateError::NoCheckbox { line, title: title.clone() });
    };
    let bracketed = mark.span.start.checked_sub(1).and_then(|start| text.get(start..mark.span.end + 1));
    if bracketed != Some(format!("[{}]", mark.text).as_str()) {
        return Err(SetStateError::Moved { line, title: title.clone() });
    }
    if mark.state() == Some(state) {
        return Ok(None);
    }
    Ok(Some(TextEdit { range: mark.span.clone(), new: state.char().to_string() }))
}
