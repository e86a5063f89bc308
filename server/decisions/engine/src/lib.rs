//! What may run next: a run as a fold over its events, what proves a task, the graph of tool calls, and the graph of a
//! spec with the order of its tasks.
//!
//! Events in, steps out. It performs nothing; `runtime` performs a step and appends what came of it, and the
//! fold of that says what is next. A step whose result was not stored is asked for again after a crash.
mod evidence;
mod graph;
mod plan;
mod questions;
mod render;
mod run;
mod spec_graph;
mod trace_table;
mod wave_list;

pub use evidence::proves;
pub use graph::{Access, Graph, NodeKind};
pub use plan::Plan;
pub use questions::{QuestionState, Questions};
pub use render::{to_dot, to_mermaid};
pub use run::{Run, RunStep};
pub use spec_graph::{
    Edge, Named, Node, PropertyNames, RequirementAt, SpecGraph, SpecParts, TaskNames, asked, wave_block,
    wave_of,
};
pub use trace_table::{TraceRow, TraceState, TraceTable};
pub use wave_list::wave_list;
