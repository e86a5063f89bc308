//! Where the cursor stands in YAML that somebody is writing: block style, line by line.

use std::ops::Range;

use text::{Line, lines};

use crate::spot::{Quotes, Slot, Spot, Step};

/// The spot at `offset` of the YAML that stands in `range` of `text`; `None` within a comment.
pub(crate) fn yaml_place(text: &str, range: Range<usize>, offset: usize) -> Option<Spot> {
    let mut levels = vec![Level { indent: None, step: None, keys: Vec::new() }];
    let mut found: Option<(Spot, usize)> = None;
    for line in lines(text.get(range.clone())?) {
        let start = range.start + line.start;
        let entry = Entry::of(&line);
        if found.is_none() && offset <= start + line.text.len() {
            let column = offset.checked_sub(start)?;
            let spot = entry.spot(&mut levels, &line, start, column)?;
            found = Some((spot, levels.len()));
            continue;
        }
        if !entry.blank {
            entry.enter(&mut levels);
        }
        if let Some((_, depth)) = &found
            && levels.len() < *depth
        {
            break;
        }
        if let Some(key) = entry.key
            && found.is_none()
            && let Some(level) = levels.iter_mut().rev().nth(1)
        {
            level.keys.push(key.to_owned());
        }
        if let Some((Spot { slot: Slot::Key { taken, .. }, .. }, depth)) = &mut found
            && let Some(key) = entry.key
            && levels.len() == *depth + 1
        {
            taken.push(key.to_owned());
        }
    }
    found.map(|(spot, _)| spot)
}

/// The bytes of the YAML between the two `---` at the top of a document; to the first blank line where the second one is
/// not written yet.
pub(crate) fn front_matter(text: &str) -> Option<Range<usize>> {
    let is_rule = |line: &Line<'_>| line.text.trim_end() == "---";
    let mut lines = lines(text);
    let opening = lines.next()?;
    if opening.text.trim_start_matches('\u{feff}').trim_end() != "---" {
        return None;
    }
    let mut blank = None;
    for line in lines {
        if is_rule(&line) {
            return Some(opening.next..line.start);
        }
        if line.text.trim().is_empty() {
            blank.get_or_insert(line.start);
        }
    }
    Some(opening.next..blank.unwrap_or(text.len()))
}

/// A key or a list item whose block is open.
struct Level {
    /// `None` for the document itself.
    indent: Option<usize>,
    step: Option<Step>,
    /// The keys right below it, so far.
    keys: Vec<String>,
}

/// A line, taken apart: `  - key: value`.
struct Entry<'a> {
    blank: bool,
    /// The columns of its dashes.
    dashes: Vec<usize>,
    /// The column of what follows the dashes.
    column: usize,
    key: Option<&'a str>,
    /// The column of what follows the colon, or the dashes.
    value: usize,
}

impl<'a> Entry<'a> {
    fn of(line: &Line<'a>) -> Self {
        let mut rest = line.text.trim_start();
        let column = |rest: &str| line.text.len() - rest.len();
        let mut dashes = Vec::new();
        while let Some(behind) =
            rest.strip_prefix('-').filter(|rest| rest.is_empty() || rest.starts_with(' '))
        {
            dashes.push(column(rest));
            rest = behind.trim_start();
        }
        let at = column(rest);
        let (key, value) = match rest.split_once(':') {
            Some((key, value))
                if !key.is_empty()
                    && !key.starts_with(['"', '\'', '#', '[', '{'])
                    && (value.is_empty() || value.starts_with(' ')) =>
            {
                (Some(key.trim_end()), column(value))
            }
            Some(_) | None => (None, at),
        };
        let blank = rest.is_empty() && dashes.is_empty() || rest.starts_with('#');
        Self { blank, dashes, column: at, key, value }
    }

    /// Closes the blocks that this line ends and opens its own.
    fn enter(&self, levels: &mut Vec<Level>) {
        self.enter_dashes(levels);
        if let Some(key) = self.key {
            close(levels, |level| level.indent >= Some(self.column));
            let step = Some(Step::Key(key.to_owned()));
            levels.push(Level { indent: Some(self.column), step, keys: Vec::new() });
        }
    }

    /// A dash may stand right below the key of its list.
    fn enter_dashes(&self, levels: &mut Vec<Level>) {
        for dash in &self.dashes {
            close(levels, |level| {
                level.indent > Some(*dash) || level.indent == Some(*dash) && level.step == Some(Step::Element)
            });
            levels.push(Level { indent: Some(*dash), step: Some(Step::Element), keys: Vec::new() });
        }
    }

