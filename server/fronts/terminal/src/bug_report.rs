use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use protocol::{ReportPart, Request, Response};

use crate::cli::Format;
use crate::exit::Failure;
use crate::{Exit, OpenRuntime, output};

#[derive(Debug, Args)]
pub struct BugReportVerb {
    /// Write the report to this file, which must not exist yet
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Print the report itself: Markdown for an issue
    #[arg(long)]
    pub show: bool,
    /// Leave the names of specs, AWS profiles and the workspace in
    #[arg(long)]
    pub include_names: bool,
}

#[derive(Debug, Args)]
pub struct DiagnosticVerb {
    /// Understood for the vendor's sake
    #[arg(long)]
    pub force: bool,
}

pub(crate) fn run(
    folder: &Path,
    open: OpenRuntime<'_>,
    verb: &BugReportVerb,
    format: Format,
) -> Result<Exit, Failure> {
    let include_names = verb.include_names;
    let response = match open(folder.to_owned()) {
        Ok(runtime) => runtime.handle(Request::BugReport { include_names })?,
        Err(why) => runtime::bug_report_unopened(folder, &why, include_names),
    };
    let Response::BugReport { parts } = &response else {
        return Err(Failure::new("the report came back as something else"));
    };
    let report = markdown(parts);
    match (format, verb.show) {
        (Format::Json, _) => output::json(&response)?,
        (Format::Text, true) => output::text(&output::printable(&report))?,
        (Format::Text, false) => output::text(&contents(parts))?,
    }
    match &verb.output {
        Some(file) => {
            let written = File::create_new(file).and_then(|mut out| out.write_all(report.as_bytes()));
            written.map_err(|why| {
                Failure::new(format!("cannot write the report to `{}`: {why}", file.display()))
            })?;
            eprintln!("Written to {}. Read it, then attach it to your issue.", file.display());
        }
        None if !verb.show => {
            eprintln!("Nothing was written or sent. See it with --show, write it with --output FILE.");
        }
        None => {}
    }
    Ok(Exit::Done)
}

fn markdown(parts: &[ReportPart]) -> String {
    parts.iter().map(|part| format!("## {}\n\n{}\n", part.title, part.text)).collect()
}

/// What is in the report, before anybody sees it.
fn contents(parts: &[ReportPart]) -> String {
    let mut text = "The report would contain, without secrets:\n".to_owned();
    for part in parts {
        let lines = part.text.lines().count();
        let _ = writeln!(text, "  {:<10} {:>7} bytes, {lines} lines", part.title, part.text.len());
    }
    text
}
