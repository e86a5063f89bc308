//! Places for names: what an editor puts into a key binding without any plugin is the file and the line of its cursor,
//! not a spec and a task.

use std::path::Path;

use protocol::{ErrorCode, VerbError};
use serde_json::{Map, Value, json};
use spec::TaskList;

use crate::documents::Spec;
use crate::session::Session;

/// Replaces `path`, an open tasks.md, by the `root` and the `spec` it belongs to, and `line`, counted from 1, by the `task` on it. An
/// argument without a `path` stays as it is.
pub(crate) fn named(session: &Session, mut argument: Value) -> Result<Value, VerbError> {
    if let Some(fields) = argument.as_object_mut()
        && let Some(path) = fields.remove("path")
    {
        name(session, &path, fields)?;
    }
    Ok(argument)
}

fn name(session: &Session, path: &Value, fields: &mut Map<String, Value>) -> Result<(), VerbError> {
    let (spec, list) = path.as_str().and_then(|path| tasks(session, Path::new(path))).ok_or_else(|| {
        invalid(format!("{path} is not an open tasks.md below .kiro/specs of this workspace"))
    })?;
    if let Some(line) = fields.remove("line") {
        let task = list.tasks.iter().position(|task| json!(task.line + 1) == line);
        let task = task.ok_or_else(|| invalid(format!("there is no task on line {line}")))?;
        fields.insert("task".to_owned(), json!(list.reference(task)));
    }
    fields.insert("spec".to_owned(), json!(spec.name));
    fields.insert("root".to_owned(), json!(spec.root.name()));
    Ok(())
}

fn tasks(session: &Session, path: &Path) -> Option<(Spec, TaskList)> {
    let document = session.documents.at(&workspace::real_path(path))?;
    let (list, _) = spec::parse_tasks(&document.text);
    Some((document.spec.clone()?, list))
}

fn invalid(why: String) -> VerbError {
    VerbError::new(ErrorCode::Invalid, why)
}
