//! The secrets that this process can know of, and text without them.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use policy::{Redactor, secrets_in};
use serde_json::Value;

use crate::environment::{read_json, settings_file, vendor_settings_file};
use crate::machine::AwsFiles;

/// How long it may take until a secret that a file got meanwhile is known.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Bytes of a file of secrets that is read.
const LEARNED: u64 = 64 << 10;

/// Made when the first text is redacted: a process that says nothing pays nothing.
static KNOWN: Mutex<Option<Known>> = Mutex::new(None);

struct Known {
    redactor: Arc<Redactor>,
    /// What was a secret once stays one: it may still open something.
    secrets: Vec<(String, String)>,
    /// The files they are from, as they were.
    files: Vec<FileState>,
    looked: Instant,
}

/// A file, when it was changed last and its size, if it is there.
type FileState = (PathBuf, Option<(SystemTime, u64)>);

/// `text` with `[redacted: NAME]` in place of secrets: those of the environment, of settings files and of AWS's
/// files, and what looks like one.
pub fn redact(text: &str) -> Cow<'_, str> {
    redactor().redact(text)
}

/// Files that hold secrets by their name, such as `.env`: what they say of secrets is one from now on.
pub(crate) fn learn(files: impl Iterator<Item = PathBuf>) {
    let mut found = Vec::new();
    for file in files {
        found.extend(text_of(&file).iter().flat_map(|text| assigned(text)));
    }
    if found.is_empty() {
        return;
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let before = known.take().unwrap_or_else(|| Known::new(file_states(), Vec::new()));
    found.retain(|secret| before.secrets.binary_search(secret).is_err());
    *known = Some(match found.is_empty() {
        true => before,
        false => Known::new(before.files, [before.secrets, found].concat()),
    });
}

/// Whether something in a file looks like a secret, or it cannot be told.
pub(crate) fn holds_secrets(file: &Path) -> bool {
    text_of(file).is_none_or(|text| !assigned(&text).is_empty() || redact(&text) != text)
}

/// `None` for what is too large, or no text.
fn text_of(file: &Path) -> Option<String> {
    let known = file.metadata().is_ok_and(|found| found.len() <= LEARNED);
    if known { std::fs::read_to_string(file).ok() } else { None }
}

/// Secrets that a text gives names to.
fn assigned(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
        let name = name.trim().trim_start_matches("export ");
        let value = value.trim().trim_matches(['"', '\'']);
        found.extend(secrets_in(name, value).into_iter().map(|secret| (name.to_owned(), secret.to_owned())));
    }
    found
}

fn redactor() -> Arc<Redactor> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let before = known.take();
    let now = match before {
        Some(before) if before.looked.elapsed() < LOOK_AGAIN => before,
        Some(before) => before.looked_again(),
        None => Known::new(file_states(), Vec::new()),
    };
    let redactor = Arc::clone(&now.redactor);
    *known = Some(now);
    redactor
}

impl Known {
    fn new(files: Vec<FileState>, mut secrets: Vec<(String, String)>) -> Self {
        secrets.extend(read_secrets());
        secrets.sort_unstable();
        secrets.dedup();
        let redactor = Redactor::new(secrets.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        Self { redactor: Arc::new(redactor), secrets, files, looked: Instant::now() }
    }

    /// Days may go by in a server, and logins are renewed meanwhile.
    fn looked_again(self) -> Self {
        let files = file_states();
        if files == self.files {
            Self { looked: Instant::now(), ..self }
        } else {
            Self::new(files, self.secrets)
        }
    }
}

fn file_states() -> Vec<FileState> {
    let aws = AwsFiles::of_this_machine();
    let logins = aws.cached_logins();
    let files =
        settings_file().into_iter().chain(vendor_settings_file()).chain([aws.config, aws.credentials]);
    let state = |file: PathBuf| {
        let found = file.metadata().ok();
        let state = found.and_then(|found| Some((found.modified().ok()?, found.len())));
        (file, state)
    };
    files.chain(logins).map(state).collect()
}

fn read_secrets() -> Vec<(String, String)> {
    let mut known = Vec::new();
    let mut add = |name: &str, value: &str| {
        known.extend(secrets_in(name, value).into_iter().map(|secret| (name.to_owned(), secret.to_owned())));
    };
    for (name, value) in std::env::vars_os() {
        add(&name.to_string_lossy(), &value.to_string_lossy());
    }
    for file in [settings_file(), vendor_settings_file()].into_iter().flatten() {
        add_json(&file, &mut add);
    }
    let aws = AwsFiles::of_this_machine();
    for file in [&aws.config, &aws.credentials] {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        for (name, value) in text.lines().filter_map(|line| line.split_once('=')) {
            add(name.trim(), value.trim());
        }
    }
    for file in aws.cached_logins() {
        add_json(&file, &mut add);
    }
    known
}

/// A file that is not there, or no JSON, holds no secret that could be known.
fn add_json(file: &Path, add: &mut impl FnMut(&str, &str)) {
    if let Ok(Some(json)) = read_json::<Value>(file) {
        add_value("", &json, add);
    }
}

fn add_value(name: &str, value: &Value, add: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => add(name, text),
        Value::Array(items) => items.iter().for_each(|item| add_value(name, item, add)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| add_value(name, value, add)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
