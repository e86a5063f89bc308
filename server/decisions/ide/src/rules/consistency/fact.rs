use std::borrow::Cow;
use std::ops::Range;

use spec::{Condition, Obligation};

use super::quantity::{Quantity, quantity};
use crate::rules::criteria::Statement;

/// What an obligation says, in the form in which two can be compared.
#[derive(Debug)]
pub(super) struct Fact {
    /// The index of its statement.
    pub(super) statement: usize,
    /// The bytes of the response.
    pub(super) span: Range<usize>,
    /// Who, without article.
    pub(super) system: String,
    /// Under which conditions, in the order of their text.
    pub(super) guard: Vec<String>,
    /// The first word of the response.
    pub(super) verb: String,
    /// The rest of it, `#` for each quantity.
    pub(super) object: String,
    pub(super) negated: bool,
    /// The quantities of the response.
    pub(super) quantities: Vec<Quantity>,
}

impl Fact {
    /// The same for two that say the same, but for their quantities.
    pub(super) fn identity(&self) -> String {
        format!("{}|{}|{}|{}|{}", self.system, self.guard.join("&"), self.verb, self.object, self.negated)
    }
}

/// Words that do not tell one thing from another.
const EMPTY: &[&str] = &["the", "a", "an", "then", "also", "both", "that", "its", "their"];

/// Subjects that name nobody.
const NOBODY: &[&str] = &["", "it", "they", "this", "these", "there"];

/// A statement of more conditions or obligations than this is not compared.
const MOST_CLAUSES: usize = 8;

/// What the obligations of a statement say. None if it is not plain what belongs to what.
pub(super) fn facts(index: usize, statement: &Statement<'_>) -> Vec<Fact> {
    let ears = &statement.ears;
    let Some(first) = ears.obligations.first() else { return Vec::new() };
    let leads = |condition: &Condition| condition.keyword_span.end <= first.modal.start;
    let many = ears.conditions.len().max(ears.obligations.len()) > MOST_CLAUSES;
    if many || !ears.uses_keywords || !ears.conditions.iter().all(leads) {
        return Vec::new();
    }
    let mut guard: Vec<String> =
        ears.conditions.iter().map(|condition| normal(statement, &condition.text).join(" ")).collect();
    guard.sort();
    let mut system = String::new();
    let mut found = Vec::new();
    for obligation in &ears.obligations {
        let actor = normal(statement, &obligation.actor).join(" ");
        // `… SHALL a and SHALL b`: the same subject.
        if !actor.is_empty() {
            system = actor;
        }
        if !NOBODY.contains(&system.as_str()) {
            found.extend(fact(index, statement, obligation, &system, &guard));
        }
    }
    found
}

fn fact(
    index: usize,
    statement: &Statement<'_>,
    obligation: &Obligation,
    system: &str,
    guard: &[String],
) -> Option<Fact> {
    let words = statement.within(&obligation.response);
    let verb = statement.word(words.start).to_owned();
    let mut object = Vec::new();
    let mut quantities = Vec::new();
    let mut at = words.start + 1;
    while at < words.end {
        if let Some((found, length)) = quantity(statement, at) {
            quantities.push(found);
            object.push("#".to_owned());
            at += length;
        } else {
            object.extend(normal_word(statement, at));
            at += 1;
        }
    }
    (!verb.is_empty()).then(|| Fact {
        statement: index,
        span: obligation.response.clone(),
        system: system.to_owned(),
        guard: guard.to_vec(),
        verb,
        object: object.join(" "),
        negated: obligation.negated,
        quantities,
    })
}

/// The words of a span, without case, articles and the plural's `s`.
fn normal(statement: &Statement<'_>, span: &Range<usize>) -> Vec<String> {
    statement.within(span).filter_map(|at| normal_word(statement, at)).collect()
}

/// Code and quotations stay as they are.
fn normal_word(statement: &Statement<'_>, at: usize) -> Option<String> {
    let word = statement.words.get(at)?;
    let said = statement.word(at);
    if !word.is_prose() {
        return Some(word.of(statement.text).to_owned());
    }
    let said = match said {
        "are" => Cow::Borrowed("is"),
        "have" => Cow::Borrowed("has"),
        other => singular(other),
    };
    (!EMPTY.contains(&&*said)).then(|| said.into_owned())
}

/// `keys` and `key` are the same, `status` and `access` have no plural's `s`.
pub(super) fn singular(word: &str) -> Cow<'_, str> {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return Cow::Owned(format!("{stem}y"));
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => Cow::Borrowed(stem),
        Some(_) | None => Cow::Borrowed(word),
    }
}
