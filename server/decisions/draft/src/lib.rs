//! First drafts of specs and steering, made of the user's words and what the code says of itself, without a model.
//!
//! It invents nothing: a sentence becomes a criterion only where its own words say how, and what is missing is a mark,
//! [`MARK`], which diagnostics find.
//!
//! - It reads no files and writes none: words and outlines go in, documents come out.
//! - The same words over the same code are the same documents.
//! - Its documents have the form that Kiro's own validator asks for, whatever the words are.
#![warn(missing_docs)]

mod bugfix;
mod criterion;
mod design;
mod ground;
mod requirements;
mod steering;
mod tasks;
mod words;

pub use ground::{Ground, Source};
pub use steering::steering;

use requirements::Requirement;
use words::Words;

/// How a mark begins that says what is to be written in its place. It ends with `]`.
pub const MARK: &str = "[NEEDS CLARIFICATION";

/// What a spec is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something new.
    Feature,
    /// Something that is wrong.
    Bugfix,
}

/// A document as it is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its name: `requirements.md`.
    pub name: &'static str,
    /// Markdown; of `.config.kiro` JSON.
    pub text: String,
}

impl Draft {
    /// How many marks are in it.
    pub fn marks(&self) -> usize {
        self.text.matches(MARK).count()
    }
}

/// The documents of a spec that is called `name`, in the order in which they are to be read.
pub fn spec(name: &str, said: &str, kind: Kind, ground: &Ground) -> Vec<Draft> {
    let words = Words::new(name, said);
    let related = ground.related(&words);
    let config = |kind: &str| Draft {
        name: ".config.kiro",
        text: format!("{{\"workflowType\": \"requirements-first\", \"specType\": \"{kind}\"}}\n"),
    };
    match kind {
        Kind::Feature => {
            let requirements = Requirement::all(&words);
            vec![
                Draft {
                    name: "requirements.md",
                    text: requirements::document(&words, &requirements, &related),
                },
                Draft {
                    name: "design.md",
                    text: design::document(&words, &requirements, &related, &ground.project),
                },
                Draft { name: "tasks.md", text: tasks::document(&words, &requirements, &ground.project) },
                config("feature"),
            ]
        }
        Kind::Bugfix => vec![
            Draft { name: "bugfix.md", text: bugfix::document(&words) },
            Draft { name: "design.md", text: bugfix::design(&words, &related, &ground.project) },
            Draft { name: "tasks.md", text: bugfix::tasks(&words, &ground.project) },
            config("bugfix"),
        ],
    }
}

/// A mark for what is asked.
fn ask(what: &str) -> String {
    format!("{MARK}: {what}]")
}

/// What stands at the top of each first document.
const NOTE: &str =
    "> A draft, made of your words and the code, without a model. What is in brackets is yours to write.";
