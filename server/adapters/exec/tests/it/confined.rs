//! What a confined command can touch. Everything is tried with each mechanism that works here, by the real kernel.

use std::fs;
use std::net::{TcpListener, UdpSocket};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};

use exec::{Command, Confinement, End, Finished, Mechanism, confinement_support};
use tempfile::TempDir;

use crate::{finished, script};

/// A workspace with control files, and a home with a secret beside it, where the temporary folder is not.
struct World {
    folder: TempDir,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap() };
        for (path, text) in [
            ("workspace/file", "ours\n"),
            ("workspace/.git/config", "[core]\n"),
            ("workspace/.git/hooks/post-commit.sample", "#!/bin/sh\n"),
            ("workspace/.kiro/hooks/a.json", "{}\n"),
            ("workspace/.kiro/specs/a/tasks.md", "- [ ] 1. a\n"),
            ("workspace/.env", "KEY=canary\n"),
            ("home/.ssh/id", "canary\n"),
            ("home/.netrc", "canary\n"),
            ("home/notes", "harmless\n"),
        ] {
            let path = world.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        world
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn command(&self, by: &Mechanism, text: &str) -> Command {
        let paths = |paths: &[&str]| paths.iter().map(|path| self.path(path)).collect();
        let confinement = Confinement {
            by: by.clone(),
            writable: paths(&["workspace"]),
            protected: paths(&["workspace/.git/config", "workspace/.git/hooks", "workspace/.kiro/hooks"]),
            hidden: paths(&["workspace/.env", "home/.ssh", "home/.netrc", "home/missing"]),
            network: false,
        };
        let env = vec![("HOME".to_owned(), self.path("home").display().to_string())];
        let cwd = self.path("workspace");
        Command { cwd, env, confinement: Some(confinement), ..script(text) }
    }

    async fn run(&self, by: &Mechanism, text: &str) -> Finished {
        finished(self.command(by, text)).await
    }
}

/// The mechanisms that work here. What is missing is said.
pub(crate) async fn mechanisms() -> Vec<Mechanism> {
    let support = confinement_support(Path::new("/no/workspace")).await;
    let mut mechanisms = Vec::new();
    match support.bubblewrap {
        Some(program) => mechanisms.push(Mechanism::Bubblewrap { program }),
        None => {
            eprintln!("not tried with bubblewrap: {}", support.broken.unwrap_or("it is not there".into()))
        }
    }
    match support.landlock {
        0..3 => eprintln!("not tried with Landlock: its version here is {}", support.landlock),
        _ => mechanisms.push(Mechanism::Landlock),
    }
    mechanisms
}

fn is_landlock(by: &Mechanism) -> bool {
    *by == Mechanism::Landlock
}

/// Runs each script with each mechanism, and expects what it prints.
async fn check(cases: &[(&str, &str)]) {
    for by in mechanisms().await {
        for (text, expected) in cases {
            let world = World::new();
            let finished = world.run(&by, text).await;
            assert_eq!(finished.output, *expected, "{by:?}: {text}: {finished:?}");
        }
    }
}

#[tokio::test]
async fn the_workspace_can_be_written() {
    check(&[
        ("echo new > new && cat new && rm new", "new\n"),
        ("mkdir -p a/b && mv file a/b/ && ln a/b/file c && ln -s c d && cat d", "ours\n"),
        ("echo x > .kiro/specs/a/tasks.md && cat .kiro/specs/a/tasks.md", "x\n"),
        ("mkfifo p && (echo through > p &) && cat p", "through\n"),
        ("chmod 700 file && truncate -s 0 file && stat -c '%a %s' file", "700 0\n"),
    ])
    .await;
}

/// Ways to write a file, which must not lead out.
const WRITES: &[&str] = &[
    "echo x > TARGET",
    "echo x >> TARGET",
    "rm -f TARGET",
    "mv TARGET moved",
    "mv file TARGET",
    "ln -s TARGET link; echo x > link",
    "cd ..; echo x > TARGET",
    "echo x > /proc/self/root/TARGET",
    "echo x > /proc/$PPID/root/TARGET",
    "(setsid sh -c 'echo x > TARGET' &); sleep 0.1",
    "truncate -s 0 TARGET",
    "python3 -c 'import os; os.truncate(\"TARGET\", 0)'",
    "dd if=/dev/null of=TARGET",
    "sed -i s/./x/ TARGET",
    "tee TARGET < file",
];

async fn refuses_to_write(target: &str, ways: &[&str], mechanisms: &[Mechanism]) {
    for by in mechanisms {
        for way in ways {
            let world = World::new();
            let path = world.path(target);
            let before = fs::read_to_string(&path).unwrap();
            let finished = world.run(by, &way.replace("TARGET", &path.display().to_string())).await;
            assert_eq!(fs::read_to_string(&path).unwrap(), before, "{by:?}: {way}: {finished:?}");
        }
    }
}

