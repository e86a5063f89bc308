//! Nobody who came of a command outlives it, wherever they moved and whatever they ignore.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use exec::{Command, Confinement, End, Mechanism, run, start};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::confined::mechanisms;
use crate::{finished, heard, script};

/// Ways to leave a process behind that runs `stay.sh`, which heeds no signal that can be ignored.
const WAYS: [&str; 9] = [
    "sh stay.sh &",
    "sh stay.sh > /dev/null 2>&1 &",
    "nohup sh stay.sh > /dev/null 2>&1 &",
    "sh stay.sh & disown -a",
    "setsid sh stay.sh &",
    // A daemon: two forks, a session of its own, nothing inherited.
    "(setsid sh -c 'sh stay.sh & exit 0' < /dev/null > /dev/null 2>&1 &)",
    "env -i setsid -f /bin/sh stay.sh > /dev/null 2>&1",
    // Each below another, each in a session of its own.
    "setsid sh -c 'setsid sh -c \"setsid sh stay.sh & sh stay.sh\" & sh stay.sh' &",
    // A child that ends at once leaves a zombie to whoever adopts it.
    "setsid sh -c 'sh -c \"exit 1\" & sh stay.sh' & (exit 1) &",
];

const STAY: &str =
    "trap '' TERM HUP INT QUIT PIPE USR1; touch stays; for i in 1 2 3 4 5 6 7 8 9; do sleep 5; done";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("stay.sh"), STAY).unwrap();
    folder
}

/// A way to leave somebody behind, with or without a confinement.
#[derive(Clone, Debug)]
struct Way {
    text: &'static str,
    by: Option<Mechanism>,
}

impl Way {
    async fn all() -> Vec<Self> {
        let confined = mechanisms().await.into_iter().map(Some);
        let each = |by: Option<Mechanism>| WAYS.map(|text| Self { text, by: by.clone() });
        confined.chain([None]).flat_map(each).collect()
    }

    /// A command in `folder` that leaves somebody behind, and then does `rest`.
    fn leaving(&self, folder: &Path, rest: &str) -> Command {
        let text = format!("{}\nwhile [ ! -e stays ]; do sleep 0.01; done; {rest}", self.text);
        let confinement = self.by.clone().map(|by| Confinement {
            by,
            writable: vec![folder.to_owned()],
            protected: Vec::new(),
            hidden: Vec::new(),
            private: Vec::new(),
            network: false,
        });
        Command { cwd: folder.to_owned(), confinement, ..script(&text) }
    }
}

/// The processes that work in `folder`.
fn processes(folder: &Path) -> Vec<String> {
    let all = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    let here = all.filter(|process| fs::read_link(process.join("cwd")).is_ok_and(|cwd| cwd == folder));
    here.map(|process| fs::read_to_string(process.join("cmdline")).unwrap_or_default().replace('\0', " "))
        .collect()
}