    /// The spot at a column of this line.
    fn spot(&self, levels: &mut Vec<Level>, line: &Line<'_>, start: usize, column: usize) -> Option<Spot> {
        let text = line.text;
        let before_entry = column < self.column && !text.trim().is_empty();
        if before_entry || self.dashes.last().is_some_and(|dash| column <= *dash) {
            return None;
        }
        let before = text.get(..column)?;
        if before.trim_start().starts_with('#') || before.contains(" #") {
            return None;
        }
        let path =
            |levels: &[Level]| levels.iter().filter_map(|level| level.step.clone()).collect::<Vec<_>>();
        self.enter_dashes(levels);
        if self.key.is_none() || column < self.value {
            let from = if self.key.is_none() && text.trim().is_empty() { column } else { self.column };
            close(levels, |level| level.indent >= Some(from));
            let scalar = self.key.is_none() && !self.dashes.is_empty();
            let end = self.key.map_or(text.trim_end().len(), |key| self.column + key.len()).max(column);
            let taken = levels.last().map(|level| level.keys.clone()).unwrap_or_default();
            let slot = if scalar { Slot::Value } else { Slot::Key { taken, colon: self.key.is_some() } };
            let token = if scalar { quoted(text, from, column) } else { (from..end, Quotes::None) };
            return Some(at(start, path(levels), slot, token));
        }
        close(levels, |level| level.indent >= Some(self.column));
        let mut path = path(levels);
        path.push(Step::Key(self.key?.to_owned()));
        let value = text.get(self.value..)?;
        let blank = value.len() - value.trim_start().len();
        let mut from = (self.value + blank).min(column);
        if text.get(from..column)?.starts_with('[') {
            path.push(Step::Element);
            let item = text.get(from..column)?.rfind(['[', ',']).map_or(from, |at| from + at + 1);
            let behind = text.get(item..column)?;
            from = item + behind.len() - behind.trim_start().len();
        }
        Some(at(start, path, Slot::Value, quoted(text, from, column)))
    }
}

fn close(levels: &mut Vec<Level>, ends: impl Fn(&Level) -> bool) {
    while levels.last().is_some_and(|level| level.step.is_some() && ends(level)) {
        levels.pop();
    }
}

/// The bytes of the scalar that begins at `from`, as far as it goes on behind `column`, without its quotes.
fn quoted(text: &str, from: usize, column: usize) -> (Range<usize>, Quotes) {
    let quote =
        text.get(from..column).and_then(|text| text.chars().next()).filter(|c| matches!(c, '"' | '\''));
    let rest = text.get(column..).unwrap_or_default();
    match quote {
        Some(quote) => match rest.find(quote) {
            Some(at) => (from + 1..column + at, Quotes::Both),
            None => (from + 1..text.trim_end().len().max(column), Quotes::Open),
        },
        None => {
            let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ']');
            (from..column + rest.find(ends).unwrap_or(rest.len()), Quotes::None)
        }
    }
}

fn at(start: usize, path: Vec<Step>, slot: Slot, (token, quotes): (Range<usize>, Quotes)) -> Spot {
    Spot { path, slot, token: start + token.start..start + token.end, quotes }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use super::{front_matter, yaml_place};

    fn check(text: &str, expect: Expect) {
        let offset = text.find("$0").expect("a cursor");
        let text = text.replacen("$0", "", 1);
        let shown = match yaml_place(&text, 0..text.len(), offset) {
            Some(spot) => {
                format!("{:?} {:?} {:?} {:?}", spot.path, spot.slot, &text[spot.token.clone()], spot.quotes)
            }
            None => "nowhere".to_owned(),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn keys_and_values() {
        check("inclusion: al$0ways\n", expect![[r#"[Key("inclusion")] Value "always" None"#]]);
        check(
            "inclusion: fileMatch\nfile$0\nname: x\n",
            expect![[r#"[] Key { taken: ["inclusion", "name"], colon: false } "file" None"#]],
        );
        check("inclusion:$0", expect![[r#"[Key("inclusion")] Value "" None"#]]);
        check("incl$0usion: always", expect![[r#"[] Key { taken: [], colon: true } "inclusion" None"#]]);
        check("inclusion: always # wh$0y", expect!["nowhere"]);
    }

    #[test]
    fn lists() {
        check(
            "rules:\n  - capability: sh$0\n",
            expect![[r#"[Key("rules"), Element, Key("capability")] Value "sh" None"#]],
        );
        check(
            "rules:\n- capability: shell\n  eff$0\n  match: x\n",
            expect![[
                r#"[Key("rules"), Element] Key { taken: ["capability", "match"], colon: false } "eff" None"#
            ]],
        );
        check("rules:\n  - $0\n", expect![[r#"[Key("rules"), Element] Value "" None"#]]);
        check(
            "rules:\n  - match: [\"a\", \"b$0\"]\n",
            expect![[r#"[Key("rules"), Element, Key("match"), Element] Value "b" Both"#]],
        );
        check(
            "patterns:\n  - \"**/*.r$0s\"\n",
            expect![[r#"[Key("patterns"), Element] Value "**/*.rs" Both"#]],
        );
        check("rules:\n  - match: a\n$0", expect![[r#"[] Key { taken: ["rules"], colon: false } "" None"#]]);
    }

    #[test]
    fn front_matter_may_be_open() {
        let text = "---\ninclusion: a\n\n# Title\n";
        assert_eq!(front_matter(text).map(|range| &text[range]), Some("inclusion: a\n"));
        let text = "\u{feff}---\r\na: b\r\n---\r\n";
        assert_eq!(front_matter(text).map(|range| &text[range]), Some("a: b\r\n"));
        assert_eq!(front_matter("# Title\n"), None);
    }

    proptest! {
        #[test]
        fn any_text_has_a_spot_or_none(text in "[-:#'\\[\\],a \n]{0,40}", at in 0usize..40) {
            if let Some(spot) = yaml_place(&text, 0..text.len(), at.min(text.len())) {
                prop_assert!(text.get(spot.token).is_some());
            }
        }
    }
}