#[tokio::test]
async fn nothing_else_can_be_written() {
    refuses_to_write("home/notes", WRITES, &mechanisms().await).await;
    check(&[
        ("echo x 2> /dev/null > ../new || echo refused", "refused\n"),
        ("mkdir ../new 2> /dev/null || echo refused", "refused\n"),
        ("rmdir ../home 2> /dev/null || echo refused", "refused\n"),
        ("echo x 2> /dev/null > /etc/kiro-test || echo refused", "refused\n"),
        ("echo x > /dev/null && echo allowed", "allowed\n"),
    ])
    .await;
}

/// A link to a file outside that was there before: it is the same file.
#[tokio::test]
async fn links_do_not_lead_out() {
    for by in mechanisms().await {
        let world = World::new();
        std::os::unix::fs::symlink(world.path("home"), world.path("workspace/home")).unwrap();
        let finished =
            world.run(&by, "cat home/notes; echo x > home/notes; cat home/.ssh/id home/.netrc").await;
        assert!(finished.output.starts_with("harmless\n"), "{finished:?}");
        assert!(!finished.output.contains("canary"), "{by:?}: {finished:?}");
        assert_eq!(fs::read_to_string(world.path("home/notes")).unwrap(), "harmless\n");
    }
}

#[tokio::test]
async fn control_files_are_only_read() {
    let mounts: Vec<_> = mechanisms().await.into_iter().filter(|by| !is_landlock(by)).collect();
    for target in [".git/config", ".git/hooks/post-commit.sample", ".kiro/hooks/a.json"] {
        let target = format!("workspace/{target}");
        refuses_to_write(&target, WRITES, &mounts).await;
        let folder = [
            "mv .git git2; mkdir -p .git/hooks; echo x > TARGET",
            "mv .kiro kiro2; mkdir -p .kiro/hooks; echo x > TARGET",
            "rm -rf .git .kiro",
            "git config core.pager x",
            "umount $(dirname TARGET); umount TARGET; echo x > TARGET",
            "mount --bind file TARGET",
            "unshare -r -m sh -c 'umount -l TARGET; echo x > TARGET'",
        ];
        refuses_to_write(&target, &folder, &mounts).await;
    }
}

#[tokio::test]
async fn what_it_lacks_is_said() {
    for by in mechanisms().await {
        let world = World::new();
        let lacks = exec::start(world.command(&by, "true")).unwrap().confined().unwrap().lacks;
        let of_the_workspace = lacks.iter().filter(|lack| lack.ends_with("in the workspace")).count();
        assert_eq!(of_the_workspace, if is_landlock(&by) { 2 } else { 0 }, "{by:?}: {lacks:?}");
    }
}

#[tokio::test]
async fn what_is_hidden_cannot_be_read() {
    for by in mechanisms().await {
        let world = World::new();
        fs::hard_link(world.path("home/.netrc"), world.path("home/hard")).unwrap();
        let mut targets = vec!["home/.ssh/id", "home/.netrc"];
        if is_landlock(&by) {
            targets.push("home/hard");
        } else {
            fs::hard_link(world.path("home/.ssh/id"), world.path("workspace/hard")).unwrap();
            targets.extend(["workspace/.env", "workspace/hard"]);
        }
        for target in targets {
            let path = world.path(target);
            for way in [
                "cat TARGET",
                "ln -s TARGET link; cat link",
                "ln TARGET hard2; cat hard2",
                "cp TARGET copy; cat copy",
                "mv TARGET copy; cat copy",
                "cat /proc/self/root/TARGET",
                "cat /proc/$PPID/root/TARGET",
                "cat /proc/1/root/TARGET",
                "cd $(dirname TARGET); cat $(basename TARGET)",
                "chmod 777 $(dirname TARGET) TARGET; cat TARGET",
                "umount $(dirname TARGET) TARGET; cat TARGET",
                "(setsid cat TARGET &); sleep 0.1",
                "python3 -c 'print(open(\"TARGET\").read())'",
                "tar c TARGET | cat",
                "mknod disk b 254 0; cat disk | head -c 1000000000 | grep -a canary",
            ] {
                let finished = world.run(&by, &way.replace("TARGET", &path.display().to_string())).await;
                assert!(!finished.output.contains("canary"), "{by:?}: {way}: {finished:?}");
            }
            assert!(fs::read_to_string(&path).unwrap().contains("canary"), "{by:?}: {target}");
        }
        let rest = world.run(&by, "cat ~/notes file; ls ~ > /dev/null && echo listed").await;
        assert_eq!(rest.output, "harmless\nours\nlisted\n", "{by:?}");
    }
}

