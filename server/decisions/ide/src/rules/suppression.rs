use text::lines;

/// What a comment says that findings are not to be shown: `<!-- kiro-ignore ears/vague -->`.
const MARKER: &str = "kiro-ignore";

/// The openings of comments in the languages of our documents.
const OPENINGS: [&str; 3] = ["<!--", "//", "#"];

/// What the comments of a document switch off. A comment behind something counts for its line, one alone on its line
/// for the next line that is not blank, and `kiro-ignore-file` for the whole document. Without codes, it counts for all.
pub(super) struct Suppressions<'a> {
    /// Codes and the line that they are switched off for; `None`: all lines.
    entries: Vec<(Vec<&'a str>, Option<u32>)>,
}

impl<'a> Suppressions<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut entries = Vec::new();
        if !text.contains(MARKER) {
            return Self { entries };
        }
        let mut waiting: Vec<Vec<&str>> = Vec::new();
        for (number, line) in (0u32..).zip(lines(text)) {
            let Some((before, codes, whole_file)) = comment(line.text) else {
                if !line.text.trim().is_empty() {
                    entries.extend(waiting.drain(..).map(|codes| (codes, Some(number))));
                }
                continue;
            };
            if whole_file {
                entries.push((codes, None));
            } else if before.trim().is_empty() {
                waiting.push(codes);
            } else {
                entries.push((codes, Some(number)));
            }
        }
        Self { entries }
    }

    /// Whether a finding of a rule on a line (0-based) is not to be shown.
    pub(super) fn hold(&self, code: &str, line: u32) -> bool {
        self.entries.iter().any(|(codes, at)| {
            at.is_none_or(|at| at == line)
                && (codes.is_empty() || codes.iter().any(|named| covers(named, code)))
        })
    }
}

/// What stands before a comment of ours, the codes in it, and whether it is about the whole file.
fn comment(line: &str) -> Option<(&str, Vec<&str>, bool)> {
    let at = line.find(MARKER)?;
    let (before, marker) = line.split_at(at);
    let opened = before.trim_end();
    let before = OPENINGS.iter().find_map(|opening| opened.strip_suffix(opening))?;
    let rest = marker.strip_prefix(MARKER)?;
    let (rest, whole_file) = rest.strip_prefix("-file").map_or((rest, false), |rest| (rest, true));
    if !rest.is_empty() && !rest.starts_with([' ', ':', ',']) {
        return None;
    }
    let rest = rest.split("-->").next().unwrap_or_default();
    // A reason may follow: `kiro-ignore ears/vague: the word is defined in the glossary`.
    let codes = rest
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .map_while(|word| {
            let code = word.trim_end_matches(':');
            code.contains('/').then_some((code, word.len() > code.len()))
        })
        .scan(false, |over, (code, last)| (!std::mem::replace(over, last)).then_some(code));
    Some((before, codes.collect(), whole_file))
}

fn covers(named: &str, code: &str) -> bool {
    match named.strip_suffix('*') {
        Some(group) => code.starts_with(group),
        None => named == code,
    }
}

#[cfg(test)]
mod tests {
    use super::Suppressions;

    #[test]
    fn comments_switch_off_what_they_name_where_they_stand() {
        let text = "\
1. THE System SHALL be fast <!-- kiro-ignore quality/vague: agreed with the team, see a/b -->
<!-- kiro-ignore ears/*, quality/vague -->

2. fast
3. fast
// kiro-ignore-file trace/untraced-task
# kiro-ignored is something else
";
        let suppressions = Suppressions::of(text);
        for (code, line, held) in [
            ("quality/vague", 0, true),
            ("a/b", 0, false),
            ("ears/not-ears", 0, false),
            ("ears/not-ears", 3, true),
            ("quality/vague", 3, true),
            ("quality/vague", 4, false),
            ("trace/untraced-task", 4, true),
        ] {
            assert_eq!(suppressions.hold(code, line), held, "{code} on line {line}");
        }
    }

    #[test]
    fn without_codes_all_are_meant() {
        assert!(Suppressions::of("x <!-- kiro-ignore -->").hold("ears/vague", 0));
        assert!(!Suppressions::of("the word kiro-ignore in prose").hold("ears/vague", 0));
    }
}
