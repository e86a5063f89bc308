//! One conversation as a reducer: events in, the next step out. Prompts and tool specifications.
//!
//! It runs nothing and knows no clock, file or network: [`Conversation`] is a fold over a session's events,
//! and everything needed to go on after a crash is in them.
mod conversation;
mod history;
mod message;
mod prompt;
mod tools;

pub use conversation::{CallPhase, CallState, Conversation, Step};
pub use history::{Entry, FinishedCall, History};
pub use message::{ModelAnswer, ModelRequest, ToolResult, ToolSpec};
pub use prompt::{PromptDocument, system_prompt, task_prompt};
pub use tools::{
    Edit, Glob, Grep, List, Process, Read, Shell, TOOL_NAMES, Tool, Write, parse_tool, tool_specs,
};