#[tokio::test]
async fn of_paths_in_each_other_the_longest_counts() {
    for by in mechanisms().await {
        let world = World::new();
        fs::create_dir(world.path("home/.ssh/given")).unwrap();
        fs::hard_link(world.path("home/.ssh/id"), world.path("home/.ssh/id2")).unwrap();
        let text = "echo x > ~/.ssh/given/new && cat ~/.ssh/given/new; cat ~/.ssh/id; echo x > ~/.ssh/new; :";
        let mut command = world.command(&by, text);
        let confinement = command.confinement.as_mut().unwrap();
        confinement.writable.push(world.path("home/.ssh/given"));
        confinement.hidden.push(world.path("home/.ssh/id"));
        let output = finished(command).await.output;
        assert!(output.starts_with("x\n") && !output.contains("canary"), "{by:?}: {output}");
        assert!(!world.path("home/.ssh/new").exists(), "{by:?}");
    }
}

#[tokio::test]
async fn its_temporary_folder_is_its_own() {
    for by in mechanisms().await {
        let world = World::new();
        let text =
            "stat -c %a $TMPDIR; echo x > $TMPDIR/file && mktemp > /dev/null && echo written; echo $TMPDIR";
        let finished = world.run(&by, text).await;
        let lines: Vec<_> = finished.output.lines().collect();
        assert_eq!(lines[..2], ["700", "written"], "{by:?}: {finished:?}");
        assert!(!Path::new(lines[2]).join("file").exists(), "{by:?}: it is still there");
        let shared = std::env::temp_dir().join("kiro-exec-test-shared");
        let text = format!("echo x > {0}; cat {0}", shared.display());
        world.run(&by, &text).await;
        assert!(!shared.exists(), "{by:?}: it writes where others do");
    }
}

#[tokio::test]
async fn a_temporary_folder_goes_with_a_command_that_is_stopped() {
    for by in mechanisms().await {
        let world = World::new();
        let mut running =
            exec::start(world.command(&by, "cp -r $TMPDIR/. .; echo $TMPDIR; sleep 60")).unwrap();
        let until = tokio::time::sleep(std::time::Duration::from_millis(500));
        running.wait(|_| (), until).await.unwrap().unwrap_err();
        let folder = running.take_output();
        running.stop().await;
        if is_landlock(&by) {
            assert!(!Path::new(folder.trim()).exists(), "{folder}");
        }
    }
}

/// Connects as often as it can; says `reached` if anybody answers.
fn reaching(tcp: u16, udp: u16) -> String {
    format!(
        "for i in 1 2; do (exec 3<> /dev/tcp/127.0.0.1/{tcp} && echo reached) 2> /dev/null; \
         (echo ping > /dev/udp/127.0.0.1/{udp}) 2> /dev/null; done; \
         python3 -c 'import socket; print(\"reached\", socket.getaddrinfo(\"example.com\", 80))' 2> /dev/null; \
         python3 -c 'import socket; s = socket.socket(socket.AF_VSOCK); print(\"reached\")' 2> /dev/null; \
         python3 -c 'import socket; s = socket.socket(socket.AF_PACKET); print(\"reached\")' 2> /dev/null; :"
    )
}

#[tokio::test]
async fn the_network_is_reached_only_if_granted() {
    for by in mechanisms().await {
        let world = World::new();
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        udp.set_nonblocking(true).unwrap();
        let text = reaching(tcp.local_addr().unwrap().port(), udp.local_addr().unwrap().port());
        assert_eq!(world.run(&by, &text).await.output, "", "{by:?}");
        assert!(udp.recv(&mut [0; 9]).is_err(), "{by:?}");
        let mut command = world.command(&by, &text);
        command.confinement.as_mut().unwrap().network = true;
        let output = finished(command).await.output;
        assert!(output.starts_with("reached\nreached\n"), "{by:?}: {output}");
        assert!(udp.recv(&mut [0; 9]).is_ok(), "{by:?}");
    }
}

/// Behind a local socket sits a service that does what it is asked: a container service, a session bus.
#[tokio::test]
async fn local_sockets_do_not_lead_out() {
    for by in mechanisms().await {
        let world = World::new();
        let folder = tempfile::tempdir_in("/run").or_else(|_| tempfile::tempdir()).unwrap();
        let socket = folder.path().join("socket");
        let _service = UnixListener::bind(&socket).unwrap();
        let name = format!("kiro-exec-test-{}", std::process::id());
        let address = SocketAddr::from_abstract_name(&name).unwrap();
        let _hidden = UnixListener::bind_addr(&address).unwrap();
        let text = format!(
            "python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect(\"{}\"); print(\"reached\")'; \
             python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect(\"\\0{}\"); print(\"reached\")'",
            socket.display(),
            name
        );
        for network in [false, true] {
            let mut command = world.command(&by, &text);
            command.confinement.as_mut().unwrap().network = network;
            let output = finished(command).await.output;
            assert!(!output.contains("reached\n"), "{by:?}, network {network}: {output}");
        }
        assert!(finished(script(&text)).await.output.contains("reached\nreached\n"), "without confinement");
    }
}

