//! The id at the start of a title. All shapes that were found in the wild are in the tests.

/// A title that starts with an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numbered<'a> {
    /// The id as written, without a final dot.
    pub(crate) id: &'a str,
    /// It can't be prose. `404 handling` and `S3 bucket` look like ids and need the rest of the document to tell.
    pub(crate) certain: bool,
    /// A star stands right behind the id: the task is optional.
    pub(crate) star: bool,
    /// What follows the id.
    pub(crate) title: String,
}

/// "Task" in the languages of the corpus and their neighbours, lower case.
const TASK_WORDS: &[&str] = &[
    "task",
    "tarea",
    "tarefa",
    "tâche",
    "aufgabe",
    "zadanie",
    "задача",
    "nhiệm vụ",
    "công việc",
    "任务",
    "任務",
    "タスク",
    "작업",
    "태스크",
];

/// Reads the id of a task line: `1.1 Title`, `**2. Title**`, `Task 3: Title`, `FIX-1.1 Title`, …
pub(crate) fn numbered(title: &str) -> Option<Numbered<'_>> {
    let (open, inner) = opening(title);
    if let Some(numbered) = named(open, inner) {
        return Some(numbered);
    }
    let token = token(inner)?;
    let ending = ending(token.rest, open, token.kind)?;
    let certain = match (token.kind, ending.strong) {
        (Kind::Dotted, _) | (_, true) => true,
        (Kind::Whole | Kind::Prefixed, false) => false,
        (Kind::Odd, false) => return None,
    };
    Some(Numbered { id: token.id, certain, star: ending.star, title: unwrapped(open, ending.rest) })
}

/// Reads the id of a heading, which must be introduced by a word for "task".
pub(crate) fn numbered_task(title: &str) -> Option<Numbered<'_>> {
    let (open, inner) = opening(title);
    named(open, inner)
}

/// `Task 1.1: Title` has the id `1.1`, and `TASK-1: Title` has `TASK-1`.
fn named<'a>(open: &str, inner: &'a str) -> Option<Numbered<'a>> {
    let behind_word = TASK_WORDS.iter().find_map(|word| strip_word(inner, word))?;
    let number = behind_word.trim_start_matches([' ', '\u{a0}', '\u{3000}', '#', '-']);
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let token = token(number)?;
    let ending = ending(token.rest, open, Kind::Dotted)?;
    let id = if behind_word.starts_with('-') {
        inner.get(..inner.len() - token.rest.len()).unwrap_or(token.id)
    } else {
        token.id
    };
    Some(Numbered { id, certain: true, star: ending.star, title: unwrapped(open, ending.rest) })
}

/// `text` behind `word`, whatever their case.
pub(crate) fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let end = text.char_indices().nth(word.chars().count()).map_or(text.len(), |(at, _)| at);
    let (start, rest) = text.split_at(end);
    let same = start.eq_ignore_ascii_case(word) || !start.is_ascii() && start.to_lowercase() == word;
    same.then_some(rest)
}

/// What an id is made of, as far as it tells an id from prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `1`
    Whole,
    /// `1.1`, `7.3.5b`, `10.1-FIX`, `15.1-15.14`
    Dotted,
    /// `T1`, `T0.1`, `FIX-1.1`
    Prefixed,
    /// `4A`, `8-15`: also a thing people count or name, so it needs a dot or a colon behind it.
    Odd,
}

struct Token<'a> {
    id: &'a str,
    kind: Kind,
    rest: &'a str,
}

/// Longest id in bytes; anything longer is a number of another sort.
const LONGEST: usize = 40;

fn token(text: &str) -> Option<Token<'_>> {
    let unprefixed = text.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let prefixed = unprefixed.len() < text.len();
    if text.len() - unprefixed.len() > 8 {
        return None;
    }
    let unprefixed = if prefixed { unprefixed.strip_prefix('-').unwrap_or(unprefixed) } else { unprefixed };

    let (mut rest, mut dotted) = dotted_number(unprefixed)?;
    let mut odd = false;
    if let Some(behind) = letter(rest) {
        (rest, odd) = (behind, true);
    }
    if let Some((behind, _)) = rest.strip_prefix(['-', '–', '~']).and_then(dotted_number) {
        (rest, odd) = (letter(behind).unwrap_or(behind), true);
    } else if dotted && let Some(behind) = rest.strip_prefix('-') {
        let unworded = behind.trim_start_matches(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit());
        if unworded.len() < behind.len() && !unworded.starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = unworded;
        }
    }
    dotted &= !prefixed;
    let kind = match (prefixed, dotted, odd) {
        (true, _, _) => Kind::Prefixed,
        (false, true, _) => Kind::Dotted,
        (false, false, true) => Kind::Odd,
        (false, false, false) => Kind::Whole,
    };
    let id = text.strip_suffix(rest).filter(|id| id.len() <= LONGEST)?;
    Some(Token { id, kind, rest })
}

