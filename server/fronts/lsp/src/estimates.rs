//! What the run of a task will probably cost, for lenses: worked out beside them, since it takes longer than they may.

use std::sync::Arc;

use protocol::{Request, Response, Task, WorkEstimate};

use crate::board::{Board, Estimated};
use crate::root::Root;

/// The estimate for a task of a spec as far as it is known. Where it is not, or runs have ended since, it is worked out, and the
/// board changes.
pub(crate) fn of(root: &Arc<Root>, board: &Board, spec: &str, task: &Task) -> Option<WorkEstimate> {
    let (known, after) = (board.estimates.get(spec), board.ended());
    if known.is_none_or(|known| known.after != after) && root.begin_estimate(spec) {
        tokio::spawn(work_out(Arc::clone(root), spec.to_owned(), task.reference.clone(), after));
    }
    known?.estimate.clone()
}

async fn work_out(root: Arc<Root>, spec: String, task: String, after: usize) {
    let request = Request::TaskEstimate { spec: spec.clone(), tasks: vec![task], model: None };
    let estimate = match root.handle(request).await {
        Ok(Response::Estimated { estimate, .. }) => Some(estimate),
        // Without a model there is none; who begins a run hears why.
        Ok(_) | Err(_) => None,
    };
    root.change_board(|board| {
        let known = Estimated { after, estimate: estimate.clone() };
        let before = board.estimates.insert(spec.clone(), known);
        before.and_then(|before| before.estimate) != estimate
    });
    root.end_estimate(&spec);
}
