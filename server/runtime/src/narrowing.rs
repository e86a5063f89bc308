//! What a workspace says of models: fewer, and nearer. It can allow nothing that the user does not.

use std::borrow::Cow;
use std::collections::BTreeSet;

use catalog::Residency;
use models::{AUTO, ModelError, ModelSettings};
use serde::Deserialize;

use crate::Runtime;

/// Where it says so.
const FILE: &str = ".kiro/settings/models.json";

#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Narrowing {
    /// The models that may be asked, by any of their names; absent: all.
    only: Option<Vec<String>>,
    /// How far data may go at most.
    data_residency: Option<Residency>,
}

impl Runtime {
    /// What this workspace says now.
    ///
    /// # Errors
    /// It cannot be read: then no model is asked, since what it forbids is not known.
    pub(crate) fn narrowing(&self) -> Result<Narrowing, ModelError> {
        let broken = |why: String| ModelError::Narrowed { why: format!("`{FILE}` cannot be read: {why}") };
        let tree = &self.inner.tree;
        // A link that leads nowhere is not nothing.
        if std::fs::symlink_metadata(tree.root().join(FILE)).is_err() {
            return Ok(Narrowing::default());
        }
        let read = tree.resolve(FILE).and_then(|path| tree.read_text(&path));
        let read = read.map_err(|error| broken(error.to_string()))?;
        serde_json::from_str(&read.text).map_err(|error| broken(error.to_string()))
    }
}

impl Narrowing {
    /// The user's settings as far as the workspace lets them count.
    pub(crate) fn settings<'a>(&self, settings: &'a ModelSettings) -> Cow<'a, ModelSettings> {
        match self.data_residency {
            Some(residency) if residency < settings.bedrock.residency => {
                let mut narrowed = settings.clone();
                narrowed.bedrock.residency = residency;
                Cow::Owned(narrowed)
            }
            Some(_) | None => Cow::Borrowed(settings),
        }
    }

    /// The models of the catalogue that may be asked.
    pub(crate) fn only(&self, settings: &ModelSettings) -> Option<BTreeSet<String>> {
        let catalog = settings.catalog();
        let id = |name: &String| catalog.find(name).map_or_else(|| name.clone(), |model| model.id.clone());
        self.only.as_ref().map(|names| names.iter().map(id).collect())
    }

    /// Whether a model may be asked that was named.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn allow(&self, name: &str, settings: &ModelSettings) -> Result<(), ModelError> {
        let no = |why: String| Err(ModelError::Narrowed { why: format!("`{FILE}` {why}") });
        if name == AUTO || name.starts_with("scripted:") {
            return Ok(());
        }
        let id = settings.catalog().find(name).map_or(name, |model| &model.id);
        if let Some(only) = self.only(settings)
            && !only.contains(id)
        {
            let listed: Vec<_> = only.into_iter().collect();
            return no(format!("allows only {}, and not `{id}`", listed.join(", ")));
        }
        let goes_anywhere = name.rsplit('/').next().is_some_and(|id| {
            let id = id.strip_prefix("bedrock:").unwrap_or(id);
            id.starts_with("global.")
        });
        match self.data_residency {
            Some(residency) if goes_anywhere && residency < Residency::Global => {
                no(format!("keeps data in one part of the world, and `{name}` does not"))
            }
            Some(_) | None => Ok(()),
        }
    }
}
