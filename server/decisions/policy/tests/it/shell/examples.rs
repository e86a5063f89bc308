//! What parsing and judging give, by example.
use expect_test::{Expect, expect};
use policy::shell::{Effect, Folder, Word, parse};

use super::world::classify;

/// The commands of a script: folder, assignments, words (`·` for what is not known), redirections; then what is not understood.
fn check_parse(script: &str, expected: Expect) {
    let program = parse(script);
    let word =
        |word: &Word| word.literal().map_or_else(|| format!("·{}", word.source), |text| format!("{text:?}"));
    let mut shown = String::new();
    for command in &program.commands {
        let folder = match &command.folder {
            Folder::OneOf(folders) => folders.join(" or "),
            Folder::Unknown => "anywhere".to_owned(),
        };
        let assigned = command.assignments.iter().map(|(name, value)| format!("{name}={} ", word(value)));
        let words: Vec<String> = command.words.iter().map(word).collect();
        let redirected = command.redirects.iter().map(|redirect| match &redirect.effect {
            Effect::Read(file) => format!(" < {}", word(file)),
            Effect::Write(file) => format!(" > {}", word(file)),
            Effect::NoFile => " ~".to_owned(),
        });
        shown += &format!(
            "[{folder}] {}{}{}\n",
            assigned.collect::<String>(),
            words.join(" "),
            redirected.collect::<String>()
        );
    }
    for unclear in &program.opaque {
        shown += &format!("? {}: {}\n", &script[unclear.span.clone()], unclear.what);
    }
    expected.assert_eq(&shown);
}

/// The parts of a script: class, text, reason; what is written.
fn check(script: &str, expected: Expect) {
    let shown = classify(script).into_iter().map(|part| {
        let class = format!("{:?}", part.class);
        let class = class.split(' ').next().unwrap().to_owned();
        let why = part.class.why().map_or_else(String::new, |why| format!(": {why}"));
        let always = if part.remembers { " (always)" } else { "" };
        let writes =
            if part.writes.is_empty() { String::new() } else { format!(" writes {:?}", part.writes) };
        format!("{class}{always} `{}`{why}{writes}\n", part.text)
    });
    expected.assert_eq(&shown.collect::<String>());
}

