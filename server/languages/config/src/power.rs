use std::ops::Range;

use text::{Json, Problem, Severity};

use crate::Spanned;
use crate::front_matter::{FrontMatterCodes, Headed, read_front_matter};
use crate::spanned::{string_at, strings_at};

/// A power (`POWER.md`): instructions, and perhaps MCP servers, that join when a prompt has one of its keywords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Power {
    /// What it is called.
    pub name: Option<Spanned<String>>,
    /// What it is called for people.
    pub display_name: Option<Spanned<String>>,
    /// What it does.
    pub description: Option<Spanned<String>>,
    /// What activates it.
    pub keywords: Vec<Spanned<String>>,
    /// All of the front matter, an object; empty where there is none.
    pub fields: Json,
    /// Where the front matter stands: the bytes between its two `---` lines.
    pub front_matter: Option<Range<usize>>,
    /// The bytes of the instructions.
    pub body: Range<usize>,
}

/// What a power must say (<https://kiro.dev/docs/powers>), and what for.
const REQUIRED: [(&str, &str); 4] = [
    ("name", "what it is called"),
    ("displayName", "what people see"),
    ("description", "what it does"),
    ("keywords", "which words in a prompt activate it"),
];

const CODES: FrontMatterCodes = FrontMatterCodes {
    unclosed: "powers/invalid-front-matter",
    invalid: "powers/invalid-front-matter",
    not_first: "powers/invalid-front-matter",
    keys: &["name", "displayName", "keywords"],
};

/// Reads a `POWER.md`.
pub fn parse_power(text: &str) -> (Power, Vec<Problem>) {
    let Headed { fields, yaml, body, mut problems } = read_front_matter(text, &CODES);
    let first_line = text::lines(text).next().map_or(0..0, |line| line.span());
    for (key, what) in REQUIRED {
        if strings_at(&fields, key).iter().all(|part| part.value.trim().is_empty()) {
            problems.push(Problem {
                code: "powers/missing-field",
                severity: Severity::Warning,
                message: format!("This power has no \"{key}\" in its front matter. Say there {what}."),
                span: first_line.clone(),
            });
        }
    }
    let power = Power {
        name: string_at(&fields, "name"),
        display_name: string_at(&fields, "displayName"),
        description: string_at(&fields, "description"),
        keywords: strings_at(&fields, "keywords"),
        fields,
        front_matter: yaml,
        body,
    };
    (power, problems)
}