/// What follows `1` or `1.2.3` at the start of `text`, and whether there was a dot in it.
fn dotted_number(text: &str) -> Option<(&str, bool)> {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, mut rest) = text.split_at(digits(text));
    if number.is_empty() {
        return None;
    }
    let mut dotted = false;
    while let Some(behind) = rest.strip_prefix('.') {
        let (number, behind) = behind.split_at(digits(behind));
        if number.is_empty() {
            break;
        }
        (rest, dotted) = (behind, true);
    }
    Some((rest, dotted))
}

/// What follows a single letter (`10.2a`) at the start of `text`.
fn letter(text: &str) -> Option<&str> {
    let behind = text.strip_prefix(|c: char| c.is_ascii_alphabetic())?;
    (!behind.starts_with(char::is_alphanumeric)).then_some(behind)
}

struct Ending<'a> {
    /// Punctuation that a number in prose does not have.
    strong: bool,
    star: bool,
    rest: &'a str,
}

/// What ends an id of that kind; `None` if what follows makes it no id, as in `100% coverage`.
fn ending<'a>(rest: &'a str, open: &str, kind: Kind) -> Option<Ending<'a>> {
    let ends_here = |rest: &str| {
        rest.is_empty() || rest.starts_with(char::is_whitespace) || !open.is_empty() && rest.starts_with(open)
    };
    let ending = |strong, star, rest| Some(Ending { strong, star, rest });
    if let Some(behind) = rest.strip_prefix('.') {
        // `2.Fix` is the id 2; `2..5` is not.
        return if ends_here(behind) || behind.starts_with(char::is_alphabetic) {
            ending(true, false, behind)
        } else if let Some(behind) = behind.strip_prefix('*').filter(|rest| ends_here(rest)) {
            ending(true, true, behind)
        } else {
            None
        };
    }
    if let Some(behind) = rest.strip_prefix(['：', '、', '）', '．']) {
        return ending(true, false, behind);
    }
    if let Some(behind) = rest.strip_prefix([':', ')']).filter(|rest| ends_here(rest)) {
        return ending(true, false, behind);
    }
    if ends_here(rest) {
        return ending(false, false, rest);
    }
    let star = rest.strip_prefix("\\*").or_else(|| rest.strip_prefix('*'));
    if let Some(behind) = star.filter(|rest| ends_here(rest)) {
        return ending(true, true, behind);
    }
    // `1.1实现` needs no blank, but "3个测试" is a count.
    let glued = rest.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii());
    if glued && kind == Kind::Dotted { ending(false, false, rest) } else { None }
}

/// The emphasis that opens `title`, and what follows it.
fn opening(title: &str) -> (&str, &str) {
    for open in ["**", "__", "~~"] {
        if let Some(inner) = title.strip_prefix(open) {
            return (title.get(..open.len()).unwrap_or_default(), inner);
        }
    }
    ("", title)
}

/// The title behind the id, once the emphasis `open` before the id is accounted for: `**1. Title**` is `Title`,
/// `**1.** Title` too, and where emphasis covers only part of the rest, or strikes it out, it is opened again.
fn unwrapped(open: &str, rest: &str) -> String {
    let rest = rest.trim();
    let plain = if open.is_empty() {
        Some(rest)
    } else if let Some(rest) = rest.strip_prefix(open) {
        Some(rest.trim_start_matches([':', '：']).trim_start())
    } else if open == "~~" {
        None
    } else {
        rest.strip_suffix(open).filter(|inner| !inner.contains(open)).map(str::trim_end)
    };
    plain.map_or_else(|| format!("{open}{rest}"), str::to_owned)
}

/// The id of the task that `id` belongs to by its number: `7.3` for `7.3.5`, `7.3.5` for `7.3.5a`, `15` for
/// `15.1-15.14`; `None` for one that says nothing about a parent, such as `8` or `FIX-1`.
pub(crate) fn parent_id(id: &str) -> Option<&str> {
    let digit = |c: char| c.is_ascii_digit();
    let first = match id.split_once(['-', '–', '~']) {
        Some((first, last)) if first.starts_with(digit) && last.starts_with(digit) => first,
        _ => id,
    };
    if let Some(number) =
        first.strip_suffix(|c: char| c.is_ascii_alphabetic()).filter(|id| id.ends_with(digit))
    {
        return Some(number);
    }
    let (parent, _) = first.rsplit_once(['.', '-'])?;
    parent.contains(digit).then_some(parent)
}
