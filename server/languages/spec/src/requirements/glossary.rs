use text::Line;

use crate::{Section, Term, fence::Fences, section::span_of, state::is_blank};

use super::{
    line::{Mark, lead},
    words::{GLOSSARY, plain_title},
};

/// Reads the terms of every section that is called glossary, or what that is in other languages.
pub(super) fn glossary(text: &str, lines: &[Line<'_>], fences: &Fences, sections: &[Section]) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    let mut end = 0;
    for section in sections {
        let title = text.get(section.title.clone()).unwrap_or_default();
        if section.range.start < end || !GLOSSARY.contains(&plain_title(title).as_str()) {
            continue;
        }
        end = section.range.end;
        let first = section.line as usize + 1;
        let fenced = fences.inside.iter().skip(first);
        let mut open = false;
        for (line, _) in lines
            .iter()
            .skip(first)
            .zip(fenced)
            .take_while(|(line, _)| line.start < end)
            .filter(|(_, fenced)| !**fenced)
        {
            if let Some(found) = term(line) {
                terms.push(found);
                open = true;
            } else if line.text.trim_matches(is_blank).is_empty() || line.text.starts_with('#') {
                open = false;
            } else if let Some(last) = terms.last_mut().filter(|_| open) {
                let start = line.text.trim_start_matches(is_blank);
                if last.definition.is_empty() {
                    last.definition.start = span_of(line, start).start;
                }
                last.definition.end = line.start + line.text.trim_end_matches(is_blank).len();
            }
        }
    }
    terms
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
    let separator = |c: char| is_blank(c) || matches!(c, ':' | '：' | '-' | '–' | '—' | '=');
    let colon = |c: char| matches!(c, ':' | '：');
    let (name, definition) = if let Some((name, rest)) =
        ["**", "__"].iter().find_map(|open| lead.text.strip_prefix(open)?.split_once(open))
    {
        (name.trim_end_matches(colon), rest)
    } else {
        lead.text.split_once(colon).filter(|_| bulleted)?
    };
    let name = name.trim_matches(|c: char| is_blank(c) || c == '`');
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let definition = definition.trim_start_matches(separator).trim_end_matches(is_blank);
    Some(Term { name: span_of(line, name), definition: span_of(line, definition) })
}
