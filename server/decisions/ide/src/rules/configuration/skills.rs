use config::Skill;

use super::super::finding::Findings;
use super::super::{DocumentContext, Rule, rule};
use crate::paths::folder;

pub(super) const RULES: &[Rule] = &[
    rule!("skills/invalid-front-matter", Warning),
    rule!("skills/missing-description", Warning),
    rule!("skills/name-mismatch", Warning),
    rule!("skills/too-long", Warning),
];

pub(super) fn check(context: &DocumentContext<'_>, skill: &Skill, findings: &mut Findings<'_>) {
    let Some(name) = &skill.name else { return };
    let folder = folder(&context.document.path).rsplit('/').next().unwrap_or_default();
    if name.value != folder && folder != "skills" {
        let message = format!(
            "A skill is called like its folder: \"{folder}\", not \"{}\". Rename one of them.",
            name.value
        );
        findings.report(context.document, "skills/name-mismatch", name.span.clone(), message);
    }
}
