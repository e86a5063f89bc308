use std::fmt::Write;

use protocol::RuleOffer;

use crate::permissions::{Capability, Effect};

/// A `permissions.yaml` with more rules, everything else byte for byte as it was. Rules that are there already are not
/// added again.
///
/// # Errors
/// What is in the way: the file cannot be understood, or its list is written in a form that cannot be added to.
pub fn with_rules(text: &str, effect: Effect, offers: &[RuleOffer]) -> Result<String, String> {
    let (before, problems) = config::parse_permissions(text);
    if let Some(problem) = problems.first() {
        return Err(format!("mend it first, then try again: {}", problem.message));
    }
    let effect = match effect {
        Effect::Allow => "allow",
        Effect::Ask => "ask",
        Effect::Deny => "deny",
    };
    let known = |offer: &&RuleOffer| {
        !before.rules.iter().any(|rule| {
            let value = |part: &Option<config::Spanned<String>>| part.as_ref().map(|part| part.value.clone());
            value(&rule.capability).as_deref() == Some(&offer.capability)
                && value(&rule.effect).as_deref() == Some(effect)
                && rule.exclude.is_empty()
                && rule.matches.iter().map(|pattern| &pattern.value).eq(&offer.patterns)
        })
    };
    let new: Vec<&RuleOffer> = offers.iter().filter(known).collect();
    if new.is_empty() {
        return Ok(text.to_owned());
    }
    let indent = match before.rules.last() {
        Some(last) => dash_before(text, last.span.start)?,
        None => "  ".to_owned(),
    };
    let mut after = text.to_owned();
    if !after.is_empty() && !after.ends_with('\n') {
        after.push('\n');
    }
    if before.rules.is_empty() {
        after.push_str("rules:\n");
    }
    for offer in &new {
        let capability = Capability::parse(&offer.capability).map(Capability::name);
        let capability =
            capability.ok_or_else(|| format!("there is no capability `{}`", offer.capability))?;
        // Of plain words: what is quoted for Rust is quoted for YAML.
        let patterns: Vec<String> = offer.patterns.iter().map(|p| format!("{p:?}")).collect();
        let patterns = patterns.join(", ");
        let _ = write!(
            after,
            "{indent}- capability: {capability}\n{indent}  match: [{patterns}]\n{indent}  effect: {effect}\n"
        );
    }
    let (read, problems) = config::parse_permissions(&after);
    if !problems.is_empty() || read.rules.len() != before.rules.len() + new.len() {
        return Err(
            "rules cannot be added to a list that is written in this form; add them yourself".to_owned()
        );
    }
    Ok(after)
}

/// The blanks before the `-` of a rule that begins at `at`.
fn dash_before(text: &str, at: usize) -> Result<String, String> {
    let line = text.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    match line.strip_suffix("- ").or_else(|| line.trim_end().strip_suffix('-')) {
        Some(blanks) if blanks.trim().is_empty() => Ok(blanks.to_owned()),
        Some(_) | None => {
            Err("its list of rules is not written with a `-` for each; add them yourself".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn offer(patterns: &[&str]) -> RuleOffer {
        RuleOffer {
            capability: "shell".to_owned(),
            patterns: patterns.iter().map(|pattern| (*pattern).to_owned()).collect(),
        }
    }

    fn check(before: &str, expected: Expect) {
        let after = with_rules(before, Effect::Allow, &[offer(&["cargo test", "cargo test *"])]);
        expected.assert_eq(&after.unwrap_or_else(|why| format!("refused: {why}")));
    }

    #[test]
    fn rules_are_added_and_nothing_else_changes() {
        check(
            "",
            expect![[r#"
                rules:
                  - capability: shell
                    match: ["cargo test", "cargo test *"]
                    effect: allow
            "#]],
        );
        let once = with_rules("", Effect::Allow, &[offer(&["make"])]).unwrap();
        assert_eq!(with_rules(&once, Effect::Allow, &[offer(&["make"])]), Ok(once.clone()));
        assert_ne!(with_rules(&once, Effect::Deny, &[offer(&["make"])]), Ok(once));
        check(
            "# mine\nrules:\n- capability:   fs_write # x\n  effect: deny",
            expect![[r#"
                # mine
                rules:
                - capability:   fs_write # x
                  effect: deny
                - capability: shell
                  match: ["cargo test", "cargo test *"]
                  effect: allow
            "#]],
        );
    }

    #[test]
    fn what_cannot_be_added_to_is_left_alone() {
        check(
            "rules: [{capability: shell, effect: ask}]\n",
            expect!["refused: its list of rules is not written with a `-` for each; add them yourself"],
        );
        check(
            "rules:\n  - capability: shell\n    effect: ask\nother: 1\n",
            expect![
                "refused: rules cannot be added to a list that is written in this form; add them yourself"
            ],
        );
        check(
            "rules:\n  - capability: shel\n    effect: ask\n",
            expect![[
                r#"refused: mend it first, then try again: There is no capability "shel", so the rule does nothing. Did you mean "shell"?"#
            ]],
        );
    }
}
