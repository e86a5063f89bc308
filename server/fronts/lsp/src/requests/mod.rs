//! What a client asks about a document, a file each. Handlers read a snapshot and never wait for the client.

pub(crate) mod code_action;
pub(crate) mod code_lens;
pub(crate) mod completion;
pub(crate) mod formatting;
pub(crate) mod hover;
pub(crate) mod inlay_hints;
pub(crate) mod links;
pub(crate) mod navigation;
pub(crate) mod rename;
pub(crate) mod structure;
pub(crate) mod symbols;
pub(crate) mod tokens;
pub(crate) mod workspace_symbols;
