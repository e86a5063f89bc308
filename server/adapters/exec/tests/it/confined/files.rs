//! What of the file system a confined command can write and read.

use std::fs;
use std::path::Path;
use std::time::Duration;

use exec::Mechanism;

use super::{World, check, is_landlock, mechanisms};
use crate::finished;

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
        let mut targets = vec!["home/.ssh/id", "home/.netrc", "state/log"];
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
        let until = tokio::time::sleep(Duration::from_millis(500));
        running.wait(|_| (), until).await.unwrap().unwrap_err();
        let folder = running.take_output();
        running.stop().await;
        if is_landlock(&by) {
            assert!(!Path::new(folder.trim()).exists(), "{folder}");
        }
    }
}
