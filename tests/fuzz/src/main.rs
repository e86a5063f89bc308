//! Every reader of a document or a log, and everything that an editor may ask, fed by libFuzzer: nothing panics, every place is one
//! of the text, every edit can be made, and what is said twice is said the same.
//!
//! One program for all targets: `FUZZ_TARGET` names the one that it runs.
#![no_main]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod configuration;
mod library;
mod log;
mod paths;
mod places;
mod shell;
mod specs;

use std::env;
use std::sync::LazyLock;

/// A target: its name, and what it does with a text.
type Target = (&'static str, fn(&str));

const TARGETS: [Target; 21] = [
    ("tasks", specs::tasks),
    ("requirements", specs::requirements),
    ("bugfix", specs::bugfix),
    ("design", specs::design),
    ("ears", specs::ears),
    ("metadata", specs::metadata),
    ("settings", configuration::settings),
    ("steering", configuration::steering),
    ("hooks", configuration::hooks),
    ("mcp", configuration::mcp),
    ("agent-json", configuration::agent_json),
    ("agent-markdown", configuration::agent_markdown),
    ("skill", configuration::skill),
    ("power", configuration::power),
    ("permissions", configuration::permissions),
    ("ignore", configuration::ignore),
    ("library", library::library),
    ("kiro-session", configuration::kiro_session),
    ("log", log::log),
    ("shell", shell::shell),
    ("paths", paths::paths),
];

static CHOSEN: LazyLock<fn(&str)> = LazyLock::new(|| {
    let name = env::var("FUZZ_TARGET").unwrap_or_default();
    let names = TARGETS.map(|(name, _)| name).join(", ");
    TARGETS
        .iter()
        .find(|target| target.0 == name)
        .unwrap_or_else(|| panic!("FUZZ_TARGET is one of {names}"))
        .1
});

libfuzzer_sys::fuzz_target!(init: { LazyLock::force(&CHOSEN); }, |bytes: &[u8]| {
    // Documents are UTF-8; of bytes that are not, the part that is.
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap(),
    };
    CHOSEN(text);
});
