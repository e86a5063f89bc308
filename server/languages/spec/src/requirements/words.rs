//! What headings and labels of requirements are called, lower case, in the languages of the corpus and their
//! neighbours.

/// "Requirement", before its number.
pub(super) const REQUIREMENT: &[&str] = &[
    "requirement",
    "req",
    "functional requirement",
    "user story",
    "要件",
    "要求",
    "需求",
    "요구사항",
    "요구 사항",
    "requisito",
    "requerimiento",
    "exigence",
    "anforderung",
    "требование",
    "yêu cầu",
];

/// Part of the title of a section that holds requirements.
pub(super) const REQUIREMENTS: &[&str] = &[
    "requirements",
    "要件",
    "需求",
    "요구사항",
    "requisitos",
    "requerimientos",
    "exigences",
    "anforderungen",
    "требования",
    "wymagania",
];

/// Part of the heading or label above acceptance criteria.
pub(super) const CRITERIA: &[&str] = &[
    "acceptance criteria",
    "受け入れ条件",
    "受入条件",
    "受け入れ基準",
    "受入基準",
    "受入れ基準",
    "受け入れ要件",
    "验收标准",
    "验收条件",
    "验收准则",
    "接受标准",
    "驗收標準",
    "驗收條件",
    "接受條件",
    "승인 기준",
    "인수 기준",
    "인수 조건",
    "수락 기준",
    "수용 기준",
    "허용 기준",
    "critérios de aceitação",
    "critérios de aceite",
    "criterios de aceptación",
    "criterios de aceptacion",
    "critères d'acceptation",
    "criteri di accettazione",
    "akzeptanzkriterien",
    "критерии приемки",
    "критерии приёмки",
    "kryteria akceptacji",
    "tiêu chí chấp nhận",
];

/// The label of a user story. "Objective" is cc-sdd's.
pub(super) const USER_STORY: &[&str] = &[
    "user story",
    "objective",
    "ユーザーストーリー",
    "ユーザストーリー",
    "目的",
    "用户故事",
    "使用者故事",
    "用戶故事",
    "사용자 스토리",
    "história de usuário",
    "história do usuário",
    "historia de usuario",
    "récit utilisateur",
    "пользовательская история",
    "câu chuyện người dùng",
];

/// The title of a glossary.
pub(super) const GLOSSARY: &[&str] = &[
    "glossary",
    "terms",
    "terminology",
    "definitions",
    "用語集",
    "用語",
    "用語定義",
    "术语表",
    "术语",
    "术语定义",
    "词汇表",
    "術語表",
    "術語",
    "詞彙表",
    "용어집",
    "용어",
    "용어 정의",
    "glosario",
    "glossário",
    "glossaire",
    "glossar",
    "glossario",
    "глоссарий",
    "thuật ngữ",
];

/// The titles of the three behaviours of a bugfix.md, by the number that their criteria begin with.
pub(super) const BEHAVIOURS: [(&str, &[&str]); 3] = [
    (
        "1",
        &[
            "current behavior",
            "current behaviour",
            "現在の動作",
            "現在の挙動",
            "现有行为",
            "当前行为",
            "目前行為",
            "현재 동작",
            "comportamento atual",
            "comportamiento actual",
            "comportement actuel",
            "aktuelles verhalten",
        ],
    ),
    (
        "2",
        &[
            "expected behavior",
            "expected behaviour",
            "期待される動作",
            "期待する動作",
            "期待動作",
            "期待される挙動",
            "预期行为",
            "期望行为",
            "預期行為",
            "예상 동작",
            "기대 동작",
            "기대되는 동작",
            "comportamento esperado",
            "comportamiento esperado",
            "comportement attendu",
            "erwartetes verhalten",
        ],
    ),
    (
        "3",
        &[
            "unchanged behavior",
            "unchanged behaviour",
            "変更されない動作",
            "変わらない動作",
            "維持される動作",
            "変更しない動作",
            "不变行为",
            "不变的行为",
            "保持不变的行为",
            "未变行为",
            "未更改的行为",
            "不變行為",
            "변경되지 않는 동작",
            "변하지 않는 동작",
            "유지되는 동작",
            "comportamento inalterado",
            "comportamiento sin cambios",
            "comportamiento inalterado",
            "comportement inchangé",
            "unverändertes verhalten",
        ],
    ),
];

/// A title to compare with these: lower case, without what decorates it, a number in front, and a remark in brackets
/// behind.
pub(super) fn plain_title(title: &str) -> String {
    let start = title.trim_start_matches(|c: char| !c.is_alphabetic());
    let end = start.find(['(', '（', '[', ':', '：']).and_then(|end| start.get(..end)).unwrap_or(start);
    end.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Whether a heading or label announces acceptance criteria.
pub(super) fn announces_criteria(title: &str) -> bool {
    let title = title.to_lowercase();
    CRITERIA.iter().any(|words| title.contains(words))
}

/// Whether a heading announces requirements.
pub(super) fn announces_requirements(title: &str) -> bool {
    let title = title.to_lowercase();
    REQUIREMENTS.iter().any(|words| title.contains(words))
}
