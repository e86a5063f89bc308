use std::fmt::Write;

use crate::ground::Related;
use crate::words::{MOST, Words, open, quoted, story, title};
use crate::{NOTE, ask, criterion};

/// One requirement: what a sentence asks for.
pub(crate) struct Requirement {
    /// Its heading.
    pub(crate) title: String,
    story: String,
    /// What the sentence says, and what happens when it cannot be had.
    pub(crate) criteria: [String; 2],
}

impl Requirement {
    /// One for each sentence; there is always one.
    pub(crate) fn all(words: &Words) -> Vec<Self> {
        let all: Vec<Self> =
            words.sentences.iter().take(MOST).map(|sentence| Self::of(sentence, words)).collect();
        if all.is_empty() { vec![Self::of(&ask("what is asked for?"), words)] } else { all }
    }

    fn of(sentence: &str, words: &Words) -> Self {
        let system = &words.system;
        let story = match story(sentence) {
            Some(_) => open(sentence).to_owned(),
            None => format!(
                "As a {}, I want {}, so that {}",
                ask("which user?"),
                quoted(sentence),
                ask("which benefit?")
            ),
        };
        let failure = format!(
            "IF {}, THEN THE {system} SHALL {}",
            ask("what can go wrong?"),
            ask("what is done then?")
        );
        Self { title: title(sentence), story, criteria: [criterion::criterion(sentence, words), failure] }
    }
}

pub(crate) fn document(words: &Words, requirements: &[Requirement], related: &[Related<'_>]) -> String {
    let mut text = format!("# Requirements Document\n\n{NOTE}\n\n## Introduction\n\n");
    let _ = writeln!(text, "{}", words.introduction().unwrap_or_else(|| ask("what is it about?")));
    let _ = writeln!(text, "\n## Glossary\n");
    for name in criterion::names(requirements.iter().flat_map(|one| one.criteria.iter().map(String::as_str)))
    {
        let known = related.iter().flat_map(|source| source.items.iter().map(|item| (source.path, item)));
        let known = known.clone().find(|(_, item)| item.name.eq_ignore_ascii_case(&name.replace('_', "")));
        let _ = match known {
            Some((path, item)) => writeln!(text, "- **{name}**: `{}` in `{path}`", item.name),
            None => writeln!(text, "- **{name}**: {}", ask("what is it?")),
        };
    }
    let _ = writeln!(text, "\n## Requirements");
    for (index, requirement) in requirements.iter().enumerate() {
        let Requirement { title, story, criteria } = requirement;
        let number = index + 1;
        let _ = writeln!(text, "\n### Requirement {number}: {title}\n\n**User Story:** {story}.");
        let _ = writeln!(text, "\n#### Acceptance Criteria\n");
        for (index, criterion) in criteria.iter().enumerate() {
            let _ = writeln!(text, "{}. {criterion}", index + 1);
        }
    }
    text
}
