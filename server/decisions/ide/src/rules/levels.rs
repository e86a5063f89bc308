use std::collections::HashMap;

use text::{Json, JsonSyntax, Problem, Severity};

use super::{Rule, RuleProfile, rules};

/// How much a rule matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It is not checked.
    Off,
    /// Could be better; nothing is wrong.
    Hint,
    /// Worth knowing.
    Info,
    /// Probably a mistake.
    Warning,
    /// The document does not mean what it seems to mean.
    Error,
}

/// A choice of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Kiro's own 41 checks, with its severities, and nothing else.
    Kiro,
    /// Ours.
    #[default]
    Full,
    /// Ours, one level up: hints become infos, infos warnings, warnings errors.
    Strict,
}

/// How much each rule matters in a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    profile: Profile,
    /// What was said about single rules, or about groups: `ears/*`.
    overrides: HashMap<String, Level>,
    resolved: HashMap<&'static str, Level>,
}

impl Level {
    /// As diagnostics have it; `None`: not at all.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Hint => Some(Severity::Hint),
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }

    /// As settings write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Hint => "hint",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The opposite of [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        [Self::Off, Self::Hint, Self::Info, Self::Warning, Self::Error]
            .into_iter()
            .find(|level| level.name() == name)
    }

    fn raised(self) -> Self {
        match self {
            Self::Off => Self::Off,
            Self::Hint => Self::Info,
            Self::Info => Self::Warning,
            Self::Warning | Self::Error => Self::Error,
        }
    }
}

impl Profile {
    /// As settings write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kiro => "kiro",
            Self::Full => "full",
            Self::Strict => "strict",
        }
    }

    /// The opposite of [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        [Self::Kiro, Self::Full, Self::Strict].into_iter().find(|profile| profile.name() == name)
    }

    fn level(self, rule: &Rule) -> Level {
        match (self, rule.profile) {
            (Self::Kiro, RuleProfile::Kiro) | (Self::Full, RuleProfile::Ours) => rule.default,
            (Self::Kiro, RuleProfile::Ours) | (Self::Full | Self::Strict, RuleProfile::Kiro) => Level::Off,
            (Self::Strict, RuleProfile::Ours) => rule.default.raised(),
        }
    }
}

impl Default for Levels {
    fn default() -> Self {
        Self::new(Profile::default(), HashMap::new())
    }
}

impl Levels {
    /// The levels of a profile, but for those that `overrides` names: by code, or by group (`ears/*`).
    pub fn new(profile: Profile, overrides: HashMap<String, Level>) -> Self {
        let level = |rule: &Rule| {
            let group = rule.code.split_once('/').map(|(group, _)| format!("{group}/*"));
            let usual = profile.level(rule);
            // A group changes what is on; it wakes nothing.
            let by_group = || overrides.get(&group?).copied().filter(|_| usual != Level::Off);
            overrides.get(rule.code).copied().or_else(by_group).unwrap_or(usual)
        };
        let resolved = rules().map(|rule| (rule.code, level(rule))).collect();
        Self { profile, overrides, resolved }
    }

    /// The same settings under another profile.
    pub fn with_profile(&self, profile: Profile) -> Self {
        Self::new(profile, self.overrides.clone())
    }

    /// The profile.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// How much a rule matters; a code that is not in the tables is not checked.
    pub fn of(&self, code: &str) -> Level {
        self.resolved.get(code).copied().unwrap_or(Level::Off)
    }

    /// Reads `.kiro/settings/diagnostics.json`: `{"profile": "full", "rules": {"ears/*": "off"}}`, comments allowed.
    pub fn of_settings(text: &str) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut problem = |span, message| {
            problems.push(Problem { code: "settings/invalid", severity: Severity::Warning, message, span });
        };
        let json = match Json::parse(text, JsonSyntax::WithComments) {
            Ok(Some(json)) => json,
            Ok(None) => return (Self::default(), problems),
            Err(error) => {
                problem(
                    error.span,
                    format!("This is not JSON, and no rule is changed by it: {}.", error.message),
                );
                return (Self::default(), problems);
            }
        };
        let (mut profile, mut overrides) = (Profile::default(), HashMap::new());
        for member in json.members() {
            match member.key.as_str() {
                "profile" => match member.value.as_str().and_then(Profile::named) {
                    Some(named) => profile = named,
                    None => problem(
                        member.value.span.clone(),
                        "There is no such profile. Use \"full\", \"strict\" or \"kiro\".".to_owned(),
                    ),
                },
                "rules" => {
                    for rule in member.value.members() {
                        match (known(&rule.key), rule.value.as_str().and_then(Level::named)) {
                            (true, Some(level)) => drop(overrides.insert(rule.key.clone(), level)),
                            (false, _) => problem(
                                rule.key_span.clone(),
                                format!("There is no rule \"{}\". `kiro-cli explain` lists all.", rule.key),
                            ),
                            (true, None) => problem(
                                rule.value.span.clone(),
                                "Use \"off\", \"hint\", \"info\", \"warning\" or \"error\".".to_owned(),
                            ),
                        }
                    }
                }
                "$schema" => {}
                other => problem(
                    member.key_span.clone(),
                    format!("\"{other}\" has no meaning here. Use \"profile\" and \"rules\"."),
                ),
            }
        }
        (Self::new(profile, overrides), problems)
    }
}

/// Whether settings may name it: a rule, or a group of them.
fn known(name: &str) -> bool {
    match name.strip_suffix("/*") {
        Some(group) => rules().any(|rule| rule.code.split_once('/').is_some_and(|(of, _)| of == group)),
        None => rules().any(|rule| rule.code == name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_change_rules_by_name_and_by_group() {
        let (levels, problems) = Levels::of_settings(
            r#"{ // ours
                "rules": { "tasks/*": "off", "tasks/duplicate-id": "error" } }"#,
        );
        assert_eq!(problems, []);
        assert_eq!(levels.of("tasks/duplicate-id"), Level::Error);
        assert_eq!(levels.of("tasks/unknown-mark"), Level::Off);
        assert_eq!(levels.of("steering/invalid-yaml"), Level::Warning);
    }

    #[test]
    fn what_settings_say_wrong_is_told_and_the_rest_counts() {
        let text = r#"{ "profile": "loud", "rule": {}, "rules": { "no/such": "off", "tasks/unknown-mark": 3, "tasks/duplicate-id": "off" } }"#;
        let (levels, problems) = Levels::of_settings(text);
        let at: Vec<&str> = problems.iter().map(|problem| &text[problem.span.clone()]).collect();
        assert_eq!(at, ["\"loud\"", "\"rule\"", "\"no/such\"", "3"]);
        assert_eq!(levels.of("tasks/duplicate-id"), Level::Off);
    }

    #[test]
    fn strict_is_one_level_up_and_kiro_is_not_ours() {
        let levels = Levels::default();
        let rule = |profile, code| levels.with_profile(profile).of(code);
        assert_eq!(rule(Profile::Strict, "tasks/duplicate-id"), Level::Error);
        assert_eq!(rule(Profile::Kiro, "tasks/duplicate-id"), Level::Off);
    }
}
