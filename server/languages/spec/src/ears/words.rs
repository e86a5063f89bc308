use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

/// A word of prose, or something that stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the document.
    pub span: Range<usize>,
    /// What it is.
    pub kind: WordKind,
    /// What stands between it and the word before.
    pub gap: Gap,
}

/// What a [`Word`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordKind {
    /// A word, a number, or an identifier: `fails`, `2.5`, `user-friendly`, `Flag_Registry`.
    Plain,
    /// Text of a script that puts no blanks between words.
    Unspaced,
    /// A code span, its back-ticks included.
    Code,
    /// Quoted text, the quotes included.
    Quoted,
}

/// What separates a word from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    /// Blanks and emphasis at most.
    None,
    /// A comma or the like: a clause may begin here.
    Comma,
    /// The end of a sentence, a colon, or the start of the text.
    Stop,
}

/// The words that stand in `range` of a document. Linear in the size of `range`.
pub fn words(text: &str, range: Range<usize>) -> Vec<Word> {
    let part = text.get(range.clone()).unwrap_or_default();
    let closing = closing_marks(part);
    let mut found: Vec<Word> = Vec::new();
    let mut chars = part.char_indices().peekable();
    let mut gap = Gap::Stop;
    while let Some((at, c)) = chars.next() {
        if let Some((end, kind)) = closing.iter().rev().find_map(|marks| marks.get(at)) {
            while chars.next_if(|(at, _)| *at < end).is_some() {}
            found.push(Word { span: range.start + at..range.start + end, kind, gap });
            gap = Gap::None;
        } else if starts_word(c) {
            let unspaced = is_unspaced(c);
            let end = if unspaced {
                end_of(&mut chars, at + c.len_utf8(), is_unspaced)
            } else {
                end_of_plain(part, &mut chars, at + c.len_utf8())
            };
            let kind = if unspaced { WordKind::Unspaced } else { WordKind::Plain };
            found.push(Word { span: range.start + at..range.start + end, kind, gap });
            gap = Gap::None;
        } else {
            gap = gap.max(gap_of(part, at, c));
        }
    }
    found
}

impl Word {
    /// What it says.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.span.clone()).unwrap_or_default()
    }

    /// It is one of the document's own words, and not code or quoted.
    pub fn is_prose(&self) -> bool {
        matches!(self.kind, WordKind::Plain | WordKind::Unspaced)
    }
}

/// What opens at some bytes of a text and where it closes, in order.
struct Marks {
    at: Vec<(usize, usize)>,
    kind: WordKind,
}

impl Marks {
    fn get(&self, at: usize) -> Option<(usize, WordKind)> {
        let index = self.at.binary_search_by_key(&at, |(open, _)| *open).ok()?;
        self.at.get(index).map(|(_, close)| (*close, self.kind))
    }
}

/// Code spans and quotations. What is opened and not closed is text.
fn closing_marks(text: &str) -> [Marks; 2] {
    [
        Marks { at: quotations(text), kind: WordKind::Quoted },
        Marks { at: code_spans(text), kind: WordKind::Code },
    ]
}

/// As CommonMark has them: a run of back-ticks to the next of the same length.
fn code_spans(text: &str) -> Vec<(usize, usize)> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('`') {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    let mut next_of_length = std::collections::HashMap::new();
    let mut closing = vec![None; runs.len()];
    for (index, (run, close)) in runs.iter().zip(&mut closing).enumerate().rev() {
        *close = next_of_length.insert(run.len(), index);
    }
    let mut found = Vec::new();
    let mut index = 0;
    while let (Some(run), Some(close)) = (runs.get(index), closing.get(index)) {
        index = match close.and_then(|close| Some((close, runs.get(close)?))) {
            Some((close, last)) => {
                found.push((run.start, last.end));
                close + 1
            }
            None => index + 1,
        };
    }
    found
}

const QUOTES: [(char, char); 6] =
    [('"', '"'), ('“', '”'), ('「', '」'), ('『', '』'), ('«', '»'), ('《', '》')];

fn quotations(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match open {
            Some((start, close)) if c == close => {
                found.push((start, at + c.len_utf8()));
                open = None;
            }
            // A quotation does not go on in the next paragraph or item.
            Some(_) if c != '\n' => {}
            _ => open = QUOTES.iter().find(|(quote, _)| *quote == c).map(|(_, close)| (at, *close)),
        }
    }
    found
}

type Chars<'a> = Peekable<CharIndices<'a>>;

fn end_of(chars: &mut Chars<'_>, mut end: usize, belongs: impl Fn(char) -> bool) -> usize {
    while let Some((at, c)) = chars.next_if(|(_, c)| belongs(*c)) {
        end = at + c.len_utf8();
    }
    end
}

/// A word goes on behind a hyphen, an apostrophe, a dot or a slash where a letter or digit follows.
fn end_of_plain(text: &str, chars: &mut Chars<'_>, mut end: usize) -> usize {
    let in_word = |c: char| (starts_word(c) || c == '_') && !is_unspaced(c);
    loop {
        end = end_of(chars, end, in_word);
        let mut rest = text.get(end..).unwrap_or_default().chars();
        let joins = matches!(rest.next(), Some('-' | '\'' | '’' | '.' | ':' | '@' | '/' | ','));
        let number = text.get(..end).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
        let comma = text.get(end..).is_some_and(|rest| rest.starts_with(','));
        let goes_on =
            rest.next().is_some_and(|c| if comma { number && c.is_ascii_digit() } else { in_word(c) });
        if !joins || !goes_on {
            return end;
        }
        chars.next();
    }
}

fn starts_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// Letters of Chinese and Japanese. Korean has blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn gap_of(text: &str, at: usize, c: char) -> Gap {
    let behind = text.get(at + c.len_utf8()..).unwrap_or_default();
    let before_blank =
        behind.is_empty() || behind.starts_with(|c: char| c.is_whitespace() || "*_)\"".contains(c));
    match c {
        '.' | ':' | '!' | '?' if before_blank => Gap::Stop,
        '。' | '：' | '！' | '？' | '．' => Gap::Stop,
        ',' | ';' | '、' | '，' | '；' | '—' | '–' | '|' => Gap::Comma,
        '-' if before_blank => Gap::Comma,
        '\n' if is_item(behind) => Gap::Comma,
        _ => Gap::None,
    }
}

/// A bullet or a list number stands at the start of `line`.
fn is_item(line: &str) -> bool {
    let line = line.trim_start_matches([' ', '\t']);
    let number = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let behind = if number.len() == line.len() {
        line.strip_prefix(['-', '*', '+'])
    } else {
        number.strip_prefix(['.', ')'])
    };
    behind.is_some_and(|rest| rest.starts_with([' ', '\t']))
}
