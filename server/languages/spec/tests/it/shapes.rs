//! The shapes of one task line.

use expect_test::expect;
use spec::{State, parse_tasks};

use crate::check;

/// (line, mark, optional, id, title)
type Shape = (&'static str, &'static str, bool, Option<&'static str>, &'static str);

const SHAPES: &[Shape] = &[
    // marks
    ("- [ ] 1. Title", " ", false, Some("1"), "Title"),
    ("- [x] 1. Title", "x", false, Some("1"), "Title"),
    ("- [X] 1. Title", "X", false, Some("1"), "Title"),
    ("- [-] 1. Title", "-", false, Some("1"), "Title"),
    ("- [~] 1. Title", "~", false, Some("1"), "Title"),
    ("- [x  ] 1. Title", "x  ", false, Some("1"), "Title"),
    ("- [?] 1. Title", "?", false, Some("1"), "Title"),
    ("- [✔️] 1. Title", "✔️", false, Some("1"), "Title"),
    ("* [ ] 1. Title", " ", false, Some("1"), "Title"),
    ("+ [ ] 1. Title", " ", false, Some("1"), "Title"),
    ("-  [ ]   1. Title  ", " ", false, Some("1"), "Title"),
    ("\t- [ ] 1. Title", " ", false, Some("1"), "Title"),
    ("\u{feff}- [ ] \u{200b}1. Title", " ", false, Some("1"), "Title"),
    ("- [x]Title", "x", false, None, "Title"),
    ("- [ ]", " ", false, None, ""),
    // optional
    ("- [ ]* 2.2 Title", " ", true, Some("2.2"), "Title"),
    ("- [-]* 4.2 Title", "-", true, Some("4.2"), "Title"),
    ("- [ ]*2.2 Title", " ", true, Some("2.2"), "Title"),
    ("- [ ]\\* 10. Title", " ", true, Some("10"), "Title"),
    ("- [ ] * 1.2 Title", " ", true, Some("1.2"), "Title"),
    ("- [ ] 2.2* Title", " ", true, Some("2.2"), "Title"),
    ("- [ ] 2.* Title", " ", true, Some("2"), "Title"),
    ("- [ ] 2.2\\* Title", " ", true, Some("2.2"), "Title"),
    ("- [ ] 2. Title (optional)", " ", true, Some("2"), "Title (optional)"),
    ("- [ ] 2. 标题（可选）", " ", true, Some("2"), "标题（可选）"),
    ("- [ ] 2. タイトル (任意)", " ", true, Some("2"), "タイトル (任意)"),
    ("- [ ] 2. Título (Opcional)", " ", true, Some("2"), "Título (Opcional)"),
    ("- [ ] 3.2 OPTIONAL - Title", " ", true, Some("3.2"), "OPTIONAL - Title"),
    ("- [ ] 3.2 Optional: Title", " ", true, Some("3.2"), "Optional: Title"),
    ("- [ ] 3.2 Wire optional parts", " ", false, Some("3.2"), "Wire optional parts"),
    ("- [ ] 3.2 任意の場所", " ", false, Some("3.2"), "任意の場所"),
    // ids
    ("- [ ] 1.1 Title", " ", false, Some("1.1"), "Title"),
    ("- [ ] 1.1. Title", " ", false, Some("1.1"), "Title"),
    ("- [ ] 3.5.1 Title", " ", false, Some("3.5.1"), "Title"),
    ("- [ ] 1 Title", " ", false, Some("1"), "Title"),
    ("- [ ] 0. Title", " ", false, Some("0"), "Title"),
    ("- [ ] 0.2a Title", " ", false, Some("0.2a"), "Title"),
    ("- [ ] 7.3.5b Title", " ", false, Some("7.3.5b"), "Title"),
    ("- [ ] 4A. Title", " ", false, Some("4A"), "Title"),
    ("- [ ] T0.1 Title", " ", false, Some("T0.1"), "Title"),
    ("- [ ] FIX-1.1 (P) Title", " ", false, Some("FIX-1.1"), "(P) Title"),
    ("- [ ] FIX-7. Title", " ", false, Some("FIX-7"), "Title"),
    ("- [ ] A1 Title", " ", false, Some("A1"), "Title"),
    ("- [ ] 8-15. Title", " ", false, Some("8-15"), "Title"),
    ("- [ ] 15.1-15.14 Title", " ", false, Some("15.1-15.14"), "Title"),
    ("- [ ] 10.1-FIX Title", " ", false, Some("10.1-FIX"), "Title"),
    ("- [ ] 2.Fix it", " ", false, Some("2"), "Fix it"),
    ("- [ ] 3: Title", " ", false, Some("3"), "Title"),
    ("- [ ] 3：标题", " ", false, Some("3"), "标题"),
    ("- [ ] 3) Title", " ", false, Some("3"), "Title"),
    ("- [ ] 1.1实现", " ", false, Some("1.1"), "实现"),
    ("- [ ] Task 3: Title", " ", false, Some("3"), "Title"),
    ("- [ ] **Task 3.1**: Title", " ", false, Some("3.1"), "Title"),
    ("- [ ] 任务 3：标题", " ", false, Some("3"), "标题"),
    ("- [ ] **1.1. Title**", " ", false, Some("1.1"), "Title"),
    ("- [ ] **1.1** Title", " ", false, Some("1.1"), "Title"),
    ("- [ ] **1.1 Title** and more", " ", false, Some("1.1"), "**Title** and more"),
    ("- [x] ~~15.2 Title~~ **gone**", "x", false, Some("15.2"), "~~Title~~ **gone**"),
    ("- [ ] 1.1 ✅ `code` **[H]**", " ", false, Some("1.1"), "✅ `code` **[H]**"),
    // prose that looks like an id
    ("- [ ] 404 handling works", " ", false, None, "404 handling works"),
    ("- [ ] 100% coverage", " ", false, None, "100% coverage"),
    ("- [ ] 3个测试", " ", false, None, "3个测试"),
    ("- [ ] S3 bucket exists", " ", false, None, "S3 bucket exists"),
    ("- [ ] UTF-8 is read", " ", false, None, "UTF-8 is read"),
    ("- [ ] E2Eテスト", " ", false, None, "E2Eテスト"),
    ("- [ ] 3D model", " ", false, None, "3D model"),
    ("- [ ] 10:30 meeting", " ", false, None, "10:30 meeting"),
    ("- [ ] 2-3 examples", " ", false, None, "2-3 examples"),
    ("- [ ] **1024px wide**", " ", false, None, "**1024px wide**"),
    ("- [ ] Tasks are leaves", " ", false, None, "Tasks are leaves"),
    ("- [ ] {{MAJOR}}. {{TITLE}}", " ", false, None, "{{MAJOR}}. {{TITLE}}"),
    ("- [ ] .env updated", " ", false, None, ".env updated"),
];

