use std::io::{self, Write};

use protocol::TaskState;
use serde::Serialize;

/// Prints one JSON document on a line of its own.
pub(crate) fn json(value: &impl Serialize) -> io::Result<()> {
    print(&format!("{}\n", serde_json::to_string(value)?))
}

/// Prints text without what could steer a terminal: names of files come from a repository, too.
pub(crate) fn text(text: &str) -> io::Result<()> {
    print(&printable(text))
}

/// Prints text that is coloured, and holds no other control characters than those that we put there.
pub(crate) fn coloured(text: &str) -> io::Result<()> {
    print(text)
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    // Whoever reads has seen enough, such as `head`.
    printed.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

pub(crate) fn mark(state: TaskState) -> &'static str {
    match state {
        TaskState::NotStarted => "[ ]",
        TaskState::Queued => "[~]",
        TaskState::InProgress => "[-]",
        TaskState::Done => "[x]",
    }
}

/// The first line, cut; text of models and tools must not move the cursor.
pub(crate) fn one_line(text: &str, width: usize) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let cut: String = printable(line).chars().take(width).collect();
    if cut.chars().count() < line.chars().count() { format!("{cut}…") } else { cut }
}

/// Text without control characters, which could make a terminal lie about what was asked.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c == '\n' || c == '\t' || !c.is_control() { c } else { '\u{fffd}' })
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_models_say_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\r\nc\u{202e}d"), "a\u{fffd}[2Jb\u{fffd}\ncd");
        assert_eq!(one_line("\n  first line\nsecond", 5), "first…");
    }
}
