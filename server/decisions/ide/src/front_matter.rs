use std::ops::Range;

use text::lines;

/// The settings at the very start of a Markdown document, behind a line `---`.
pub(crate) struct FrontMatter {
    /// The bytes below that line: to the next one like it, or to the first blank line where that is not written yet.
    pub(crate) yaml: Range<usize>,
    /// The bytes from the first `---` to the second one, without the last line end; `None` without the second one.
    pub(crate) block: Option<Range<usize>>,
}

/// The front matter of a document that somebody may be writing. What it says is read by `config`.
pub(crate) fn front_matter(text: &str) -> Option<FrontMatter> {
    let is_rule = |line: &str| line.trim_end() == "---";
    let mut lines = lines(text);
    let opening = lines.next()?;
    let rule = opening.text.trim_start_matches('\u{feff}');
    if !is_rule(rule) {
        return None;
    }
    let start = opening.text.len() - rule.len();
    let mut blank = None;
    for line in lines {
        if is_rule(line.text) {
            return Some(FrontMatter { yaml: opening.next..line.start, block: Some(start..line.span().end) });
        }
        if line.text.trim().is_empty() {
            blank.get_or_insert(line.start);
        }
    }
    Some(FrontMatter { yaml: opening.next..blank.unwrap_or(text.len()), block: None })
}

#[cfg(test)]
mod tests {
    use super::front_matter;

    #[test]
    fn it_may_be_open() {
        for (text, yaml, block) in [
            ("---\ninclusion: a\n\n# Title\n", "inclusion: a\n", None),
            ("\u{feff}---\r\na: b\r\n---\r\n", "a: b\r\n", Some("---\r\na: b\r\n---")),
        ] {
            let found = front_matter(text).unwrap();
            assert_eq!((&text[found.yaml], found.block.map(|block| &text[block])), (yaml, block), "{text:?}");
        }
        assert!(front_matter("# Title\n").is_none());
    }
}
