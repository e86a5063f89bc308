//! The rules that count in this workspace: where they stand, and how one is added.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use policy::{Facts, Grounds, Layer, Rules, Touch, Verdict, judge, rules_of};
use protocol::{
    Actor, ErrorCode, Judgement, PermissionEffect, PermissionRule, Response, RuleOffer, Trust, VerbError,
};

use crate::Runtime;
use crate::intent::intend;

/// The workspace's own rules. They narrow what agents may do and never widen it.
const OF_THE_WORKSPACE: &str = ".kiro/settings/permissions.yaml";

/// Where users keep rules. A file that is not there holds none.
#[derive(Clone, Debug, Default)]
pub struct RuleFiles {
    /// The administrator's.
    pub administration: Option<PathBuf>,
    /// The user's, for all workspaces.
    pub user: Option<PathBuf>,
    /// The user's, for this one; outside of it.
    pub workspace: Option<PathBuf>,
}

/// What was read last, and of which files.
#[derive(Default)]
pub(crate) struct KnownRules(Mutex<Option<(Vec<Seen>, Arc<Rules>)>>);

/// A file as it was: when it was changed, and its size; none if it was not there.
type Seen = Option<(SystemTime, u64)>;

impl Runtime {
    /// The rules as the files hold them now.
    pub(crate) fn rules(&self) -> Arc<Rules> {
        let files = self.rule_files();
        let seen: Vec<Seen> = files.iter().map(|(_, file)| seen(file)).collect();
        let mut known = self.inner.rules.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((before, rules)) = &*known
            && *before == seen
        {
            return Arc::clone(rules);
        }
        let read = files.iter().map(|(layer, file)| self.read_rules(*layer, file));
        let rules = Arc::new(read.fold(Rules::default(), Rules::and));
        *known = Some((seen, Arc::clone(&rules)));
        rules
    }

    fn rule_files(&self) -> Vec<(Layer, PathBuf)> {
        let files = &self.inner.settings.rules;
        let own = [
            (Layer::Administration, &files.administration),
            (Layer::User, &files.user),
            (Layer::Workspace, &files.workspace),
        ];
        let own = own.into_iter().filter_map(|(layer, file)| Some((layer, file.clone()?)));
        own.chain([(Layer::Repository, self.inner.tree.root().join(OF_THE_WORKSPACE))]).collect()
    }

    /// A file that is there and cannot be read breaks all rules: what it forbids is not known.
    fn read_rules(&self, layer: Layer, file: &Path) -> Rules {
        let (text, source) = match layer {
            Layer::Repository => {
                let tree = &self.inner.tree;
                let read = tree.resolve(OF_THE_WORKSPACE).and_then(|path| tree.read_text(&path));
                let text = match read {
                    Ok(read) => Ok(read.text),
                    Err(workspace::TreeError::NotFound { .. }) => return Rules::default(),
                    Err(error) => Err(error.to_string()),
                };
                (text, OF_THE_WORKSPACE.to_owned())
            }
            Layer::Administration | Layer::User | Layer::Workspace | Layer::Agent | Layer::Session => {
                let text = match std::fs::read_to_string(file) {
                    Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Rules::default(),
                    read => read.map_err(|error| format!("it cannot be read: {error}")),
                };
                (text, file.display().to_string())
            }
        };
        match text {
            Ok(text) => {
                let (permissions, problems) = config::parse_permissions(&text);
                rules_of(layer, &source, &text, &permissions.rules, &problems)
            }
            Err(why) if layer == Layer::Repository => {
                Rules { ignored: vec![format!("{source}: {why}")], ..Rules::default() }
            }
            Err(why) => {
                let why = format!("{source}: {why}");
                let broken = policy::BrokenRule { capability: None, why };
                Rules { broken: vec![broken], ..Rules::default() }
            }
        }
    }

