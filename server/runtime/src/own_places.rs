//! The user's own places that no agent gets: keys and logins, what runs when they log in, rules for agents, our state. They
//! matter where a home is the workspace, and where a command asks for places outside of it.

use std::path::{Path, PathBuf};

use policy::{SECRETS_AT_HOME, STARTED_AT_HOME};

use crate::environment::{config_folder, home, state_base, vendor_folder};

/// Why an agent must not write beneath `path`, a real one; `None` if it may be asked for. Whoever opens such a place as
/// a workspace, such as the settings of their editor, means to work on it.
pub(crate) fn never_written(path: &Path, root: &Path) -> Option<&'static str> {
    if is_in(path, &ours()) {
        return Some("it holds rules for agents, or what is known of what they did");
    }
    if is_in(path, &outside(root, SECRETS_AT_HOME)) {
        return Some("it holds keys or logins");
    }
    is_in(path, &outside(root, STARTED_AT_HOME))
        .then_some("it is run when the user logs in, or opens a shell or an editor")
}

/// What an agent must not read beneath `root`: paths below it, empty for all of it. Most workspaces hold none.
pub(crate) fn never_read(root: &Path) -> Vec<PathBuf> {
    let places = [ours(), outside(root, SECRETS_AT_HOME)].concat();
    let below = |place: &PathBuf| match root.starts_with(place) {
        true => Some(PathBuf::new()),
        false => place.strip_prefix(root).ok().map(Path::to_owned),
    };
    places.iter().filter_map(below).collect()
}

/// Those that do not hold the workspace.
fn outside(root: &Path, paths: &[&str]) -> Vec<PathBuf> {
    at_home(paths).into_iter().filter(|place| !root.starts_with(place)).collect()
}

/// Whether one of those places lies in `folder`: who may write there may write them.
pub(crate) fn holds_such(folder: &Path) -> bool {
    let all = [ours(), at_home(SECRETS_AT_HOME), at_home(STARTED_AT_HOME)].concat();
    all.iter().any(|place| place.starts_with(folder))
}

fn is_in(path: &Path, places: &[PathBuf]) -> bool {
    places.iter().any(|place| path.starts_with(place))
}

fn at_home(paths: &[&str]) -> Vec<PathBuf> {
    let home = home().map(|home| workspace::real_path(&home));
    home.iter().flat_map(|home| paths.iter().map(|path| home.join(path))).collect()
}

fn ours() -> Vec<PathBuf> {
    let config = config_folder().map(|folder| folder.join("kiro-lsp"));
    let all = [vendor_folder(), config, state_base()];
    all.into_iter().flatten().map(|place| workspace::real_path(&place)).collect()
}
