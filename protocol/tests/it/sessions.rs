//! Examples of what becomes of sessions.

use protocol::{
    ForkPoint, Request, Response, SessionHit, SessionId, SessionPart, SessionStatus, SessionSummary, Trust,
    VendorSession,
};

use crate::examples::{run_id, session_id};
use crate::usage::usage;

/// Requests about sessions that are there, with their answers.
pub(crate) fn exchanges() -> Vec<(Request, Response)> {
    vec![
        (
            Request::SessionFork {
                session: session_id(),
                turn: Some(2),
                model: Some("openai:gpt-5".into()),
                trust: Trust::None,
            },
            Response::Session { session: session() },
        ),
        (
            Request::SessionResume {
                session: session_id(),
                text: Some("Then round to even.".into()),
                trust: Trust::None,
            },
            Response::Session { session: session() },
        ),
        (
            Request::SessionRename { session: session_id(), title: "Rounding".into() },
            Response::Session { session: session() },
        ),
        (
            Request::SessionExport { session: session_id() },
            Response::Exported { markdown: "# Round totals half to even\n".into() },
        ),
        (
            Request::SessionSearch { text: "round total".into(), limit: Some(10) },
            Response::Found { hits: vec![hit()], more: false },
        ),
        (Request::SessionDelete { session: session_id() }, Response::Deleted { deleted: session_id() }),
        (Request::VendorSessionList {}, Response::VendorSessions { vendor_sessions: vec![vendor_session()] }),
        (
            Request::SessionImport { id: "0b9c7c1e-5d0e-4f0a-9a53-0d2b5f3c9f11".into() },
            Response::Session { session: session() },
        ),
    ]
}

pub(crate) fn session() -> SessionSummary {
    SessionSummary {
        id: session_id(),
        run: Some(run_id()),
        title: "Round totals half to even".into(),
        model: "openai:gpt-5".into(),
        status: SessionStatus::Waiting,
        started: 1_767_225_600_000,
        updated: 1_767_225_660_000,
        turns: 1,
        usage: usage(),
        context: Some(protocol::ContextUse { tokens: 2_185, window: 1_000_000 }),
        fork: Some(fork_point()),
        imported: Some("0b9c7c1e-5d0e-4f0a-9a53-0d2b5f3c9f11".into()),
        parent: Some(SessionId::from("s-2k8m0q4x")),
    }
}

pub(crate) fn fork_point() -> ForkPoint {
    ForkPoint { session: SessionId::from("s-2k8m0q4x"), seq: 17 }
}

fn hit() -> SessionHit {
    SessionHit {
        session: session_id(),
        title: "Round totals half to even".into(),
        seq: 12,
        at: 1_767_225_600_000,
        part: SessionPart::Prompt,
        snippet: "Why does the total round down?".into(),
    }
}

fn vendor_session() -> VendorSession {
    VendorSession {
        id: "0b9c7c1e-5d0e-4f0a-9a53-0d2b5f3c9f11".into(),
        title: "Find the bug".into(),
        folder: "/home/me/shop".into(),
        updated: Some("2026-06-21T01:40:41.838Z".into()),
        imported: Some(session_id()),
    }
}
