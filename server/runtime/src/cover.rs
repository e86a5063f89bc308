//! What a bug report shows in place of names, folders and accounts.

use std::path::{Path, PathBuf};

use models::ModelSettings;

use crate::environment::home;
use crate::machine;
use crate::secrets::redact;

/// What there is to cover of a workspace.
pub(crate) struct Named<'a> {
    pub(crate) root: &'a Path,
    pub(crate) state: Option<&'a Path>,
    pub(crate) specs: Vec<&'a str>,
    pub(crate) models: Option<&'a ModelSettings>,
}

/// What is put in place of what.
#[derive(Debug, Default)]
pub(crate) struct Cover {
    /// And the file of a scripted model. Longest first: a folder in the home folder goes before it.
    folders: Vec<(String, &'static str)>,
    names: Vec<(String, String)>,
    include_names: bool,
}

impl Cover {
    pub(crate) fn new(named: &Named<'_>, include_names: bool) -> Self {
        let mut folders: Vec<(Option<PathBuf>, &str)> = vec![(home(), "~")];
        let mut names = Vec::new();
        if !include_names {
            let state = named.state.map(Path::to_owned);
            folders.extend([(Some(named.root.to_owned()), "<workspace>"), (state, "<state>")]);
            names.extend(numbered("spec", named.specs.iter().map(|name| (*name).to_owned())));
            names.extend(numbered("profile", profiles(named.models)));
            let model = named.models.and_then(|models| models.model.as_deref());
            let scenario = model.and_then(|model| model.trim().strip_prefix("scripted:")).map(str::trim);
            folders.push((scenario.map(PathBuf::from), "<file>"));
            names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
        let mut folders: Vec<_> = folders
            .into_iter()
            .filter_map(|(folder, cover)| Some((folder?.display().to_string(), cover)))
            .filter(|(folder, _)| folder.len() > 1)
            .collect();
        folders.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.len()));
        Self { folders, names, include_names }
    }

    /// Without secrets, account numbers, and what the workspace calls its own.
    pub(crate) fn over(&self, text: &str) -> String {
        let mut text = without_accounts(&redact(text));
        for (folder, cover) in &self.folders {
            text = replace_whole(&text, folder, cover);
        }
        for (name, cover) in &self.names {
            text = replace_whole(&text, name, cover);
        }
        if self.include_names { text } else { each_word(&text, &|before, word| after_a_prefix(before, word)) }
    }

    /// The same without what other workspaces call theirs, as far as it can be told from the words around it.
    pub(crate) fn over_log(&self, text: &str) -> String {
        let text = self.over(text);
        if self.include_names { text } else { each_word(&text, &|_, word| of_elsewhere(word)) }
    }
}

fn numbered(kind: &str, names: impl Iterator<Item = String>) -> impl Iterator<Item = (String, String)> {
    names.zip(1..).map(move |(name, number)| (name, format!("{kind}-{number}")))
}

/// Those in AWS's files, and the one that is to be used, though it may be in none.
fn profiles(models: Option<&ModelSettings>) -> impl Iterator<Item = String> {
    let aws = machine::aws(&models.map(|models| models.bedrock.clone()).unwrap_or_default());
    let mut names: Vec<String> = aws.profiles.into_iter().map(|profile| profile.name).collect();
    if !names.contains(&aws.profile) {
        names.push(aws.profile);
    }
    names.into_iter().filter(|name| name != "default")
}

/// What stands before somebody's name for a thing, and what is shown instead.
const PREFIXES: [(&str, &str); 3] = [("task:", "<spec>"), ("spec `", "<spec>"), ("scripted:", "<file>")];

fn after_a_prefix(before: &str, word: &str) -> Option<String> {
    PREFIXES.iter().find_map(|(prefix, cover)| {
        // Between quotes the prefix is a part of the word.
        if let Some(name) = word.strip_prefix(prefix).filter(|name| !is_numbered_spec(name)) {
            return (!name.is_empty()).then(|| format!("{prefix}{cover}"));
        }
        (before.ends_with(prefix) && !is_numbered_spec(word)).then(|| (*cover).to_owned())
    })
}

