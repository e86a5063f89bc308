//! What stands behind the label of a reference line.

use std::ops::Range;

use super::{
    Reference, ReferenceKind, Target,
    id::{Token, token},
    words::{behind_all, behind_and, behind_dash, behind_noun},
};
use crate::{address::normal_id, state::is_blank};

/// Characters that part two items, whatever stands around them.
const SEPARATORS: [char; 8] = [',', '、', '，', '､', ';', '；', '・', '·'];

/// How a value may be read.
#[derive(Clone, Copy)]
pub(super) struct Manner<'a> {
    pub(super) kind: ReferenceKind,
    /// The emphasis it stands in, which ends it; empty for none.
    pub(super) open: &'a str,
    /// The label carries emphasis: a whole number that prose follows is an id here.
    pub(super) emphasized: bool,
    /// A colon ends it: `**Property 1: Title**`.
    pub(super) to_colon: bool,
}

/// What was read.
#[derive(Default)]
pub(super) struct Items {
    pub(super) items: Vec<Reference>,
    /// Words that are no id stand among the ids.
    pub(super) text: bool,
    /// What ended it was the emphasis, or the colon.
    pub(super) closed: bool,
}

/// Reads the ids of `text`, which starts at byte `at` of its document and goes on over line ends where a sentence would.
pub(super) fn items(text: &str, at: usize, manner: Manner<'_>) -> Items {
    let mut reader = Reader {
        text,
        at,
        rest: text,
        manner,
        found: Items::default(),
        foreign: false,
        depth: 0,
        lines: None,
    };
    reader.read();
    reader.found
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    rest: &'a str,
    manner: Manner<'a>,
    found: Items,
    /// The ids are those of something else: `Properties 1, 2`.
    foreign: bool,
    /// Parentheses that are open: `Preservation Requirements from design (3.1, 3.2)`.
    depth: usize,
    /// Number of items on the first line, once that was left without knowing whether the emphasis is closed.
    lines: Option<usize>,
}

/// Where in an item we are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// At its start: an id may come.
    Start,
    /// Behind an id.
    Id,
    /// In words, up to the next separator.
    Words,
}

impl<'a> Reader<'a> {
    fn read(&mut self) {
        let mut within = Within::Start;
        loop {
            self.rest = self.rest.trim_start_matches(|c| is_blank(c) && !matches!(c, '\n' | '\r'));
            let Some(c) = self.rest.chars().next() else { break };
            match c {
                '\n' | '\r' => {
                    if within != Within::Start || self.found.items.is_empty() {
                        if self.manner.open.is_empty() {
                            break;
                        }
                        self.lines.get_or_insert(self.found.items.len());
                    }
                    self.skip();
                }
                '*' | '_' => {
                    let run = self.rest.trim_start_matches(['*', '_']);
                    let closes = self.manner.open.starts_with(c) && !run.starts_with(char::is_alphanumeric);
                    self.rest = run;
                    if closes {
                        self.found.closed = true;
                        return;
                    }
                }
                '(' | '（' if within != Within::Id && self.lists_ids() => {
                    self.depth += 1;
                    within = Within::Start;
                    self.skip();
                }
                '(' | '（' | '{' => self.group(),
                ')' | '）' if self.depth > 0 => {
                    self.depth -= 1;
                    within = Within::Id;
                    self.skip();
                }
                ')' | '）' | '|' => break,
                ':' | '：' if self.manner.to_colon => {
                    self.found.closed = true;
                    break;
                }
                c if SEPARATORS.contains(&c) => {
                    self.foreign &= !matches!(c, ';' | '；');
                    within = Within::Start;
                    self.skip();
                }
                _ => within = self.word(within),
            }
        }
        if let Some(lines) = self.lines {
            self.found.items.truncate(lines);
        }
    }

    /// Reads what is neither blank nor a sign that parts items.
    fn word(&mut self, within: Within) -> Within {
        match within {
            Within::Start => self.start(),
            Within::Id => self.behind_id(),
            Within::Words => self.words(),
        }
    }

    fn start(&mut self) -> Within {
        if let Some(rest) = behind_all(self.rest, self.manner.kind) {
            self.push(self.rest, rest, Target::All);
            self.rest = rest;
            return Within::Words;
        }
        let mut named = false;
        while token(self.rest, true).is_none()
            && let Some(rest) = behind_noun(self.rest, self.manner.kind)
        {
            (self.rest, named) = (rest, true);
            self.foreign = false;
        }
        if let Some(first) = token(self.rest, named) {
            return self.id(first, named);
        }
        if self.rest.starts_with(|c: char| c.is_alphanumeric() || c == '`' && !id_in_code(self.rest)) {
            return self.words();
        }
        if !named {
            self.skip();
        }
        Within::Start
    }

    fn id(&mut self, first: Token<'a>, named: bool) -> Within {
        let start = self.rest;
        let (target, rest) = match self.range(first) {
            Some((last, rest)) => (Target::Range(self.name(first.id), last), rest),
            None if first.below => (Target::Below(self.name(first.id)), first.rest),
            None => (Target::One(self.name(first.id)), first.rest),
        };
        self.rest = rest;
        let prose = rest.trim_start_matches(is_blank);
        let number = first.whole
            && matches!(target, Target::One(_))
            && !named
            && !self.manner.emphasized
            && prose.starts_with(char::is_alphanumeric)
            && behind_and(prose).is_none();
        // `Task 1.1, REQ-2`: the prefix says what it is.
        self.foreign &= !says_requirement(first.id);
        if !self.foreign && !number {
            self.push(start, rest, target);
        }
        Within::Id
    }