    pub(crate) fn list_permissions(&self) -> Response {
        let rules = self.rules();
        let texts = |patterns: &[policy::Pattern]| patterns.iter().map(|p| p.text().to_owned()).collect();
        let summary = |rule: &policy::Rule| PermissionRule {
            layer: rule.layer,
            source: rule.source.clone(),
            capability: rule.capability.name().to_owned(),
            matches: texts(&rule.matches),
            exclude: texts(&rule.exclude),
            effect: rule.effect,
        };
        Response::Permissions {
            rules: rules.rules.iter().map(summary).collect(),
            broken: rules.broken.iter().map(|broken| broken.why.clone()).collect(),
            ignored: rules.ignored.clone(),
        }
    }

    /// What would become of a command if an agent of a new session asked for it.
    pub(crate) fn explain_command(&self, command: &str) -> Result<Response, VerbError> {
        let call = serde_json::json!({ "command": command });
        let told = |why: String| VerbError::new(ErrorCode::Invalid, why);
        let tool = agent::parse_tool("shell", &call).map_err(told)?;
        let by = self.inner.support.get().and_then(exec::Support::best);
        let intent = intend(&self.inner.tree, &tool, |_| None, None).map_err(told)?;
        let touches = intent.with_isolation(&self.inner.tree, by.as_ref()).touches;
        let whole =
            |touch: &Touch| if let Touch::Command(part) = touch { Some(part.whole.clone()) } else { None };
        let commands = touches.iter().filter_map(whole).collect();
        let (known, session, frozen) = (self.rules(), Rules::default(), self.frozen()?);
        let facts = Facts {
            actor: Actor::Agent,
            tool: "shell",
            touches: &touches,
            stuck: None,
            changed: &BTreeSet::new(),
            blast: None,
        };
        let grounds = Grounds {
            trust: &Trust::None,
            rules: [&known, &session],
            limits: &self.inner.settings.limits,
            frozen: frozen.as_ref().map(|freeze| freeze.why.as_str()),
        };
        let (effect, why, rules) = match judge(&facts, &grounds) {
            Verdict::Allow => (PermissionEffect::Allow, String::new(), Vec::new()),
            Verdict::Ask { why, rules } => (PermissionEffect::Ask, why, rules),
            Verdict::Deny { why } => (PermissionEffect::Deny, why, Vec::new()),
        };
        Ok(Response::Judged { judgement: Judgement { effect, why, rules, commands } })
    }

    /// Adds rules to the user's for this workspace. Nothing else in that file changes.
    pub(crate) fn keep_rules(&self, effect: PermissionEffect, offers: &[RuleOffer]) -> Result<(), VerbError> {
        let failed = |why: String| VerbError::new(ErrorCode::File, why);
        let file = self.inner.settings.rules.workspace.as_ref();
        let file = file.ok_or_else(|| failed("there is no home directory to keep rules in".to_owned()))?;
        // A link to where the user keeps their settings stays one.
        let file = &workspace::real_path(file);
        let _alone = alone(file).map_err(|error| failed(format!("`{}`: {error}", file.display())))?;
        let before = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(format!("`{}` cannot be read: {error}", file.display()))),
        };
        let after = policy::with_rules(&before, effect, offers)
            .map_err(|why| failed(format!("`{}`: {why}", file.display())))?;
        if after == before {
            return Ok(());
        }
        write_private(file, &after)
            .map_err(|error| failed(format!("`{}` cannot be written: {error}", file.display())))
    }
}

fn seen(file: &Path) -> Seen {
    let found = file.metadata().ok()?;
    Some((found.modified().ok()?, found.len()))
}

/// Keeps other processes from adding rules until it is dropped.
fn alone(file: &Path) -> std::io::Result<std::fs::File> {
    std::fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
    let lock = std::fs::File::options().create(true).append(true).open(file.with_extension("lock"))?;
    lock.lock()?;
    Ok(lock)
}

/// In one step, and for its user alone.
fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(text.as_bytes())?;
    temporary.as_file().sync_all()?;
    temporary.persist(file).map_err(|error| error.error)?;
    Ok(())
}
