//! Sources in few words: signatures, and the first sentence of a comment.

/// In characters.
const LONGEST_SIGNATURE: usize = 200;
const LONGEST_SENTENCE: usize = 200;

/// Where the line before `start` begins if it is nothing but words, as in `export default class`; else `start`.
pub(super) fn before(source: &str, start: usize) -> usize {
    let text = source.get(..start).unwrap_or_default();
    let rest = text.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == ' ');
    let begins_line = rest.is_empty() || rest.ends_with(['\n', '\r', '\t']);
    let words = text.get(rest.len()..).unwrap_or_default().trim_start();
    if begins_line { start - words.len() } else { start }
}

/// What stands before a body, without what opens it.
pub(super) fn signature(text: &str) -> String {
    let line = oneline(text, LONGEST_SIGNATURE).replace("( ", "(").replace(", )", ")").replace(" )", ")");
    let end = line.strip_suffix("=>").unwrap_or(&line).trim_end_matches([' ', '{', ':', '=', ';', ',', '(']);
    end.to_owned()
}

pub(super) fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// With single blanks, and an ellipsis instead of what is longer than that many characters. Reads no more than it needs.
pub(super) fn oneline(text: &str, longest: usize) -> String {
    let mut line = String::new();
    let mut left = longest;
    for word in text.split_whitespace() {
        let blank = (!line.is_empty()).then_some(' ');
        for c in blank.into_iter().chain(word.chars()) {
            if left == 0 {
                line.push('…');
                return line;
            }
            line.push(c);
            left -= 1;
        }
    }
    line
}

/// The first sentence of comments, without the marks of any language.
pub(super) fn comment(comments: &[&str]) -> Option<String> {
    let text = comments.iter().flat_map(|comment| comment.lines()).map(|line| {
        let line = line.trim().trim_start_matches(['/', '*', '!']);
        line.strip_suffix("*/").unwrap_or(line).trim_end_matches('*')
    });
    sentence(text)
}

/// The first sentence of a string that is a documentation, quotes and prefix included.
pub(super) fn docstring(literal: &str) -> Option<String> {
    let text = literal.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_matches(['"', '\'']);
    sentence(text.lines())
}

/// Up to a stop that nothing in lower case follows, an empty line, or the tags of Javadoc and its like.
fn sentence<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    let lines = lines
        .map(|line| line.trim().trim_start_matches("<summary>").trim())
        .skip_while(|line| line.is_empty());
    let ends = |line: &str| line.is_empty() || line.starts_with(['@', '<']) || line.starts_with("# ");
    let lines =
        lines.take_while(|line| !ends(line)).map(|line| line.split("</summary>").next().unwrap_or_default());
    // Twice as many lines would not fit either.
    let text = oneline(&lines.take(LONGEST_SENTENCE).collect::<Vec<_>>().join(" "), LONGEST_SENTENCE);
    let stop = text.match_indices(['.', '!', '?']).map(|(at, stop)| at + stop.len()).find(|end| {
        let rest = text.get(*end..).unwrap_or_default();
        rest.strip_prefix(' ').is_some_and(|rest| !rest.starts_with(char::is_lowercase))
    });
    let text = stop.and_then(|stop| text.get(..stop)).unwrap_or(&text);
    text.chars().any(char::is_alphanumeric).then(|| text.to_owned())
}