#[test]
fn words_are_what_the_shell_makes_of_them() {
    check_parse(
        r#"a 'b c' "d\"e" f\ g r\m "" x"y"'z' "#,
        expect![[r#"
        [] "a" "b c" "d\"e" "f g" "rm" "" "xyz"
    "#]],
    );
    check_parse(
        "a $X \"$X\" ~/x '~/x' *.rs {a,b} {} $'\\x41' $? a~ \"a b\" \"  \"",
        expect![[r#"
            [] "a" ·$X ·"$X" ·~/x "~/x" ·*.rs ·{a,b} "{}" ·$'\x41' ·$? "a~" "a b" "  "
        "#]],
    );
    check_parse(
        "A=1 B='x y' cmd; C=2",
        expect![[r#"
        [] A="1" B="x y" "cmd"
        [] C="2" 
    "#]],
    );
    check_parse(
        "a > b 2>&1 < c; d >> e 2> /dev/null; f &> g; h <<< i; > j",
        expect![[r#"
        [] "a" > "b" ~ < "c"
        [] "d" > "e" > "/dev/null"
        [] "f" > "g"
        [] "h" ~
        []  > "j"
    "#]],
    );
    check_parse(
        "cat > out <<'EOF'\n$X $(rm)\nEOF\nls",
        expect![[r#"
        [] "cat" > "out" ~
        [] "ls"
    "#]],
    );
    check_parse(
        "cat <<EOF | grep a\n$(id)\nEOF",
        expect![[r#"
            [] "cat" ~
            [] "id"
            [] "grep" "a"
            ? $(id)
            : text in which something is replaced when it runs
        "#]],
    );
}

#[test]
fn folders_follow_cd() {
    check_parse(
        "cd a && b; c",
        expect![[r#"
        [] "cd" "a"
        [a] "b"
        [ or a] "c"
    "#]],
    );
    check_parse(
        "cd a; cd b; c",
        expect![[r#"
        [] "cd" "a"
        [ or a] "cd" "b"
        [ or a or a/b or b] "c"
    "#]],
    );
    check_parse(
        "(cd a && b); c",
        expect![[r#"
        [] "cd" "a"
        [a] "b"
        [] "c"
    "#]],
    );
    check_parse(
        "cd a || b; c",
        expect![[r#"
        [] "cd" "a"
        [] "b"
        [ or a] "c"
    "#]],
    );
    check_parse(
        "{ cd a; b; } > c; d",
        expect![[r#"
        [] "cd" "a"
        [ or a] "b" > "c"
        [ or a] "d"
    "#]],
    );
    check_parse(
        "cd \"$X\"; a; cd /tmp && b",
        expect![[r#"
        [] "cd" ·"$X"
        [anywhere] "a"
        [anywhere] "cd" "/tmp"
        [/tmp] "b"
    "#]],
    );
    check_parse(
        "cd a | b; cd c & d",
        expect![[r#"
        [] "cd" "a"
        [] "b"
        [] "cd" "c"
        [] "d"
    "#]],
    );
    check_parse(
        "if cd a; then b; else c; fi; d",
        expect![[r#"
        [] "cd" "a"
        [ or a] "b"
        [ or a] "c"
        [ or a] "d"
    "#]],
    );
    check_parse(
        "for i in 1 2; do cd a; b; done; c",
        expect![[r#"
        [anywhere] "cd" "a"
        [anywhere] "b"
        [anywhere] "c"
    "#]],
    );
}

#[test]
fn what_is_not_understood_is_said() {
    check_parse(
        "case a in b) c;; esac",
        expect![[r#"
        [anywhere] "c"
        ? case a in b) c;; esac: a choice by pattern
    "#]],
    );
    check_parse(
        "f() { a; }; f",
        expect![[r#"
        [anywhere] "a"
        [anywhere] "f"
        ? f() { a; }: a function
    "#]],
    );
    check_parse(
        "ls $(a; b)",
        expect![[r#"
        [] "ls" ·$(a; b)
        [] "a"
        [] "b"
    "#]],
    );
    check_parse(
        "a (",
        expect![[r#"
            [] "a"
            ? a (: it cannot be read as a shell script
        "#]],
    );
    check_parse(
        "ls\u{a0}-la",
        expect![[r#"
            [] "ls\u{a0}-la"
            ?  : it has characters that cannot be seen, or blanks that are none to the shell
        "#]],
    );
}

#[test]
fn reasons_are_for_the_user() {
    check(
        "cargo test && rm -rf /",
        expect![[r#"
        Ordinary (always) `cargo test`
        Forbidden `rm -rf /`: `/` is the root of the file system, which is never deleted, moved or opened up as a whole writes [FileSystemRoot]
    "#]],
    );
    check(
        "RUST_LOG=debug timeout 60 cargo test -q",
        expect![[r#"
        Ordinary (always) `cargo test -q`
    "#]],
    );
    check(
        "PAGER=x git log",
        expect![[r#"
        Opaque `git log`: `PAGER` may change what it does
    "#]],
    );
    check(
        "rg --pre x y",
        expect![[r#"
        Opaque `rg --pre x y`: `--pre` is not among the arguments of `rg` known to only read
    "#]],
    );
    check(
        "cd build; rm -rf *",
        expect![[r#"
        ReadOnly `cd build`
        Forbidden `rm -rf *`: `*` is the whole workspace, which is never deleted, moved or opened up as a whole writes [Root, Inside("build")]
    "#]],
    );
    check(
        "cd build && rm -rf *",
        expect![[r#"
        ReadOnly `cd build`
        Ordinary `rm -rf *` writes [Inside("build")]
    "#]],
    );
    check(
        "rm -rf \"$TARGET\"/debug",
        expect![[r#"
        Forbidden `rm -rf "$TARGET"/debug`: what `"$TARGET"/debug` deletes is not known, and may be everything; write the path out
    "#]],
    );
    check(
        "git push --force",
        expect![[r#"
        Forbidden `git push --force`: it overwrites or deletes what others have on the remote
    "#]],
    );
    check(
        "echo x > .kiro/hooks/a.json",
        expect![[r#"
        Guarded `echo x`: `.kiro/hooks/a.json` decides what is run or allowed writes [Inside(".kiro/hooks/a.json")]
    "#]],
    );
    check(
        "cat ~/.aws/credentials out/passwd",
        expect![[r#"
        Guarded `cat ~/.aws/credentials out/passwd`: `~/.aws/credentials`: there are secrets in it
    "#]],
    );
    check(
        "npx cowsay && npx tsc",
        expect![[r#"
        Guarded `npx cowsay`: `node_modules/.bin/cowsay` is not there, so that it is fetched from elsewhere and run
        Ordinary (always) `npx tsc`
    "#]],
    );
    check(
        "planted-ls; ./ls; nowhere",
        expect![[r#"
        Opaque `planted-ls`: `planted-ls` is `/home/u/project/bin/planted-ls`, not the program of that name that belongs to the system
        Ordinary (always) `./ls`
        Ordinary (always) `nowhere`
    "#]],
    );
    check(
        "bash -c 'cd src && rm -rf ../.git'",
        expect![[r#"
        Opaque `bash -c 'cd src && rm -rf ../.git'`: it runs code that stands in its arguments or comes through its input
        ReadOnly `cd src`
        Forbidden `rm -rf ../.git`: `../.git` belongs to version control itself writes [Inside(".git")]
    "#]],
    );
    check(
        "git commit -m 'two words' && git stash drop",
        expect![[r#"
        Ordinary (always) `git commit -m 'two words'`
        Guarded `git stash drop`: work that is in no commit, or on no branch, may be lost
    "#]],
    );
}

#[test]
fn what_a_program_runs_is_a_program() {
    let programs = |script: &str| {
        let needs = parse(script).needs().programs;
        needs.into_iter().map(|need| need.path).collect::<Vec<_>>().join(" ")
    };
    for (script, looked_up) in [
        ("echo a", ""),
        ("command echo a", ""),
        ("time ls", "ls"),
        ("\\time ls", "ls time"),
        ("timeout 5 echo a", "echo timeout"),
        ("nice time ls", "ls nice time"),
        ("exec echo a", "echo"),
    ] {
        assert_eq!(programs(script), looked_up, "{script}");
    }
}

/// What deletes, reaches out or works on what is deployed is asked about each time: no rule is offered for it.
#[test]
fn always_is_not_offered_for_what_destroys_or_reaches_out() {
    for script in [
        "rm build/x",
        "rm -rf build",
        "git clean -fdx",
        "git push",
        "curl https://example.com",
        "wget https://example.com",
        "ssh host ls",
        "aws s3 ls",
        "terraform plan",
        "terraform apply",
        "kubectl get pods",
        "kubectl apply -f x.yaml",
        "helm upgrade x y",
        "psql -c 'select 1'",
        "sudo make",
        "npm publish",
    ] {
        let parts = classify(script);
        assert!(parts.iter().all(|part| !part.remembers), "{script}: {parts:?}");
    }
    assert!(classify("cargo test")[0].remembers);
}
