mod words;

use std::ops::Range;

use spec::{Gap, WordKind};

use words::Vague;

use crate::rules::criteria::{Fault, Statement};

/// How many words behind a vague one may say what it means.
const REACH: usize = 5;

/// Words on which two testers would disagree, where nothing says how to judge.
pub(super) fn vague(statement: &Statement<'_>, found: &mut Vec<Fault>) {
    for at in 0..statement.words.len() {
        let said = statement.word(at);
        let entry = words::vague_word(said);
        if let Some(entry) = entry
            && !is_term(statement, at, entry)
            && !is_said_what(statement, at)
        {
            found.push(fault(said, statement.span(at, 1)));
        }
        let east_asian = statement.words.get(at).filter(|word| word.kind == WordKind::Unspaced);
        if let Some(word) = east_asian
            && !is_said_what(statement, at)
            && let Some((start, vague)) =
                words::VAGUE_EAST_ASIAN.iter().find_map(|vague| Some((said.find(vague)?, *vague)))
        {
            let start = word.span.start + start;
            found.push(fault(vague, start..start + vague.len()));
        }
    }
}

fn fault(said: &str, span: Range<usize>) -> Fault {
    Fault {
        code: "quality/vague",
        span,
        message: format!("Two testers may disagree on \"{said}\". Say what can be seen or measured."),
    }
}

/// The word is part of a name or of a technical term, or a verb.
fn is_term(statement: &Statement<'_>, at: usize, entry: &Vague) -> bool {
    let (before, behind) = (statement.word(at.wrapping_sub(1)), statement.word(at + 1));
    let Some(word) = statement.words.get(at) else { return true };
    let named = word.gap != Gap::Stop && word.of(statement.text).starts_with(char::is_uppercase);
    if named || entry.unless_before.contains(&behind) || entry.unless_behind.contains(&before) {
        return true;
    }
    match entry.word {
        // `where appropriate` lets off, which is another rule's.
        "appropriate" => matches!(before, "where" | "when" | "if" | "as" | "whenever" | "wherever"),
        "clear" => !words::CLEAR_THINGS.contains(&behind) || is_verb(before),
        // `clearly defined`, `clearly marked as`: where it is a mere emphasis it hides nothing.
        "clearly" => behind.ends_with("ed"),
        // `THE system SHALL correctly parse x`: what is correct is said by the rest.
        "correctly" | "properly" => false,
        "relevant" | "consistent" => before == "is" || before == "are",
        _ => false,
    }
}

/// `SHALL clear the cache`
fn is_verb(before: &str) -> bool {
    matches!(before, "shall" | "to" | "not" | "must" | "then" | "user" | "automatically" | "and")
}

/// Something measurable, a list or an explanation follows at once.
fn is_said_what(statement: &Statement<'_>, at: usize) -> bool {
    let said = statement.word(at);
    let start = statement.words.get(at).map_or(0, |word| word.span.end);
    let mut before = start;
    for index in at + 1..(at + 1 + REACH).min(statement.words.len()) {
        let Some(word) = statement.words.get(index) else { return false };
        let between = statement.text.get(before..word.span.start).unwrap_or_default();
        if between.contains(['(', ':', '（', '：']) {
            return true;
        }
        if word.gap != Gap::None || matches!(statement.word(index), "and" | "or" | "that" | "to" | "for") {
            return false;
        }
        let measured = match word.kind {
            WordKind::Code | WordKind::Quoted => true,
            WordKind::Plain => statement.word(index).starts_with(|c: char| c.is_ascii_digit()),
            WordKind::Unspaced => false,
        };
        let consistent =
            said.starts_with("consistent") && words::SAYS_WITH_WHAT.contains(&statement.word(index));
        if measured || consistent || words::SAYS_WHAT.contains(&statement.word(index)) {
            return true;
        }
        before = word.span.end;
    }
    false
}
