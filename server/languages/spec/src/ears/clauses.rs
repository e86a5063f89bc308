use std::ops::Range;

use super::marks::Mark;
use super::{Condition, Gap, Obligation, Word, WordKind, lexicon};

/// The conditions and obligations that the marked words of a criterion make.
pub(super) fn clauses(
    text: &str,
    words: &[Word],
    marks: &[(usize, Mark)],
    end: usize,
) -> (Vec<Condition>, Vec<Obligation>) {
    let mut clauses = Clauses { text, words, end, conditions: Vec::new(), obligations: Vec::new() };
    let mut open = Open::Start;
    let last_modal = marks.iter().rposition(|(_, mark)| *mark == Mark::Modal);
    for (index, (at, mark)) in marks.iter().enumerate() {
        open = match mark {
            Mark::Condition(keyword) => {
                let obliges = last_modal.is_some_and(|last| index < last);
                clauses.end(open, *at, obliges);
                let keyword_span = clauses.span(*at);
                let text = keyword_span.end..keyword_span.end;
                clauses.conditions.push(Condition { keyword: *keyword, keyword_span, text });
                match open {
                    // It stands behind what it is the condition of, and nothing else comes.
                    Open::Response(_) if !obliges => Open::Trailing(*at + 1),
                    Open::Start
                    | Open::Condition(_)
                    | Open::Subject(_)
                    | Open::Response(_)
                    | Open::Trailing(_) => Open::Condition(*at + 1),
                }
            }
            Mark::Then => {
                clauses.end(open, *at, true);
                Open::Subject(*at + 1)
            }
            Mark::Modal => clauses.oblige(open, *at),
        };
    }
    clauses.end(open, words.len(), true);
    (clauses.conditions, clauses.obligations)
}

/// What is being read, with the index of its first word.
#[derive(Clone, Copy)]
enum Open {
    Start,
    Condition(usize),
    Subject(usize),
    Response(usize),
    Trailing(usize),
}

struct Clauses<'a> {
    text: &'a str,
    words: &'a [Word],
    /// Where the criterion ends.
    end: usize,
    conditions: Vec<Condition>,
    obligations: Vec<Obligation>,
}

