//! The shapes of what stands behind the label of a reference line.

use spec::parse_tasks;

use crate::reference_lines::line;

/// What the lines of a task refer to.
fn read(text: &str) -> String {
    let text = format!("- [ ] 1. Task\n  - {text}");
    let (list, _) = parse_tasks(&text);
    let lines: Vec<String> = list.tasks[0].references.iter().map(line).collect();
    lines.join("; ")
}

#[test]
fn every_shape_of_a_value() {
    for (value, expected) in [
        ("1.1, 2.3", "1.1 2.3"),
        ("1.1,1.2,3", "1.1 1.2 3"),
        ("9, 10, 11", "9 10 11"),
        ("1.1、1.2；1.3; 1.4", "1.1 1.2 1.3 1.4"),
        ("2.1-2.11, 20.1-20.5", "2.1..2.11 20.1..20.5"),
        ("1.1–1.8", "1.1..1.8"),
        ("1.1 – 1.8", "1.1..1.8"),
        ("1.1~1.8", "1.1..1.8"),
        ("要件1.1〜1.4, 要件2.1〜要件2.3", "1.1..1.4 2.1..2.3"),
        ("1.1 to 1.4", "1.1..1.4"),
        ("1-13", "1..13"),
        ("2-5, 9-13", "2..5 9..13"),
        ("2.1-5", "2.1..2.5"),
        ("R1.AC1-R1.AC3, R2.AC3", "1.1..1.3 2.3"),
        ("R1-R5（全要件の品質維持）", "1..5"),
        ("1–4 (structural prerequisites)", "1..4"),
        ("2.*, 9.x", "2.* 9.*"),
        ("1.\\*", "1.*"),
        ("R1.2, R3", "1.2 3"),
        ("REQ-1", "1"),
        ("REQ-TECH-001", "REQ-TECH-1"),
        ("FR-2.1.1, NFR-3", "FR-2.1.1 NFR-3"),
        ("1.1, NFR 1", "1.1 NFR-1"),
        ("NFR3.1", "NFR-3.1"),
        ("DR-1.3, DR1", "DR-1.3 DR-1"),
        ("4A.1, 4.4a", "4A.1 4.4A"),
        ("3.2.1", "3.2.1"),
        ("AC 3.2.1", "3.2.1"),
        ("Requirements AC-1.2", "1.2"),
        ("Requirement 1, Requirement 2.1", "1 2.1"),
        ("要件7.1, 要件7.2", "7.1 7.2"),
        ("要件 1、要件 2（補足）", "1 2"),
        ("1.1 and 1.2 & 1.3", "1.1 1.2 1.3"),
        ("1.1と1.2", "1.1 1.2"),
        ("1.1 / 1.2", "1.1 1.2"),
        ("1.1 1.2", "1.1 1.2"),
        ("All", "all"),
        ("All requirements", "all"),
        ("All (regression, 2 of 3)", "all"),
        ("全要件", "all"),
        ("所有需求", "all"),
        ("すべての要件", "all"),
        ("Todos los requisitos", "all"),
        ("All, 1.1-1.3", "all 1.1..1.3"),
        ("All UI-related requirements", ""),
        ("全要件のUI部分", ""),
        ("N/A", ""),
        ("N/A (preparation, 3 steps)", ""),
        ("无", ""),
        ("-", ""),
        ("{{REQUIREMENT_IDS}}", ""),
        ("{{REQ_1}}", ""),
        ("1.1 (entry point, 2 tabs); user-requested 3 tabs", "1.1"),
        ("8.1, 8.2 (verified as 9.9)", "8.1 8.2"),
        ("5 환경별 실행", "5"),
        ("1.1 (기술 스택), 1.3 (LLM 연동)", "1.1 1.3"),
        ("2.2の5分閾値", "2.2"),
        ("supports Properties 1-25", ""),
        ("Properties 1, 2, Requirement 3", "3"),
        ("Task 9.1, Requirement 1.1", "1.1"),
        ("Task 9.1, REQ-8.1, 8.2", "8.1 8.2"),
        ("Expected Behavior Properties from design", ""),
        ("Expected Behavior Properties from design (2.1, 2.3-2.5), 3.1", "2.1 2.3..2.5 3.1"),
        ("(1.1, 1.2)", "1.1 1.2"),
        ("Design Monitoring Section (789-797行目)", ""),
        ("Design Migration Strategy Phase 1", ""),
        ("1.1, 5-second polling", "1.1"),
        ("100% coverage", ""),
        ("1.1–1.8, 15.1. Verificación: `npm test`.", "1.1..1.8 15.1"),
        ("[1.1](requirements.md#11), [REQ-2]", "1.1 2"),
        ("**1.1**, `1.2`", "1.1 1.2"),
        ("", ""),
    ] {
        let expected = format!("Requirements: {expected}");
        assert_eq!(read(&format!("_Requirements: {value}_")), expected, "{value:?}");
    }
}