#[tokio::test]
async fn it_cannot_get_at_other_processes() {
    for by in mechanisms().await {
        let world = World::new();
        let mut other =
            std::process::Command::new("sleep").arg("60").env("CANARY", "canary").spawn().unwrap();
        let (other_id, ours) = (other.id(), std::process::id());
        let text = format!(
            "for p in {other_id} {ours} $PPID; do cat /proc/$p/environ | tr '\\0' ' '; ls /proc/$p/fd /proc/$p/cwd/; done; \
             kill -9 {other_id}; python3 -c 'import os; os.kill({other_id}, 9)'; \
             gdb -p {other_id} -batch; strace -p {other_id} -c & sleep 0.1"
        );
        let finished = world.run(&by, &text).await;
        assert!(!finished.output.contains("canary"), "{by:?}: {finished:?}");
        assert!(!finished.output.contains("CARGO_MANIFEST"), "{by:?}: {finished:?}");
        assert_eq!(other.try_wait().unwrap(), None, "{by:?}: it was killed: {finished:?}");
        other.kill().unwrap();
        other.wait().unwrap();
    }
}

#[tokio::test]
async fn it_has_no_rights_and_gets_none() {
    check(&[
        ("grep -E '^Cap(Prm|Eff|Amb)' /proc/self/status | cut -f 2 | sort -u", "0000000000000000\n"),
        ("grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\\n'", "NoNewPrivs:\t1Seccomp:\t2"),
        ("unshare -U true 2> /dev/null || echo refused", "refused\n"),
        ("unshare -n true 2> /dev/null || echo refused", "refused\n"),
        ("mount -t tmpfs none . 2> /dev/null || echo refused", "refused\n"),
        ("mknod null c 1 3 2> /dev/null || echo refused", "refused\n"),
        ("chown 12345 file 2> /dev/null || echo refused", "refused\n"),
        (
            "cp /bin/sh sh; chmod u+s sh; ./sh -c 'mount -t tmpfs none . 2> /dev/null || echo refused'",
            "refused\n",
        ),
    ])
    .await;
}

#[tokio::test]
async fn it_ends_as_other_commands_do() {
    for by in mechanisms().await {
        let world = World::new();
        for (text, end) in [
            ("true", End::Exited(0)),
            ("exit 42", End::Exited(42)),
            ("no-such-program", End::Exited(127)),
            ("kill -9 $$", if is_landlock(&by) { End::Signalled(9) } else { End::Exited(137) }),
        ] {
            assert_eq!(world.run(&by, text).await.end, end, "{by:?}: {text}");
        }
        let polite = "trap 'sleep 0.3; echo cleaned; exit 0' TERM; while :; do sleep 0.02; done";
        let command = Command { timeout: std::time::Duration::from_secs(1), ..world.command(&by, polite) };
        let finished = finished(command).await;
        assert_eq!(finished.end, End::TimedOut, "{by:?}");
        assert!(finished.output.ends_with("cleaned\n"), "{by:?}: {finished:?}");
    }
}

/// The tools of every day work inside, without a network.
#[tokio::test]
async fn everyday_tools_work() {
    const BUILD: &str = "mkdir -p tiny/src && cd tiny && printf '[package]\\nname = \"tiny\"\\n[workspace]\\n' > Cargo.toml && \
        echo 'fn main() { println!(\"built\"); }' > src/main.rs && cargo run -q --offline";
    const COMMIT: &str = "git init -q repo && cd repo && git config user.email a@b && git config user.name a && echo x > f && \
        git add f && git commit -qm first && git log --format=%s";
    const SERVE: &str = "python3 -c 'import subprocess, tempfile; f = tempfile.NamedTemporaryFile(); \
        print(subprocess.check_output([\"echo\", \"python\"]).decode().strip())'";
    const NODE: &str =
        "node -e 'console.log(require(\"child_process\").execSync(\"echo node\").toString().trim())'";
    for by in mechanisms().await {
        for (program, text, expected) in [
            ("cargo", BUILD, "built\n"),
            ("git", COMMIT, "first\n"),
            ("python3", SERVE, "python\n"),
            ("node", NODE, "node\n"),
        ] {
            if exec::find_program(program, Path::new("/no/workspace")).is_none() {
                eprintln!("not tried: {program} is not here");
                continue;
            }
            let world = World::new();
            // With the home of this user: that is where tool chains are.
            let finished = finished(Command { env: Vec::new(), ..world.command(&by, text) }).await;
            assert_eq!(finished.output, expected, "{by:?}: {program}: {finished:?}");
        }
    }
}
