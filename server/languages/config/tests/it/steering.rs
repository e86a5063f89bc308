//! Steering files.

use config::{FileReference, Inclusion, file_references, parse_steering};
use expect_test::{Expect, expect};
use proptest::prelude::*;

/// Compares the meaning of a front matter (what stands between the `---` lines) and its problems.
fn check(yaml: &str, expect: Expect) {
    check_text(&format!("---\n{yaml}---\nBody\n"), expect);
}

fn check_text(text: &str, expect: Expect) {
    let (steering, problems) = parse_steering(text);
    let mut out = format!("{:?}\n", steering.inclusion);
    for (key, value) in [("name", &steering.name), ("description", &steering.description)] {
        if let Some(value) = value {
            out += &format!("{key}: {value}\n");
        }
    }
    let body = &text[steering.body];
    if body != "Body\n" {
        out += &format!("body: {body:?}\n");
    }
    for problem in problems {
        out += &format!("{:?} {} at {:?}\n", problem.severity, problem.code, &text[problem.span]);
    }
    expect.assert_eq(&out);
}

#[test]
fn the_four_inclusions() {
    check(
        "inclusion: always\n",
        expect![[r#"
        Always
    "#]],
    );
    check(
        "inclusion: manual\n",
        expect![[r#"
        Manual
    "#]],
    );
    check(
        "inclusion: fileMatch\nfileMatchPattern: \"**/*.rs\"\n",
        expect![[r#"
        FileMatch(["**/*.rs"])
    "#]],
    );
    check(
        "inclusion: auto\nname: rust\ndescription: Rules for Rust\n",
        expect![[r#"
        Auto
        name: rust
        description: Rules for Rust
    "#]],
    );
    check(
        "inclusion: \"FileMatch\" # where\nfileMatchPattern: src/**\n",
        expect![[r#"
        FileMatch(["src/**"])
    "#]],
    );
}

#[test]
fn without_front_matter_it_is_always_there() {
    check_text(
        "Body\n",
        expect![[r#"
        Always
    "#]],
    );
    check_text(
        "",
        expect![[r#"
        Always
        body: ""
    "#]],
    );
    check_text(
        "\u{feff}Body\n",
        expect![[r#"
        Always
    "#]],
    );
    check_text(
        "\n---\ninclusion: manual\n---\nBody\n",
        expect![[r#"
            Always
            body: "\n---\ninclusion: manual\n---\nBody\n"
            Warning steering/front-matter-not-first at "---\ninclusion: manual\n---"
        "#]],
    );
    check_text(
        "---\nA rule, prose, and a rule: nothing else.\n---\nBody\n",
        expect![[r#"
        Always
        body: "---\nA rule, prose, and a rule: nothing else.\n---\nBody\n"
    "#]],
    );
    check_text(
        "---\n",
        expect![[r#"
        Always
        body: "---\n"
    "#]],
    );
    check_text(
        "---\n---\nBody\n",
        expect![[r#"
        Always
    "#]],
    );
    check(
        "title: Only keys of others\npriority: 3\ntags: [a, b]\nnested:\n  inclusion: manual\n",
        expect![[r#"
        Always
    "#]],
    );
}

#[test]
fn bytes_around_the_front_matter() {
    check_text(
        "\u{feff}---\r\ninclusion: manual\r\n---\r\nBody\n",
        expect![[r#"
        Manual
    "#]],
    );
    check_text(
        "--- \ninclusion: manual\n---",
        expect![[r#"
        Manual
        body: ""
    "#]],
    );
    check_text(
        "---\rinclusion: manual\r---\rBody\n",
        expect![[r#"
        Manual
    "#]],
    );
}

#[test]
fn patterns_in_every_shape() {
    let patterns = [
        "\"**/*.rs\"",
        "'**/*.rs'",
        "src/**/*.{ts,tsx}",
        "[\"**/*.rs\", \"Cargo.toml\"]",
        "\n  - \"**/*.rs\"\n  - Cargo.toml",
        "shared/**,server/**",
        "\"**/*.{js,ts}, **/*.(jsx|tsx)\"",
        "[\"a/**,b/**\"]",
        "[]",
        "",
        // Not YAML: a value can't start with a star.
        "**/*.rs",
        "*.md # all",
        "**/*.{a,b},c/**",
        "\n  - **/*.rs\n  - Cargo.toml",
        "[**/*.rs, **/*.{a,b}]",
    ];
    let mut out = String::new();
    for pattern in patterns {
        let text = format!("---\ninclusion: fileMatch\nfileMatchPattern: {pattern}\n---\n");
        let (steering, problems) = parse_steering(&text);
        let Inclusion::FileMatch(globs) = steering.inclusion else {
            panic!("{pattern:?}: {:?}", steering.inclusion)
        };
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        out += &format!("{pattern:?} => {} {}\n", globs.join(" | "), codes.join(" "));
    }
    expect![[r#"
        "\"**/*.rs\"" => **/*.rs 
        "'**/*.rs'" => **/*.rs 
        "src/**/*.{ts,tsx}" => src/**/*.{ts,tsx} 
        "[\"**/*.rs\", \"Cargo.toml\"]" => **/*.rs | Cargo.toml 
        "\n  - \"**/*.rs\"\n  - Cargo.toml" => **/*.rs | Cargo.toml 
        "shared/**,server/**" => shared/** | server/** 
        "\"**/*.{js,ts}, **/*.(jsx|tsx)\"" => **/*.{js,ts} | **/*.(jsx|tsx) 
        "[\"a/**,b/**\"]" => a/** | b/** 
        "[]" =>  steering/missing-pattern
        "" =>  steering/missing-pattern
        "**/*.rs" => **/*.rs steering/unquoted-glob
        "*.md # all" => *.md steering/unquoted-glob
        "**/*.{a,b},c/**" => **/*.{a,b} | c/** steering/unquoted-glob
        "\n  - **/*.rs\n  - Cargo.toml" => **/*.rs | Cargo.toml steering/unquoted-glob
        "[**/*.rs, **/*.{a,b}]" => **/*.rs | **/*.{a,b} steering/unquoted-glob steering/unquoted-glob
    "#]]
    .assert_eq(&out);
}

#[test]
fn what_cannot_be_understood_stays_out_of_prompts() {
    check(
        "inclusion: sometimes\n",
        expect![[r#"
        Manual
        Warning steering/unknown-inclusion at "inclusion: sometimes"
    "#]],
    );
    check(
        "inclusion:\n",
        expect![[r#"
        Manual
        Warning steering/unknown-inclusion at "inclusion:"
    "#]],
    );
    check(
        "inclusion: [always]\n",
        expect![[r#"
            Manual
            Warning steering/unknown-inclusion at "inclusion: [always]"
        "#]],
    );
    check(
        "inclusion: fileMatch\n",
        expect![[r#"
        FileMatch([])
        Warning steering/missing-pattern at "inclusion: fileMatch"
    "#]],
    );
    check(
        "inclusion: auto\nname: x\n",
        expect![[r#"
        Auto
        name: x
        Warning steering/missing-description at "inclusion: auto"
    "#]],
    );
    check(
        "fileMatchPattern: src/**\n",
        expect![[r#"
        Always
        Warning steering/pattern-without-inclusion at "fileMatchPattern: src/**"
    "#]],
    );
}

#[test]
fn lines_are_read_one_by_one_where_yaml_fails() {
    check(
        "inclusion: manual\ndescription: Triggers on: lint, \"test\"\n",
        expect![[r#"
        Manual
        description: Triggers on: lint, "test"
        Warning steering/invalid-yaml at "description: Triggers on: lint, \"test\""
    "#]],
    );
    check(
        "inclusion: manual\ninclusion: always\nname: {\n",
        expect![[r#"
            Manual
            name: {
            Warning steering/invalid-yaml at "inclusion: always"
            Warning steering/unknown-inclusion at "inclusion: always"
        "#]],
    );
    check(
        "inclusion: auto\nname: 'a'\ndescription: \tx: y\n\tbad\n",
        expect![[r#"
        Auto
        name: a
        description: x: y
        Warning steering/invalid-yaml at "description: \tx: y"
    "#]],
    );
}

#[test]
fn a_front_matter_without_an_end_still_counts() {
    check_text(
        "---\ninclusion: manual\nname: x\n\n# Title\n\na: b\n",
        expect![[r#"
        Manual
        name: x
        body: "\n# Title\n\na: b\n"
        Warning steering/unclosed-front-matter at "inclusion: manual\nname: x\n"
    "#]],
    );
    check_text(
        "---\ninclusion: fileMatch\nfileMatchPattern:\n  - a/**\n# Title\n",
        expect![[r##"
        FileMatch(["a/**"])
        body: "# Title\n"
        Warning steering/unclosed-front-matter at "inclusion: fileMatch\nfileMatchPattern:\n  - a/**\n"
    "##]],
    );
    check_text(
        "---\n# Title\ninclusion: manual\n",
        expect![[r#"
        Always
        body: "---\n# Title\ninclusion: manual\n"
    "#]],
    );
}

#[test]
fn a_warning_says_what_to_do() {
    let (_, problems) = parse_steering("---\ninclusion: fileMatch\nfileMatchPattern: **/*.rs\n---\n");
    expect![[r#"YAML does not take "*" for the start of a text. Write "**/*.rs" in quotes."#]]
        .assert_eq(&problems[0].message);
    let (_, problems) = parse_steering("---\ninclusion: on\n---\n");
    expect![[r#""inclusion: on" has no meaning, so the file is only used when you name it. Use always, fileMatch, manual or auto."#]].assert_eq(&problems[0].message);
}

#[test]
fn references_to_files() {
    let body =
        "See #[[file:api/open api.yaml]] and #[[file: b.md ]].\n#[[file:]] #[[file:cut\n]] [[file:no]]";
    let found = file_references(body);
    assert_eq!(
        found,
        [
            FileReference { path: "api/open api.yaml", span: 4..31 },
            FileReference { path: "b.md", span: 36..52 }
        ]
    );
    assert_eq!(&body[found[1].span.clone()], "#[[file: b.md ]]");
    // The first one is never closed.
    assert_eq!(file_references("#[[file:a #[[file:b]]"), [FileReference { path: "b", span: 10..21 }]);
}

proptest! {
    #[test]
    fn any_text_is_parsed(text in any::<String>()) {
        let (steering, _) = parse_steering(&text);
        prop_assert!(text.get(steering.body).is_some());
    }

    #[test]
    fn any_front_matter_is_parsed(
        lines in proptest::collection::vec("(inclusion|fileMatchPattern|name|- |  |---|[a-z]{0,3})(: ?)?[-*{}\\[\\]\"'&!|>#,a日]{0,8}(always|manual)?\r?", 0..8)
    ) {
        let text = format!("---\n{}\n---\nBody", lines.join("\n"));
        let (steering, problems) = parse_steering(&text);
        prop_assert!(text.get(steering.body).is_some_and(|body| body.ends_with("Body")));
        for problem in problems {
            prop_assert!(text.get(problem.span).is_some());
        }
    }

    #[test]
    fn what_is_restricted_never_becomes_always(value in "[a-zA-Z]{1,10}|\\*|\\[a\\]|a: b|'|\\{", rest in "[^\r\n]{0,20}") {
        prop_assume!(!value.eq_ignore_ascii_case("always"));
        let (steering, _) = parse_steering(&format!("---\ninclusion: {value}\nnote: {rest}\n---\n"));
        prop_assert_ne!(steering.inclusion, Inclusion::Always);
    }
}
