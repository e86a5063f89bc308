use std::ops::Range;

use text::{Json, Problem, Severity};

use crate::Spanned;
use crate::front_matter::{FrontMatterCodes, Headed, read_front_matter};
use crate::spanned::string_at;

/// A skill (`SKILL.md`): instructions that an agent loads when their description fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skill {
    /// What it is called; must be the name of its folder.
    pub name: Option<Spanned<String>>,
    /// When to use it: all that an agent sees of it at first.
    pub description: Option<Spanned<String>>,
    /// All of the front matter, an object; empty where there is none.
    pub fields: Json,
    /// Where the front matter stands: the bytes between its two `---` lines.
    pub front_matter: Option<Range<usize>>,
    /// The bytes of the instructions.
    pub body: Range<usize>,
}

/// Characters that a name may have (<https://agentskills.io/specification>).
pub const SKILL_NAME_MAX: usize = 64;
/// Characters that a description may have.
pub const SKILL_DESCRIPTION_MAX: usize = 1024;

const CODES: FrontMatterCodes = FrontMatterCodes {
    unclosed: "skills/invalid-front-matter",
    invalid: "skills/invalid-front-matter",
    not_first: "skills/invalid-front-matter",
    keys: &["name", "description"],
};

/// Reads a `SKILL.md`.
pub fn parse_skill(text: &str) -> (Skill, Vec<Problem>) {
    let Headed { fields, yaml, body, mut problems } = read_front_matter(text, &CODES);
    let name = string_at(&fields, "name");
    let description = string_at(&fields, "description");
    let mut warn = |code, span, message: String| {
        problems.push(Problem { code, severity: Severity::Warning, message, span });
    };
    if description.as_ref().is_none_or(|description| description.value.trim().is_empty()) {
        let message = "No agent finds this skill: it has no \"description\" in its front matter. \
                       Say what it does and when to use it.";
        let first_line = text::lines(text).next().map_or(0..0, |line| line.span());
        warn("skills/missing-description", first_line, message.to_owned());
    }
    for (part, what, max) in
        [(&name, "name", SKILL_NAME_MAX), (&description, "description", SKILL_DESCRIPTION_MAX)]
    {
        let Some(part) = part else { continue };
        let length = part.value.chars().count();
        if length > max {
            let message = format!(
                "The {what} of a skill may have {max} characters; this one has {length}. Shorten it."
            );
            warn("skills/too-long", part.span.clone(), message);
        }
    }
    (Skill { name, description, fields, front_matter: yaml, body }, problems)
}
