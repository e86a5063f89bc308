//! How runs ended of which the client shows no progress, because it has none, refused it, or they were too quick: a
//! message, so that no run ends in silence.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use lsp_types::MessageType;
use protocol::{Outcome, RunId, RunStatus, RunSummary};

use crate::progress::ending;
use crate::session::Session;

/// Tells for as long as the session lives.
pub(crate) async fn follow(session: Arc<Session>) {
    let mut changes = session.roots.changes();
    let mut told = Told::new();
    news(&mut told, runs(&session));
    while changes.changed().await.is_ok() {
        for run in news(&mut told, runs(&session)) {
            let shown = session.progress().values().any(|token| token.shown && token.run == run.id);
            if !shown {
                let message = format!("Task {} of {}: {}", run.task, run.spec, ending(&run));
                session.client.show_message(importance(&run), message).await;
            }
        }
    }
}

/// How it stood at the last look with the runs of each root that did not go on.
type Told = HashMap<PathBuf, HashMap<RunId, RunStatus>>;

/// The runs of each open root.
fn runs(session: &Session) -> Vec<(PathBuf, Vec<RunSummary>)> {
    let open = session.roots.open();
    open.iter().map(|root| (root.path.clone(), root.look(|board| board.runs.clone()))).collect()
}

/// The runs that ended since the last look, which is this one from now on. How it stands with the runs of a folder that
/// was just opened is no news.
fn news(told: &mut Told, now: Vec<(PathBuf, Vec<RunSummary>)>) -> Vec<RunSummary> {
    let before = std::mem::take(told);
    let mut news = Vec::new();
    for (root, mut runs) in now {
        runs.retain(|run| !matches!(run.status, RunStatus::Running { .. }));
        let known = before.get(&root);
        told.insert(root, runs.iter().map(|run| (run.id.clone(), run.status.clone())).collect());
        runs.retain(|run| known.is_some_and(|known| known.get(&run.id) != Some(&run.status)));
        news.append(&mut runs);
    }
    news
}

fn importance(run: &RunSummary) -> MessageType {
    match &run.status {
        RunStatus::Ended { outcome: Outcome::Failed { .. } } => MessageType::ERROR,
        RunStatus::Interrupted { .. } | RunStatus::Ended { outcome: Outcome::NeedsEvidence { .. } } => {
            MessageType::WARNING
        }
        RunStatus::Running { .. } | RunStatus::Ended { outcome: Outcome::Done { .. } | Outcome::Stopped } => {
            MessageType::INFO
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use protocol::{Outcome, RunId, RunStatus, RunSummary};

    use super::{Told, news};

    /// `-` after its id: the run goes on.
    fn run(id: &str) -> RunSummary {
        let status = match id.strip_suffix('-') {
            Some(_) => RunStatus::Running { owner: "Test".into() },
            None => RunStatus::Ended { outcome: Outcome::Stopped },
        };
        let (spec, task, title) = ("demo".into(), "1".into(), "One".into());
        RunSummary {
            id: RunId(id.trim_end_matches('-').into()),
            session: None,
            spec,
            task,
            title,
            status,
            started: 0,
            cost: None,
        }
    }

    #[test]
    fn each_end_is_news_once_and_what_a_new_root_brings_along_is_none() {
        let mut told = Told::new();
        for (now, expected) in [
            (&[("/a", "r1 r2-")] as &[(&str, &str)], ""),
            (&[("/a", "r1 r2")], "r2"),
            (&[("/a", "r1 r2 r3-")], ""),
            // Another root opens in the moment in which a run of the first ends.
            (&[("/a", "r1 r2 r3"), ("/b", "r4 r5-")], "r3"),
            (&[("/b", "r4 r5")], "r5"),
            (&[("/a", "r1 r2 r3"), ("/b", "r4 r5- r6")], "r6"),
            // It went on, and ended once more.
            (&[("/a", "r1 r2 r3"), ("/b", "r4 r5 r6")], "r5"),
        ] {
            let roots = now.iter().map(|(root, runs)| {
                (PathBuf::from(root), runs.split_whitespace().map(run).collect::<Vec<_>>())
            });
            let ids: Vec<String> = news(&mut told, roots.collect()).into_iter().map(|run| run.id.0).collect();
            assert_eq!(ids.join(" "), expected, "{now:?}");
        }
    }
}
