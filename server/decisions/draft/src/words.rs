/// What a user said, and what it is to be called.
pub(crate) struct Words {
    /// Of the spec: `email-login`.
    pub(crate) name: String,
    /// What criteria oblige: `Email_Login`.
    pub(crate) system: String,
    /// In one line each, without marks of lists and headings.
    pub(crate) sentences: Vec<String>,
    /// Lines of fenced code, such as what a program printed: they are told, and ask for nothing.
    code: Vec<String>,
}

/// More sentences than these are no longer a sketch: the rest is told in the introduction alone.
pub(crate) const MOST: usize = 40;

impl Words {
    pub(crate) fn new(name: &str, said: &str) -> Self {
        let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        let system: Vec<String> = parts.map(capital).collect();
        let system = if system.is_empty() { "System".to_owned() } else { system.join("_") };
        let mut words = Self { name: name.to_owned(), system, sentences: Vec::new(), code: Vec::new() };
        let mut fence = None;
        for line in said.lines() {
            let opens = FENCES.into_iter().find(|fence| line.trim_start().starts_with(fence));
            match (fence, opens) {
                (None, Some(_)) => fence = opens,
                (Some(open), Some(closes)) if open == closes => fence = None,
                (Some(_), _) => {
                    words.code.push(line.chars().filter(|c| *c == '\t' || !c.is_control()).collect())
                }
                (None, None) => words.sentences.extend(sentences(line)),
            }
        }
        words
    }

    /// What was said, all of it; none, if that is nothing. Code is indented, so that no line of it is taken for a heading.
    pub(crate) fn introduction(&self) -> Option<String> {
        let mut parts = Vec::new();
        if !self.sentences.is_empty() {
            parts.push(self.sentences.iter().map(|sentence| closed(sentence)).collect::<Vec<_>>().join(" "));
        }
        if !self.code.is_empty() {
            let lines: String = self.code.iter().map(|line| format!("    {line}\n")).collect();
            parts.push(format!("```text\n{lines}```"));
        }
        (!parts.is_empty()).then(|| parts.join("\n\n"))
    }

    /// Words that say what it is about, in lower case, without endings.
    pub(crate) fn topics(&self) -> Vec<String> {
        let all = self.sentences.iter().map(String::as_str).chain([self.name.as_str()]);
        let words = all.flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let mut topics: Vec<String> = words
            .map(stem)
            .filter(|word| word.chars().count() > 3 && !EMPTY.contains(&word.as_str()))
            .collect();
        topics.sort_unstable();
        topics.dedup();
        topics
    }
}

/// How lines of fenced code begin and end.
const FENCES: [&str; 2] = ["```", "~~~"];

/// Stems that are about nothing.
const EMPTY: [&str; 34] = [
    "able", "about", "after", "also", "another", "before", "cannot", "each", "every", "from", "have", "into",
    "more", "must", "need", "once", "only", "other", "shall", "should", "some", "system", "than", "that",
    "them", "then", "there", "they", "this", "user", "want", "when", "will", "with",
];

/// Endings that a word has beside others of its kind, the longest first.
const ENDINGS: [&str; 6] = ["ations", "ation", "ing", "ed", "es", "s"];

/// A word without its ending, in lower case.
pub(crate) fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    let shorter = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending));
    shorter.filter(|rest| rest.chars().count() > 2).map(str::to_owned).next().unwrap_or(word)
}

/// The sentences of a line.
fn sentences(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches(['#', '>', ' ']);
    let line =
        ["- ", "* ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line).trim_start();
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let line = if numbered.len() < line.len() {
        numbered.strip_prefix([')', '.']).filter(|rest| rest.starts_with(' ')).unwrap_or(line)
    } else {
        line
    };
    let mut sentences: Vec<String> = Vec::new();
    for word in line.split_whitespace() {
        let word: String = word.chars().filter(|c| !c.is_control()).collect();
        let begins = |before: &String| {
            before.ends_with(';')
                || before.ends_with(['.', '!', '?']) && word.starts_with(|c: char| !c.is_lowercase())
        };
        match sentences.last_mut() {
            Some(sentence) if !begins(sentence) => {
                sentence.push(' ');
                sentence.push_str(&word);
            }
            Some(_) | None => sentences.push(word),
        }
    }
    sentences.retain(|sentence| sentence.chars().any(char::is_alphanumeric));
    sentences
}

/// A sentence with a mark at its end.
fn closed(sentence: &str) -> String {
    let end = if sentence.ends_with(['?', '!', '…', ']']) { "" } else { "." };
    format!("{}{end}", if end.is_empty() { sentence } else { open(sentence) })
}

/// The parts of a user story: who, and what they want.
pub(crate) fn story(sentence: &str) -> Option<(&str, &str)> {
    let lower = sentence.to_ascii_lowercase();
    let want = ", i want ";
    let as_a = ["as a ", "as an "].iter().find(|begins| lower.starts_with(**begins))?.len();
    let at = lower.find(want)?;
    let who = sentence.get(as_a..at)?;
    let wanted = sentence.get(at + want.len()..)?;
    let end = lower.get(at + want.len()..)?.find(", so that").unwrap_or(wanted.len());
    Some((who, wanted.get(..end)?))
}

/// A sentence without the dot at its end.
pub(crate) fn open(sentence: &str) -> &str {
    sentence.trim_end_matches(['.', '!', ';', ':', ' '])
}

/// A sentence as a heading: its beginning.
pub(crate) fn title(sentence: &str) -> String {
    let plain = open(sentence).replace(['`', '*', '_', '[', ']', '<', '>', '#', '|'], "");
    let mut words = plain.split_whitespace();
    let mut title = words.by_ref().take(9).collect::<Vec<_>>().join(" ");
    if words.next().is_some() {
        title.push('…');
    }
    if title.is_empty() { "Untitled".to_owned() } else { capital(&title) }
}

/// A sentence inside of a mark, which ends with a bracket.
pub(crate) fn quoted(sentence: &str) -> String {
    format!("\"{}\"", open(sentence).replace('[', "(").replace(']', ")").replace('"', "'"))
}

/// With a capital letter at its beginning.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