/// How long it takes until nobody is left.
async fn deserted(folder: &Path, way: &Way) -> Duration {
    let began = Instant::now();
    loop {
        let left = processes(folder);
        if left.is_empty() {
            return began.elapsed();
        }
        assert!(began.elapsed() < Duration::from_secs(10), "{way:?}: {left:?} still run");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn wait_for_stay(folder: &Path) {
    let end = Instant::now() + Duration::from_secs(20);
    while !folder.join("stays").exists() {
        assert!(Instant::now() < end, "it never began");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Runs a case for each way, all at once, and prints how long the slowest took.
async fn each_way<F: Future<Output = Duration> + Send + 'static>(
    what: &str,
    case: impl Fn(Way, TempDir) -> F,
) {
    let mut cases = JoinSet::new();
    for way in Way::all().await {
        cases.spawn(case(way, folder()));
    }
    let count = cases.len();
    let slowest = cases.join_all().await.into_iter().max().unwrap_or_default();
    eprintln!("{what}: {count} trees, the last process was gone after {slowest:?}");
}

#[tokio::test]
async fn at_the_end_of_the_command() {
    each_way("end of the command", |way, folder| async move {
        let done = finished(way.leaving(folder.path(), "echo done")).await;
        assert_eq!((done.end, done.output.as_str()), (End::Exited(0), "done\n"), "{way:?}");
        assert!(done.left > 0, "{way:?}: nobody was counted");
        assert_eq!(processes(folder.path()), [""; 0], "{way:?}");
        Duration::ZERO
    })
    .await;
}

#[tokio::test]
async fn at_the_time_limit() {
    each_way("time limit", |way, folder| async move {
        let command = way.leaving(folder.path(), "trap '' TERM; sh stay.sh");
        let began = Instant::now();
        let done = finished(Command { timeout: Duration::from_secs(1), ..command }).await;
        assert_eq!(done.end, End::TimedOut, "{way:?}");
        let took = began.elapsed();
        assert!(took > Duration::from_secs(3) && took < Duration::from_secs(10), "{way:?}: {took:?}");
        assert_eq!(processes(folder.path()), [""; 0], "{way:?}");
        Duration::ZERO
    })
    .await;
}

#[tokio::test]
async fn when_the_future_is_dropped() {
    each_way("cancel", |way, folder| async move {
        let running = tokio::spawn(finished(way.leaving(folder.path(), "sh stay.sh")));
        wait_for_stay(folder.path()).await;
        running.abort();
        assert!(running.await.unwrap_err().is_cancelled());
        deserted(folder.path(), &way).await
    })
    .await;
}

/// A second signal means "at once" to many programs, which then lose what they were about to clean up.
#[tokio::test]
async fn each_process_is_asked_once_to_end() {
    // Each waits for a process outside of the group, which nobody asks, so its handler runs as soon as it is asked.
    let asked = "trap 'echo asked $$' TERM; setsid sleep 9 & while :; do wait; done";
    let text = format!("for i in 1 2 3 4 5 6 7 8; do (sh -c \"$ASKED\" &); done; {asked}");
    let env = vec![("ASKED".to_owned(), asked.to_owned())];
    let done = finished(Command { timeout: Duration::from_secs(1), env, ..script(&text) }).await;
    assert_eq!(done.end, End::TimedOut);
    let mut lines: Vec<_> = done.output.lines().collect();
    let all = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert!(all == lines.len() && all > 1, "{}", done.output);
}

/// Who goes on after a stop may do so at once: nobody is left who could still write.
#[tokio::test]
async fn when_it_is_stopped() {
    each_way("stop", |way, folder| async move {
        let stop = async {
            wait_for_stay(folder.path()).await;
            assert_ne!(processes(folder.path()), [""; 0], "{way:?}");
            Instant::now()
        };
        let rest = "trap 'touch asked' TERM; while :; do echo more; done";
        let began = run(way.leaving(folder.path(), rest), |_| (), stop).await.unwrap().unwrap_err();
        let took = began.elapsed();
        assert_eq!(processes(folder.path()), [""; 0], "{way:?}");
        assert!(!folder.path().join("asked").exists(), "{way:?}: it was given time to end");
        took
    })
    .await;
    let folder = folder();
    let command = Command { cwd: folder.path().to_owned(), ..script("touch begun") };
    let stopped = run(command, |_| (), async {}).await;
    assert_eq!(stopped.unwrap(), Err(()));
    assert!(!folder.path().join("begun").exists());
}

#[tokio::test]
async fn when_what_runs_is_dropped_or_stopped() {
    for stop in [false, true] {
        each_way(
            if stop { "stop of a session" } else { "drop of a session" },
            move |way, folder| async move {
                let mut running = start(way.leaving(folder.path(), "sh stay.sh")).unwrap();
                let begun = wait_for_stay(folder.path());
                running.wait(|_| (), begun).await.unwrap().unwrap_err();
                if stop {
                    running.stop().await;
                    assert_eq!(processes(folder.path()), [""; 0], "{way:?}");
                    return Duration::ZERO;
                }
                drop(running);
                deserted(folder.path(), &way).await
            },
        )
        .await;
    }
}

const FEW: &str = "EXEC_TEST_FEW";

/// Not a test: what the test below starts. Tries every limit, from no room at all to enough.
#[tokio::test]
async fn child_with_few_descriptors() {
    let Some(report) = std::env::var_os(FEW) else { return };
    let open = fs::read_dir("/proc/self/fd").unwrap().count() as u64;
    let mut said = String::new();
    for limit in open..open + 20 {
        let maximum = getrlimit(Resource::Nofile).maximum;
        setrlimit(Resource::Nofile, Rlimit { current: Some(limit), maximum }).unwrap();
        let ended = finished_or_why(script("true")).await;
        setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).unwrap();
        said += &format!("{ended}\n");
    }
    fs::write(report, said).unwrap();
}

async fn finished_or_why(command: Command) -> String {
    match heard(command, |_| ()).await {
        Ok(finished) => format!("{:?}", finished.end),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn too_few_descriptors_are_said_wherever_they_end() {
    let folder = folder();
    let report = folder.path().join("report");
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "trees::child_with_few_descriptors"])
        .env(FEW, &report)
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    let said = fs::read_to_string(report).unwrap();
    let why = |line: &str| line.starts_with("cannot start the shell") && line.ends_with("(os error 24)");
    assert!(said.lines().all(|line| line == "Exited(0)" || why(line)), "{said}");
    assert!(said.lines().any(why) && said.ends_with("Exited(0)\n"), "{said}");
    eprint!("{said}");
}

const CHILD: &str = "EXEC_TEST_FOLDER";

/// Not a test: what the test below starts and kills. Runs every way in a folder of its own.
#[tokio::test]
async fn child_that_runs_commands() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let mut commands = JoinSet::new();
    for (number, way) in Way::all().await.into_iter().enumerate() {
        let folder = Path::new(&folder).join(number.to_string());
        let lock = fs::File::create(folder.join("lock")).unwrap();
        lock.lock().unwrap();
        let keep = Some(std::sync::Arc::new(lock));
        commands.spawn(finished(Command { keep, ..way.leaving(&folder, "sh stay.sh") }));
    }
    commands.join_all().await;
}

#[tokio::test]
async fn when_this_process_is_killed() {
    let folder = folder();
    let ways = Way::all().await;
    let folders: Vec<_> = (0..ways.len()).map(|number| folder.path().join(number.to_string())).collect();
    for folder in &folders {
        fs::create_dir(folder).unwrap();
        fs::write(folder.join("stay.sh"), STAY).unwrap();
    }
    let mut parent = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "trees::child_that_runs_commands"])
        .env(CHILD, folder.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    for folder in &folders {
        wait_for_stay(folder).await;
    }
    parent.kill().unwrap();
    parent.wait().unwrap();
    let began = Instant::now();
    for (folder, way) in folders.iter().zip(&ways) {
        // Whoever gets the lock finds nobody at work.
        fs::File::open(folder.join("lock")).unwrap().lock().unwrap();
        assert_eq!(processes(folder), [""; 0], "{way:?}");
    }
    eprintln!("kill -9 of this process: {} trees were gone after {:?}", ways.len(), began.elapsed());
}

