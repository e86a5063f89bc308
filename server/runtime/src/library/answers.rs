//! The verbs that only read documents.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use ide::{Document, Finding, Library, Profile, Related, Spec};
use protocol::{
    CheckedFile, ErrorCode, Place, RelatedPlace, Request, Response, Rule, RuleProfile, Severity,
    UnreadableFile, VerbError,
};
use text::{Encoding, LineIndex};

use super::{LiveLibrary, Unreadable, configuration, model};

impl LiveLibrary {
    /// Answers a request that is only about documents; `None` for any other.
    pub fn answer(&self, request: &Request) -> Option<Result<Response, VerbError>> {
        let library = self.snapshot();
        match request {
            Request::Check { paths, profile } => Some(check(library, paths, *profile, &self.unreadable())),
            Request::RuleExplain { code } => Some(Self::explain(code.as_deref())),
            Request::SpecGraph { spec } => {
                Some(spec_named(&library, spec).map(|spec| Response::Graph { graph: model::graph(spec) }))
            }
            Request::SpecTrace { spec } => {
                Some(spec_named(&library, spec).map(|spec| Response::Trace { trace: model::trace(spec) }))
            }
            Request::SteeringList { file } => {
                let steering = configuration::steering(&library, self.tree(), file.as_deref());
                Some(Ok(Response::Steering { steering }))
            }
            Request::HookList {} => Some(Ok(Response::Hooks { hooks: configuration::hooks(&library) })),
            Request::SpecList {}
            | Request::SpecGet { .. }
            | Request::SpecDraft { .. }
            | Request::SteeringDraft {}
            | Request::TaskRun { .. }
            | Request::TaskStop { .. }
            | Request::TaskSet { .. }
            | Request::RunList {}
            | Request::SessionStart { .. }
            | Request::SessionPrompt { .. }
            | Request::SessionCancel { .. }
            | Request::SessionList {}
            | Request::SessionGet { .. }
            | Request::SessionFork { .. }
            | Request::SessionResume { .. }
            | Request::SessionRename { .. }
            | Request::SessionExport { .. }
            | Request::SessionSearch { .. }
            | Request::SessionDelete { .. }
            | Request::VendorSessionList {}
            | Request::SessionImport { .. }
            | Request::CheckpointList { .. }
            | Request::CheckpointDiff { .. }
            | Request::CheckpointRestore { .. }
            | Request::QuestionList {}
            | Request::PermissionAnswer { .. }
            | Request::PermissionList {}
            | Request::PermissionExplain { .. }
            | Request::TrustList {}
            | Request::TrustGrant { .. }
            | Request::TrustRevoke { .. }
            | Request::UsageGet { .. }
            | Request::TaskEstimate { .. }
            | Request::ModelList {}
            | Request::ModelCheck { .. }
            | Request::FreezeGet {}
            | Request::FreezeSet { .. }
            | Request::EventReplay { .. }
            | Request::Doctor { .. }
            | Request::BugReport { .. } => None,
        }
    }

    /// Answers such a request about the workspace at `root`, as it is on disk. Blocks for as long as that takes.
    ///
    /// # Errors
    /// As the verb says; `Invalid` for a request that is not only about documents.
    pub fn answer_at(root: &Path, request: &Request) -> Result<Response, VerbError> {
        let live = Self::open(root)?;
        live.load();
        live.answer(request).unwrap_or_else(|| {
            Err(VerbError::new(ErrorCode::Invalid, "this request is about more than documents"))
        })
    }

    /// A rule, those of a group such as `trace`, or all of them: no workspace is needed to know.
    ///
    /// # Errors
    /// `NotFound`: there is no such rule; one like it is named, or those of its group.
    pub fn explain(code: Option<&str>) -> Result<Response, VerbError> {
        let rules: Vec<Rule> =
            ide::rules().filter(|rule| code.is_none_or(|code| is_named(rule.code, code))).map(rule).collect();
        match (code, rules.is_empty()) {
            (Some(code), true) => Err(VerbError::new(ErrorCode::NotFound, no_rule(code))),
            (Some(_) | None, _) => Ok(Response::Rules { rules }),
        }
    }
}

