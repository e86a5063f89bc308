//! Requirements, bugs and designs made of anything.

use proptest::prelude::*;
use spec::{parse_bugfix, parse_design, parse_requirements};

use crate::document_corpus::{design_holds_together, holds_together};

fn fragments() -> impl Strategy<Value = String> {
    let pieces: Vec<&'static str> = vec![
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "  ",
        "\t",
        "\u{feff}",
        "\u{200b}",
        "日",
        "😀",
        "a",
        "#",
        "## ",
        "\n### ",
        "\n#### ",
        "\n### Requirement 1: A\n",
        "\n### Requirement 2\n",
        "\n## 1. A\n",
        "\n### 1.1 A\n",
        "\n### NFR 3\n",
        "\n#### Acceptance Criteria\n",
        "\n**Acceptance Criteria:**\n",
        "\n- **Acceptance Criteria**:\n",
        "\n**User Story:** As a ",
        "\n## Glossary\n",
        "\n### Current Behavior (Defect)\n",
        "\n### Expected Behavior\n",
        "\n## Correctness Properties\n",
        "\n### Property 1: A\n",
        "Property ",
        "**Validates: Requirements 1.1**\n",
        "Requirement ",
        "要件",
        "REQ-",
        "FR-",
        "AC",
        "1",
        "1.",
        "1.1",
        ".",
        ":",
        "：",
        "、",
        "-",
        "- ",
        "- [ ] ",
        "* ",
        "\n1. ",
        "\n1.1 ",
        "\n- ",
        "\n  - ",
        "**",
        "__",
        "*",
        "`",
        "<a name=\"1.1\"></a>",
        "WHEN ",
        "**WHEN** ",
        "THEN ",
        "THE System SHALL ",
        "\n```\n",
        "~~~",
        "---",
        "(",
        "（",
        "[",
        "]",
    ];
    proptest::collection::vec(proptest::sample::select(pieces), 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        all_hold_together(&text);
    }

    #[test]
    fn any_document_is_read(text in fragments()) {
        all_hold_together(&text);
    }
}

fn all_hold_together(text: &str) {
    let requirements = [parse_requirements(text), parse_bugfix(text)];
    for (read, problems) in &requirements {
        holds_together(text, read);
        assert!(problems.iter().all(|problem| text.get(problem.span.clone()).is_some()));
    }
    let (design, problems) = parse_design(text);
    design_holds_together(text, &design);
    assert!(problems.iter().all(|problem| text.get(problem.span.clone()).is_some()));
}

#[test]
fn long_documents_take_no_longer_than_they_must() {
    // Each of these would take minutes if anything were quadratic.
    for unit in [
        "1. WHEN a\n",
        "- a\n",
        "1.1 ",
        "1",
        "A",
        "REQ-",
        "R1.",
        "**",
        "a:",
        "# ",
        "### Requirement 1\n",
        "### 1. A\n",
        "###### 1. A\n",
        "### Property 1\n",
        "```\n",
        "- **A**: b\n",
        "WHEN ",
        "\n",
        " ",
        "[",
        "<a ",
        "要件",
        "Property ",
    ] {
        for before in ["## Glossary\n### 1. A\n", "### Requirement 1\n#### Acceptance Criteria\n"] {
            let text = format!("{before}{}", unit.repeat(50_000 / unit.len()));
            all_read(&text);
        }
    }
}

fn all_read(text: &str) {
    parse_requirements(text);
    parse_bugfix(text);
    parse_design(text);
}
