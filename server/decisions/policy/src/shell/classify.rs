use crate::shell::act::{Act, Program as Runs, Reach};
use crate::shell::judge::base_name;
use crate::shell::places::{destroyed, named, read, searched, written};
use crate::shell::{Class, Needs, Part, Program, Resolved, ShellFacts, Target, tables};

impl Program {
    /// The programs and paths that [`classify`] has to know about.
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::default();
        for act in &self.acts {
            let reaches = [&act.reads, &act.writes, &act.destroys, &act.searched, &act.named];
            needs.paths.extend(reaches.into_iter().flatten().flat_map(|reach| reach.needs.iter().cloned()));
            needs.programs.extend(act.programs.iter().flat_map(|program| program.needs.iter().cloned()));
        }
        needs
    }
}

/// Judges each simple command, and each construct that is not understood. A script may run what all of its parts may.
pub fn classify(program: &Program, facts: &ShellFacts) -> Vec<Part> {
    program.acts.iter().map(|act| part(act, facts)).collect()
}

fn part(act: &Act, facts: &ShellFacts) -> Part {
    let mut class = act.class.clone();
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    for program in &act.programs {
        class.raise(resolved(program, facts));
    }
    for reach in &act.reads {
        each(reach, facts, &mut class, &mut reads, read);
    }
    for reach in &act.writes {
        each(reach, facts, &mut class, &mut writes, written);
    }
    for reach in &act.destroys {
        each(reach, facts, &mut class, &mut writes, destroyed);
    }
    for reach in &act.searched {
        each(reach, facts, &mut class, &mut writes, searched);
    }
    for reach in &act.named {
        each(reach, facts, &mut class, &mut Vec::new(), named);
    }
    if act.reads_repository && !reads.contains(&Target::Root) {
        reads.push(Target::Root);
    }
    let prints_content = act.prints && !reads.is_empty();
    let remembers = act.remembers && class == Class::Ordinary;
    let (text, whole) = (act.text.clone(), act.whole.clone());
    Part { text, whole, span: act.span.clone(), class, reads, prints_content, writes, remembers }
}

fn each(
    reach: &Reach,
    facts: &ShellFacts,
    class: &mut Class,
    all: &mut Vec<Target>,
    judge: fn(&Target, &str) -> Class,
) {
    let mut found: Vec<&Target> = Vec::new();
    let unknown = Target::Unknown;
    if reach.needs.is_empty() {
        found.push(&unknown);
    }
    for need in &reach.needs {
        match facts.paths.get(need) {
            Some(targets) => found.extend(targets),
            None => found.push(&unknown),
        }
    }
    for target in found {
        class.raise(judge(target, &reach.shown));
        if reach.bare_pattern && begins_with_dash(target) {
            class.raise(Class::Opaque {
                why: format!("`{}` matches a name that is taken for an option", reach.shown),
            });
        }
        if !all.contains(target) {
            all.push(target.clone());
        }
    }
}

fn begins_with_dash(target: &Target) -> bool {
    match target {
        Target::Inside(path)
        | Target::InHome(path)
        | Target::Temp(path)
        | Target::Outside(path)
        | Target::Device(path)
        | Target::AboveRoot(path) => path.rsplit('/').next().is_some_and(|name| name.starts_with('-')),
        Target::Root | Target::Home | Target::FileSystemRoot | Target::Unknown => false,
    }
}

/// What it means which program a name leads to.
fn resolved(program: &Runs, facts: &ShellFacts) -> Class {
    let name = &program.name;
    let by_path = name.contains('/');
    let mut class = Class::ReadOnly;
    if program.needs.is_empty() {
        class.raise(Class::Opaque {
            why: format!("which program `{name}` is depends on a folder that is not known"),
        });
    }
    for need in &program.needs {
        class.raise(match facts.programs.get(need) {
            Some(Resolved::System { path }) if is_another(name, path) => {
                Class::Opaque { why: format!("`{name}` is `{path}`, which runs what it is given") }
            }
            Some(Resolved::System { .. }) => Class::ReadOnly,
            Some(Resolved::Workspace { .. } | Resolved::Elsewhere { .. }) if by_path => Class::Ordinary,
            Some(Resolved::Workspace { path } | Resolved::Elsewhere { path }) => Class::Opaque {
                why: format!("`{name}` is `{path}`, not the program of that name that belongs to the system"),
            },
            Some(Resolved::Missing) if program.fetched => Class::Guarded {
                why: format!("`{name}` is not there, so that it is fetched from elsewhere and run"),
            },
            Some(Resolved::Missing) => Class::Ordinary,
            None => Class::Opaque { why: format!("which program `{name}` is is not known") },
        });
    }
    class
}

/// A link from an unknown name to an interpreter.
fn is_another(name: &str, path: &str) -> bool {
    let (written, real) = (base_name(name), base_name(path));
    written != real && tables::tool(&written).is_none() && tables::runs_code(&real)
}
