//! Conditions and obligations of Chinese, Japanese and Korean. What makes them stands behind what they are about, or
//! inside of a text without blanks.

use std::ops::Range;

use super::{Condition, Gap, Keyword, Obligation, Word, WordKind, lexicon};

/// What begins a condition in Chinese (and Japanese), at the start of a clause.
const BEGIN: &[(&str, Keyword)] = &[
    ("当", Keyword::When),
    ("一旦", Keyword::When),
    ("如果", Keyword::If),
    ("若", Keyword::If),
    ("假如", Keyword::If),
];

/// Words that begin like a condition.
const NO_BEGIN: &[&str] = &["当前", "当日", "当天", "当然", "当地", "当中", "当事", "若干"];

/// What ends a condition in Japanese.
const END: &[(&str, Keyword)] =
    &[("場合", Keyword::If), ("とき", Keyword::When), ("時", Keyword::When), ("際", Keyword::When)];

/// The same in Korean, where it is a word of its own.
const END_WORDS: &[(&str, Keyword)] = &[
    ("때", Keyword::When),
    ("때는", Keyword::When),
    ("때에", Keyword::When),
    ("때마다", Keyword::When),
    ("경우", Keyword::If),
    ("경우에", Keyword::If),
    ("경우에는", Keyword::If),
    ("경우는", Keyword::If),
];

/// What obliges behind the response (Japanese), and whether it forbids.
const LAST: &[(&str, bool)] = &[
    ("しなければならない", false),
    ("なければならない", false),
    ("なければなりません", false),
    ("ものとする", false),
    ("てはならない", true),
    ("てはいけない", true),
    ("べきである", false),
    ("すること", false),
    ("ないこと", true),
];

/// What obliges before the response (Chinese), and whether it forbids.
const FIRST: &[(&str, bool)] = &[
    ("不应", true),
    ("不得", true),
    ("应当", false),
    ("应该", false),
    ("必须", false),
    ("应", false),
    ("须", false),
];

/// Characters that make another word of 应 and 须: 响应 is a response, 应用 an application.
const NO_MODAL_BEFORE: &str = "响对适相反供效感呼顺必无";
const NO_MODAL_BEHIND: &str = "用对变急付聘答";

/// Second words of the Korean obligation (`해야 한다`).
const KOREAN_MODALS: &[&str] = &["한다", "합니다", "하며", "하고", "함", "한다는"];

pub(super) fn conditions(text: &str, words: &[Word]) -> Vec<Condition> {
    let mut found = Vec::new();
    let mut clause = 0;
    for word in words {
        if word.gap != Gap::None {
            clause = word.span.start;
        }
        let said = word.of(text);
        match word.kind {
            WordKind::Unspaced => {
                if clause == word.span.start
                    && let Some(condition) = begun(said, clause)
                {
                    found.push(condition);
                }
                found.extend(ended(said, word.span.start, clause));
            }
            WordKind::Plain => {
                if let Some((_, keyword)) = END_WORDS.iter().find(|(end, _)| *end == said) {
                    let text = clause..clause.max(word.span.start);
                    found.push(Condition { keyword: *keyword, keyword_span: word.span.clone(), text });
                }
            }
            WordKind::Code | WordKind::Quoted => {}
        }
    }
    found
}

/// `当缺少配置时`
fn begun(said: &str, start: usize) -> Option<Condition> {
    if NO_BEGIN.iter().any(|word| said.starts_with(word)) {
        return None;
    }
    let (begin, keyword) = BEGIN.iter().find(|(begin, _)| said.starts_with(begin))?;
    let end = said.find('时').unwrap_or(said.len()).max(begin.len());
    let keyword_span = start..start + begin.len();
    Some(Condition { keyword: *keyword, text: keyword_span.end..start + end, keyword_span })
}

/// `起動したとき`, the first in the word.
fn ended(said: &str, start: usize, clause: usize) -> Option<Condition> {
    let kana = |c: char| matches!(c, '\u{3041}'..='\u{3096}');
    said.char_indices().find_map(|(at, _)| {
        let (before, rest) = said.split_at_checked(at)?;
        let (end, keyword) = END.iter().find(|(end, _)| rest.starts_with(end))?;
        let behind = rest.strip_prefix(end)?;
        let one = !matches!(*end, "時" | "際")
            || before.ends_with(kana) && (behind.is_empty() || behind.starts_with(['に', 'は']));
        let none = behind.starts_with("がある") || behind.starts_with("どき");
        let keyword_span = start + at..start + at + end.len();
        (one && !none).then_some(Condition {
            keyword: *keyword,
            text: clause..keyword_span.start,
            keyword_span,
        })
    })
}

