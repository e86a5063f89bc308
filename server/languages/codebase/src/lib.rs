//! What a codebase is made of: the outline of a source file, and what kind of project its manifests say this is.
//!
//! It reads no files, resolves no names and follows no imports: text goes in, and what the text itself says comes out.
//!
//! - Nothing fails: what is broken is passed over, and what stands around it is found all the same.
//! - Time and depth are bounded by counted steps; what was left out because of that is told by `cut`.
//! - What differs between languages is a query in `queries/`, and between tools a row of a table; the code knows neither.
#![warn(missing_docs)]

mod language;
mod outline;
mod project;

pub use language::Language;
pub use outline::{Item, ItemKind, Outline, outline};
pub use project::{
    AwsSign, AwsTool, Command, MANIFESTS, Package, Problem, Project, Purpose, is_manifest, project,
};
