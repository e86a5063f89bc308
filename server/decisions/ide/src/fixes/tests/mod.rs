mod json;
mod words;

use std::sync::Arc;

use expect_test::{Expect, expect};

use crate::{Library, fix_all, fixes, fixture::library};

/// The document after the first fix of the first finding of a rule, behind the fix's title.
fn check(path: &str, text: &str, code: &str, expect: Expect) {
    let (mut library, _) = library(&format!("%! {path}\n{text}"));
    let document = &Arc::clone(library.document(path).expect("a document of ours"));
    let all = fixes(&library, document, 0..document.text.len());
    let (_, offered) = all.iter().find(|(finding, _)| finding.code == code).expect("a finding of that rule");
    let Some(fix) = offered.first() else { return expect.assert_eq("no fix") };
    let edits: Vec<_> = fix.edits.iter().map(|edit| edit.edit.clone()).collect();
    let fixed = text::apply(&document.text, &edits).expect("edits that fit");
    let count =
        |library: &Library| library.findings(path).iter().filter(|finding| finding.code == code).count();
    let before = count(&library);
    library.set(path, Some(&fixed));
    // What asks for words of the user's own remains until they are there.
    assert!(count(&library) < before || fixed.contains("\"\""), "the finding is still there: {fixed}");
    expect.assert_eq(&format!("{}\n{}", fix.title, fixed.replace('\r', "\\r")));
}

const STEERING: &str = ".kiro/steering/a.md";
const HOOK: &str = ".kiro/hooks/a.json";

#[test]
fn what_overlaps_is_what_two_edits_cannot_both_change() {
    let taken = [(2, 5), (5, 5), (5, 8), (10, 10)].into();
    for ((start, end), expected) in [
        ((0, 2), false),
        ((2, 2), false),
        ((0, 3), true),
        ((3, 3), true),
        ((3, 4), true),
        ((2, 5), true),
        ((5, 5), true),
        ((5, 6), true),
        ((8, 10), false),
        ((8, 9), false),
        ((10, 10), true),
        ((10, 11), false),
        ((9, 11), true),
        ((0, 20), true),
    ] {
        assert_eq!(super::overlaps(&taken, (start, end)), expected, "{start}..{end}");
    }
}

#[test]
fn globs_are_quoted_all_at_once() {
    let text = "---\ninclusion: fileMatch\nfileMatchPattern:\n  - **/*.rs # Rust\n  - *.toml\n---\n";
    let (library, _) = library(&format!("%! {STEERING}\n{text}"));
    let document = library.document(STEERING).expect("a document of ours");
    let edits: Vec<_> = fix_all(&library, document, |code| code == "steering/unquoted-glob")
        .into_iter()
        .map(|edit| edit.edit)
        .collect();
    let fixed = text::apply(&document.text, &edits).expect("edits that fit");
    expect![[r#"
        ---
        inclusion: fileMatch
        fileMatchPattern:
          - "**/*.rs" # Rust
          - "*.toml"
        ---
    "#]]
    .assert_eq(&fixed);
}

#[test]
fn front_matter_moves_to_the_top() {
    let code = "steering/front-matter-not-first";
    check(
        STEERING,
        "\n\n---\ninclusion: manual\n---\nBody\n",
        code,
        expect![[r#"
        Move the settings to the top of the file
        ---
        inclusion: manual
        ---
        Body
    "#]],
    );
    check(
        STEERING,
        "# Title\r\n\r\n---\r\ninclusion: manual\r\n---\r\nBody\r\n",
        code,
        expect![[r#"
            Move the settings to the top of the file
            ---\r
            inclusion: manual\r
            ---\r
            # Title\r
            \r
            Body\r
        "#]],
    );
}

#[test]
fn front_matter_gets_what_it_lacks() {
    check(
        STEERING,
        "---\ninclusion: fileMatch\n---\n",
        "steering/missing-pattern",
        expect![[r#"
        Add "fileMatchPattern"
        ---
        inclusion: fileMatch
        fileMatchPattern: "**/*"
        ---
    "#]],
    );
    check(
        STEERING,
        "---\nfileMatchPattern: \"*.rs\"\n---\n",
        "steering/pattern-without-inclusion",
        expect![[r#"
            Add "inclusion: fileMatch"
            ---
            inclusion: fileMatch
            fileMatchPattern: "*.rs"
            ---
        "#]],
    );
    check(
        STEERING,
        "---\ninclusion: auto\n---\n",
        "steering/missing-description",
        expect![[r#"
        Add "name", "description"
        ---
        inclusion: auto
        name: a
        description: ""
        ---
    "#]],
    );
    check(
        STEERING,
        "---\ninclusion: manual\n\n# Title\n",
        "steering/unclosed-front-matter",
        expect![[r#"
        Close the front matter
        ---
        inclusion: manual
        ---

        # Title
    "#]],
    );
    check(
        ".kiro/skills/x/SKILL.md",
        "# X\n",
        "skills/missing-description",
        expect![[r#"
            Add "description"
            ---
            description: "X"
            ---
            # X
        "#]],
    );
    check(
        ".kiro/powers/x/POWER.md",
        "---\nname: x\n---\n",
        "powers/missing-field",
        expect![[r#"
        Add "displayName", "description", "keywords"
        ---
        name: x
        displayName: x
        description: ""
        keywords: ["x"]
        ---
    "#]],
    );
}