pub(super) fn obligations(text: &str, words: &[Word], conditions: &[Condition]) -> Vec<Obligation> {
    let mut found: Vec<Obligation> = Vec::new();
    let mut sentence = words.first().map_or(0, |word| word.span.start);
    let mut ends =
        conditions.iter().map(|condition| condition.keyword_span.end.max(condition.text.end)).peekable();
    let end = words.last().map_or(0, |word| word.span.end);
    for (index, word) in words.iter().enumerate() {
        if word.gap == Gap::Stop {
            sentence = word.span.start;
        }
        let next = words.get(index + 1);
        // A condition of this sentence ends where its keyword does.
        let mut behind = |modal: usize| {
            while let Some(end) = ends.next_if(|end| *end <= modal) {
                sentence = sentence.max(end);
            }
            sentence
        };
        match word.kind {
            WordKind::Unspaced => {
                if let Some((modal, negated, last)) =
                    modal(word.of(text), next.is_none_or(|next| next.gap == Gap::Stop))
                {
                    let modal = word.span.start + modal.start..word.span.start + modal.end;
                    found.push(obligation(text, behind(modal.start), modal, negated, last, end));
                    sentence = found.last().map_or(sentence, |obligation| obligation.modal.end);
                }
            }
            WordKind::Plain => {
                let is_modal = word.of(text).ends_with('야')
                    && next.is_some_and(|next| KOREAN_MODALS.contains(&next.of(text)));
                if let Some(next) = next.filter(|_| is_modal) {
                    let modal = word.span.start..next.span.end;
                    found.push(obligation(text, behind(modal.start), modal, false, true, end));
                }
            }
            WordKind::Code | WordKind::Quoted => {}
        }
    }
    found
}

/// The first modal in a text without blanks: where, whether it forbids, and whether the response stands before it.
fn modal(said: &str, at_end: bool) -> Option<(Range<usize>, bool, bool)> {
    said.char_indices().find_map(|(at, _)| {
        let (before, rest) = said.split_at_checked(at)?;
        if let Some((modal, negated)) = LAST.iter().find(|(modal, _)| rest.starts_with(modal)) {
            let ends = !modal.ends_with("こと") || at_end && rest == *modal;
            return ends.then_some((at..at + modal.len(), *negated, true));
        }
        let (modal, negated) = FIRST.iter().find(|(modal, _)| rest.starts_with(modal))?;
        let other = before.ends_with(|c| NO_MODAL_BEFORE.contains(c))
            || rest.strip_prefix(modal)?.starts_with(|c| NO_MODAL_BEHIND.contains(c));
        (!other).then_some((at..at + modal.len(), *negated, false))
    })
}

fn obligation(
    text: &str,
    start: usize,
    modal: Range<usize>,
    negated: bool,
    last: bool,
    end: usize,
) -> Obligation {
    let before = text.get(start..modal.start).unwrap_or_default();
    let topic = ['は', '은', '는'].into_iter().filter_map(|topic| Some((before.find(topic)?, topic))).min();
    let (actor, response) = match topic {
        Some((at, topic)) if last => (start..start + at, start + at + topic.len_utf8()..modal.start),
        None if last => (start..start, start..modal.start),
        Some(_) | None => (start..modal.start, modal.end..end.max(modal.end)),
    };
    let trimmed = |range: Range<usize>| {
        let said = text.get(range.clone()).unwrap_or_default();
        let trim = |c: char| c.is_whitespace() || "、，,。时".contains(c) || lexicon::is_mark(c);
        let from = said.len() - said.trim_start_matches(trim).len();
        let to = said.trim_end_matches(trim).len();
        range.start + from.min(to)..range.start + to.max(from.min(to))
    };
    Obligation { actor: trimmed(actor), modal, negated, response: trimmed(response) }
}
