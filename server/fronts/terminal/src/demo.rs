use std::fs;
use std::path::{Path, PathBuf};

use protocol::{Outcome, Request, Response, Trust};
use runtime::Runtime;

use crate::cli::DemoVerb;
use crate::exit::Failure;
use crate::follow::{Answers, Ended, Follower};
use crate::narrate::narrate;
use crate::{Exit, OpenRuntime, spec};

const SPEC: &str = "text-statistics";

/// The tasks that the scripted model knows.
const TASKS: [&str; 2] = ["2.1", "2.2"];

macro_rules! files {
    ($($path:literal),* $(,)?) => { &[$(($path, include_str!(concat!("../demo/", $path)))),*] };
}

/// A small program with a spec, tests that fail, and what the scripted model says.
const FILES: &[(&str, &str)] = files![
    ".kiro/specs/text-statistics/requirements.md",
    ".kiro/specs/text-statistics/design.md",
    ".kiro/specs/text-statistics/tasks.md",
    ".kiro/steering/tech.md",
    "model.jsonl",
    "tests/__init__.py",
    "tests/test_lines.py",
    "tests/test_longest_word.py",
    "tests/test_words.py",
    "textstats/__init__.py",
    "textstats/__main__.py",
    "textstats/counts.py",
];

pub(crate) async fn run(verb: &DemoVerb, open: OpenRuntime<'_>) -> Result<Exit, Failure> {
    if std::process::Command::new("python3").arg("--version").output().is_err() {
        return Err(Failure::new(
            "the demonstration's program is written in Python: install python3, then try again",
        ));
    }
    let folder = write_program(verb.into.as_deref())?;
    eprintln!(
        "The program is real, and so are the tools that edit and test it. The model's words are scripted:\n\
         they come from {}.\n",
        folder.join("model.jsonl").display()
    );
    let runtime = open(folder.clone())?;
    for task in TASKS {
        let ended = implement(&runtime, &folder, task).await?;
        if !matches!(ended, Ended::Run(Outcome::Done { .. })) {
            eprintln!("The demonstration did not go as it should; the program is in {}.", folder.display());
            return Ok(ended.exit());
        }
        eprintln!();
    }
    let Response::Spec { spec } = runtime.handle(Request::SpecGet { spec: SPEC.to_owned() })? else {
        return Err(Failure::new("the spec came back as something else"));
    };
    eprintln!("{}", spec::show(&spec));
    eprintln!("{}", farewell(&folder));
    Ok(Exit::Done)
}

async fn implement(runtime: &Runtime, folder: &Path, task: &str) -> Result<Ended, Failure> {
    let subscription = runtime.subscribe(runtime.head()?)?;
    let response = runtime.handle(Request::TaskRun {
        spec: SPEC.to_owned(),
        task: task.to_owned(),
        model: Some(format!("scripted:{}", folder.join("model.jsonl").display())),
        trust: Trust::All,
        checks: Vec::new(),
    })?;
    let Response::RunStarted { run_id, .. } = response else {
        return Err(Failure::new("the run's start came back as something else"));
    };
    Follower::run(runtime, subscription, run_id, None, Answers::Nobody).follow(narrate()).await
}

/// Never writes over anything: the folder is new, or empty.
fn write_program(into: Option<&Path>) -> Result<PathBuf, Failure> {
    let folder = match into {
        Some(folder) => folder.to_owned(),
        None => new_folder()?,
    };
    let failed =
        |error: std::io::Error| Failure::new(format!("cannot write `{}`: {error}", folder.display()));
    fs::create_dir_all(&folder).map_err(failed)?;
    if fs::read_dir(&folder).map_err(failed)?.next().is_some() {
        return Err(Failure::new(format!("`{}` is not empty; name a new folder", folder.display())));
    }
    for (path, text) in FILES {
        let file = folder.join(path);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::write(file, text).map_err(failed)?;
    }
    folder.canonicalize().map_err(failed)
}

fn new_folder() -> Result<PathBuf, Failure> {
    let base = std::env::temp_dir();
    for number in 1..1_000 {
        let folder = base.join(format!("kiro-demo-{}-{number}", std::process::id()));
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Failure::new(format!("cannot make `{}`: {error}", folder.display()))),
        }
    }
    Err(Failure::new(format!("`{}` is full of demonstrations; name a folder", base.display())))
}

fn farewell(folder: &Path) -> String {
    let program = program();
    format!(
        "Look at it:\n\
         \x20 cd {}\n\
         \x20 {program} spec show {SPEC}\n\
         \x20 {program} session list\n\
         \x20 python3 -m unittest; echo 'one two' | python3 -m textstats\n\n\
         With a real model, any OpenAI-compatible endpoint:\n\
         \x20 export OPENAI_BASE_URL=https://… OPENAI_API_KEY=…\n\
         \x20 {program} task run {SPEC} 3 --model openai:NAME",
        folder.display()
    )
}

/// What to type to start this program: its name where `PATH` leads to it, else the path of its file.
fn program() -> String {
    const NAME: &str = "kiro-cli";
    let Ok(own) = std::env::current_exe().and_then(|file| file.canonicalize()) else {
        return NAME.to_owned();
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let first = std::env::split_paths(&path).map(|folder| folder.join(NAME)).find(|file| file.is_file());
    match first.and_then(|file| file.canonicalize().ok()) {
        Some(found) if found == own => NAME.to_owned(),
        Some(_) | None => own.display().to_string(),
    }
}
