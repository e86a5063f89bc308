//! Examples of what agents may do.

use protocol::{
    Answerer, EventBody, Freeze, Judgement, PermissionEffect, PermissionLayer, PermissionRule, Request,
    Response, RuleOffer, TrustItem, TrustKind, TrustState,
};

pub(crate) fn exchanges() -> Vec<(Request, Response)> {
    let trust = || Response::Trust { trust: vec![trust_item()], digest: "e3b0c442".into() };
    let (path, digest) = (".kiro/hooks/lint.json".to_owned(), "9f86d081".to_owned());
    vec![
        (
            Request::PermissionList {},
            Response::Permissions {
                rules: vec![rule()],
                broken: vec!["~/.kiro/settings/permissions.yaml:9: there is no effect `alow`".into()],
                ignored: vec![
                    ".kiro/settings/permissions.yaml:2: a workspace cannot allow anything (shell)".into(),
                ],
            },
        ),
        (
            Request::PermissionExplain { command: "cargo test -q".into() },
            Response::Judged {
                judgement: Judgement {
                    effect: PermissionEffect::Ask,
                    why: "running commands asks in supervised mode".into(),
                    rules: vec![offer()],
                    commands: vec!["cargo test -q".into()],
                },
            },
        ),
        (Request::TrustList {}, trust()),
        (Request::TrustGrant { path: path.clone(), digest }, trust()),
        (Request::TrustRevoke { path }, trust()),
        (Request::FreezeGet {}, Response::Frozen { frozen: false, freeze: None }),
        (
            Request::FreezeSet { frozen: true, why: "release".into() },
            Response::Frozen {
                frozen: true,
                freeze: Some(Freeze { why: "release".into(), by: by(), since: 1_767_225_600_000 }),
            },
        ),
    ]
}

pub(crate) fn events() -> Vec<EventBody> {
    let path = || ".kiro/hooks/lint.json".to_owned();
    vec![
        EventBody::ContentTrusted { path: path(), digest: "9f86d081".into(), by: by() },
        EventBody::ContentDistrusted { path: path(), by: by() },
        EventBody::FreezeSet { frozen: true, why: "release".into(), by: by() },
    ]
}

pub(crate) fn offer() -> RuleOffer {
    RuleOffer { capability: "shell".into(), patterns: vec!["cargo test".into(), "cargo test *".into()] }
}

fn by() -> Answerer {
    Answerer { name: "kiro-cli trust (pid 4711)".into() }
}

fn rule() -> PermissionRule {
    PermissionRule {
        layer: PermissionLayer::User,
        source: "~/.kiro/settings/permissions.yaml:2".into(),
        capability: "shell".into(),
        matches: vec!["git *".into()],
        exclude: vec!["git push*".into()],
        effect: PermissionEffect::Allow,
    }
}

fn trust_item() -> TrustItem {
    TrustItem {
        path: ".kiro/hooks/lint.json".into(),
        kind: TrustKind::Hooks,
        state: TrustState::Changed,
        digest: "9f86d081".into(),
        contents: vec!["on PostFileSave runs cargo fmt".into()],
    }
}
