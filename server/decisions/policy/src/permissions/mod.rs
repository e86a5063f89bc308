//! What users allow, ask for and deny, as rules: deny beats ask, ask beats allow, whichever file they stand in.
//!
//! Source of the form: <https://kiro.dev/docs/cli/v3/permissions>.

mod capability;
mod load;
mod offer;
mod old;
mod pattern;
mod save;

pub use capability::{Capability, Subject};
pub use load::rules_of;
pub use offer::rules_of_offers;
pub(crate) use offer::{offer_for_command, offer_for_write};
pub use old::{rules_of_agent, rules_of_trusted_commands};
pub use pattern::Pattern;
pub use protocol::{PermissionEffect as Effect, PermissionLayer as Layer};
pub use save::with_rules;

/// What may be done with what.
#[derive(Clone, Debug)]
pub struct Rule {
    pub layer: Layer,
    /// Where it stands, for people: `~/.kiro/settings/permissions.yaml:4`.
    pub source: String,
    pub capability: Capability,
    /// What it covers; none: everything.
    pub matches: Vec<Pattern>,
    /// What it leaves out.
    pub exclude: Vec<Pattern>,
    pub effect: Effect,
}

impl Rule {
    pub fn covers(&self, subject: Subject<'_>) -> bool {
        let named = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.names(subject));
        let matches = match subject {
            // What allows `**` means the workspace; elsewhere is named as such.
            Subject::Read(path) | Subject::Write(path)
                if self.effect == Effect::Allow && path.starts_with(['/', '~']) =>
            {
                let elsewhere = |pattern: &&Pattern| pattern.text().starts_with(['/', '~']);
                self.matches.iter().filter(elsewhere).any(|pattern| pattern.names(subject))
            }
            Subject::Read(_) | Subject::Write(_) | Subject::Command(_) | Subject::Other(..) => {
                self.matches.is_empty() || named(&self.matches)
            }
        };
        self.capability.is_about(subject) && matches && !named(&self.exclude)
    }
}

/// Why rules cannot be relied on. What they might have forbidden is refused until they are mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenRule {
    /// What it would be about; none: it cannot be told, so everything.
    pub capability: Option<Capability>,
    /// What is wrong, where, and what to do.
    pub why: String,
}

/// All rules that count.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub rules: Vec<Rule>,
    pub broken: Vec<BrokenRule>,
    /// What does not count, and why: allowing rules of a repository.
    pub ignored: Vec<String>,
}

/// What the rules say of one thing, and which of them says it.
#[derive(Clone, Copy, Debug)]
pub enum Say<'a> {
    /// No rule is about it.
    Nothing,
    Rule(&'a Rule),
    Broken(&'a BrokenRule),
}

/// The strictest rule about something; a broken one that may be about it beats them all.
pub fn say<'a>(all: &[&'a Rules], subject: Subject<'_>) -> Say<'a> {
    let may_be = |broken: &&BrokenRule| broken.capability.is_none_or(|about| about.is_about(subject));
    if let Some(broken) = all.iter().flat_map(|rules| &rules.broken).find(may_be) {
        return Say::Broken(broken);
    }
    let covering = all.iter().flat_map(|rules| &rules.rules).filter(|rule| rule.covers(subject));
    covering.max_by_key(|rule| rule.effect).map_or(Say::Nothing, Say::Rule)
}

impl Rules {
    /// These and more.
    #[must_use]
    pub fn and(mut self, more: Rules) -> Rules {
        self.rules.extend(more.rules);
        self.broken.extend(more.broken);
        self.ignored.extend(more.ignored);
        self
    }
}
