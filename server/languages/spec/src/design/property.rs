use text::Line;

use crate::{
    Property, Section,
    fence::Fences,
    id::strip_word,
    number::{number_id, prefixed_id, title},
    section::span_of,
    state::is_blank,
};

/// "Property", before its number, lower case.
const WORDS: &[&str] = &[
    "correctness property",
    "property",
    "プロパティ",
    "特性",
    "属性",
    "性质",
    "屬性",
    "性質",
    "속성",
    "propiedad",
    "propriedade",
    "propriété",
    "proprietà",
    "eigenschaft",
    "свойство",
];

/// Part of the title of the section that holds the properties, lower case.
const CHAPTERS: &[&str] = &[
    "correctness properties",
    "correctness property",
    "正確性プロパティ",
    "正しさのプロパティ",
    "正当性プロパティ",
    "正确性属性",
    "正確性屬性",
    "正确性性质",
    "정확성 속성",
    "propiedades de corrección",
    "propriedades de correção",
    "propriedades de corretude",
];

/// Where a property stands, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Heading,
    Line,
    Item,
}

struct Candidate {
    place: Place,
    /// Below a heading of [`CHAPTERS`].
    in_chapter: bool,
    property: Property,
}

/// The properties of a document, in order.
pub(super) fn properties(
    text: &str,
    lines: &[Line<'_>],
    fences: &Fences,
    sections: &[Section],
) -> Vec<Property> {
    let mut found = candidates(text, lines, fences, sections);
    let best = found.iter().map(|candidate| (!candidate.in_chapter, candidate.place)).min();
    found.retain(|candidate| Some((!candidate.in_chapter, candidate.place)) == best);
    let starts = found.iter().skip(1).map(|candidate| candidate.property.range.start);
    let ends: Vec<usize> = starts.chain([text.len()]).collect();
    let properties = found.into_iter().zip(ends).map(|(Candidate { mut property, .. }, end)| {
        property.range.end = property.range.end.min(end);
        property
    });
    properties.collect()
}

/// Every line that looks like a property. Each goes on to the end of its section, or to the next heading if it is none.
fn candidates(text: &str, lines: &[Line<'_>], fences: &Fences, sections: &[Section]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut chapter_end = 0;
    let mut sections = sections.iter().peekable();
    for ((number, line), fenced) in (0u32..).zip(lines).zip(&fences.inside) {
        let section = sections.next_if(|section| section.line == number);
        let heading = section.map(|section| text.get(section.title.clone()).unwrap_or_default());
        if let (Some(section), Some(title)) = (section, heading) {
            let title = title.to_lowercase();
            if section.range.start >= chapter_end && CHAPTERS.iter().any(|words| title.contains(words)) {
                chapter_end = section.range.end;
            }
        }
        let Some((place, content)) = heading.map(|title| (Place::Heading, title)).or_else(|| content(line))
        else {
            continue;
        };
        let Some((id, title)) = property(content, place).filter(|_| !fenced) else { continue };
        let next_heading = sections.peek().map_or(text.len(), |section| section.heading.start);
        let end = section.map_or(next_heading, |section| section.range.end);
        let property = Property {
            id: id.to_owned(),
            id_span: span_of(line, id),
            title: span_of(line, title),
            line: number,
            heading: line.span(),
            range: line.start..end,
            references: Vec::new(),
        };
        found.push(Candidate { place, in_chapter: line.start < chapter_end, property });
    }
    found
}

/// What a line says that is no heading.
fn content<'a>(line: &Line<'a>) -> Option<(Place, &'a str)> {
    let content = line.text.trim_start_matches(is_blank);
    let item = content.strip_prefix(['-', '*', '+']).filter(|item| item.starts_with(is_blank));
    match item {
        Some(item) => Some((Place::Item, item)),
        None => (content.len() == line.text.len()).then_some((Place::Line, content)),
    }
}

/// The id and the title of `Property 1: Title`, `**Property 1: Title** text`, `**Property 1**: Title`.
fn property(content: &str, place: Place) -> Option<(&str, &str)> {
    let text = content.trim_start_matches(|c: char| !c.is_alphanumeric());
    let emphasized = content.strip_suffix(text).is_some_and(|before| before.contains("**"));
    let behind = WORDS.iter().find_map(|word| strip_word(text, word))?;
    let number = behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '#' | '-'));
    let rest = number_id(number).or_else(|| prefixed_id(number))?;
    let id = number.strip_suffix(rest)?;
    // `Property 1 holds` in a paragraph is prose.
    let named = rest.trim_start_matches(['*', ' ']).starts_with([':', '：', '-', '–', '—', '.']);
    if !(named
        || rest.trim_matches(['*', ' ']).is_empty()
        || place == Place::Heading
        || emphasized && place == Place::Line)
    {
        return None;
    }
    let title = title(rest)?;
    let end = if emphasized { title.find("**") } else { None };
    Some((id, end.and_then(|end| title.get(..end)).unwrap_or(title).trim_end_matches(['*', ' '])))
}
