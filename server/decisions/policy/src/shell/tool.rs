use std::cell::OnceCell;

use crate::shell::act::{Act, Reach};
use crate::shell::options::{Arguments, read};
use crate::shell::{Folder, Word};

/// What is known of a program: rows of the tables in [`super::tables`].
pub(super) struct Tool {
    /// Names without `.exe` and version, with a blank between.
    pub(super) names: &'static str,
    /// What only reads.
    pub(super) reads: &'static [Reads],
    pub(super) worse: &'static [Worse],
    /// What it is else.
    pub(super) rest: (Level, &'static str),
    /// What it reads may be shown, not only be named or counted.
    pub(super) prints: bool,
    /// What a table cannot say. It may only make things worse.
    pub(super) also: Option<fn(&mut Act, &Call<'_>)>,
}

/// What a program is at least with certain words among its arguments, why, and these words: phrases with a comma between, as
/// [`has_words`] takes them.
pub(super) type Worse = (Level, &'static str, &'static str);

/// A verb (or `""`, for a program without verbs) that only reads with these options, as [`super::options`] writes them.
pub(super) struct Reads(pub(super) &'static str, pub(super) &'static str, pub(super) Operands);

/// What operands of something that only reads are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Operands {
    /// There may be none.
    None,
    /// No paths.
    Text,
    Paths,
    OnePath,
    /// Paths; without one the folder it runs in.
    Tree,
    /// Text first (unless `-e` or `-f` gave it), then paths.
    TextThenPaths,
    TextThenTree,
    /// Revisions and paths of a repository: what may be a path outside is one.
    Revisions,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    ReadOnly,
    Ordinary,
    /// Like `Ordinary`, but "always" is not offered.
    EachTime,
    Opaque,
    Guarded,
    Forbidden,
}

/// The whole script, and what is found out of it once.
pub(super) struct Script<'a> {
    pub(super) text: &'a str,
    pub(super) destroys_data: OnceCell<bool>,
}

/// A program with its arguments, where it runs.
pub(super) struct Call<'a> {
    /// As it is written.
    pub(super) name: &'a str,
    pub(super) args: &'a [Word],
    pub(super) folder: &'a Folder,
    /// What comes through a pipe or a heredoc is somewhere in the script, too.
    pub(super) script: &'a Script<'a>,
}

impl<'a> Call<'a> {
    /// Arguments that are no options.
    pub(super) fn operands(&self) -> impl Iterator<Item = &'a Word> {
        let mut only_operands = false;
        self.args.iter().filter(move |word| {
            let option = !only_operands && word.text().starts_with('-') && word.text() != "-";
            only_operands |= word.text() == "--";
            !option
        })
    }

    /// One of the arguments is this option, alone or with `=value`; a single letter may stand among others (`-rf`).
    pub(super) fn has(&self, options: &[&str]) -> bool {
        self.args
            .iter()
            .take_while(|word| word.text() != "--")
            .any(|word| options.iter().any(|option| is_option(word.text(), option)))
    }
}

fn is_option(word: &str, option: &str) -> bool {
    if option.starts_with("--") {
        let name = word.split('=').next().unwrap_or_default();
        // Many programs take the beginning of a long name for the name.
        return name == option || (name.len() > 2 && name.starts_with("--") && option.starts_with(name));
    }
    match (option.strip_prefix('-'), word.strip_prefix('-')) {
        (Some(letter), Some(letters)) if letter.len() == 1 && !letters.starts_with('-') => {
            letters.contains(letter)
        }
        _ => word == option || word.strip_prefix(option).is_some_and(|rest| rest.starts_with('=')),
    }
}

impl Tool {
    pub(super) fn is_named(&self, name: &str) -> bool {
        self.names.split_ascii_whitespace().any(|known| known == name)
    }

    pub(super) fn judge(&self, act: &mut Act, call: &Call<'_>) {
        act.prints |= self.prints;
        if let Err(wrong) = only_reads(self.reads, act, call) {
            let why = match (self.rest, wrong) {
                ((Level::Opaque, ""), Some(word)) => {
                    format!(
                        "`{}` is not among the arguments of `{}` known to only read",
                        word.source, call.name
                    )
                }
                ((_, why), _) => why.to_owned(),
            };
            raise(act, self.rest.0, &why);
        }
        for (level, why, phrases) in self.worse {
            if phrases.split(", ").any(|words| has_words(words, call.args)) {
                raise(act, *level, why);
            }
        }
        if let Some(also) = self.also {
            also(act, call);
        }
    }
}

