//! What a design.md says that others refer to.

use std::fmt::Write;

use expect_test::{Expect, expect};
use spec::parse_design;
use text::LineIndex;

/// Compares the properties of `text` (`first-last line id | title <- references`), and its problems.
fn check(text: &str, expect: Expect) {
    let (design, problems) = parse_design(text);
    let index = LineIndex::new(text);
    let mut out = String::new();
    for property in &design.properties {
        let end = index.line(property.range.end);
        let references: Vec<_> = property.references.iter().flat_map(|line| &line.items).collect();
        let references: Vec<_> = references.iter().map(|item| &text[item.span.clone()]).collect();
        let (line, title) = (property.line + 1, &text[property.title.clone()]);
        writeln!(out, "{line}-{end}: {} | {title} <- {}", property.id, references.join(", ")).unwrap();
    }
    for problem in problems {
        let line = index.line(problem.span.start) + 1;
        writeln!(out, "{} at {line}: {:?}", problem.code, &text[problem.span]).unwrap();
    }
    expect.assert_eq(&out);
}

#[test]
fn as_kiro_writes_it() {
    check(
        "# Design Document\n\n## Correctness Properties\n\n### Property 1: Quota is never exceeded\n\n*For any* sequence, \
         it SHALL hold.\n\n**Validates: Requirements 1.1, 1.4**\n\n### Property 2: Counts survive\n\n**Validates: Requirements 2.1**\n\n\
         ## Testing Strategy\n\n- **Property 1**: generate\n\n**Validates: Requirements 9.9**\n",
        expect![[r#"
            5-10: 1 | Quota is never exceeded <- 1.1, 1.4
            11-14: 2 | Counts survive <- 2.1
        "#]],
    );
}

#[test]
fn properties_that_are_no_headings() {
    check(
        "## Correctness Properties\n\n**Property 1: Bold** and more\n**Validates: Requirements 1.1**\n\n**Property 2**: Half\n\
         Property 3: Plain\nProperty 3 holds.\n## Testing\n**Property 4: Elsewhere**\n",
        expect![[r#"
            3-5: 1 | Bold <- 1.1
            6-6: 2 | Half <- 
            7-8: 3 | Plain <- 
        "#]],
    );
    check(
        "- **Property 1**: One\n  - Validates: Requirements 1.2\n- Property 2: Two\n",
        expect![[r#"
        1-2: 1 | One <- 1.2
        3-3: 2 | Two <- 
    "#]],
    );
}

#[test]
fn every_language() {
    check(
        "### 属性 1：配额\n**验证：需求 1.1**\n### プロパティ2: 制限\n**検証: 要件 1.2**\n### 속성 3: 제한\n### Propiedad 4: Cuota\n### Propriedade 5 — Cota\n",
        expect![[r#"
            1-2: 1 | 配额 <- 1.1
            3-4: 2 | 制限 <- 1.2
            5-5: 3 | 제한 <- 
            6-6: 4 | Cuota <- 
            7-7: 5 | Cota <- 
        "#]],
    );
}

#[test]
fn what_is_odd_is_said() {
    check(
        "### Property 1: A\n### Property 1: B\n```rust\n### Property 2: after a fence that never ends\n",
        expect![[r#"
            1-1: 1 | A <- 
            2-3: 1 | B <- 
            4-4: 2 | after a fence that never ends <- 
            design/duplicate-property at 2: "1"
            design/unclosed-fence at 3: "```rust"
        "#]],
    );
    check("```\n### Property 1: code\n```\n", expect![[r""]]);
}

#[test]
fn bytes_of_all_sorts() {
    check("", expect![[r""]]);
    check(
        "\u{feff}### Property 1: 😀\r\ntext\r**Validates: Requirements 1.1**",
        expect![[r#"
        1-2: 1 | 😀 <- 1.1
    "#]],
    );
}
