use text::Line;

use crate::{Section, Term, fence::Fences, section::span_of, state::is_blank};

use super::{
    line::{Mark, lead},
    words::{GLOSSARY, plain_title},
};

/// Reads the terms of every section that is called glossary, or what that is in other languages: list items,
/// paragraphs, rows of tables.
pub(super) fn glossary(text: &str, lines: &[Line<'_>], fences: &Fences, sections: &[Section]) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut end = 0;
    for section in sections {
        let title = text.get(section.title.clone()).unwrap_or_default();
        if section.range.start < end || !GLOSSARY.contains(&plain_title(title).as_str()) {
            continue;
        }
        end = section.range.end;
        let first = section.line as usize + 1;
        let below = lines.iter().zip(&fences.inside).skip(first).take_while(|(line, _)| line.start < end);
        read(below.filter(|(_, fenced)| !**fenced).map(|(line, _)| line), &mut terms);
    }
    terms
}

/// What the line before was, as far as it matters to the next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The definition of the last term goes on here.
    Term,
    /// A row of a table: a term, unless a line of dashes shows that it is the head.
    Row,
    Other,
}

fn read<'a: 'b, 'b>(lines: impl Iterator<Item = &'b Line<'a>>, terms: &mut Vec<Term>) {
    let mut before = Before::Other;
    for line in lines {
        let content = line.text.trim_matches(is_blank);
        before = if content.starts_with('|') {
            if content.contains("--") && content.trim_matches(['|', '-', ':', ' ']).is_empty() {
                if before == Before::Row {
                    terms.pop();
                }
                Before::Other
            } else {
                terms.extend(row(line, content));
                Before::Row
            }
        } else if let Some(found) = term(line) {
            terms.push(found);
            Before::Term
        } else if content.is_empty() || content.starts_with('#') || before != Before::Term {
            Before::Other
        } else {
            if let Some(last) = terms.last_mut() {
                let goes_on = span_of(line, content);
                if last.definition.is_empty() {
                    last.definition.start = goes_on.start;
                }
                last.definition.end = goes_on.end;
            }
            Before::Term
        };
    }
}

/// Longest name in bytes; anything longer is a sentence.
const LONGEST: usize = 100;

/// Reads `- **Limiter**: counts requests`, `**Limiter:** …`, `- Limiter: …`, `- **Limiter** — …`.
fn term(line: &Line<'_>) -> Option<Term> {
    let lead = lead(line.text);
    let bulleted = match lead.mark {
        Mark::Bullet | Mark::Ordinal(_) => true,
        Mark::None => false,
        Mark::Id(_) => return None,
    };
    if lead.indent > 3 {
        return None;
    }
    let colon = |c: char| matches!(c, ':' | '：');
    let bold = ["**", "__"].iter().find_map(|open| lead.text.strip_prefix(open)?.split_once(open));
    let (name, definition) = match bold {
        Some((name, rest)) => (name.trim_end_matches(colon), rest),
        None => lead.text.split_once(colon).filter(|_| bulleted)?,
    };
    named(line, name, definition)
}

/// Reads `| **Limiter** | counts requests |`.
fn row(line: &Line<'_>, content: &str) -> Option<Term> {
    let (name, rest) = content.strip_prefix('|')?.split_once('|')?;
    named(line, name, rest.strip_suffix('|').unwrap_or(rest))
}

fn named(line: &Line<'_>, name: &str, definition: &str) -> Option<Term> {
    let name = name.trim_matches(|c: char| is_blank(c) || matches!(c, '`' | '*'));
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let separator = |c: char| is_blank(c) || matches!(c, ':' | '：' | '-' | '–' | '—' | '=');
    let definition = definition.trim_start_matches(separator).trim_end_matches(is_blank);
    Some(Term { name: span_of(line, name), definition: span_of(line, definition) })
}
