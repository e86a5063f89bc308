//! Wires to models: a request goes out, text streams in, one complete answer comes back.
//!
//! It decides nothing: no prompts, no tools, no routing, and it reads no environment and no settings file, but for
//! what the AWS SDK reads by itself.
//!
//! - An answer exists only when the endpoint finished it. A tool call of a broken stream never gets out.
//! - Dropping the future of [`Model::answer`] cancels the request.
//! - A key is shown by no error, no `Debug` and no log.
//! - A process that asks no model pays for none: clients and TLS roots are made on first use.

#[cfg(test)]
mod any_history;
mod auto;
mod bedrock;
mod calls;
mod chat;
mod error;
mod http;
mod manner;
mod messages;
mod model;
mod responses;
mod retry;
mod scripted;
mod secret;
mod sse;
mod turns;

pub use auto::{AUTO, AutoSettings, known_providers, providers};
pub use bedrock::BedrockSettings;
pub use error::ModelError;
pub use manner::Keep;
pub use model::{Model, ModelSettings, Progress};
pub use retry::RetryPolicy;
pub use secret::Secret;