/// Whether the call fits one of the rows; what it reads goes to `act`.
///
/// # Errors
/// The word because of which it does not, where the verb is one of the rows.
pub(super) fn only_reads<'a>(rows: &[Reads], act: &mut Act, call: &Call<'a>) -> Result<(), Option<&'a Word>> {
    let mut wrong = None;
    for row in rows {
        let Some(rest) = after_verb(row.0, call.args) else { continue };
        match read(row.1, rest).and_then(|arguments| fits(row.2, arguments)) {
            Ok(arguments) => {
                row.reach(act, &arguments, call.folder);
                return Ok(());
            }
            Err(word) => wrong = Some(word),
        }
    }
    Err(wrong)
}

impl Reads {
    fn reach(&self, act: &mut Act, arguments: &Arguments<'_>, folder: &Folder) {
        for file in &arguments.files {
            act.reads(file, folder);
        }
        let given = arguments.has(&["-e", "-f", "--regexp", "--file"]);
        let skipped = match self.2 {
            Operands::None | Operands::Text => return,
            Operands::TextThenPaths | Operands::TextThenTree => usize::from(!given),
            Operands::Paths | Operands::OnePath | Operands::Tree | Operands::Revisions => 0,
        };
        let paths = arguments.operands.iter().skip(skipped);
        let mut count = 0;
        for path in paths.filter(|path| self.2 != Operands::Revisions || may_lead_out(path)) {
            count += 1;
            act.reads(path, folder);
        }
        if count == 0 && matches!(self.2, Operands::Tree | Operands::TextThenTree) {
            act.reads.push(Reach::here(folder));
        }
    }
}

fn fits(operands: Operands, arguments: Arguments<'_>) -> Result<Arguments<'_>, &Word> {
    let most = match operands {
        Operands::None => 0,
        Operands::OnePath => 1,
        Operands::Text
        | Operands::Paths
        | Operands::Tree
        | Operands::TextThenPaths
        | Operands::TextThenTree
        | Operands::Revisions => usize::MAX,
    };
    match arguments.operands.get(most) {
        Some(beyond) => Err(*beyond),
        None => Ok(arguments),
    }
}

fn may_lead_out(word: &Word) -> bool {
    let text = word.text();
    word.literal().is_none() || text.starts_with('/') || text.split('/').any(|name| name == "..")
}

pub(super) fn raise(act: &mut Act, level: Level, why: &str) {
    match level {
        Level::ReadOnly => {}
        Level::Ordinary => act.ordinary(),
        Level::EachTime => {
            act.ordinary();
            act.remembers = false;
        }
        Level::Opaque => act.opaque(why),
        Level::Guarded => act.guarded(why),
        Level::Forbidden => act.forbidden(why),
    }
}

/// The arguments after a verb of one or more words.
pub(super) fn after_verb<'a>(verb: &str, args: &'a [Word]) -> Option<&'a [Word]> {
    let mut rest = args;
    for word in verb.split_ascii_whitespace() {
        let (first, others) = rest.split_first()?;
        if first.literal() != Some(word) {
            return None;
        }
        rest = others;
    }
    Some(rest)
}

/// The words are among the arguments, in this order; with `^` before them the first word is the first argument, or anywhere
/// after an option. `delete-*`, `*-delete` and `*:drop*` are patterns of one word; case is ignored, and an option may have a value.
pub(super) fn has_words(words: &str, args: &[Word]) -> bool {
    let (words, first) = words.strip_prefix('^').map_or((words, false), |words| (words, true));
    let verb = words.split(' ').next().unwrap_or_default();
    let begins = args.first().is_some_and(|arg| arg.text().starts_with('-') || fits_word(verb, arg.text()));
    // After `--` there are no options; what follows a verb may be another command, with options of its own.
    let end = args.iter().position(|arg| verb.starts_with('-') && verb != "--" && arg.text() == "--");
    let mut args = args.get(..end.unwrap_or(args.len())).unwrap_or_default().iter();
    (!first || begins) && words.split(' ').all(|wanted| args.any(|arg| fits_word(wanted, arg.text())))
}

fn fits_word(wanted: &str, word: &str) -> bool {
    if wanted.starts_with('-') && !wanted.contains('*') {
        return is_option(word, wanted);
    }
    let word = word.to_ascii_lowercase();
    match (wanted.strip_prefix('*'), wanted.strip_suffix('*')) {
        (Some(rest), Some(_)) => word.contains(rest.trim_end_matches('*')),
        (Some(end), None) => word.ends_with(end),
        (None, Some(start)) => word.starts_with(start),
        (None, None) => word == wanted,
    }
}
