use std::fmt::Write;

use protocol::{Request, Response, TrustItem, TrustState};
use runtime::Runtime;

use crate::cli::{Format, TrustVerb, UntrustedFlags};
use crate::exit::Failure;
use crate::{Exit, output};

pub(crate) fn run(runtime: &Runtime, verb: TrustVerb, format: Format) -> Result<Exit, Failure> {
    let response = match verb {
        TrustVerb::List => runtime.handle(Request::TrustList {})?,
        TrustVerb::Add { path, digest } => match digest {
            Some(digest) => runtime.handle(Request::TrustGrant { path, digest })?,
            None => return Err(without_digest(runtime, &path)),
        },
        TrustVerb::Remove { path } => runtime.handle(Request::TrustRevoke { path })?,
    };
    match (format, &response) {
        (Format::Text, Response::Trust { trust, digest }) => output::text(&listed(trust, digest))?,
        (Format::Text | Format::Json, response) => output::json(response)?,
    }
    Ok(Exit::Done)
}

/// Trust is for what was seen, so it has to be named.
fn without_digest(runtime: &Runtime, path: &str) -> Failure {
    let item = items(runtime).ok().and_then(|(items, _)| items.into_iter().find(|item| item.path == path));
    match item {
        Some(item) => Failure::usage(format!(
            "this is what `{path}` would do:\n{}to trust exactly that: kiro-cli trust add {path} {}",
            contents(&item),
            item.digest
        )),
        None => Failure::usage(format!(
            "`{path}` is no file that makes things run; `kiro-cli trust list` shows those that do"
        )),
    }
}

fn listed(items: &[TrustItem], digest: &str) -> String {
    let mut text = String::new();
    for item in items {
        let state = match item.state {
            TrustState::Trusted => "trusted",
            TrustState::Changed => "changed since it was trusted",
            TrustState::Untrusted => "not trusted",
        };
        let _ = write!(text, "{}  {state}  {}\n{}", item.path, item.digest, contents(item));
    }
    if items.is_empty() {
        return "Nothing in this workspace makes anything run.\n".to_owned();
    }
    let _ = writeln!(text, "all of it: {digest}");
    text
}

fn contents(item: &TrustItem) -> String {
    item.contents.iter().map(|line| format!("  {}\n", output::printable(line).replace('\n', "⏎"))).collect()
}

fn items(runtime: &Runtime) -> Result<(Vec<TrustItem>, String), Failure> {
    let Response::Trust { trust, digest } = runtime.handle(Request::TrustList {})? else {
        return Err(Failure::new("what makes things run came back as something else"));
    };
    Ok((trust, digest))
}

/// Where nobody can be asked, what is not trusted is an error rather than something that silently does not run.
pub(crate) fn settle(runtime: &Runtime, flags: &UntrustedFlags) -> Result<(), Failure> {
    let (items, digest) = items(runtime)?;
    let inert: Vec<&TrustItem> = items.iter().filter(|item| !item.state.counts()).collect();
    if inert.is_empty() || flags.leave_untrusted {
        return Ok(());
    }
    match &flags.trust_hash {
        Some(hash) if *hash == digest => {
            for item in inert {
                let (path, digest) = (item.path.clone(), item.digest.clone());
                runtime.handle(Request::TrustGrant { path, digest })?;
            }
            Ok(())
        }
        hash => {
            let mut why = match hash {
                Some(_) => {
                    "untrusted: what this workspace makes run is not what --trust-hash names".to_owned()
                }
                None => "untrusted: this workspace brings files that would make things run".to_owned(),
            };
            for item in &inert {
                let _ = write!(why, "\n{}\n{}", item.path, contents(item).trim_end());
            }
            let _ = write!(
                why,
                "\nTo trust exactly this: --trust-hash {digest}. To go on without: --leave-untrusted"
            );
            Err(Failure::untrusted(why))
        }
    }
}
