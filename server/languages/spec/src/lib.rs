//! The documents of a spec, read as people and agents really write them: requirements, bugfix, design, tasks, and the
//! JSON beside them.
//!
//! Not a validator of Kiro's format and not a scheduler: it says what there is and what refers to what, and makes small
//! edits: the byte of a task's state, its ids, the waves of a dependency graph.
//!
//! Invariants: parsing never fails and never panics; what is not understood stays untouched in the text; an id is
//! text, not a number; a problem is a warning or a hint, since no shape found in the wild is an error.
#![warn(missing_docs)]

mod address;
mod checkbox;
mod design;
mod details;
mod ears;
mod fence;
mod heading;
mod id;
mod json_string;
mod line_end;
mod metadata;
mod number;
mod optional;
mod problem;
mod reference;
mod reference_line;
mod renumber;
mod requirements;
mod section;
mod sequence;
mod state;
mod tasks;
mod tree;
mod waves;

pub use address::normal_id;
pub use design::{Design, Property, parse_design};
pub use ears::{
    Condition, Ears, Gap, Keyword, Obligation, Pattern, Word, WordKind, ears_of_words, parse_ears, words,
};
pub use fence::parse_fences;
pub use metadata::{
    MetaKey, SpecConfig, SpecJson, SpecType, TasksMeta, Workflow, edit_meta_keys, parse_spec_config,
    parse_spec_json, parse_tasks_meta,
};
pub use reference::FindTaskError;
pub use reference_line::{Reference, ReferenceKind, ReferenceLine, Target, parse_references};
pub use renumber::{Renumbering, renumber};
pub use requirements::{
    Address, Criterion, Requirement, Requirements, Term, parse_bugfix, parse_requirements,
};
pub use section::{Section, parse_sections};
pub use state::{Mark, SetStateError, State, set_state};
pub use tasks::{Task, TaskList, parse_tasks};
pub use text::{Problem, Severity};
pub use waves::{Wave, WaveBlock, WaveFault, WaveFaultKind, WaveTask, wave_edit, write_waves};
