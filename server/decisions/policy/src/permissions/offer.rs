use protocol::RuleOffer;

use crate::permissions::{BrokenRule, Capability, Effect, Layer, Pattern, Rule, Rules};

/// Programs whose second word says what they do, so that trusting one of these is not trusting the others.
const VERBS: [&str; 24] = [
    "apt", "brew", "bun", "cargo", "composer", "deno", "docker", "dotnet", "gh", "git", "go", "gradle",
    "helm", "just", "kubectl", "make", "mvn", "npm", "pip", "pnpm", "poetry", "rustup", "uv", "yarn",
];

/// Words after which the next one says what is done: `npm run build`, `uv run pytest`.
const RUNNERS: [&str; 4] = ["run", "exec", "compose", "tool"];

/// What a user who always allows a command would save: the command as far as it says what is done, alone and with more
/// words. `None` if its first word is no name of a program that is found on the path.
pub(crate) fn offer_for_command(text: &str) -> Option<RuleOffer> {
    let mut words = text.split(' ');
    let program = words.next().filter(|word| is_plain(word))?;
    let mut known = vec![program];
    if VERBS.contains(&program) {
        let mut verb = words.next().filter(|word| is_plain(word));
        while let Some(word) = verb {
            known.push(word);
            verb = if RUNNERS.contains(&word) { words.next().filter(|word| is_plain(word)) } else { None };
        }
        // `git -C x push` would be saved as all of git.
        if known.len() == 1 && text != program {
            return None;
        }
    }
    let known = known.join(" ");
    let patterns = vec![known.clone(), format!("{known} *")];
    Some(RuleOffer { capability: Capability::Shell.name().to_owned(), patterns })
}

/// What a user who always allows changes of files would save.
pub(crate) fn offer_for_write() -> RuleOffer {
    RuleOffer { capability: Capability::FsWrite.name().to_owned(), patterns: vec!["**".to_owned()] }
}

/// A word that is taken as it stands: no option, no path, nothing that a pattern would read otherwise.
fn is_plain(word: &str) -> bool {
    let first = word.chars().next();
    first.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-.:@+".contains(c))
}

/// Rules that were agreed on in an answer.
pub fn rules_of_offers<'a>(
    layer: Layer,
    source: &str,
    offers: impl IntoIterator<Item = (Effect, &'a RuleOffer)>,
) -> Rules {
    let mut rules = Rules::default();
    for (effect, offer) in offers {
        let patterns: Result<Vec<Pattern>, String> =
            offer.patterns.iter().map(|pattern| Pattern::glob(pattern)).collect();
        let source = source.to_owned();
        match (Capability::parse(&offer.capability), patterns) {
            (Some(capability), Ok(matches)) => {
                rules.rules.push(Rule { layer, source, capability, matches, exclude: Vec::new(), effect });
            }
            (capability, _) => rules.broken.push(BrokenRule { capability, why: source }),
        }
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permissions::{Say, Subject, say};

    #[test]
    fn what_is_saved_says_what_is_done() {
        let saved = |text: &str| offer_for_command(text).map(|offer| offer.patterns.join(" | "));
        for (text, expected) in [
            ("cargo test", Some("cargo test | cargo test *")),
            ("cargo test --all -q", Some("cargo test | cargo test *")),
            ("npm run build:all -- -x", Some("npm run build:all | npm run build:all *")),
            ("pytest tests/a.py", Some("pytest | pytest *")),
            ("make", Some("make | make *")),
            ("git -C x push", None),
            ("./run.sh", None),
            ("/usr/bin/make all", None),
            ("a*b", None),
            ("", None),
        ] {
            assert_eq!(saved(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_was_saved_answers_the_same_question() {
        for text in ["cargo test", "npm run build:all -- -x", "pytest tests/a.py", "make"] {
            let offer = offer_for_command(text).unwrap();
            let rules = rules_of_offers(Layer::Session, "", [(Effect::Allow, &offer)]);
            assert!(matches!(say(&[&rules], Subject::Command(text)), Say::Rule(_)), "{text}");
        }
    }
}
