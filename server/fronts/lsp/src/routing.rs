//! Which root a request goes to. It may say so; if it does not, it goes where it alone can be meant, and never to
//! one of several.

use std::sync::Arc;

use protocol::{ErrorCode, Request, Response, SessionId, VerbError};
use runtime::LiveLibrary;
use serde_json::Value;

use crate::root::Root;
use crate::session::Session;

/// What a request says of its root without naming it.
enum About<'a> {
    /// It is for all of them.
    All,
    /// It is for the one with this spec.
    Spec(&'a str),
    /// It is for the one that knows an id. Ids are unique across roots.
    Id,
    Nothing,
}

fn about(request: &Request) -> About<'_> {
    match request {
        Request::SpecList {}
        | Request::RunList {}
        | Request::SessionList {}
        | Request::SessionSearch { .. }
        | Request::VendorSessionList {}
        | Request::QuestionList {} => About::All,
        Request::SpecGet { spec }
        | Request::SpecGraph { spec }
        | Request::SpecTrace { spec }
        | Request::TaskRun { spec, .. }
        | Request::TaskStop { spec, .. }
        | Request::TaskSet { spec, .. } => About::Spec(spec),
        Request::SessionPrompt { .. }
        | Request::SessionCancel { .. }
        | Request::SessionGet { .. }
        | Request::SessionFork { .. }
        | Request::SessionResume { .. }
        | Request::SessionRename { .. }
        | Request::SessionExport { .. }
        | Request::SessionDelete { .. }
        | Request::SessionImport { .. }
        | Request::CheckpointList { .. }
        | Request::CheckpointDiff { .. }
        | Request::CheckpointRestore { .. }
        | Request::PermissionAnswer { .. } => About::Id,
        Request::SessionStart { .. }
        | Request::SpecDraft { .. }
        | Request::SteeringDraft {}
        | Request::PermissionList {}
        | Request::PermissionExplain { .. }
        | Request::TrustList {}
        | Request::TrustGrant { .. }
        | Request::TrustRevoke { .. }
        | Request::FreezeGet {}
        | Request::UsageGet { .. }
        | Request::TaskEstimate { .. }
        | Request::ModelList {}
        | Request::ModelCheck { .. }
        | Request::FreezeSet { .. }
        | Request::EventReplay { .. }
        | Request::Check { .. }
        | Request::RuleExplain { .. }
        | Request::SteeringList { .. }
        | Request::HookList {}
        | Request::Doctor { .. }
        | Request::BugReport { .. } => About::Nothing,
    }
}

/// Takes the root that parameters name out of them.
///
/// # Errors
/// `Invalid`: it is no text. `NotFound`: it is not open.
pub(crate) fn take_root(session: &Session, params: &mut Value) -> Result<Option<Arc<Root>>, VerbError> {
    match params.as_object_mut().and_then(|fields| fields.remove("root")) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(name)) => session.roots.named(&name).map(Some),
        Some(other) => {
            let why = format!("`root` is the path or the URI of a folder, not {other}");
            Err(VerbError::new(ErrorCode::Invalid, why))
        }
    }
}

impl Session {
    /// Performs a request that names no root.
    pub(crate) async fn handle(&self, request: Request) -> Result<Response, VerbError> {
        // A rule is the same everywhere, and where nothing is open.
        if let Request::RuleExplain { code } = &request {
            return LiveLibrary::explain(code.as_deref());
        }
        let open = self.roots.open();
        match about(&request) {
            About::All => everywhere(&open, request).await,
            About::Id => wherever_known(&open, request).await,
            About::Spec(name) => self.root_of_spec(name).await?.handle(request).await,
            About::Nothing => self.only_root()?.handle(request).await,
        }
    }

    /// The only root.
    ///
    /// # Errors
    /// `Ambiguous`: there are several. `Invalid`: there is none.
    pub(crate) fn only_root(&self) -> Result<Arc<Root>, VerbError> {
        match self.roots.open().as_slice() {
            [] => Err(no_root()),
            [only] => Ok(Arc::clone(only)),
            several => Err(ambiguous("this request fits all of them", several)),
        }
    }

    /// The root that knows a session; the only root if there is none.
    ///
    /// # Errors
    /// As of [`Session::only_root`].
    pub(crate) async fn root_of_session(&self, session: Option<&SessionId>) -> Result<Arc<Root>, VerbError> {
        if let Some(session) = session {
            for root in self.roots.open() {
                if root.handle(Request::SessionGet { session: session.clone() }).await.is_ok() {
                    return Ok(root);
                }
            }
        }
        self.only_root()
    }

