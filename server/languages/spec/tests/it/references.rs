//! Naming a task.

use expect_test::expect;
use spec::parse_tasks;

const TEXT: &str = "- [ ] 3. A\n- [ ] 3.1 B\n- [ ] 4. C\n- [ ] no id\n- [ ] 4. D\n- [ ] FIX-1 E\n";

#[test]
fn ways_to_name_a_task() {
    let (list, _) = parse_tasks(TEXT);
    let named = [
        ("3", 0),
        ("3.", 0),
        (" 3.1 ", 1),
        ("3.1@2", 1),
        ("4@3", 2),
        ("4.@5", 4),
        ("@4", 3),
        ("@1", 0),
        ("FIX-1", 5),
    ];
    for (reference, index) in named {
        assert_eq!(list.find(reference), Ok(index), "{reference:?}");
    }
    let references: Vec<_> = (0..7).map(|index| list.reference(index)).collect();
    assert_eq!(references, ["3", "3.1", "4@3", "@4", "4@5", "FIX-1", ""]);
}

#[test]
fn a_name_that_fits_none_or_several_says_what_to_do() {
    let (list, _) = parse_tasks(TEXT);
    let answers: Vec<_> = ["4", "4@1", "4@4", "3.2", "fix-1", "8", "", "@99", "3@x"]
        .iter()
        .map(|it| list.find(it).unwrap_err().to_string())
        .collect();
    expect![[r#"
        2 tasks have the id "4"; say which: 4@3, 4@5
        there is no task "4@1"; did you mean 4@3, 4@5?
        there is no task "4@4"; did you mean 4@3, 4@5?
        there is no task "3.2"; did you mean 3, 3.1?
        there is no task "fix-1"; did you mean FIX-1?
        there is no task "8"; did you mean 3, 3.1, 4@3, @4, 4@5?
        there is no task ""; did you mean 3, 3.1, 4@3, @4, 4@5?
        there is no task "@99"; did you mean 3, 3.1, 4@3, @4, 4@5?
        there is no task "3@x"; did you mean 3, 3.1, 4@3, @4, 4@5?"#]]
    .assert_eq(&answers.join("\n"));
    expect![[r#"there is no task "1"; the document has no tasks"#]]
        .assert_eq(&parse_tasks("").0.find("1").unwrap_err().to_string());
}
