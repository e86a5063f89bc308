//! What users wrote, as part of Markdown that we show.

use crate::coverage::Required;

/// `text` on one line, of at most `limit` characters.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    let mut short = String::new();
    for (index, c) in text.split_whitespace().flat_map(|word| [" ", word]).skip(1).flat_map(str::chars).enumerate() {
        if index + 1 >= limit {
            short.push('…');
            break;
        }
        short.push(c);
    }
    short
}

/// A line of a user's Markdown: emphasis and code stay, but nothing of it is a link, an image, a heading or HTML.
pub(crate) fn inline(text: &str, limit: usize) -> String {
    let short = shortened(text, limit);
    // Code that was cut open would swallow what follows.
    let code = short.matches('`').count() % 2 == 0;
    let mut in_code = false;
    let mut shown = String::with_capacity(short.len());
    for (index, c) in short.char_indices() {
        match c {
            '`' if code => in_code = !in_code,
            '`' => shown.push('\\'),
            '[' | ']' | '<' | '>' | '!' | '|' | '~' | '&' if !in_code => shown.push('\\'),
            '#' | '-' | '+' | '=' if index == 0 => shown.push('\\'),
            '*' if index == 0 && short.starts_with("* ") => shown.push('\\'),
            _ => {}
        }
        shown.push(c);
        // A number at the start would begin a list.
        let ahead = short.get(index + c.len_utf8()..).unwrap_or_default();
        if ahead.starts_with(['.', ')']) && short.get(..index + 1).is_some_and(|start| start.chars().all(|c| c.is_ascii_digit())) {
            shown.push('\\');
        }
    }
    shown
}

/// `text` as code, whatever it holds.
pub(crate) fn code(text: &str) -> String {
    let short = shortened(text, 120);
    let longest = short.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let blank = if short.starts_with('`') || short.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{short}{blank}{fence}")
}

/// A list of at most `limit` lines, and how many there are beside them.
pub(crate) fn list(lines: &[String], limit: usize) -> String {
    let mut shown: String = lines.iter().take(limit).map(|line| format!("- {line}\n")).collect();
    if let Some(more) = lines.len().checked_sub(limit).filter(|more| *more > 0) {
        shown += &format!("- … and {more} more\n");
    }
    shown
}

/// A requirement with its title and user story, or a criterion below its title.
pub(crate) fn criterion(required: &Required<'_>) -> String {
    let title = inline(required.document.slice(required.requirement.title.clone()), 120);
    let id = inline(&required.requirement.id, 40);
    let heading = if title.is_empty() { format!("**Requirement {id}**") } else { format!("**Requirement {id}: {title}**") };
    match required.criterion {
        Some(criterion) => {
            format!("{heading}\n\n{} {}", inline(&criterion.id, 40), inline(required.says(), 600))
        }
        None => {
            let story = required.requirement.user_story.clone().map(|span| required.document.slice(span));
            let story = story.map(|story| format!("\n\n{}", inline(story, 400))).unwrap_or_default();
            format!("{heading}{story}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{code, inline, list, shortened};

    #[test]
    fn what_users_write_stays_what_it_is() {
        for (text, shown) in [
            ("**WHEN** `a[0]` is\n  set", "**WHEN** `a[0]` is set"),
            ("![x](https://example.org/a.png) <b>", "\\!\\[x\\](https://example.org/a.png) \\<b\\>"),
            ("an open ` tick", "an open \\` tick"),
            ("# not a heading", "\\# not a heading"),
            ("12. not a list", "12\\. not a list"),
            ("a. b", "a. b"),
        ] {
            assert_eq!(inline(text, 100), shown);
        }
        assert_eq!(shortened("数えきれない 言葉", 5), "数えきれ…");
        assert_eq!(shortened("short", 5), "short");
        assert_eq!(code("a `b`"), "`` a `b` ``");
        assert_eq!(list(&["a".to_owned(), "b".to_owned(), "c".to_owned()], 1), "- a\n- … and 2 more\n");
    }
}
