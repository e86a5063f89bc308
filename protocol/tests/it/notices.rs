use protocol::{CallId, Delta, Notice, Root, RootsParams};

use crate::examples::session_id;

/// One notice of each type.
pub(crate) fn notices() -> Vec<Notice> {
    [
        Delta::Text { text: "I read ".into() },
        Delta::Retry { why: "429 Too Many Requests".into(), attempt: 2 },
        Delta::Output { call: CallId::from("call_1"), text: "test total ... ok\n".into() },
        Delta::Waiting { call: None, seconds: 40, limit: None },
        Delta::Waiting { call: Some(CallId::from("call_1")), seconds: 10, limit: Some(120) },
    ]
    .map(|delta| Notice { session: session_id(), delta })
    .into()
}

/// A folder of the client, and a root within it that was opened with a document.
pub(crate) fn roots() -> RootsParams {
    let root = |root: &str, folders: &[&str]| Root {
        root: root.into(),
        folders: folders.iter().map(|folder| (*folder).into()).collect(),
    };
    RootsParams {
        roots: vec![
            root("/home/me/shop", &["file:///home/me/shop"]),
            root("/home/me/shop/packages/pay", &[]),
        ],
    }
}
