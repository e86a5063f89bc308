//! What users wrote, as part of Markdown that we show.

/// `text` on one line, of at most `limit` characters.
pub(crate) fn shortened(text: &str, limit: usize) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.len() > limit.saturating_mul(4) {
            break;
        }
    }
    if let Some((cut, _)) = line.char_indices().nth(limit.saturating_sub(1))
        && line.get(cut..).is_some_and(|rest| rest.chars().nth(1).is_some())
    {
        line.truncate(cut);
        line.push('…');
    }
    line
}

/// A line of a user's Markdown: emphasis and code stay, but nothing of it is a link, an image, a heading or HTML.
pub(crate) fn inline(text: &str, limit: usize) -> String {
    let short = shortened(text, limit);
    // Code that was cut open would swallow what follows.
    let code = short.matches('`').count().is_multiple_of(2);
    let behind = short.trim_start_matches(|c: char| c.is_ascii_digit());
    let starts_list = behind.len() < short.len()
        && behind.strip_prefix(['.', ')']).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    let mut numbers = starts_list;
    let mut in_code = false;
    let mut shown = String::with_capacity(short.len());
    for (index, c) in short.char_indices() {
        match c {
            '`' if code => in_code = !in_code,
            '`' => shown.push('\\'),
            '[' | ']' | '<' | '>' | '!' | '|' | '~' | '&' if !in_code => shown.push('\\'),
            '#' | '-' | '+' | '=' if index == 0 => shown.push('\\'),
            '*' if index == 0 && short.starts_with("* ") => shown.push('\\'),
            '.' | ')' if numbers => {
                shown.push('\\');
                numbers = false;
            }
            _ => {}
        }
        shown.push(c);
    }
    shown
}

/// A sentence of our own in which quotes set code apart: `With "inclusion: fileMatch"`.
pub(crate) fn prose(text: &str) -> String {
    if text.matches('"').count().is_multiple_of(2) { text.replace('"', "`") } else { text.to_owned() }
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
pub(crate) fn list(lines: impl IntoIterator<Item = String>, limit: usize) -> String {
    let mut lines = lines.into_iter();
    let mut shown: String = lines.by_ref().take(limit).map(|line| format!("- {line}\n")).collect();
    let more = lines.count();
    if more > 0 {
        shown += &format!("- … and {more} more\n");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{code, inline, list, shortened};

    #[test]
    fn what_users_write_stays_what_it_is() {
        for (text, shown) in [
            ("**WHEN** `a[0]` is\n  set", "**WHEN** `a[0]` is set"),
            ("![x](https://example.org/a.png) <b>", "\\!\\[x\\](https://example.org/a.png) \\<b\\>"),
            ("[x](command:workbench.action.x)", "\\[x\\](command:workbench.action.x)"),
            ("an open ` tick", "an open \\` tick"),
            ("# not a heading", "\\# not a heading"),
            ("12. not a list", "12\\. not a list"),
            ("1 a. b", "1 a. b"),
            ("1.2 is an id", "1.2 is an id"),
        ] {
            assert_eq!(inline(text, 100), shown);
        }
        assert_eq!(shortened("数えきれない 言葉", 5), "数えきれ…");
        assert_eq!(shortened("short", 5), "short");
        assert_eq!(code("a `b`"), "`` a `b` ``");
        assert_eq!(list(["a", "b", "c"].map(str::to_owned), 1), "- a\n- … and 2 more\n");
    }
}
