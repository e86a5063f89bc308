//! The files of the workspace that make things run: each counts only while its content is what the user trusts.

use agent::visible;
use policy::{ContentTrust, trust_kind, what_runs};
use protocol::{Answerer, ErrorCode, EventBody, Response, TrustItem, VerbError};
use store::Filter;
use workspace::{Digest, Kind, RelPath, TreeError};

use crate::turn::bodies;
use crate::{Runtime, file_error, redact, store_error};

/// Folders that may hold such files.
const FOLDERS: [&str; 3] = [".kiro/agents", ".kiro/hooks", ".kiro/settings"];

impl Runtime {
    pub(crate) fn list_trust(&self) -> Result<Response, VerbError> {
        let trust = self.trust_items()?;
        let digest = together(&trust);
        Ok(Response::Trust { trust, digest })
    }

    /// Binds trust to content: what changed since it was shown is refused.
    pub(crate) fn grant_trust(&self, path: &str, digest: &str) -> Result<Response, VerbError> {
        let item = self.trust_item(path)?;
        if item.digest != digest {
            return Err(VerbError::new(
                ErrorCode::Invalid,
                format!("`{path}` is no longer what was shown; look at it again, then trust {}", item.digest),
            ));
        }
        let trusted =
            EventBody::ContentTrusted { path: item.path, digest: item.digest, by: self.own_answerer() };
        self.append(&[trusted], None)?;
        self.list_trust()
    }

    pub(crate) fn revoke_trust(&self, path: &str) -> Result<Response, VerbError> {
        let distrusted = EventBody::ContentDistrusted { path: path.to_owned(), by: self.own_answerer() };
        self.append(&[distrusted], None)?;
        self.list_trust()
    }

    fn own_answerer(&self) -> Answerer {
        Answerer { name: self.inner.store.process_name().to_owned() }
    }

    fn trust_item(&self, path: &str) -> Result<TrustItem, VerbError> {
        self.trust_items()?.into_iter().find(|item| item.path == path).ok_or_else(|| {
            VerbError::new(
                ErrorCode::NotFound,
                format!(
                    "`{path}` is no file that makes things run; `kiro-cli trust list` shows those that do"
                ),
            )
        })
    }

    /// By path. What cannot be read, or leads out of the workspace, never counts, so there is nothing to trust.
    fn trust_items(&self) -> Result<Vec<TrustItem>, VerbError> {
        let events = self.inner.store.events(&Filter::Types(ContentTrust::TYPES)).map_err(store_error)?;
        let ledger = ContentTrust::replay(bodies(&events));
        let mut paths = Vec::new();
        for folder in FOLDERS {
            match self.inner.tree.resolve(folder) {
                Ok(real) => self.collect(folder, &real, 0, &mut paths)?,
                Err(TreeError::NotFound { .. } | TreeError::Outside { .. } | TreeError::Dangling { .. }) => {}
                Err(error) => return Err(file_error(error)),
            }
        }
        paths.sort();
        Ok(paths.into_iter().filter_map(|path| self.describe(&ledger, path)).collect())
    }

    /// Files below a folder, by the names that they have in the workspace.
    fn collect(
        &self,
        name: &str,
        folder: &RelPath,
        depth: u32,
        paths: &mut Vec<String>,
    ) -> Result<(), VerbError> {
        /// Nobody nests deeper, but links do.
        const DEEPEST: u32 = 8;
        let entries = match self.inner.tree.list(folder) {
            Ok(entries) => entries,
            Err(TreeError::NotFound { .. } | TreeError::NotFolder { .. }) => return Ok(()),
            Err(error) => return Err(file_error(error)),
        };
        for entry in entries {
            let path = format!("{name}/{}", entry.name);
            match entry.kind {
                Kind::File => paths.push(path),
                Kind::Folder | Kind::Link if depth < DEEPEST => match self.inner.tree.resolve(&path) {
                    Ok(real) if self.inner.tree.absolute(&real).is_dir() => {
                        self.collect(&path, &real, depth + 1, paths)?;
                    }
                    Ok(_) => paths.push(path),
                    Err(_) => {}
                },
                Kind::Folder | Kind::Link | Kind::Other => {}
            }
        }
        Ok(())
    }

    fn describe(&self, ledger: &ContentTrust, path: String) -> Option<TrustItem> {
        let kind = trust_kind(&path)?;
        let read = self.inner.tree.resolve(&path).and_then(|real| self.inner.tree.read(&real)).ok()?;
        let text = String::from_utf8_lossy(&read.bytes);
        let contents =
            what_runs(kind, &path, &text).iter().map(|line| visible(&redact(line)).into_owned()).collect();
        let state = ledger.state(&path, read.digest.as_str());
        Some(TrustItem { path, kind, state, digest: read.digest.to_string(), contents })
    }
}

/// One digest for all that makes things run, trusted or not: anything that is added, changed or removed is another.
fn together(items: &[TrustItem]) -> String {
    let lines: Vec<String> = items.iter().map(|item| format!("{} {}\n", item.digest, item.path)).collect();
    Digest::of(lines.concat().as_bytes()).to_string()
}
