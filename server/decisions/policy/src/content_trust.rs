use std::collections::BTreeMap;

use protocol::{EventBody, TrustKind, TrustState};

/// What the user trusts of the files that make things run: each by its content, so that a changed file is untrusted
/// again, alone. The fold of the events that say so.
#[derive(Clone, Debug, Default)]
pub struct ContentTrust {
    trusted: BTreeMap<String, String>,
}

impl ContentTrust {
    /// Types of the events it is made of.
    pub const TYPES: &[&str] = &["contentTrusted", "contentDistrusted"];

    pub fn replay<'a>(events: impl IntoIterator<Item = &'a EventBody>) -> Self {
        let mut ledger = Self::default();
        events.into_iter().for_each(|event| ledger.apply(event));
        ledger
    }

    /// Folds one event; those of other types say nothing of trust.
    pub fn apply(&mut self, event: &EventBody) {
        if let EventBody::ContentTrusted { path, digest, by: _ } = event {
            self.trusted.insert(path.clone(), digest.clone());
        } else if let EventBody::ContentDistrusted { path, by: _ } = event {
            self.trusted.remove(path);
        }
    }

    /// Whether a file counts whose content has this digest now.
    pub fn state(&self, path: &str, digest: &str) -> TrustState {
        match self.trusted.get(path) {
            Some(trusted) if trusted == digest => TrustState::Trusted,
            Some(_) => TrustState::Changed,
            None => TrustState::Untrusted,
        }
    }
}

/// What a file of the workspace makes run, by its path; `None`: nothing. What only narrows, such as a `permissions.yaml` of
/// a workspace, needs no trust.
pub fn trust_kind(path: &str) -> Option<TrustKind> {
    let in_folder = |folder: &str| path.strip_prefix(folder);
    let has_end = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
    if in_folder(".kiro/hooks/").is_some() {
        return has_end(&[".json", ".kiro.hook"]).then_some(TrustKind::Hooks);
    }
    if in_folder(".kiro/agents/").is_some() {
        return has_end(&[".json", ".md"]).then_some(TrustKind::Agent);
    }
    match in_folder(".kiro/settings/")? {
        "mcp.json" => Some(TrustKind::McpServers),
        // How much findings matter, and which models are not to be asked.
        "diagnostics.json" | "models.json" => None,
        name => name.ends_with(".json").then_some(TrustKind::Settings),
    }
}

#[cfg(test)]
mod tests {
    use protocol::Answerer;

    use super::*;

    fn by() -> Answerer {
        Answerer { name: "test".to_owned() }
    }

    #[test]
    fn trust_is_bound_to_content() {
        let trust = |path: &str, digest: &str| EventBody::ContentTrusted {
            path: path.to_owned(),
            digest: digest.to_owned(),
            by: by(),
        };
        let mut ledger =
            ContentTrust::replay(&[trust(".kiro/hooks/a.json", "1"), trust(".kiro/hooks/b.json", "2")]);
        assert_eq!(ledger.state(".kiro/hooks/a.json", "1"), TrustState::Trusted);
        assert_eq!(ledger.state(".kiro/hooks/c.json", "1"), TrustState::Untrusted);
        // A pull changes one of them.
        assert_eq!(ledger.state(".kiro/hooks/a.json", "9"), TrustState::Changed);
        assert_eq!(ledger.state(".kiro/hooks/b.json", "2"), TrustState::Trusted);
        // What it was before counts again, as it was trusted.
        assert_eq!(ledger.state(".kiro/hooks/a.json", "1"), TrustState::Trusted);
        ledger.apply(&EventBody::ContentDistrusted { path: ".kiro/hooks/a.json".to_owned(), by: by() });
        assert_eq!(ledger.state(".kiro/hooks/a.json", "1"), TrustState::Untrusted);
    }

    #[test]
    fn kinds() {
        for (path, kind) in [
            (".kiro/hooks/a.json", Some(TrustKind::Hooks)),
            (".kiro/hooks/a.kiro.hook", Some(TrustKind::Hooks)),
            (".kiro/hooks/README.md", None),
            (".kiro/agents/team/a.md", Some(TrustKind::Agent)),
            (".kiro/settings/mcp.json", Some(TrustKind::McpServers)),
            (".kiro/settings/lsp.json", Some(TrustKind::Settings)),
            (".kiro/settings/diagnostics.json", None),
            (".kiro/settings/models.json", None),
            (".kiro/settings/permissions.yaml", None),
            (".kiro/steering/a.md", None),
            ("src/mcp.json", None),
        ] {
            assert_eq!(trust_kind(path), kind, "{path}");
        }
    }
}
