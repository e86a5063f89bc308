//! Where what the program says about itself goes: standard error, and a small file beside the state of the workspace.
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
use std::sync::{Arc, Mutex, PoisonError};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::prelude::*;

pub use file::{MAX_FILE, OLDER_FILES, tail};

/// Takes what must not be shown out of a text.
pub type Redact = fn(&str) -> Cow<'_, str>;

/// What was said before it was known where to keep it: more is left out.
const MAX_EARLY: usize = 64 << 10;

/// How lines look on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// With the time: somebody reads them later.
    Shown,
    /// Without: somebody watches.
    Hidden,
}

/// The log of this process.
#[derive(Clone, Debug)]
pub struct Log {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    program: &'static str,
    place: Mutex<Place>,
}

#[derive(Debug)]
enum Place {
    /// Nobody said yet where to keep it.
    Unknown(String),
    Folder(PathBuf),
}

/// What the AWS SDK warns of comes back as an error.
const DEFAULT: &str = "warn,aws_config=off";

/// Begins to listen to all crates of the process, with the filter of `KIRO_LSP_LOG` (`warn` if it is not set or cannot
/// be read). Panics are lines of the log too. To be called once.
pub fn init(program: &'static str, times: Times, redact: Redact) -> Log {
    let shared = Arc::new(Shared { program, place: Mutex::new(Place::Unknown(String::new())) });
    let filter = EnvFilter::try_from_env("KIRO_LSP_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT));
    let terminal = layer().with_ansi(false).with_writer(move || Line { redact, to: To::Terminal });
    let terminal = match times {
        Times::Shown => terminal.boxed(),
        Times::Hidden => terminal.without_time().boxed(),
    };
    let kept = Arc::clone(&shared);
    let file = layer().with_ansi(false).with_writer(move || Line { redact, to: To::File(Arc::clone(&kept)) });
    tracing_subscriber::registry().with(filter).with(terminal).with(file).init();
    std::panic::set_hook(Box::new(|panic| {
        let trace = std::backtrace::Backtrace::capture();
        if trace.status() == std::backtrace::BacktraceStatus::Captured {
            tracing::error!("{panic}\n{trace}");
        } else {
            tracing::error!("{panic}");
        }
    }));
    Log { shared }
}

impl Log {
    /// Keeps the log, from its beginning, in `folder`, which is made when there is something to keep. The first
    /// folder counts.
    pub fn keep_in(&self, folder: PathBuf) {
        let mut place = self.shared.place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Place::Unknown(early) = &mut *place {
            let early = std::mem::take(early);
            if !early.is_empty() {
                file::append(&folder, self.shared.program, &early);
            }
            *place = Place::Folder(folder);
        }
    }
}

impl Shared {
    fn write(&self, line: &str) {
        let line = format!("{} {line}", std::process::id());
        match &mut *self.place.lock().unwrap_or_else(PoisonError::into_inner) {
            Place::Unknown(early) if early.len() + line.len() <= MAX_EARLY => early.push_str(&line),
            Place::Unknown(_) => {}
            Place::Folder(folder) => file::append(folder, self.program, &line),
        }
    }
}

/// Gets one event as one write.
struct Line {
    redact: Redact,
    to: To,
}

enum To {
    Terminal,
    File(Arc<Shared>),
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let clean = (self.redact)(&text);
        match &self.to {
            To::Terminal => io::stderr().lock().write_all(clean.as_bytes())?,
            To::File(shared) => shared.write(&clean),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
