//! What may run next: a run as a fold over its events, what proves a task, and the graph of tool calls.
//!
//! Events in, steps out. It performs nothing; `runtime` performs a step and appends what came of it, and the
//! fold of that says what is next. A step whose result was not stored is asked for again after a crash.
mod evidence;
mod graph;
mod questions;
mod run;

pub use evidence::proves;
pub use graph::{Access, Graph, NodeKind};
pub use questions::{QuestionState, Questions};
pub use run::{Run, RunStep};