/// Folders that are the same on everybody's machine.
const KNOWN_FOLDERS: [&str; 11] = [
    "/usr/",
    "/bin/",
    "/etc/",
    "/lib",
    "/proc/",
    "/dev/",
    "/sys/",
    "~/.config/kiro-lsp/",
    "~/.kiro/settings/",
    "~/.aws/",
    "~/.cargo/",
];

/// A path that is neither in the workspace nor known to all, and a spec that has no number here.
fn of_elsewhere(word: &str) -> Option<String> {
    const SPECS: &str = ".kiro/specs/";
    // Outside of quotes schemes are words of their own: `//host/x` is left, `///x` and `//~/x` are paths.
    let path = word.strip_prefix("file:").unwrap_or(word);
    let path = path.strip_prefix("//").filter(|rest| rest.starts_with(['/', '~'])).unwrap_or(path);
    let is_path =
        path.starts_with("~/") || (path.starts_with('/') && path.len() > 1 && !path.starts_with("//"));
    if is_path && !KNOWN_FOLDERS.iter().any(|folder| path.starts_with(folder)) {
        return Some("<elsewhere>".to_owned());
    }
    let (before, spec) = word.split_once(SPECS)?;
    (!spec.is_empty() && !is_numbered_spec(spec)).then(|| format!("{before}{SPECS}<spec>"))
}

fn is_numbered_spec(word: &str) -> bool {
    let number = word.strip_prefix("spec-").map(|rest| rest.split('/').next().unwrap_or_default());
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The text with each word that `cover` covers, given all that stands before it, covered. What stands between quotes is
/// a word first, so that a path may have spaces; then its parts are.
fn each_word(text: &str, cover: &dyn Fn(&str, &str) -> Option<String>) -> String {
    let ends_word = |c: char| c.is_whitespace() || "`\"'()[]{},;:=|".contains(c);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let before = text.get(..at).unwrap_or_default();
        let line = rest.find('\n').unwrap_or(rest.len());
        let quoted = before
            .chars()
            .next_back()
            .filter(|c| matches!(c, '`' | '"' | '\''))
            .and_then(|quote| rest.get(..line)?.find(quote));
        let word = rest.find(ends_word).unwrap_or(rest.len());
        let covered = [quoted, Some(word)].into_iter().flatten().find_map(|end| {
            let word = rest.get(..end).filter(|word| !word.is_empty())?;
            Some((end, cover(before, word)?))
        });
        if let Some((end, cover)) = covered {
            out.push_str(&cover);
            at += end;
            continue;
        }
        // The word, and what ended it.
        let next = word + rest.get(word..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        out.push_str(rest.get(..next).unwrap_or_default());
        at += next;
    }
    out
}

/// The number of the account in an ARN, as it is or percent-encoded in a URL: twelve digits after a colon.
fn without_accounts(text: &str) -> String {
    const DIGITS: usize = 12;
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut end = 0;
        let mut from = line.find("arn").unwrap_or(line.len());
        while let Some(digits) = line.get(from..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())) {
            let start = from + digits;
            let rest = line.get(start..).unwrap_or_default();
            let count = rest.bytes().take_while(u8::is_ascii_digit).count();
            from = start + count;
            let before = line.get(..start).unwrap_or_default();
            if count == DIGITS && (before.ends_with(':') || before.to_ascii_lowercase().ends_with("%3a")) {
                out.push_str(line.get(end..start).unwrap_or_default());
                out.push_str("<account>");
                end = from;
            }
        }
        out.push_str(line.get(end..).unwrap_or_default());
    }
    out
}

