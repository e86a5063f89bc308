//! Where what the program says about itself goes: standard error, and a small file for all of its processes.
//!
//! It does not decide what is secret: every line, of every crate, goes through the function it is given.
//!
//! - Nothing is formatted, opened or written until a line passes the filter.
//! - A log is never a reason to stop: what cannot be written is left out.
//! - A file has at most [`MAX_FILE`] bytes and [`OLDER_FILES`] predecessors, whichever processes write to it.
mod file;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::prelude::*;

pub use file::{MAX_FILE, OLDER_FILES, tail};

/// Takes what must not be shown out of a text.
pub type Redact = fn(&str) -> Cow<'_, str>;

/// How lines look on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// With the time: somebody reads them later.
    Shown,
    /// Without: somebody watches.
    Hidden,
}

/// What these warn of comes back as an error.
const DEFAULT: &str = "warn,aws_config=off,rustls_platform_verifier=off";

/// Begins to listen to all crates of the process, with the filter of `KIRO_LSP_LOG` (`warn` if it is not set, empty, or
/// cannot be read). Lines are kept in `folder`, if there is one, which is made when there is something to keep. Panics
/// are lines of the log too. To be called once.
pub fn init(program: &'static str, times: Times, folder: Option<PathBuf>, redact: Redact) {
    let terminal = layer().with_ansi(false).with_writer(move || Line { redact, to: To::Terminal });
    let terminal = match times {
        Times::Shown => terminal.boxed(),
        Times::Hidden => terminal.without_time().boxed(),
    };
    let file = folder.map(|folder| {
        let folder = Arc::new(folder);
        let to = move || To::File { folder: Arc::clone(&folder), program };
        layer().with_ansi(false).with_writer(move || Line { redact, to: to() })
    });
    tracing_subscriber::registry().with(filter()).with(terminal).with(file).init();
    std::panic::set_hook(Box::new(|panic| {
        let trace = std::backtrace::Backtrace::capture();
        if trace.status() == std::backtrace::BacktraceStatus::Captured {
            tracing::error!("{panic}\n{trace}");
        } else {
            tracing::error!("{panic}");
        }
    }));
}

fn filter() -> EnvFilter {
    let set = std::env::var("KIRO_LSP_LOG").ok().filter(|set| !set.trim().is_empty());
    set.and_then(|set| EnvFilter::try_new(set).ok()).unwrap_or_else(|| EnvFilter::new(DEFAULT))
}

/// Gets one event as one write.
struct Line {
    redact: Redact,
    to: To,
}

enum To {
    Terminal,
    File { folder: Arc<PathBuf>, program: &'static str },
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let clean = (self.redact)(&text);
        match &self.to {
            To::Terminal => io::stderr().lock().write_all(clean.as_bytes())?,
            To::File { folder, program } => {
                file::append(folder, program, &format!("{} {clean}", std::process::id()));
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
