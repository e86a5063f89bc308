//! One conversation as a reducer: events in, the next step out. Prompts and tool specifications.
//!
//! It runs nothing and knows no clock, file or network: [`Conversation`] is a fold over a session's events,
//! and everything needed to go on after a crash is in them.
mod blast;
mod checkpoint;
mod context;
mod conversation;
mod history;
mod image;
mod message;
mod progress;
mod prompt;
mod subagent;
mod tools;
mod visible;

pub use checkpoint::{Checkpoints, Undo};
pub use context::{Budget, Compaction, Context};
pub use conversation::{CallPhase, CallState, Conversation, Step};
pub use history::{Entry, FinishedCall, History};
pub use image::{SeenImage, Shown};
pub use message::{ModelAnswer, ModelRequest, ToolResult, ToolSpec};
pub use prompt::{PromptDocument, subagent_system_prompt, system_prompt, task_prompt};
pub use subagent::Slice;
pub use tools::{
    Edit, Glob, Grep, List, Process, Read, Recall, Shell, Subagent, TOOL_NAMES, Tool, Write, parse_tool,
    tool_specs,
};
pub use visible::visible;
