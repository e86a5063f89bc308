use crate::{
    checkbox::indent,
    number::{PREFIXES, number_id, prefixed_id},
    state::is_blank,
};

/// How a line below a requirement begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lead<'a> {
    /// The columns before it.
    pub(super) indent: usize,
    pub(super) mark: Mark<'a>,
    /// What it says, mark and number aside.
    pub(super) text: &'a str,
}

/// What stands before the words of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark<'a> {
    /// `2. `, `2) `
    Ordinal(&'a str),
    /// An id of its own, in a list or not: `1.2 `, `- 1.2. `, `- [ ] **AC-1.2**: `, `1. <a name="1.2"></a>`.
    Id(&'a str),
    /// `- `, `* `, `- [ ] `
    Bullet,
    /// Nothing.
    None,
}

pub(super) fn lead(line: &str) -> Lead<'_> {
    let content = line.trim_matches(is_blank);
    let indent = line.trim_end_matches(is_blank).strip_suffix(content).map_or(0, indent);
    let lead = |mark, text| Lead { indent, mark, text };
    if let Some(item) = bullet(content) {
        let item = unchecked(item);
        return id(item).map_or(lead(Mark::Bullet, item), |(id, text)| lead(Mark::Id(id), text));
    }
    if let Some((number, item)) = ordinal(content) {
        let found = anchor(item).or_else(|| id(item));
        return found.map_or(lead(Mark::Ordinal(number), item), |(id, text)| lead(Mark::Id(id), text));
    }
    id(content).map_or(lead(Mark::None, content), |(id, text)| lead(Mark::Id(id), text))
}

/// What follows `- `.
fn bullet(content: &str) -> Option<&str> {
    let item = content.strip_prefix(['-', '*', '+', '•'])?;
    item.starts_with(is_blank).then(|| item.trim_start_matches(is_blank))
}

/// What follows `[ ] `, if that is there.
fn unchecked(item: &str) -> &str {
    let behind = item.strip_prefix('[').and_then(|rest| rest.split_once("] "));
    behind.filter(|(mark, _)| mark.chars().count() <= 1).map_or(item, |(_, text)| text.trim_start())
}

/// The number of `2. ` and what follows it.
fn ordinal(content: &str) -> Option<(&str, &str)> {
    let behind = content.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = content.strip_suffix(behind).filter(|number| (1..=4).contains(&number.len()))?;
    let item = behind.strip_prefix(['.', ')', '、', '．', '）'])?;
    let glued = behind.starts_with(['、', '．', '）']) || item.is_empty();
    (glued || item.starts_with(is_blank)).then(|| (number, item.trim_start_matches(is_blank)))
}

/// The name of `<a name="1.2"></a>`, if it is a number with a dot, and what follows.
fn anchor(item: &str) -> Option<(&str, &str)> {
    let (_, attribute) = item.strip_prefix("<a ")?.split_once('"')?;
    let (name, rest) = attribute.split_once('"')?;
    let rest = rest.strip_prefix("></a>").or_else(|| rest.strip_prefix("/>"))?;
    let numbered = name.contains('.') && number_id(name).is_some_and(str::is_empty);
    numbered.then(|| (name, rest.trim_start()))
}

/// An id that a criterion spells out, and what follows: `1.2 `, `1.2. `, `**1.2**: `, `AC1: `, `REQ-AUTH-001: `.
fn id(item: &str) -> Option<(&str, &str)> {
    let (open, inner) = ["**", "__", "["]
        .iter()
        .find_map(|open| Some((*open, item.strip_prefix(*open)?)))
        .unwrap_or(("", item));
    let (rest, prefixed) = match number_id(inner) {
        Some(rest) => (rest, false),
        None => (prefixed_id(inner)?, true),
    };
    let id = inner.strip_suffix(rest)?;
    let close = if open == "[" { "]" } else { open };
    let behind = rest.trim_start_matches(['.', ':', '：', ')', '）']);
    let unwrapped = behind.strip_prefix(close).unwrap_or(behind).trim_start_matches(['.', ':', '：']);
    let punctuated =
        unwrapped.len() + close.len() < rest.len() || !open.is_empty() && behind.starts_with(close);
    let ends =
        unwrapped.is_empty() || unwrapped.starts_with(is_blank) || punctuated && rest.starts_with('：');
    // `2.5 seconds` may be a criterion and is for the reader of its requirement to judge; `S3 bucket` is none.
    let of_requirement =
        || PREFIXES.contains(&id.split(|c: char| !c.is_ascii_uppercase()).next().unwrap_or_default());
    let certain =
        if prefixed { of_requirement() && (punctuated || id.contains('.')) } else { id.contains('.') };
    (ends && certain).then(|| (id, unwrapped.trim_start_matches(is_blank)))
}

/// Bold words with a colon, or anything before a colon: `**Acceptance Criteria:**`, `User Story: As …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label<'a> {
    pub(super) name: &'a str,
    pub(super) bold: bool,
    /// What follows the colon.
    pub(super) rest: &'a str,
}

/// Longest label in bytes; anything longer is a sentence.
const LONGEST: usize = 80;

/// Reads the label at the start of what a line says.
pub(super) fn label(text: &str) -> Option<Label<'_>> {
    let colon = |c: char| matches!(c, ':' | '：');
    for open in ["**", "__"] {
        let Some((name, rest)) = text.strip_prefix(open).and_then(|inner| inner.split_once(open)) else {
            continue;
        };
        let outside = rest.trim_start().strip_prefix(colon);
        let alone = rest.trim_matches(is_blank).is_empty();
        let inside = name.trim_end().strip_suffix(colon);
        if name.len() > LONGEST || inside.is_none() && outside.is_none() && !alone {
            return None;
        }
        let rest = outside.unwrap_or(rest).trim_start_matches(is_blank);
        return Some(Label { name: inside.unwrap_or(name).trim(), bold: true, rest });
    }
    let (name, rest) = text.split_once(colon)?;
    (name.len() <= LONGEST).then(|| Label {
        name: name.trim_matches(|c: char| is_blank(c) || matches!(c, '*' | '_')),
        bold: false,
        rest: rest.trim_start_matches(|c: char| is_blank(c) || matches!(c, '*' | '_')),
    })
}