impl Clauses<'_> {
    /// What is open ends before the word at `end`.
    fn end(&mut self, open: Open, end: usize, response_too: bool) {
        match open {
            Open::Start | Open::Subject(_) => {}
            Open::Condition(start) => self.end_condition(start, end),
            Open::Trailing(start) => {
                let end = self.next_gap(start, end);
                self.end_condition(start, end);
            }
            Open::Response(start) if response_too => self.end_response(start, end),
            // A condition that trails belongs to the response.
            Open::Response(start) => self.end_response(start, self.words.len()),
        }
    }

    fn end_condition(&mut self, start: usize, end: usize) {
        let end =
            if end > start + 1 && end < self.words.len() && self.joins(end - 1) { end - 1 } else { end };
        let span = self.cover(start, end);
        if let (Some(condition), Some(span)) = (self.conditions.last_mut(), span) {
            condition.text = span;
        }
    }

    fn end_response(&mut self, start: usize, end: usize) {
        let span = self.cover(start, end);
        if let Some(obligation) = self.obligations.last_mut() {
            let modal_end = obligation.response.end;
            obligation.response = span.unwrap_or(modal_end..modal_end);
            if obligation.response.is_empty() {
                verb_last(self.text, obligation);
            }
        }
    }

    /// A modal stands at `at`.
    fn oblige(&mut self, open: Open, at: usize) -> Open {
        let (subject, end) = match open {
            Open::Start => self.subject(0, at, false),
            Open::Subject(start) => self.subject(start, at, false),
            Open::Condition(start) | Open::Trailing(start) => {
                let subject = self.subject(start, at, true);
                self.end_condition(start, subject.0);
                subject
            }
            Open::Response(start) => {
                let subject = self.next_subject(start, at);
                let end =
                    if self.joins(subject) || subject == start { subject } else { self.before_join(subject) };
                self.end_response(start, end.max(start));
                let subject = if self.joins(subject) { subject + 1 } else { subject };
                (subject, at)
            }
        };
        let modal = self.span(at);
        let actor = self.cover(subject, end).unwrap_or(modal.start..modal.start);
        let after = self.words.get(at + 1).filter(|word| word.kind == WordKind::Plain);
        let not_behind = after.is_some_and(|word| {
            word.gap == Gap::None
                && lexicon::is_negation(word.of(self.text))
                && !word.of(self.text).eq_ignore_ascii_case("no")
        });
        let not_before = at > subject
            && self.words.get(at - 1).is_some_and(|word| {
                matches!(word.of(self.text).to_lowercase().as_str(), "no" | "não" | "nao")
            });
        let start = if not_behind { at + 2 } else { at + 1 };
        let response = self.words.get(start - 1).map_or(modal.end, |word| word.span.end);
        self.obligations.push(Obligation {
            actor,
            modal,
            negated: not_behind || not_before,
            // The end of it is not known yet.
            response: response..response,
        });
        Open::Response(start)
    }

    /// The words of the subject that stands before the modal at `modal`; `conditional`: a condition stands before it.
    fn subject(&self, start: usize, modal: usize, conditional: bool) -> (usize, usize) {
        let gap = |at: usize| self.words.get(at).map_or(Gap::None, |word| word.gap);
        if conditional && start < modal && gap(start) != Gap::None {
            // `WHEN , THE System SHALL`
            return (start, modal);
        }
        let sentence = (start + 1..modal).rev().find(|at| gap(*at) == Gap::Stop);
        let (start, conditional) = match sentence {
            Some(sentence) if !conditional || !self.has_article_behind_comma(sentence, modal) => {
                (sentence, false)
            }
            Some(_) | None => (start, conditional),
        };
        let commas: Vec<usize> = (start + 1..modal).filter(|at| gap(*at) != Gap::None).collect();
        let Some(last) = commas.last().copied() else {
            return (if conditional { self.without_comma(start, modal) } else { start }, modal);
        };
        if !conditional && gap(modal) == Gap::Comma {
            // `THE System, once started, SHALL`
            return (start, commas.first().copied().unwrap_or(modal));
        }
        if self.joins(last) {
            // `THE A, THE B, and THE C SHALL`
            let listed = commas.iter().rev().skip(1).take_while(|at| self.is_article(**at)).last().copied();
            let inside = (last + 2..modal).rev().find(|at| self.says(*at, "THE"));
            let whole = if conditional { last + 1 } else { start };
            return (listed.or(inside.filter(|_| conditional)).unwrap_or(whole), modal);
        }
        let inside = (last + 1..modal).rev().find(|at| self.says(*at, "THE"));
        match inside {
            Some(inside) if !self.is_article(last) => (inside, modal),
            Some(_) | None => (last, modal),
        }
    }

    fn has_article_behind_comma(&self, start: usize, end: usize) -> bool {
        let at =
            |at: usize| self.words.get(at).is_some_and(|word| word.gap == Gap::Comma) && self.says(at, "THE");
        (start + 1..end).any(at)
    }

    /// `WHEN x happens THE System SHALL`
    fn without_comma(&self, start: usize, modal: usize) -> usize {
        let article = |article| (start + 1..modal).rev().find(|at| self.says(*at, article));
        let last = modal.saturating_sub(1);
        article("THE").or_else(|| article("the")).unwrap_or(if last > start { last } else { modal })
    }

    /// The subject of a further modal: what stands behind the last comma or `and`.
    fn next_subject(&self, start: usize, modal: usize) -> usize {
        if self.words.get(modal).is_some_and(|word| word.gap != Gap::None) {
            return modal;
        }
        let begins =
            |at: &usize| self.words.get(*at).is_some_and(|word| word.gap != Gap::None) || self.joins(*at);
        (start..modal).rev().find(begins).unwrap_or(start)
    }

    fn before_join(&self, at: usize) -> usize {
        if at > 0 && self.joins(at - 1) { at - 1 } else { at }
    }

    /// The next word behind `start` before which a comma or a bracket stands, at most `end`.
    fn next_gap(&self, start: usize, end: usize) -> usize {
        let gap = |at: &usize| {
            let from = self.span(at.saturating_sub(1)).end;
            self.words.get(*at).is_some_and(|word| {
                word.gap != Gap::None
                    || self.text.get(from..word.span.start).is_some_and(|it| it.contains('('))
            })
        };
        (start + 1..end).find(gap).unwrap_or(end)
    }

    fn joins(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| lexicon::joins(word.of(self.text)))
    }

    fn is_article(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| lexicon::is_subject(word.of(self.text)))
    }

    fn says(&self, at: usize, said: &str) -> bool {
        self.words.get(at).is_some_and(|word| word.kind == WordKind::Plain && word.of(self.text) == said)
    }

    fn span(&self, at: usize) -> Range<usize> {
        self.words.get(at).map_or(0..0, |word| word.span.clone())
    }

    /// The bytes from the word at `start` to the one before `end`, with brackets that belong to the last one.
    fn cover(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let first = self.words.get(start).filter(|_| start < end)?;
        let last = self.words.get(end.checked_sub(1)?)?;
        let next = self.words.get(end).map_or(self.end, |word| word.span.start);
        let behind = self.text.get(last.span.end..next).unwrap_or_default();
        let closing =
            behind.find(|c: char| !matches!(c, ')' | ']' | '%' | '）' | '*')).unwrap_or(behind.len());
        Some(first.span.start..last.span.end + closing)
    }
}

/// `システムは重複を防止する SHALL`: the response stands before the modal.
fn verb_last(text: &str, obligation: &mut Obligation) {
    let before = obligation.actor.clone();
    let said = text.get(before.clone()).unwrap_or_default();
    if let Some(at) = said.find('は') {
        obligation.actor = before.start..before.start + at;
        obligation.response = before.start + at + 'は'.len_utf8()..before.end;
    }
}
