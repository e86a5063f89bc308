//! A server on loopback that speaks the wire of Amazon Bedrock's `ConverseStream`, for tests of its clients.
//!
//! It checks what the service checks: signatures (SigV4, with temporary credentials too), API keys, model ids
//! and conversations, and refuses in the service's words. It answers in binary frames made by the SDK's own
//! encoder, as a list of replies or a scenario says, and breaks answers where it is told to. The same
//! scenario is also served as `POST /v1/chat/completions`, `/v1/responses` and `/v1/messages`, and held to the same rules.
//!
//! - What is sent and what is refused is decided by pure functions; only `wire` and `http` touch a socket.
//! - A request that is refused uses up no reply.
//! - It knows nothing of the project's clients. `botocore_check.py` drives it with AWS's own Python client.

mod api;
mod cache;
mod chat;
mod converse;
mod delivery;
mod http;
mod images;
mod messages;
mod proxy;
mod refusal;
mod reply;
mod responses;
mod scenario;
mod serve;
mod signature;
mod validate;
mod wire;

pub use api::Api;
pub use proxy::Proxy;
pub use refusal::Refusal;
pub use reply::{Answer, Block, End, Exception, Faults, Reply, Usage};
pub use scenario::Scenario;
pub use signature::AccessKey;
pub use wire::{Options, Recorded, Wire};