#[test]
fn every_shape_of_a_task_line() {
    for (line, mark, optional, id, title) in SHAPES {
        let (list, _) = parse_tasks(line);
        let [task] = list.tasks.as_slice() else { panic!("{line:?} is not one task: {:?}", list.tasks) };
        let found =
            (task.mark.as_ref().unwrap().text.as_str(), task.optional, task.id.as_deref(), &*task.title);
        assert_eq!(found, (*mark, *optional, *id, *title), "{line:?}");
        assert_eq!(&line[task.mark.as_ref().unwrap().span.clone()], *mark, "{line:?}");
    }
}

#[test]
fn what_is_no_task() {
    let others = [
        "- [link](url)",
        "- [1](note)",
        "- [x](url)",
        "- [a]: url",
        "- [1][note]",
        "- [ab] two characters",
        "-[ ] no blank",
        "- [ ",
        "- text [ ] inside",
        "1. [ ] numbered list",
        "[ ] no bullet",
        "- []string",
        "> - [ ] quoted",
        "| - [ ] table |",
        "",
    ];
    for line in others {
        assert_eq!(parse_tasks(line), Default::default(), "{line:?}");
    }
}

#[test]
fn what_marks_mean() {
    let states = [
        (" ", Some(State::NotStarted)),
        ("   ", Some(State::NotStarted)),
        ("\u{3000}", Some(State::NotStarted)),
        ("~", Some(State::Queued)),
        ("-", Some(State::InProgress)),
        ("x", Some(State::Done)),
        ("X", Some(State::Done)),
        ("x  ", Some(State::Done)),
        ("/", None),
        ("!", None),
        ("日", None),
    ];
    for (mark, state) in states {
        let (list, _) = parse_tasks(&format!("- [{mark}] 1. Title"));
        assert_eq!(list.tasks[0].mark.as_ref().unwrap().state(), state, "{mark:?}");
    }
}

#[test]
fn the_raw_title_is_the_key_of_tasks_meta_json() {
    let (list, _) = parse_tasks("- [x]* 11.1 Create `src/a.rs`  \n### Task 2: Write it\n");
    let raw: Vec<_> = list.tasks.iter().map(|task| task.raw_title.as_str()).collect();
    assert_eq!(raw, ["11.1 Create `src/a.rs`", "Task 2: Write it"]);
}

#[test]
fn numbers_without_punctuation_are_ids_where_they_form_a_sequence() {
    check(
        "- [ ] 1 Plan\n- [ ] 2 Build\n  - [ ] 2.1 Code\n- [ ] 404 is handled\n- [ ] T7 Ship\n- [ ] T8 Rest\n",
        expect![[r#"
            1: [ ] 1 | Plan
            2: [ ] 2 | Build
              3: [ ] 2.1 | Code
            4: [ ] @4 | 404 is handled
            5: [ ] T7 | Ship
            6: [ ] T8 | Rest
        "#]],
    );
    check(
        "- [ ] 1. Plan\n- [ ] 2. Build\n  - [ ] 2 files are written\n",
        expect![[r#"
            1: [ ] 1 | Plan
            2: [ ] 2 | Build
              3: [ ] @3 | 2 files are written
        "#]],
    );
}
