use super::{Gap, Keyword, Word, WordKind, lexicon};

/// A word that EARS gives a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It begins a condition.
    Condition(Keyword),
    /// It ends one.
    Then,
    /// It obliges.
    Modal,
}

/// Words before `when` or `if` that make a question of what follows, or belong to it.
const ASK: &[&str] = &[
    "check",
    "checks",
    "checking",
    "determine",
    "determines",
    "determining",
    "verify",
    "verifies",
    "detect",
    "detects",
    "detecting",
    "validate",
    "validates",
    "indicate",
    "indicates",
    "indicating",
    "see",
    "know",
    "ask",
    "asks",
    "asking",
    "decide",
    "decides",
    "even",
    "as",
    "of",
    "on",
    "about",
    "to",
    "for",
    "than",
    "that",
    "track",
    "tracks",
    "except",
    "specify",
    "specifying",
    "show",
    "showing",
    "cases",
    "case",
    "exactly",
    "is",
    "control",
    "identify",
    "test",
    "tests",
    "and",
    "or",
    "record",
    "log",
    "confirm",
    "resolves",
    "returns",
    "remember",
    "knows",
    "which",
    "unless",
    "since",
];

/// What follows `when` or `if` in phrases that are no conditions: `when appropriate`.
const PHRASES: &[&str] = &[
    "appropriate",
    "applicable",
    "necessary",
    "needed",
    "possible",
    "required",
    "available",
    "present",
    "any",
    "relevant",
    "feasible",
    "desired",
    "not",
    "and",
    "or",
    "so",
    "configured",
    "set",
    "provided",
    "specified",
];

/// The words of a criterion that EARS gives a meaning, by index, in order.
pub(super) fn marks(text: &str, words: &[Word]) -> Vec<(usize, Mark)> {
    let is_plain = |word: &Word| word.kind == WordKind::Plain;
    let plain = || words.iter().enumerate().filter(|(_, word)| is_plain(word));
    let says_shall = plain().any(|(_, word)| matches!(word.of(text), "SHALL" | "shall" | "Shall"));
    let is_modal = |word: &Word| {
        let word = word.of(text);
        lexicon::is_modal(word) && (!says_shall || word.eq_ignore_ascii_case("shall") || word == "MUST")
    };
    let modals: Vec<usize> = plain().filter(|(_, word)| is_modal(word)).map(|(at, _)| at).collect();
    let (first, last) = (modals.first().copied(), modals.last().copied());

    let mut found: Vec<(usize, Mark)> = Vec::new();
    // A number that the criterion spells out itself stands before its first clause: `2.1 When …`.
    let is_number = |word: &&Word| word.of(text).chars().all(|c| c.is_ascii_digit() || c == '.');
    let lead = words.iter().take_while(is_number).count();
    let mut before: Option<&Word> = None;
    let mut conditions = 0_usize;
    let mut brackets = 0_usize;
    let nested = |depth: usize, c: char| match c {
        '(' => depth + 1,
        ')' => depth.saturating_sub(1),
        _ => depth,
    };
    for (at, word) in words.iter().enumerate() {
        let from = before.map_or(word.span.start, |before| before.span.end);
        brackets = text.get(from..word.span.start).unwrap_or_default().chars().fold(brackets, nested);
        let said = if is_plain(word) { word.of(text) } else { "" };
        let open = matches!(found.last(), Some((_, Mark::Condition(_))));
        let place = Place {
            text,
            first: at == lead,
            before,
            word,
            after: words.get(at + 1),
            in_brackets: brackets > 0,
            behind_modal: first.is_some_and(|first| first < at),
            before_modal: last.is_some_and(|last| at < last),
        };
        if is_modal(word) && !said.is_empty() {
            found.push((at, Mark::Modal));
        } else if lexicon::is_then(said) && open && place.may_be_then() {
            found.push((at, Mark::Then));
        } else if let Some(keyword) = lexicon::condition(said)
            && (place.begins_condition(keyword) || conditions == 0 && place.is_trailing(keyword))
        {
            conditions += 1;
            found.push((at, Mark::Condition(keyword)));
        }
        before = Some(word);
    }
    found
}

/// Where a word stands.
struct Place<'a> {
    text: &'a str,
    /// The first one of the criterion.
    first: bool,
    before: Option<&'a Word>,
    word: &'a Word,
    after: Option<&'a Word>,
    in_brackets: bool,
    behind_modal: bool,
    before_modal: bool,
}

impl Place<'_> {
    /// A clause begins here.
    fn begins_clause(&self) -> bool {
        let joined = |before: &Word| {
            let before = before.of(self.text);
            lexicon::is_then(before) || lexicon::joins(before)
        };
        self.first || self.word.gap != Gap::None || self.before.is_some_and(joined)
    }

    fn begins_condition(&self, keyword: Keyword) -> bool {
        let said = self.word.of(self.text);
        if lexicon::is_upper(said) {
            // Behind a modal, WHERE within a clause is a piece of SQL.
            let keyword = lexicon::is_ears_keyword(said) && !(self.behind_modal && keyword == Keyword::Where);
            return keyword || self.begins_clause();
        }
        let sentence = self.first || self.word.gap == Gap::Stop;
        if self.behind_modal {
            return sentence && self.before_modal;
        }
        // `, where …` in lower case explains what stands before it.
        let clause = self.begins_clause() && keyword != Keyword::Where && said.len() > 2;
        sentence || clause && self.before_modal
    }

    /// `… SHALL y when z`: a condition that stands behind what it is the condition of.
    fn is_trailing(&self, keyword: Keyword) -> bool {
        let said = self.word.of(self.text);
        let among = |word: Option<&Word>, list: &[&str]| {
            word.is_some_and(|word| list.contains(&word.of(self.text).to_lowercase().as_str()))
        };
        let keeping = |word: &Word| {
            let word = word.of(self.text);
            keyword == Keyword::While && word.ends_with("ing")
        };
        self.behind_modal
            && !self.in_brackets
            && matches!(said, "when" | "if" | "while")
            && !among(self.before, ASK)
            && !among(self.after, PHRASES)
            && !self.after.is_some_and(keeping)
    }

    fn may_be_then(&self) -> bool {
        let starts = |word: &Word| word.kind != WordKind::Plain || lexicon::is_subject(word.of(self.text));
        lexicon::is_upper(self.word.of(self.text))
            || self.word.gap != Gap::None
            || self.after.is_some_and(starts)
    }
}
