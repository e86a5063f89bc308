use std::collections::HashMap;

use super::Criteria;
use super::fact::{Fact, facts};
use super::quantity::{Bound, Quantity};
use crate::rules::finding::Findings;

/// Verbs of which a system cannot do both.
const OPPOSITES: &[(&str, &str)] = &[
    ("allow", "deny"),
    ("allow", "prevent"),
    ("allow", "reject"),
    ("allow", "prohibit"),
    ("accept", "reject"),
    ("accept", "refuse"),
    ("permit", "deny"),
    ("show", "hide"),
    ("display", "hide"),
    ("enable", "disable"),
    ("create", "delete"),
    ("start", "stop"),
    ("open", "close"),
    ("keep", "discard"),
    ("keep", "delete"),
    ("retain", "discard"),
    ("retain", "delete"),
    ("preserve", "discard"),
    ("preserve", "delete"),
    ("include", "exclude"),
    ("include", "omit"),
    ("lock", "unlock"),
    ("expand", "collapse"),
    ("increase", "decrease"),
    ("encrypt", "decrypt"),
];

/// How many earlier criteria about the same thing one is compared to.
const COMPARED: usize = 32;

/// What two obligations are to each other.
enum Clash {
    Opposite,
    Quantity,
    Unit,
    Same,
}

pub(super) fn check(criteria: &Criteria<'_>, findings: &mut Findings<'_>) {
    let statements = criteria.statements.iter().enumerate();
    let facts: Vec<Fact> = statements.flat_map(|(index, (_, _, it))| facts(index, it)).collect();
    let mut times: HashMap<String, usize> = HashMap::new();
    facts.iter().for_each(|fact| *times.entry(fact.identity()).or_default() += 1);
    let mut about: HashMap<(&str, &str), Vec<&Fact>> = HashMap::new();
    for fact in &facts {
        let earlier = about.entry((&fact.system, &fact.object)).or_default();
        for other in earlier.iter().rev().take(COMPARED) {
            if other.statement != fact.statement
                && let Some(clash) = clash(other, fact)
                && !(matches!(clash, Clash::Same) && is_refrain(criteria, other, fact, &times))
            {
                report(criteria, other, fact, &clash, findings);
            }
        }
        earlier.push(fact);
    }
}

/// What three criteria or more say, each of another requirement, is said of each anew: "the target" is another one there.
fn is_refrain(criteria: &Criteria<'_>, one: &Fact, other: &Fact, times: &HashMap<String, usize>) -> bool {
    let requirement =
        |fact: &Fact| criteria.statements.get(fact.statement).map(|(requirement, ..)| *requirement);
    requirement(one) != requirement(other) && times.get(&one.identity()).is_some_and(|times| *times > 2)
}

fn clash(one: &Fact, other: &Fact) -> Option<Clash> {
    let verbs = (one.verb.as_str(), other.verb.as_str());
    let opposed = |(a, b): &(&str, &str)| verbs == (*a, *b) || verbs == (*b, *a);
    if verbs.0 == verbs.1 && one.negated != other.negated {
        return Some(Clash::Opposite);
    }
    if one.negated == other.negated && !one.negated && OPPOSITES.iter().any(opposed) {
        return Some(Clash::Opposite);
    }
    if verbs.0 != verbs.1 || one.negated != other.negated {
        return None;
    }
    let pairs = || one.quantities.iter().zip(&other.quantities);
    if pairs().any(|(a, b)| a.dimension != b.dimension) {
        None
    } else if pairs().any(|(a, b)| excludes(a, b)) {
        Some(Clash::Quantity)
    } else if pairs().any(|(a, b)| a.bound != b.bound) {
        None
    } else if pairs().any(|(a, b)| a.unit.trim_end_matches('s') != b.unit.trim_end_matches('s')) {
        Some(Clash::Unit)
    } else {
        Some(Clash::Same)
    }
}

/// No value is both, or the same limit is given twice and differs.
fn excludes(a: &Quantity, b: &Quantity) -> bool {
    match (a.bound, b.bound) {
        (Bound::Most, Bound::Least) => a.value < b.value,
        (Bound::Least, Bound::Most) => b.value < a.value,
        (Bound::Exact, Bound::Most) => a.value > b.value,
        (Bound::Most, Bound::Exact) => b.value > a.value,
        (Bound::Exact, Bound::Least) => a.value < b.value,
        (Bound::Least, Bound::Exact) => b.value < a.value,
        (Bound::Exact, Bound::Exact) | (Bound::Most, Bound::Most) | (Bound::Least, Bound::Least) => {
            a.value != b.value
        }
    }
}

fn report(criteria: &Criteria<'_>, one: &Fact, other: &Fact, clash: &Clash, findings: &mut Findings<'_>) {
    let same_guard = one.guard == other.guard;
    // Of two different triggers each has its own time; only one that always holds meets the other.
    let meets = one.guard.is_empty() != other.guard.is_empty();
    let id = criteria.id(one.statement);
    let (code, message) = match clash {
        Clash::Opposite if same_guard => (
            "consistency/contradiction",
            format!("Criterion {id} asks for the opposite in the same case. One of them has to go."),
        ),
        Clash::Quantity if same_guard => (
            "consistency/contradiction",
            format!("Criterion {id} has another number for the same thing in the same case."),
        ),
        Clash::Opposite if meets => (
            "consistency/conflicting-exception",
            format!(
                "Criterion {id} asks for the opposite, and both hold {}. Say in the general one when it does not apply.",
                situation(one, other)
            ),
        ),
        Clash::Unit if same_guard => (
            "consistency/unit-mix",
            format!("Criterion {id} says the same in another unit. Use one of them."),
        ),
        Clash::Same if same_guard => {
            ("consistency/near-duplicate", format!("Criterion {id} says the same. Keep one of them."))
        }
        Clash::Opposite | Clash::Quantity | Clash::Unit | Clash::Same => return,
    };
    let related = criteria.related(one.span.clone(), format!("criterion {id}"));
    findings.report_with(criteria.document, code, other.span.clone(), message, related);
}

/// When both of two facts hold, one of which always does.
fn situation(one: &Fact, other: &Fact) -> String {
    let guard = if one.guard.is_empty() { &other.guard } else { &one.guard };
    format!("when \"{}\"", guard.join("\" and \""))
}
