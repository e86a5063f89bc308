use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use ide::{Files, Level, Levels, Library, Profile, rules};

use super::data;

/// The rules about criteria, by the groups they belong to.
const GROUPS: &[&str] = &["ears/", "quality/", "consistency/"];

/// How many firings of a rule are judged.
const SAMPLE: usize = 50;

/// A finding in a document of the corpus.
pub(super) struct Firing {
    /// The document, below the corpus.
    pub(super) file: String,
    /// 1-based.
    pub(super) line: u32,
    /// Of the lines it stands in, the bytes it is about, and the lines of related places.
    pub(super) digest: String,
    /// What a judge reads.
    pub(super) shown: String,
}

/// The codes of the rules about criteria, in the order of their tables, each with its default.
pub(super) fn codes() -> impl Iterator<Item = (&'static str, Level)> {
    rules()
        .filter(|rule| GROUPS.iter().any(|group| rule.code.starts_with(group)))
        .map(|rule| (rule.code, rule.default))
}

/// Every firing of every rule, those that are off by default included; the same criterion in several files counts once.
/// Empty where the corpus is absent.
pub(super) static FIRINGS: LazyLock<BTreeMap<&'static str, Vec<Firing>>> = LazyLock::new(firings);

fn firings() -> BTreeMap<&'static str, Vec<Firing>> {
    let on =
        codes().filter(|(_, level)| *level == Level::Off).map(|(code, _)| (code.to_owned(), Level::Hint));
    let levels = Levels::new(Profile::Full, on.collect::<HashMap<_, _>>());
    let mut found: BTreeMap<&str, Vec<Firing>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (file, text) in documents() {
        let mut library = Library::new(Arc::new(NoFiles));
        library.set_levels(levels.clone());
        let name = file.rsplit('/').next().unwrap();
        let path = format!(".kiro/specs/x/{name}");
        library.set(&path, Some(&text));
        for sibling in ["requirements.md", "bugfix.md", "design.md", "tasks.md"] {
            let beside = data().join("corpus").join(&file).with_file_name(sibling);
            if sibling != name
                && let Ok(text) = fs::read_to_string(beside)
            {
                library.set(&format!(".kiro/specs/x/{sibling}"), Some(&text));
            }
        }
        let document = library.document(&path).unwrap();
        let lines = |span: &std::ops::Range<usize>| {
            let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
            text[start..end].trim()
        };
        for finding in library.findings(&path).iter() {
            if !GROUPS.iter().any(|group| finding.code.starts_with(group)) {
                continue;
            }
            let mut shown = format!("{} <{}>", lines(&finding.span), &text[finding.span.clone()]);
            for related in &finding.related {
                shown += &format!("\n    related: {} ({})", lines(&related.location.span), related.message);
            }
            let digest = digest(&shown);
            if seen.insert((finding.code, digest.clone())) {
                let line = document.index().line(finding.span.start) + 1;
                found.entry(finding.code).or_default().push(Firing {
                    file: file.clone(),
                    line,
                    digest,
                    shown,
                });
            }
        }
    }
    found
}

/// The firings that are judged: a random choice that stays the same as far as the firings do.
pub(super) fn sample(firings: &[Firing]) -> Vec<&Firing> {
    let mut chosen: Vec<&Firing> = firings.iter().collect();
    chosen.sort_by_key(|firing| digest(&format!("seed 4 {}", firing.digest)));
    chosen.truncate(SAMPLE);
    chosen
}

/// Every requirements.md and bugfix.md of the corpus, by path.
fn documents() -> Vec<(String, String)> {
    let root = data().join("corpus");
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    if found.is_empty() {
        eprintln!("skipped: no documents below {} (set KIRO_TEST_DATA)", root.display());
    }
    found.sort();
    found
}

fn walk(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path: PathBuf = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(root, &path, found);
        } else if matches!(
            path.file_name().and_then(|name| name.to_str()),
            Some("requirements.md" | "bugfix.md")
        ) && let Ok(text) = fs::read_to_string(&path)
        {
            found.push((path.strip_prefix(root).unwrap().display().to_string(), text));
        }
    }
}

/// FNV-1a, 64 bit: the same everywhere and for ever.
pub(crate) fn digest(text: &str) -> String {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
}

struct NoFiles;

impl Files for NoFiles {
    fn exists(&self, _: &str) -> bool {
        false
    }

    fn list(&self, _: usize) -> Vec<String> {
        Vec::new()
    }
}
