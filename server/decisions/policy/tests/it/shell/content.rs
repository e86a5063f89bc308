//! Whether content of what is read is shown, and of what: names alone are not withheld from anyone.
use expect_test::{Expect, expect};

use super::world::classify;

/// Lines of a command, and what it shows of what it reads: each is told again.
fn check(expected: &Expect) {
    let scripts =
        expected.data().lines().filter_map(|line| line.split_once(" → ")).map(|(script, _)| script.trim());
    let told = scripts.map(|script| {
        let parts = classify(script);
        let shown = parts.iter().map(|part| {
            format!("{} {:?}", if part.prints_content { "content of" } else { "names" }, part.reads)
        });
        format!("{script} → {}\n", shown.collect::<Vec<_>>().join(", "))
    });
    expected.assert_eq(&told.collect::<String>());
}

#[test]
fn programs() {
    check(&expect![[r#"
        ls -R src → names [Inside("src")]
        find . -name '*.rs' → names [Root]
        fd config → names [Root]
        tree → names [Root]
        du -sh . → names [Root]
        wc -l a.txt → names [Inside("a.txt")]
        rg --files → names [Root]
        tar tf a.tar → names [Inside("a.tar")]
        test -f a.txt → names []
        cat a.txt → content of [Inside("a.txt")]
        head -5 < a.txt → content of [Inside("a.txt")]
        cd src && grep -r x → names [Inside("src")], content of [Inside("src")]
        grep -r -f a.txt → content of [Inside("a.txt"), Root]
        grep -rn x src → content of [Inside("src")]
        grep -l x a.txt → content of [Inside("a.txt")]
        rg x → content of [Root]
        rg -e --files src → content of [Inside("src")]
        diff -r a b → content of [Inside("a"), Inside("b")]
        sort a.txt → content of [Inside("a.txt")]
        sed -n 1p a.txt → content of [Inside("a.txt")]
        find . -exec cat {} + → content of [Root, Inside("{}")]
        find . -exec cat {} + -exec ls {} + → content of [Root, Inside("{}")]
        cp -r src out → content of [Inside("src")]
        tar cf a.tar src → content of [Inside("src")]
        timeout 5 cat a.txt → content of [Inside("a.txt")]
    "#]]);
}

#[test]
fn git() {
    check(&expect![[r#"
        git status → names []
        git status -v → content of [Root]
        git log --oneline → names []
        git log -5 --stat → names []
        git log -p -1 src/main.rs → content of [Root]
        git log -p -- src → content of [Inside("src")]
        git log -U5 → content of [Root]
        git log -S -- -p → content of [Root]
        git ls-files → names []
        git branch -a → names []
        git diff → content of [Root]
        git diff --stat → names []
        git diff --stat -p → content of [Root]
        git diff -S --stat → content of [Root]
        git diff -- src/main.rs → content of [Inside("src/main.rs")]
        git diff -S -- src/main.rs → content of [Inside("src/main.rs"), Root]
        git diff -- ':/' → content of [Inside(":"), Root]
        git show → content of [Root]
        git show --stat HEAD~2 → names []
        git show --stat abc123 → content of [Root]
        git show HEAD:src/main.rs → content of [Inside("src/main.rs")]
        git show :/words → content of [Outside("/words"), Root]
        git cat-file -t abc123 → names []
        git cat-file -p abc123 → content of [Root]
        git cat-file blob HEAD:.env → content of [Inside(".env"), Root]
        git blame -L 1,2 src/main.rs → content of [Inside("src/main.rs")]
        git grep x → content of [Root]
        git grep x HEAD~1 → content of [Inside("HEAD~1"), Root]
        git grep x -- src → content of [Inside("src")]
        git stash list → names []
        git stash show -p → content of [Root]
        git -C src show → content of [Inside("src"), Root]
        git -C src status → names [Inside("src")]
        git commit -m x → names []
        git commit -v --dry-run → content of [Root]
        git format-patch -1 --stdout → content of [Root]
    "#]]);
}