/// Words that open a criterion.
const OPENERS: &[&str] = &["WHEN", "IF", "WHILE", "WHERE", "GIVEN"];
/// Words that carry one on.
const FOLLOWERS: &[&str] = &["THEN", "AND", "OR", "BUT", "SHALL", "THE"];

/// The first word, without emphasis.
fn first_word(text: &str) -> (&str, bool) {
    let inner = text.trim_start_matches(['*', '_', '`']);
    let end = inner.find(|c: char| !c.is_alphabetic()).unwrap_or(inner.len());
    (inner.get(..end).unwrap_or_default(), inner.len() < text.len())
}

/// It begins with `WHEN` or the like, in bold or not, or says what something `SHALL` do.
pub(super) fn opens_criterion(text: &str) -> bool {
    let (word, emphasized) = first_word(text);
    OPENERS.contains(&word)
        || emphasized && OPENERS.iter().any(|opener| word.eq_ignore_ascii_case(opener))
        || word == "THE" && says_shall(text)
}

/// It begins with `THEN`, `AND` or the like.
pub(super) fn follows_on(text: &str) -> bool {
    let (word, emphasized) = first_word(text);
    FOLLOWERS.iter().any(|follower| word == *follower || emphasized && word.eq_ignore_ascii_case(follower))
}

/// It says what happens: `THEN` or `SHALL` stands in it.
pub(super) fn responds(text: &str) -> bool {
    text.contains("THEN") || says_shall(text) || text.contains("**Then")
}

fn says_shall(text: &str) -> bool {
    text.contains("SHALL") || text.contains("MUST")
}

/// It is written as a criterion, whatever stands before it.
pub(super) fn reads_like_a_criterion(text: &str) -> bool {
    opens_criterion(text) || says_shall(text) || text.contains(" shall ")
}

#[cfg(test)]
mod tests {
    use super::{Label, Lead, Mark, label, lead};

    #[test]
    fn every_way_to_begin_a_criterion() {
        for (line, mark, text) in [
            ("1. WHEN", Mark::Ordinal("1"), "WHEN"),
            ("12) WHEN", Mark::Ordinal("12"), "WHEN"),
            ("1、当", Mark::Ordinal("1"), "当"),
            ("1.1 WHEN", Mark::Id("1.1"), "WHEN"),
            ("1.1. WHEN", Mark::Id("1.1"), "WHEN"),
            ("- 1.1 WHEN", Mark::Id("1.1"), "WHEN"),
            ("- 1.4.1 WHEN", Mark::Id("1.4.1"), "WHEN"),
            ("- **1.1** WHEN", Mark::Id("1.1"), "WHEN"),
            ("- **1.1:** WHEN", Mark::Id("1.1"), "WHEN"),
            ("**1.1** WHEN", Mark::Id("1.1"), "WHEN"),
            ("- [ ] **AC-1.2**: x", Mark::Id("AC-1.2"), "x"),
            ("- AC1: x", Mark::Id("AC1"), "x"),
            ("- AC 3.2.1: x", Mark::Id("AC 3.2.1"), "x"),
            ("**REQ-AUTH-001**: x", Mark::Id("REQ-AUTH-001"), "x"),
            ("NFR1.1 x", Mark::Id("NFR1.1"), "x"),
            ("4A.1 x", Mark::Id("4A.1"), "x"),
            ("1. 1.1 x", Mark::Id("1.1"), "x"),
            (r#"1. <a name="9.8"></a>WHEN"#, Mark::Id("9.8"), "WHEN"),
            ("- [ ] x", Mark::Bullet, "x"),
            ("- [x] x", Mark::Bullet, "x"),
            ("* **WHEN** x", Mark::Bullet, "**WHEN** x"),
            ("- UTF-8: x", Mark::Bullet, "UTF-8: x"),
            ("- S3 bucket", Mark::Bullet, "S3 bucket"),
            ("- [link](url) x", Mark::Bullet, "[link](url) x"),
            ("**WHEN** x", Mark::None, "**WHEN** x"),
            ("10:30 x", Mark::None, "10:30 x"),
            ("2.5GB of memory", Mark::None, "2.5GB of memory"),
            ("v1.2 is out", Mark::None, "v1.2 is out"),
            ("", Mark::None, ""),
        ] {
            assert_eq!(lead(line), Lead { indent: 0, mark, text }, "{line:?}");
        }
        assert_eq!(lead("   2. x  "), Lead { indent: 3, mark: Mark::Ordinal("2"), text: "x" });
    }

    #[test]
    fn labels() {
        for (text, name, bold, rest) in [
            ("**User Story:** As a", "User Story", true, "As a"),
            ("**Acceptance Criteria**:", "Acceptance Criteria", true, ""),
            ("**验收标准**：一", "验收标准", true, "一"),
            ("**Acceptance Criteria**", "Acceptance Criteria", true, ""),
            ("User Story: As a", "User Story", false, "As a"),
            ("_User Story:_ As a", "User Story", false, "As a"),
        ] {
            assert_eq!(label(text), Some(Label { name, bold, rest }), "{text:?}");
        }
        assert_eq!(label("**WHEN** x"), None);
        assert_eq!(label("no colon"), None);
    }
}