    /// The other end of a range that starts with `first`, and what follows it. `1.1-5` is `1.1-1.5`.
    fn range(&self, first: Token<'a>) -> Option<(String, &'a str)> {
        let (end, apart) = behind_dash(first.rest)?;
        let unnamed =
            behind_noun(end, self.manner.kind).filter(|_| token(end, true).is_none()).unwrap_or(end);
        let last = token(unnamed, true)?;
        let dots = |id: &str| id.matches('.').count();
        let alike = dots(first.id) == dots(last.id);
        if !alike && let (Some((family, from)), true) = (first.id.rsplit_once('.'), last.whole) {
            let follows = match (from.parse::<u64>(), last.id.parse::<u64>()) {
                (Ok(from), Ok(to)) => from < to,
                _ => false,
            };
            return (follows && !apart).then(|| (self.name(&format!("{family}.{}", last.id)), last.rest));
        }
        (alike || !apart).then(|| (self.name(last.id), last.rest))
    }

    fn behind_id(&mut self) -> Within {
        if let Some(rest) =
            behind_and(self.rest).or_else(|| self.rest.strip_prefix(['/', '+', '&', '→', '←']))
        {
            self.rest = rest;
            return Within::Start;
        }
        // Ids with nothing but blanks between them; a whole number there is a word of prose.
        if self.text.get(..self.text.len() - self.rest.len()).is_some_and(|before| before.ends_with(is_blank))
            && let Some(next) = token(self.rest, false).filter(|next| !next.whole)
        {
            return self.id(next, false);
        }
        if !self.rest.starts_with(char::is_alphanumeric) {
            self.skip();
            return Within::Id;
        }
        self.words()
    }

    /// Passes over a word, or a piece of code.
    fn words(&mut self) -> Within {
        self.found.text = true;
        if let Some(code) = self.rest.strip_prefix('`') {
            self.rest = code.find(['`', '\n', '\r']).and_then(|end| code.get(end..)).unwrap_or_default();
            self.rest = self.rest.strip_prefix('`').unwrap_or(self.rest);
            return Within::Words;
        }
        self.foreign |= token(self.rest, true).is_some();
        let word = self.rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        if word.len() == self.rest.len() {
            self.skip();
        } else {
            self.rest = word;
        }
        Within::Words
    }

    /// Passes over a parenthesis; one that nothing closes ends with its line.
    fn group(&mut self) {
        let mut depth = 0usize;
        let mut line_end = None;
        let closing = self.rest.char_indices().find(|(at, c)| {
            match c {
                '\n' | '\r' => drop(line_end.get_or_insert(*at)),
                '(' | '（' | '{' => depth += 1,
                ')' | '）' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        match closing {
            Some((at, c)) => self.rest = self.rest.get(at + c.len_utf8()..).unwrap_or_default(),
            None if line_end.is_some() => {
                self.rest = line_end.and_then(|end| self.rest.get(end..)).unwrap_or_default();
            }
            None => self.rest = "",
        }
    }

    /// Whether the parenthesis that opens here holds ids of criteria and nothing else.
    fn lists_ids(&self) -> bool {
        let behind = self.rest.trim_start_matches(['(', '（']);
        let ids = behind.find([')', '）', '\n', '\r']).and_then(|end| behind.get(..end)).unwrap_or_default();
        ids.contains('.')
            && ids.contains(|c: char| c.is_ascii_digit())
            && ids.chars().all(|c| {
                c.is_ascii_digit() || is_blank(c) || matches!(c, '.' | ',' | '、' | '-' | '–' | '~' | '〜')
            })
    }

    fn push(&mut self, start: &str, rest: &str, target: Target) {
        let span = self.span(start.len(), rest.len());
        self.found.items.push(Reference { span, target });
    }

    /// The bytes between two suffixes of the text, given by their lengths.
    fn span(&self, start: usize, end: usize) -> Range<usize> {
        let end_of_text = self.at + self.text.len();
        end_of_text - start..end_of_text - end
    }

    fn name(&self, id: &str) -> String {
        match self.manner.kind {
            ReferenceKind::Requirements | ReferenceKind::Validates => normal_id(id),
            ReferenceKind::Property => property_id(id),
            ReferenceKind::Depends | ReferenceKind::Boundary => id.to_owned(),
        }
    }

    /// Passes over a character.
    fn skip(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }
}

/// Whether an id carries a prefix of requirements.
fn says_requirement(id: &str) -> bool {
    ["R", "REQ", "FR", "NFR", "AC", "US"].iter().any(|prefix| {
        let number = id.strip_prefix(prefix).map(|rest| rest.trim_start_matches(['-', '_', ' ']));
        number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Whether a piece of code starts with an id: `` `1.1` ``.
fn id_in_code(text: &str) -> bool {
    text.strip_prefix('`').is_some_and(|text| token(text, false).is_some())
}

/// `P3` is the property 3.
fn property_id(id: &str) -> String {
    let number = id.strip_prefix('P').map(|id| id.strip_prefix('-').unwrap_or(id));
    number.filter(|id| id.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(id).to_owned()
}
