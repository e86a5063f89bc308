use crate::{Tree, TreeError};

impl Tree {
    /// Removes the first link that `path`, of plain names from the root down, leads over: what lies behind it
    /// stays where it is. False if there is none.
    pub fn remove_link(&self, path: &str) -> Result<bool, TreeError> {
        let mut above = String::new();
        for name in path.split('/') {
            let here = if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
            let failed = |source| TreeError::io(&here, source);
            let folder = match self.resolve(&above).and_then(|real| self.folder(&real)) {
                Err(TreeError::NotFound { .. } | TreeError::NotFolder { .. }) => return Ok(false),
                folder => folder?,
            };
            match folder.symlink_metadata(name) {
                Ok(found) if found.is_symlink() => {
                    folder.remove_file(name).map_err(failed)?;
                    return Ok(true);
                }
                Ok(_) => above = here,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(false),
                Err(error) => return Err(failed(error)),
            }
        }
        Ok(false)
    }
}
