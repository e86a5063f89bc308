use std::ops::Range;

/// What [`unseen`] finds, in words.
pub(super) const UNSEEN: &str = "it has characters that cannot be seen, or blanks that are none to the shell";

/// Where the first character is that a reader takes for something else than the shell does: control characters, carriage
/// returns, blanks other than the space, marks that turn the direction of writing, tags.
pub(super) fn unseen(script: &str) -> Option<Range<usize>> {
    script.char_indices().find(|(_, c)| is_unseen(*c)).map(|(at, c)| at..at + c.len_utf8())
}

fn is_unseen(c: char) -> bool {
    let plain = matches!(c, '\n' | '\t' | ' '..='~');
    let blank = || c.is_whitespace() || c.is_control();
    let mark = || {
        matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
    };
    !plain && (blank() || mark())
}