/// Whether `name` is a rule's code or its group.
fn is_named(rule: &str, name: &str) -> bool {
    let rest = rule.strip_prefix(name.trim_end_matches(['/', '*']));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn no_rule(code: &str) -> String {
    let codes = || ide::rules().map(|rule| rule.code);
    let group = code.split_once('/').map_or("", |(group, _)| group);
    let of_group: Vec<&str> = codes().filter(|code| is_named(code, group)).collect();
    match (text::nearest(code, codes()), of_group.as_slice()) {
        (Some(near), _) => format!("there is no rule `{code}`; there is `{near}`"),
        (None, []) => format!("there is no rule `{code}`; `kiro-cli explain` lists all"),
        (None, some) => format!("there is no rule `{code}`; there are {}", some.join(", ")),
    }
}

fn spec_named<'a>(library: &'a Library, name: &str) -> Result<&'a Spec, VerbError> {
    let name = name.trim_matches('/');
    let found = library.spec_named(name).map(|spec| &**spec);
    found.ok_or_else(|| {
        let known: Vec<&str> =
            library.specs().map(|spec| &*spec.name).filter(|name| !name.is_empty()).collect();
        let why = match known.as_slice() {
            [] => format!("there is no spec `{name}`: the workspace has none"),
            known => format!("there is no spec `{name}`; there are: {}", known.join(", ")),
        };
        VerbError::new(ErrorCode::NotFound, why)
    })
}

fn check(
    mut library: Library,
    paths: &[String],
    profile: Option<RuleProfile>,
    unreadable: &[Unreadable],
) -> Result<Response, VerbError> {
    if let Some(profile) = profile {
        let profile = match profile {
            RuleProfile::Kiro => Profile::Kiro,
            RuleProfile::Full => Profile::Full,
            RuleProfile::Strict => Profile::Strict,
        };
        let levels = library.levels().with_profile(profile);
        library.set_levels(levels);
    }
    let wanted = |name: &str| paths.is_empty() || paths.iter().any(|path| covers(path, name));
    for path in paths {
        let known = library.documents().any(|document| covers(path, &document.path))
            || unreadable.iter().any(|unreadable| covers(path, &unreadable.name));
        if !known && !library.files().exists(path) {
            let why = format!("`{path}` does not exist in the workspace; check the spelling");
            return Err(VerbError::new(ErrorCode::NotFound, why));
        }
    }
    let checked = library.documents().filter(|document| wanted(&document.path)).map(|document| CheckedFile {
        path: document.path.to_string(),
        findings: findings(&library, document),
    });
    let unreadable = unreadable
        .iter()
        .filter(|file| wanted(&file.name))
        .map(|file| UnreadableFile { path: file.name.clone(), why: file.why.to_string() });
    Ok(Response::Checked { checked: checked.collect(), unreadable: unreadable.collect() })
}

/// Whether a path is, or is above, a document.
fn covers(path: &str, name: &str) -> bool {
    let path = path.trim_end_matches('/');
    path.is_empty()
        || path == "."
        || name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What is wrong with the documents of a spec.
pub(crate) fn checked_of_spec(library: &Library, spec: &Spec) -> Vec<CheckedFile> {
    let checked = |document: &Arc<Document>| CheckedFile {
        path: document.path.to_string(),
        findings: findings(library, document),
    };
    spec.documents().map(checked).collect()
}

/// What is wrong with a document.
fn findings(library: &Library, document: &Document) -> Vec<protocol::Finding> {
    library.findings(&document.path).iter().map(|finding| describe(library, document, finding)).collect()
}

fn describe(library: &Library, document: &Document, finding: &Finding) -> protocol::Finding {
    let related = |related: &Related| {
        let other = library.document(&related.location.path)?;
        Some(RelatedPlace {
            path: related.location.path.to_string(),
            place: place(other, related.location.span.clone()),
            message: related.message.clone(),
        })
    };
    protocol::Finding {
        code: finding.code.to_owned(),
        severity: severity(finding.severity),
        message: finding.message.clone(),
        place: place(document, finding.span.clone()),
        related: finding.related.iter().filter_map(related).collect(),
        fixes: ide::fixes_of(library, document, finding).into_iter().map(|fix| fix.title).collect(),
    }
}

/// Bytes of a document, for people and programs.
pub(super) fn place(document: &Document, span: Range<usize>) -> Place {
    place_in(document.index(), &document.text, span)
}

fn place_in(index: &LineIndex, text: &str, span: Range<usize>) -> Place {
    let (start, end) =
        (index.position(text, span.start, Encoding::Utf32), index.position(text, span.end, Encoding::Utf32));
    Place {
        start: span.start as u64,
        end: span.end as u64,
        line: start.line + 1,
        column: start.character + 1,
        end_line: end.line + 1,
        end_column: end.character + 1,
    }
}

fn severity(severity: text::Severity) -> Severity {
    match severity {
        text::Severity::Error => Severity::Error,
        text::Severity::Warning => Severity::Warning,
        text::Severity::Info => Severity::Info,
        text::Severity::Hint => Severity::Hint,
    }
}

fn rule(rule: &ide::Rule) -> Rule {
    let summary = rule.page.lines().skip(1).find(|line| !line.trim().is_empty());
    Rule {
        code: rule.code.to_owned(),
        severity: rule.default.severity().map(severity),
        of_kiro: rule.profile == ide::RuleProfile::Kiro,
        summary: summary.unwrap_or_default().to_owned(),
        page: rule.page.to_owned(),
    }
}