    /// The only root that has a spec; the only root, whatever it has.
    ///
    /// # Errors
    /// `Ambiguous`: several have it. `NotFound`: none of several has it. `Invalid`: there is no root.
    pub(crate) async fn root_of_spec(&self, name: &str) -> Result<Arc<Root>, VerbError> {
        let open = self.roots.open();
        if open.len() < 2 {
            return self.only_root();
        }
        let mut found = Vec::new();
        for root in usable(&open) {
            match root.handle(Request::SpecGet { spec: name.to_owned() }).await {
                Err(error) if error.code == ErrorCode::NotFound => {}
                // One that cannot be read is there as well.
                Ok(_) | Err(_) => found.push(Arc::clone(root)),
            }
        }
        match found.as_slice() {
            [] => {
                let why = format!("no open root has a spec `{name}`; open are {}", listed(&names(&open)));
                Err(VerbError { roots: names(&open), ..VerbError::new(ErrorCode::NotFound, why) })
            }
            [only] => Ok(Arc::clone(only)),
            several => Err(ambiguous(&format!("`{name}` is a spec of several"), several)),
        }
    }
}

/// Asks each, until one knows the id.
async fn wherever_known(roots: &[Arc<Root>], request: Request) -> Result<Response, VerbError> {
    let mut last = Err(no_root());
    for root in usable(roots) {
        last = root.handle(request.clone()).await;
        if !last.as_ref().is_err_and(|error| error.code == ErrorCode::NotFound) {
            break;
        }
    }
    last
}

/// The lists of all roots as one, of those that have one. The error of the last if none has.
async fn everywhere(roots: &[Arc<Root>], request: Request) -> Result<Response, VerbError> {
    let mut all = Err(no_root());
    for root in usable(roots) {
        all = match (all, root.handle(request.clone()).await) {
            (Ok(all), Ok(list)) => Ok(joined(all, list)),
            (Err(_), Ok(list)) => Ok(list),
            (all, Err(error)) => {
                tracing::warn!("what {} has is missing from a list: {error}", root.path.display());
                all.or(Err(error))
            }
        };
    }
    all
}

/// Those that could be opened; the user was told of the others. The first, which says why, if none could.
fn usable(roots: &[Arc<Root>]) -> Vec<&Arc<Root>> {
    let usable: Vec<_> = roots.iter().filter(|root| root.runtime.is_ok()).collect();
    if usable.is_empty() { roots.iter().take(1).collect() } else { usable }
}

/// Two answers to one request as one.
fn joined(mut all: Response, more: Response) -> Response {
    match (&mut all, more) {
        (Response::Specs { specs }, Response::Specs { specs: more }) => {
            specs.extend(more);
            specs.sort_by(|a, b| a.name.cmp(&b.name));
        }
        (Response::Runs { runs }, Response::Runs { runs: more }) => {
            *runs = merged(std::mem::take(runs), more, |run| run.started);
        }
        (Response::Sessions { sessions }, Response::Sessions { sessions: more }) => {
            *sessions = merged(std::mem::take(sessions), more, |session| session.started);
        }
        (Response::Found { hits, more }, Response::Found { hits: others, more: of_others }) => {
            *hits = merged(std::mem::take(hits), others, |hit| hit.at);
            *more |= of_others;
        }
        (
            Response::VendorSessions { vendor_sessions },
            Response::VendorSessions { vendor_sessions: more },
        ) => {
            // A folder may belong to two roots, one within the other.
            for session in more {
                if vendor_sessions.iter().all(|known| known.id != session.id) {
                    vendor_sessions.push(session);
                }
            }
        }
        (Response::Questions { questions }, Response::Questions { questions: more }) => {
            questions.extend(more);
        }
        // One request has one kind of answer, and only lists are asked for everywhere.
        _ => {}
    }
    all
}

/// Two lists that come latest first as one. Neither is put into another order: within a root the log's counts, since
/// clocks go back.
fn merged<T>(a: Vec<T>, b: Vec<T>, started: impl Fn(&T) -> i64) -> Vec<T> {
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    std::iter::from_fn(|| match (a.peek(), b.peek()) {
        (Some(first), Some(second)) if started(first) < started(second) => b.next(),
        (Some(_), _) => a.next(),
        (None, _) => b.next(),
    })
    .collect()
}

fn no_root() -> VerbError {
    let why = "no folder is open in the editor, so there are no specs; open the project's folder";
    VerbError::new(ErrorCode::Invalid, why)
}

fn ambiguous(why: &str, roots: &[Arc<Root>]) -> VerbError {
    let roots = names(roots);
    let why = format!("several roots are open and {why}; say which with `root`: {}", listed(&roots));
    VerbError { roots, ..VerbError::new(ErrorCode::Ambiguous, why) }
}

fn names(roots: &[Arc<Root>]) -> Vec<String> {
    roots.iter().map(|root| root.name()).collect()
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::merged;

    #[test]
    fn lists_are_merged_by_time_and_each_keeps_its_order() {
        for (a, b, expected) in [
            ("", "", ""),
            ("3 1", "", "3 1"),
            ("", "4 2", "4 2"),
            ("5 3 1", "4 2", "5 4 3 2 1"),
            // A clock went back after 9.
            ("3 9 8", "7 1", "7 3 9 8 1"),
            ("7 1", "3 9 8", "7 3 9 8 1"),
        ] {
            let list = |list: &str| list.split_whitespace().map(|n| n.parse().unwrap()).collect::<Vec<i64>>();
            assert_eq!(merged(list(a), list(b), |at| *at), list(expected), "{a} | {b}");
        }
    }
}
