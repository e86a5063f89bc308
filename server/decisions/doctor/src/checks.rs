use protocol::{Check, CheckArea, CheckState};

use crate::versions::version;
use crate::{
    Facts, Git, Mechanism, Program, Sandbox, SettingsFile, SettingsState, StoreFacts, WorkspaceFacts, access,
};

/// What is as it should be, what is worth knowing and what is broken, in the order of [`CheckArea`].
pub fn checks(facts: &Facts) -> Vec<Check> {
    let areas = [
        access::model(facts),
        access::credentials(facts),
        access::connection(facts),
        facts.settings.iter().map(settings).collect(),
        workspace(&facts.workspace),
        store(&facts.store),
        vec![sandbox(&facts.sandbox)],
        git(&facts.git),
        editors(&facts.editors),
    ];
    areas.into_iter().flatten().collect()
}

pub(crate) fn ok(area: CheckArea, found: impl Into<String>) -> Check {
    Check { area, state: CheckState::Ok, found: found.into(), fix: None }
}

pub(crate) fn note(area: CheckArea, found: impl Into<String>, fix: impl Into<String>) -> Check {
    Check { area, state: CheckState::Note, found: found.into(), fix: Some(fix.into()) }
}

pub(crate) fn problem(area: CheckArea, found: impl Into<String>, fix: impl Into<String>) -> Check {
    Check { area, state: CheckState::Problem, found: found.into(), fix: Some(fix.into()) }
}

fn settings(file: &SettingsFile) -> Check {
    let (area, path) = (CheckArea::Settings, &file.path);
    match &file.state {
        SettingsState::Absent => ok(area, format!("`{path}` is not there; nothing is needed in it")),
        SettingsState::Read { unknown } if unknown.is_empty() => ok(area, format!("`{path}` is read")),
        SettingsState::Read { unknown } => {
            let found = format!("`{path}` has settings that mean nothing here: {}", unknown.join(", "));
            note(area, found, "remove them, or correct their spelling; docs/cli.md lists the settings")
        }
        SettingsState::Unusable(why) => {
            problem(area, format!("`{path}` is left out: {why}"), "correct the file, or remove it")
        }
    }
}

fn workspace(facts: &Result<WorkspaceFacts, String>) -> Vec<Check> {
    let area = CheckArea::Workspace;
    let facts = match facts {
        Ok(facts) => facts,
        Err(why) => {
            return vec![problem(
                area,
                why.clone(),
                "name a folder that you may read: `kiro-cli -C FOLDER doctor`",
            )];
        }
    };
    let mut checks = vec![if facts.has_kiro {
        ok(area, format!("`{}`, {} specs", facts.root, facts.specs))
    } else {
        let found = format!("`{}` has no `.kiro` folder, so it has no specs", facts.root);
        note(area, found, "write one at .kiro/specs/NAME/tasks.md, or see one with `kiro-cli demo`")
    }];
    for path in &facts.not_folders {
        let found = format!("`{path}` is not a folder, so nothing in it is found");
        checks.push(problem(area, found, format!("move it away, and put a folder `{path}` there")));
    }
    for (link, target) in &facts.links {
        checks.push(match target {
            Some(target) => ok(area, format!("`{link}` is a link to `{target}`")),
            None => problem(
                area,
                format!(
                    "`{link}` is a link that leads nowhere or out of the workspace, so it is not followed"
                ),
                "put the folder itself there, or a link to a folder of the workspace",
            ),
        });
    }
    for spec in &facts.unreadable {
        let found = format!("the spec `{}` cannot be read: {}", spec.name, spec.why);
        checks.push(problem(area, found, "mend or remove that file"));
    }
    checks
}

/// Less than this on the disk of the state is worth saying: 100 MB.
const LITTLE_SPACE: u64 = 100 << 20;

