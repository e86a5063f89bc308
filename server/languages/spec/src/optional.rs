/// How people say "optional" where they do not use Kiro's star.
const WORDS: &[&str] = &[
    "optional",
    "opcional",
    "optionnel",
    "facultatif",
    "facoltativo",
    "opzionale",
    "opcjonalne",
    "可选",
    "可選",
    "任意",
    "オプション",
    "선택",
    "선택 사항",
    "선택사항",
    "необязательно",
    "tùy chọn",
];

/// Whether `title` calls its task optional: the word alone in brackets, or in front of a colon or a dash.
/// The bare word does not count, since titles such as "Wire optional collaborators" are about something else.
pub(crate) fn says_optional(title: &str) -> bool {
    let bracketed = title.split(['(', '（', '[', '【']).skip(1).filter_map(|group| {
        let (inside, _) = group.split_once([')', '）', ']', '】'])?;
        inside.split([',', ';', ':', '、', '，', '；', '：']).next()
    });
    let leading =
        title.split_once([':', '：', '—', '–']).or_else(|| title.split_once(" - ")).map(|(word, _)| word);
    bracketed.chain(leading).any(is_word)
}

fn is_word(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_')).to_lowercase();
    WORDS.contains(&text.as_str())
}
