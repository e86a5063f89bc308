//! Measures how long a command takes that does nothing, with and without confinement, each in turn in one run. Prints a
//! line of JSON for each: `{"by": "none", "size": [0, 0, 0], "median_ms": 2.1, "least_ms": 1.9}`.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use exec::{Command, Confinement, Mechanism, confinement_support, run};

const ROUNDS: usize = 200;

/// How much is confined: hidden folders, hidden files and protected files.
const SIZES: [[usize; 3]; 3] = [[0, 0, 0], [8, 4, 4], [40, 20, 20]];

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let home = tempfile::tempdir_in("target")?;
    let workspace = tempfile::tempdir_in("target")?;
    let support = confinement_support(Path::new("/no/workspace")).await;
    let bubblewrap = support.bubblewrap.map(|program| Mechanism::Bubblewrap { program });
    let landlock = (support.landlock >= 3).then_some(Mechanism::Landlock);
    for size in SIZES {
        let mut cases = vec![None];
        for by in bubblewrap.iter().chain(&landlock) {
            cases.push(Some(confinement(by, home.path(), workspace.path(), size)?));
        }
        let mut times = vec![Vec::new(); cases.len()];
        for _ in 0..ROUNDS {
            for (confinement, times) in cases.iter().zip(&mut times) {
                times.push(once(workspace.path(), confinement.clone()).await?);
            }
        }
        for (confinement, times) in cases.iter().zip(&mut times) {
            let by = match confinement.as_ref().map(|confinement| &confinement.by) {
                None => "none",
                Some(Mechanism::Bubblewrap { .. }) => "bubblewrap",
                Some(Mechanism::Landlock) => "landlock",
            };
            times.sort_unstable();
            let milliseconds = |time: Option<&Duration>| time.map_or(0.0, |time| time.as_secs_f64() * 1000.0);
            let (median, least) = (milliseconds(times.get(ROUNDS / 2)), milliseconds(times.first()));
            println!(
                r#"{{"by": "{by}", "size": {size:?}, "median_ms": {median:.3}, "least_ms": {least:.3}}}"#
            );
        }
    }
    Ok(())
}

fn confinement(
    by: &Mechanism,
    home: &Path,
    workspace: &Path,
    size: [usize; 3],
) -> std::io::Result<Confinement> {
    let [folders, files, protected] = size;
    let named = |folder: &Path, name: &str, count| -> Vec<PathBuf> {
        (0..count).map(|number| folder.join(format!("{name}-{number}"))).collect()
    };
    let (mut hidden, files) = (named(home, "folder", folders), named(home, "file", files));
    let protected = named(workspace, "control", protected);
    hidden.iter().try_for_each(std::fs::create_dir_all)?;
    files.iter().chain(&protected).try_for_each(|path| std::fs::write(path, ""))?;
    hidden.extend(files);
    Ok(Confinement {
        by: by.clone(),
        writable: vec![workspace.to_owned()],
        protected,
        hidden,
        private: Vec::new(),
        network: false,
    })
}

/// From the call to the end of the last process.
async fn once(cwd: &Path, confinement: Option<Confinement>) -> Result<Duration, exec::ExecError> {
    let command = Command {
        script: "exit 0".to_owned(),
        cwd: cwd.to_owned(),
        timeout: Duration::from_secs(60),
        output_limit: 1000,
        env: Vec::new(),
        keep: None,
        input: false,
        confinement,
    };
    let began = Instant::now();
    let Ok(finished) = run(command, |_| (), std::future::pending::<Infallible>()).await?;
    assert_eq!(finished.end, exec::End::Exited(0), "{}", finished.output);
    Ok(began.elapsed())
}
