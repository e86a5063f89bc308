//! Ids as references write them, brought to one form.

/// Words that stand before the number of a requirement or a criterion and add nothing to it, upper case.
const NUMBER_WORDS: &[&str] = &[
    "REQUIREMENTS",
    "REQUIREMENT",
    "REQS",
    "REQ",
    "R",
    "CRITERIA",
    "CRITERION",
    "AC",
    "要件",
    "要求",
    "需求",
    "요구사항",
    "요구",
    "REQUISITOS",
    "REQUISITO",
    "REQUERIMIENTOS",
    "REQUERIMIENTO",
    "EXIGENCES",
    "EXIGENCE",
    "ANFORDERUNGEN",
    "ANFORDERUNG",
    "ТРЕБОВАНИЕ",
    "YÊU CẦU",
];

/// The form of an id in which a heading and a reference to it are equal: upper case, without words that only introduce
/// the number and without zeros in front. `R1.AC6` and `Requirement 1.6` are `1.6`; `req-001` is `1`; `NFR3.1` is
/// `NFR-3.1`; `US-1`, `REQ-TECH-1` and `4A.1` stay as they are.
///
/// It makes no id of prose: what comes in as free text goes out as free text.
pub fn normal_id(id: &str) -> String {
    let upper = id.trim().to_uppercase();
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut rest = upper.as_str();
    while let Some(first) = rest.chars().next() {
        let kind = Kind::of(first);
        let end = rest.find(|c: char| Kind::of(c) != kind).unwrap_or(rest.len());
        let (text, behind) = rest.split_at(end);
        let words = NUMBER_WORDS.iter().filter_map(|word| Some((*word, rest.strip_prefix(word)?)));
        let introducing =
            words.filter(|_| kind == Kind::Letters).find(|(_, behind)| introduces_number(behind));
        if let Some((word, behind)) = introducing {
            parts.push(Part { kind: Kind::Other, text: word });
            rest = behind;
            continue;
        }
        parts.push(Part { kind, text });
        rest = behind;
    }
    join(&parts)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letters,
    Digits,
    Other,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            c if c.is_ascii_digit() => Self::Digits,
            c if c.is_alphabetic() => Self::Letters,
            _ => Self::Other,
        }
    }
}

/// A run of characters of one kind.
struct Part<'a> {
    kind: Kind,
    text: &'a str,
}

/// Whether a number is next, a blank, a dash or the like aside.
fn introduces_number(text: &str) -> bool {
    let separators = |c: char| c.is_whitespace() || matches!(c, '-' | '#' | '.' | '_' | '*');
    text.trim_start_matches(separators).starts_with(|c: char| c.is_ascii_digit())
}

fn join(parts: &[Part<'_>]) -> String {
    let mut id = String::new();
    let mut before = Kind::Other;
    // What stands between the runs of letters and digits.
    let mut between = String::new();
    for part in parts {
        match part.kind {
            Kind::Other => {
                between.push_str(part.text);
                continue;
            }
            Kind::Digits => {
                let dashed = between == "-" && before == Kind::Digits;
                match before {
                    // `NFR-3`, `NFR 3`, `NFR3`; but `4A.1`.
                    Kind::Letters if id.starts_with(|c: char| c.is_ascii_digit()) => id.push('.'),
                    Kind::Letters => id.push('-'),
                    Kind::Digits if dashed => id.push('-'),
                    Kind::Digits => id.push('.'),
                    Kind::Other => {}
                }
                let number = part.text.trim_start_matches('0');
                id.push_str(if number.is_empty() { "0" } else { number });
            }
            Kind::Letters => {
                let glued = between.is_empty();
                if !glued && before != Kind::Other {
                    id.push('-');
                }
                id.push_str(part.text);
            }
        }
        before = part.kind;
        between.clear();
    }
    id
}

#[cfg(test)]
mod tests {
    use super::normal_id;

    #[test]
    fn one_form_for_all_ways_to_write_an_id() {
        for (written, normal) in [
            ("1", "1"),
            ("1.2", "1.2"),
            (" 1.10. ", "1.10"),
            ("3.2.1", "3.2.1"),
            ("0", "0"),
            ("01.02", "1.2"),
            ("4A", "4A"),
            ("4a.1", "4A.1"),
            ("4.4a", "4.4A"),
            ("Requirement 1", "1"),
            ("Requirements 1.6", "1.6"),
            ("requirement #3", "3"),
            ("Req. 3", "3"),
            ("要件7.1", "7.1"),
            ("需求 1", "1"),
            ("요구사항 2.3", "2.3"),
            ("Requisito 4", "4"),
            ("yêu cầu 4", "4"),
            ("REQ-001", "1"),
            ("REQ-001.2", "1.2"),
            ("R1", "1"),
            ("R1.2", "1.2"),
            ("R1.AC6", "1.6"),
            ("R1-AC6", "1.6"),
            ("Requirement 1, AC 6", "1.6"),
            ("AC-1.2", "1.2"),
            ("AC 3.2.1", "3.2.1"),
            ("FR-2.1.1", "FR-2.1.1"),
            ("fr2", "FR-2"),
            ("NFR-3", "NFR-3"),
            ("NFR 3", "NFR-3"),
            ("NFR3.1", "NFR-3.1"),
            ("NFR-003.1", "NFR-3.1"),
            ("DR-1.3", "DR-1.3"),
            ("US-1", "US-1"),
            ("US-1.AC-2", "US-1.2"),
            ("REQ-TECH-001", "REQ-TECH-1"),
            ("10.1-FIX", "10.1-FIX"),
            ("", ""),
            ("All", "ALL"),
        ] {
            assert_eq!(normal_id(written), normal, "{written:?}");
            assert_eq!(normal_id(normal), normal, "{normal:?} is normal");
        }
    }
}