/// Replaces `name` where it is no part of a longer name.
fn replace_whole(text: &str, name: &str, cover: &str) -> String {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for (at, _) in text.match_indices(name) {
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + name.len()..).unwrap_or_default());
        if !joins(before.chars().next_back()) && !joins(after.chars().next()) {
            out.push_str(text.get(end..at).unwrap_or_default());
            out.push_str(cover);
            end = at + name.len();
        }
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover() -> Cover {
        Cover {
            folders: vec![("/h/me/work".into(), "<workspace>"), ("/h/me".into(), "~")],
            names: vec![("area/checkout".into(), "spec-2".into()), ("check".into(), "spec-1".into())],
            include_names: false,
        }
    }

    #[test]
    fn names_are_covered_where_they_stand_alone() {
        for (text, expected) in [
            ("`/h/me/work/.kiro/specs/check/tasks.md`", "`<workspace>/.kiro/specs/spec-1/tasks.md`"),
            ("/h/me/other and /h/men", "~/other and /h/men"),
            ("task:area/checkout/3.1", "task:spec-2/3.1"),
            ("checking the check.", "checking the spec-1."),
            ("- ok: `scripted:/h/me/a b.jsonl`, set by X", "- ok: `scripted:<file>`, set by X"),
            ("`bedrock:arn:aws:bedrock:eu:123456789012:x/y`", "`bedrock:arn:aws:bedrock:eu:<account>:x/y`"),
            (
                "/model/arn%3Aaws%3Abedrock%3Aeu%3A123456789012%3Ax",
                "/model/arn%3Aaws%3Abedrock%3Aeu%3A<account>%3Ax",
            ),
            ("run 123456789012 took 1234567890123", "run 123456789012 took 1234567890123"),
        ] {
            assert_eq!(cover().over(text), expected);
        }
    }

    #[test]
    fn lines_of_a_log_tell_nothing_of_other_workspaces() {
        for (text, expected) in [
            (
                "`file:///h/me/work/.kiro/specs/check/tasks.md` x",
                "`file://<workspace>/.kiro/specs/spec-1/tasks.md` x",
            ),
            ("`file:///h/me/beta/.kiro/specs/check/tasks.md` x", "`<elsewhere>` x"),
            ("`file:///srv/beta/.kiro/specs/plan/tasks.md` x", "`<elsewhere>` x"),
            ("cannot read `/srv/my work/plan.md`: gone", "cannot read `<elsewhere>`: gone"),
            ("cannot read /srv/work/plan.md:12: gone", "cannot read <elsewhere>:12: gone"),
            ("/s/workspaces/beta-0123456789ab/state.db", "<elsewhere>"),
            ("it's `.kiro/specs/my plan/tasks.md`", "it's `.kiro/specs/<spec>`"),
            (
                ".kiro/specs/check/tasks.md and .kiro/specs/plan/tasks.md",
                ".kiro/specs/spec-1/tasks.md and .kiro/specs/<spec>",
            ),
            ("{\"uri\":\"file:///srv/a%20b\",\"n\":1}", "{\"uri\":\"<elsewhere>\",\"n\":1}"),
            (
                "task:plan/1 and task:check/1, the spec `plan`",
                "task:<spec> and task:spec-1/1, the spec `<spec>`",
            ),
            (
                "https://host.example/v1/x and/or 1 / 2, /usr/bin/git",
                "https://host.example/v1/x and/or 1 / 2, /usr/bin/git",
            ),
            (
                "`/h/me/.config/kiro-lsp/settings.json` is left out",
                "`~/.config/kiro-lsp/settings.json` is left out",
            ),
        ] {
            assert_eq!(cover().over_log(text), expected);
        }
        let open = Cover { include_names: true, ..Cover::default() };
        assert_eq!(
            open.over_log("`/srv/.kiro/specs/plan` task:plan/1"),
            "`/srv/.kiro/specs/plan` task:plan/1"
        );
    }
}