fn store(facts: &Result<StoreFacts, String>) -> Vec<Check> {
    let area = CheckArea::Store;
    let facts = match facts {
        Ok(facts) => facts,
        Err(why) => {
            return vec![problem(
                area,
                why.clone(),
                "set KIRO_LSP_STATE_DIR to another folder to go on meanwhile",
            )];
        }
    };
    let StoreFacts { file, bytes, schema, events, .. } = facts;
    let mut checks =
        vec![ok(area, format!("`{file}`: {events} events, {} KB, schema {schema}", bytes.div_ceil(1024)))];
    if !facts.damage.is_empty() {
        let found = format!("`{file}` is damaged: {}", facts.damage.join("; "));
        checks.push(problem(
            area,
            found,
            "move the file away: specs and tasks are not in it, only what agents did",
        ));
    }
    for lease in &facts.leases {
        checks.push(if lease.alive {
            ok(area, format!("{} is being worked on by {}", lease.key, lease.owner))
        } else {
            let found = format!("{} was left by {}, which has ended", lease.key, lease.owner);
            note(area, found, "nothing holds it: the same command goes on with the work")
        });
    }
    match facts.free {
        Some(free) if free < LITTLE_SPACE => {
            let found = format!("only {} MB are free on the disk of `{file}`", free >> 20);
            checks.push(problem(area, found, "free some space: each step is stored before it takes effect"));
        }
        Some(_) | None => {}
    }
    checks
}

/// No reason for `--strict` to fail, since the system is what it is; but worth being told each time.
fn sandbox(sandbox: &Sandbox) -> Check {
    let bubblewrap = "bubblewrap would also keep them from secrets and control files in the workspace";
    let better = match &sandbox.broken {
        Some(said) => format!("{bubblewrap}, but does not work here: {said}"),
        None => format!("{bubblewrap}, but is not installed"),
    };
    let found = match &sandbox.mechanism {
        Some(Mechanism::Bubblewrap { program }) => format!(
            "bubblewrap (`{program}`) confines the commands of agents: they write in the workspace, read no secrets, and have no \
             network, unless you allow it"
        ),
        Some(Mechanism::Landlock { version }) => format!(
            "Landlock (version {version}) confines the commands of agents: they write in the workspace, read no secrets outside of \
             it, and have no network, unless you allow it; {better}"
        ),
        None => "nothing confines the commands of agents: they run with your rights, without your secrets in their environment, \
                 after you allowed them; so read each before you allow it, or work in a container"
            .to_owned(),
    };
    ok(CheckArea::Sandbox, found)
}

/// The first version whose worktrees and `--no-optional-locks` can be relied on.
const OLDEST_GIT: (u32, u32) = (2, 20);

fn git(git: &Git) -> Vec<Check> {
    let area = CheckArea::Git;
    let Some(program) = &git.program else {
        return vec![note(
            area,
            "git is not on PATH",
            "install git: what an agent changes is easier to look at and undo",
        )];
    };
    let says = program.says.as_deref().unwrap_or("git, whose version did not come in time");
    let mut checks = vec![match version(says) {
        Some(found) if found < OLDEST_GIT => note(area, says, "update git to 2.20 or newer"),
        Some(_) | None => ok(area, says),
    }];
    if !git.repository {
        let found = "the workspace is no git repository";
        checks.push(note(area, found, "git init: what an agent changes is easier to look at and undo"));
    }
    checks
}

/// The oldest version that works with us, major and minor, and what to do about an older one.
const OLDEST_EDITORS: [(&str, (u32, u32), &str); 4] = [
    ("nvim", (0, 10), "update Neovim to 0.10 or newer; `vim.lsp.enable` needs 0.11"),
    ("hx", (25, 1), "update Helix to 25.01 or newer"),
    ("helix", (25, 1), "update Helix to 25.01 or newer"),
    ("emacs", (29, 1), "update Emacs to 29.1 or newer, which has Eglot, or install Eglot or lsp-mode"),
];

fn editors(programs: &[Program]) -> Vec<Check> {
    let area = CheckArea::Editors;
    if programs.is_empty() {
        let found = "none of nvim, hx, code and emacs is on PATH";
        return vec![note(area, found, "any editor that speaks LSP will do: docs/editor.md")];
    }
    let judge = |program: &Program| {
        let name = &program.name;
        let found = program
            .says
            .as_ref()
            .map_or_else(|| format!("{name}: {}", program.path), |says| format!("{name}: {says}"));
        let oldest = OLDEST_EDITORS.iter().find(|(known, ..)| known == name);
        match (oldest, program.says.as_deref().and_then(version)) {
            (Some((_, oldest, fix)), Some(version)) if version < *oldest => {
                note(area, format!("{found} is too old"), *fix)
            }
            (Some(_) | None, Some(_) | None) => ok(area, found),
        }
    };
    programs.iter().map(judge).collect()
}
