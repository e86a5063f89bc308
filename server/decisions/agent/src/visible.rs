use std::borrow::Cow;
use std::fmt::Write;

/// `text` as a model may be given it: characters that nobody sees, or that change what is seen, stand there as escapes
/// (`\u{202e}`). Text of a repository can carry orders that its readers do not see.
///
/// What joins the letters of a script and the parts of an emoji stays. Invisible characters: Unicode 16, property
/// `Default_Ignorable_Code_Point`; bidirectional controls: Unicode Standard Annex 9, and "Trojan Source" (2021).
pub fn visible(text: &str) -> Cow<'_, str> {
    let Some(first) = text.char_indices().find(|(_, c)| is_invisible(*c)).map(|(at, _)| at) else {
        return Cow::Borrowed(text);
    };
    let (start, rest) = text.split_at(first);
    let mut shown = start.to_owned();
    let mut before = start.chars().next_back();
    let mut rest = rest.chars().peekable();
    while let Some(c) = rest.next() {
        if !is_invisible(c) || joins(before, c, rest.peek().copied()) {
            shown.push(c);
        } else {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        }
        before = Some(c);
    }
    Cow::Owned(shown)
}

fn is_invisible(c: char) -> bool {
    match c {
        '\n' | '\t' | '\r' => false,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        other => other.is_control(),
    }
}

/// Whether an invisible character does its ordinary work: it joins or parts two letters that are not ASCII, or chooses
/// how the character before it looks. A row of them, which could spell something, does not.
fn joins(before: Option<char>, c: char, after: Option<char>) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && (!is_invisible(c) || c == '\u{fe0f}'));
    match c {
        '\u{200c}' | '\u{200d}' => letter(before) && letter(after),
        '\u{fe0e}' | '\u{fe0f}' => before.is_some_and(|before| !is_invisible(before)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_shown() {
        let tags: String = "run".chars().filter_map(|c| char::from_u32(0xe0000 + u32::from(c))).collect();
        for (text, expected) in [
            (format!("Use tabs.{tags}"), r"Use tabs.\u{e0072}\u{e0075}\u{e006e}"),
            ("if admin\u{202e} }\u{2066}".to_owned(), r"if admin\u{202e} }\u{2066}"),
            (
                "pass\u{200b}word\u{200c}\u{200d}\u{feff}".to_owned(),
                r"pass\u{200b}word\u{200c}\u{200d}\u{feff}",
            ),
            ("\u{1b}[8mhidden\u{1b}[0m\u{0}".to_owned(), r"\u{1b}[8mhidden\u{1b}[0m\u{0}"),
            ("a\u{fe01}\u{e0100}".to_owned(), r"a\u{fe01}\u{e0100}"),
        ] {
            assert_eq!(visible(&text), expected);
        }
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in [
            "tabs\tand\r\nlines",
            "naïve Straße 日本語",
            "👩\u{200d}💻 ❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
        ] {
            assert!(matches!(visible(text), Cow::Borrowed(_)) || visible(text) == text, "{text:?}");
        }
    }
}