#[tokio::test]
async fn a_command_that_kills_its_group_or_its_warden_is_seen() {
    let done = finished(script("sh -c 'kill -9 0' & sleep 20")).await;
    assert_eq!(done.end, End::Signalled(9));
    let began = Instant::now();
    let lost = heard(script("sleep 20 & kill -9 $PPID; sleep 20"), |_| ()).await.unwrap_err();
    assert_eq!(
        lost.to_string(),
        "lost track of the command, which was killed: the process that watches it was killed"
    );
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn who_does_not_stay_is_not_counted() {
    for text in ["true", "(exit 1) & wait", "sleep 0.05 &", "setsid -w true"] {
        assert_eq!(finished(script(text)).await.left, 0, "{text}");
    }
}

/// Needs no thread that outlives the command: what counts is the process.
#[test]
fn a_command_outlives_the_thread_that_asked_for_it() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let asked = std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut future = Box::pin(finished(script("sleep 1; echo survived")));
            runtime.block_on(async {
                let _ = tokio::time::timeout(Duration::from_millis(300), &mut future).await;
            });
            future
        });
        asking.join().unwrap()
    });
    assert_eq!(runtime.block_on(asked).output, "survived\n");
}

#[tokio::test]
async fn a_command_costs_little() {
    const COUNT: u32 = 100;
    let began = Instant::now();
    for _ in 0..COUNT {
        assert_eq!(finished(script("true")).await.end, End::Exited(0));
    }
    let each = began.elapsed() / COUNT;
    eprintln!("{COUNT} commands, {each:?} each");
    assert!(each < Duration::from_millis(100), "{each:?}");
}
