use std::path::Path;

use agent::{Process, Shell, Tool};
use policy::shell::{Class, Part, Target};
use policy::{Extras, Place, Touch};
use workspace::{RelPath, Tree};

use crate::command;
use crate::environment::home;
use crate::intent::{Action, Intent, IntentError, digest};
use crate::own_places::{holds_such, never_written};
use crate::withheld::Withheld;

/// A command, and what it got of what it asks for.
pub(crate) struct Command {
    pub(crate) script: String,
    pub(crate) folder: RelPath,
    /// Seconds.
    pub(crate) timeout: Option<u32>,
    /// Seconds after which it goes on as a process.
    pub(crate) yields: Option<u32>,
    pub(crate) input: bool,
    pub(crate) extras: Extras,
    /// Every part of it is known to change no file.
    pub(crate) only_reads: bool,
}

pub(super) fn commands(tree: &Tree, tool: &Tool, shell: &Shell) -> Result<Intent, IntentError> {
    let folder = tree.resolve(if shell.folder.is_empty() { "." } else { &shell.folder })?;
    let place = tree.absolute(&folder);
    let looked = command::look(&shell.command, tree.root(), &place);
    let (extras, control) = extras(tree, shell)?;
    let mut parts = looked.parts;
    parts.iter_mut().for_each(|part| part.writes.iter_mut().for_each(|target| given(target, &extras)));
    let kept = kept(tree, &parts);
    let mut touches: Vec<Touch> = parts.into_iter().map(Touch::Command).chain(kept).chain(control).collect();
    let words = extras.words().unwrap_or_default();
    if !words.is_empty() {
        touches.push(Touch::Beyond(extras.clone()));
    }
    let (place, bound) = (place.display().to_string(), looked.bound.join("\n"));
    Ok(Intent {
        title: tool.title(),
        detail: format!("{}\n\nin {place}\n{bound}", shell.command),
        digest: digest(&["shell", &shell.command, &place, &bound, &words]),
        action: Action::Shell(Command {
            script: shell.command.clone(),
            folder,
            timeout: shell.timeout,
            yields: shell.yield_seconds,
            input: shell.input,
            extras,
            only_reads: only_reads(&touches),
        }),
        touches,
    })
}

/// Whether it is known that what touches nothing else changes no file.
fn only_reads(touches: &[Touch]) -> bool {
    let only_reads = |touch: &Touch| match touch {
        Touch::Command(part) => part.class == Class::ReadOnly && part.writes.is_empty(),
        Touch::Read { .. } | Touch::MayShow { .. } => true,
        Touch::Write { .. }
        | Touch::TaskMarks { .. }
        | Touch::Secret { .. }
        | Touch::Outside { .. }
        | Touch::Own { .. }
        | Touch::Beyond(_)
        | Touch::Subagent { .. } => false,
    };
    !touches.is_empty() && touches.iter().all(only_reads)
}

/// What a command asks for beyond its sandbox, and the control files among that.
fn extras(tree: &Tree, shell: &Shell) -> Result<(Extras, Vec<Touch>), IntentError> {
    let mut extras = Extras { network: shell.network, write: Vec::new(), unsandboxed: shell.unsandboxed };
    let mut control = Vec::new();
    for path in &shell.write {
        let path = match (path.strip_prefix("~/"), home()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => tree.root().join(path),
        };
        let real = workspace::real_path(&path);
        match real.strip_prefix(tree.root()).map(|below| below.to_string_lossy().into_owned()) {
            // A command writes there anyway.
            Ok(below) if policy::place(&below) == Place::Ordinary => continue,
            Ok(path) => control.push(Touch::Write { path }),
            Err(_) if tree.root().starts_with(&real) || holds_such(&real) => {
                let why = "it holds what is never given to commands; name what is needed in it".to_owned();
                control.push(Touch::Own { path: real.display().to_string(), why });
            }
            Err(_) if real.exists() => control.extend(own(tree, &real)),
            Err(_) => {
                let told =
                    format!("`write` names existing files and folders, and `{}` is none", real.display());
                return Err(IntentError::Told(told));
            }
        }
        extras.write.push(real.display().to_string());
    }
    Ok((extras, control))
}

/// A place at home that the command asks for is named as it was asked for.
fn given(target: &mut Target, extras: &Extras) {
    if let (Target::InHome(below), Some(home)) = (&*target, home()) {
        let path = workspace::real_path(&home).join(below);
        if extras.write.iter().any(|given| path.starts_with(given)) {
            *target = Target::Outside(path.display().to_string());
        }
    }
}

/// What a command reads and writes of what is kept from agents.
fn kept(tree: &Tree, parts: &[Part]) -> Vec<Touch> {
    let mut withheld = Withheld::of(tree);
    let inside = |target: &Target| match target {
        Target::Inside(path) => tree.resolve(path).ok(),
        Target::Root
        | Target::AboveRoot(_)
        | Target::Home
        | Target::InHome(_)
        | Target::FileSystemRoot
        | Target::Temp(_)
        | Target::Device(_)
        | Target::Outside(_)
        | Target::Unknown => None,
    };
    let reads = parts.iter().flat_map(|part| &part.reads).filter_map(inside);
    let secret = |path: RelPath| Some(Touch::Secret { why: withheld.why(&path)?, path: path.to_string() });
    let mut touches: Vec<Touch> = reads.filter_map(secret).collect();
    let writes = parts.iter().flat_map(|part| &part.writes).filter_map(inside);
    touches.extend(writes.filter_map(|path| own(tree, &tree.absolute(&path))));
    touches
}

/// What is said of a write to a place of the user's own.
pub(super) fn own(tree: &Tree, real: &Path) -> Option<Touch> {
    let why = never_written(real, tree.root())?.to_owned();
    Some(Touch::Own { path: real.display().to_string(), why })
}

/// What is written to a process may run anything; waiting for one, or ending it, touches nothing.
pub(super) fn orders(tool: &Tool, process: &Process) -> Intent {
    let text = process.write.as_deref().unwrap_or_default();
    let input = || Touch::Command(Part::opaque(text, "what a process does with its input is not known"));
    Intent {
        touches: if text.is_empty() { Vec::new() } else { vec![input()] },
        title: tool.title(),
        detail: text.to_owned(),
        digest: digest(&["process", &process.id, text]),
        action: Action::Process(process.clone()),
    }
}
