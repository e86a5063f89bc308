//! From simple commands to acts: what stands before the program is looked through, then the tables decide.
use std::cell::OnceCell;
use std::ops::Range;

use crate::shell::act::{Act, Program as Runs, Reach};
use crate::shell::misread::RESERVED;
use crate::shell::parse::parse_in;
use crate::shell::tool::{Call, Level, Script, raise};
use crate::shell::{
    Class, Effect, Folder, Need, Program, SimpleCommand, Word, builtins, environment, tables, wrappers,
};

/// Scripts within scripts within scripts are not followed further.
const DEEPEST: usize = 4;

/// An act for each command of the program and for each thing in it that is not understood.
pub(super) fn acts(program: &Program) -> Vec<Act> {
    let mut judge = Judge { acts: Vec::new(), depth: 0, outer: None };
    judge.program(program);
    // Wherever it stands: the second round of a loop comes after the first.
    if judge.acts.iter().any(|act| act.changes_later) {
        for act in judge.acts.iter_mut().filter(|act| act.class == Class::ReadOnly) {
            act.ordinary();
            act.remembers = false;
        }
    }
    judge.acts
}

struct Judge {
    acts: Vec<Act>,
    depth: usize,
    /// The command of the outer script that has this one in its arguments.
    outer: Option<Range<usize>>,
}

impl Judge {
    fn program(&mut self, program: &Program) {
        let script = Script { text: &program.script, destroys_data: OnceCell::new() };
        for command in &program.commands {
            self.command(command, &script);
        }
        for unclear in &program.opaque {
            let mut act = Act::new(self.span(&unclear.span), Class::Opaque { why: unclear.what.to_owned() });
            let source = program.script.get(unclear.span.clone()).unwrap_or_default();
            act.text = source.split_whitespace().collect::<Vec<_>>().join(" ");
            act.whole = act.text.clone();
            act.remembers = false;
            act.changes_later = true;
            if is_fork_bomb(source) {
                act.forbidden("it starts itself until the machine stands still");
            }
            self.acts.push(act);
        }
    }

    fn span(&self, span: &Range<usize>) -> Range<usize> {
        self.outer.clone().unwrap_or_else(|| span.clone())
    }

    fn command(&mut self, command: &SimpleCommand, script: &Script<'_>) {
        let mut act = Act::new(self.span(&command.span), Class::ReadOnly);
        act.whole = whole(command);
        environment::judge(&mut act, command);
        let mut scripts = Vec::new();
        if let Some(script) = self.words(&mut act, command, script) {
            scripts.push(script);
        }
        if act.text.is_empty() {
            act.text = if command.words.is_empty() { act.whole.clone() } else { shown(&command.words) };
        }
        for redirect in &command.redirects {
            match &redirect.effect {
                Effect::Read(word) => act.reads(word, &redirect.folder),
                Effect::Write(word) if word.literal() == Some("/dev/null") => {}
                Effect::Write(word) => act.writes(word, &redirect.folder),
                Effect::NoFile => {}
            }
        }
        act.remembers &= act.class == Class::Ordinary || act.class == Class::ReadOnly;
        let span = act.span.clone();
        self.acts.push(act);
        for script in scripts {
            self.script(&script, &command.folder, span.clone());
        }
    }

    /// A script in an argument runs after all that is around it, for all that is known.
    fn script(&mut self, script: &str, folder: &Folder, span: Range<usize>) {
        if self.depth >= DEEPEST {
            return;
        }
        let outer = self.outer.replace(span);
        self.depth += 1;
        self.program(&parse_in(script, folder.clone()));
        self.depth -= 1;
        self.outer = outer;
    }

    /// Judges words as a command; a script that one of them is comes back.
    fn words(&mut self, act: &mut Act, command: &SimpleCommand, script: &Script<'_>) -> Option<String> {
        let (words, folder) = (command.words.as_slice(), &command.folder);
        if let Some(word) = words.iter().find(|word| !word.is_known()) {
            act.opaque(format!("what `{}` stands for is known only when it runs", word.source));
        }
        // `${A:=b}`, `$((A=1))`, `$[A=1]`.
        act.changes_later |= words.iter().any(|word| !word.is_known() && word.source.contains('='));
        if let Some(word) = words.iter().find(|word| has_windows_variable(word.text())) {
            act.opaque(format!("`{}` may be replaced by something else before it runs", word.source));
        }
        let mut words = words;
        let mut by_shell = true;
        for _ in 0..=words.len() {
            let (program, args) = words.split_first()?;
            let Some(name) = program.literal().filter(|name| !name.is_empty()) else {
                act.opaque(format!("which program `{}` is is known only when it runs", program.source));
                return None;
            };
            if RESERVED.contains(&program.source.as_str()) {
                act.opaque(format!("`{name}` stands where it means nothing to a shell"));
            }
            if name.contains(['^', '%', '`', '\\', '=', '{', '}']) {
                act.opaque(format!("`{name}` is a program with a strange name"));
            }
            act.text = shown(words);
            // What a program runs is a program, too; and so is `time`, unless it is the first word.
            let is_word = program.source == "time" && program.span.start == command.span.start;
            let is_builtin = by_shell && (is_word || name != "time" && builtins::is_builtin(name));
            if !is_builtin {
                runs(act, name, folder);
            }
            if let Some(found) = wrappers::look_through(act, name, args) {
                by_shell = is_builtin && name != "exec";
                words = found;
                continue;
            }
            return self.program_named(act, name, args, folder, script);
        }
        None
    }

    fn program_named(
        &mut self,
        act: &mut Act,
        name: &str,
        args: &[Word],
        folder: &Folder,
        script: &Script<'_>,
    ) -> Option<String> {
        let call = Call { name, args, folder, script };
        if let Some(level) = builtins::judge(act, &call) {
            raise(act, level, "it changes how later commands are understood, or runs its arguments");
            act.changes_later |= level == Level::Opaque;
            return builtins::script(&call);
        }
        let base = base_name(name);
        let Some(tool) = tables::tool(&base) else {
            act.ordinary();
            act.prints = true;
            named(act, &call);
            return None;
        };
        if only_version(&base, args) {
            return None;
        }
        tool.judge(act, &call);
        // A name in other letters is another program to some file systems only.
        if base != name.rsplit('/').next().unwrap_or_default() {
            act.ordinary();
        }
        named(act, &call);
        nested(&base, args)
    }
}

fn runs(act: &mut Act, name: &str, folder: &Folder) {
    act.programs.push(Runs { name: name.to_owned(), fetched: false, needs: Need::program(folder, name) });
}

/// Where the tables say nothing of its arguments, what looks like a path may be one.
fn named(act: &mut Act, call: &Call<'_>) {
    let told = !(act.reads.is_empty() && act.writes.is_empty() && act.destroys.is_empty());
    if told || act.class == Class::ReadOnly {
        return;
    }
    for word in call.args {
        let value = word.text().find('=').and_then(|at| word.after(at + 1));
        let path = value.as_ref().unwrap_or(word);
        if path.text().contains(['/', '.', '~']) || !path.pieces.is_empty() && path.literal().is_none() {
            let reach = Reach::new(path, call.folder);
            act.named.extend((!reach.needs.is_empty()).then_some(reach));
        }
    }
}

/// The script of `sh -c script`, or of what hands its arguments to a shell.
fn nested(base: &str, args: &[Word]) -> Option<String> {
    let literals =
        |args: &[Word]| args.iter().filter_map(Word::literal).map(str::to_owned).collect::<Vec<_>>();
    match base {
        "sh" | "bash" | "zsh" | "dash" | "ash" | "ksh" | "fish" | "su" => {
            let is_code = |word: &Word| {
                word.text().starts_with('-') && !word.text().starts_with("--") && word.text().contains('c')
            };
            let code = args.iter().position(is_code)?;
            literals(args.get(code + 1..)?).into_iter().next()
        }
        "watch" | "script" | "parallel" | "ssh" | "cmd" => Some(literals(args).join(" ")),
        _ => None,
    }
}

/// The name under which a program is in the tables: `/usr/bin/Python3.12` is `python`.
pub(super) fn base_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let base =
        [".exe", ".cmd", ".bat", ".com"].iter().find_map(|end| base.strip_suffix(end)).unwrap_or(&base);
    if tables::tool(base).is_some() {
        return base.to_owned();
    }
    let plain = base.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').trim_end_matches('-');
    // `mkfs.ext4` is a `mkfs`.
    let first = base.split('.').next().unwrap_or_default();
    [plain, first].into_iter().find(|name| tables::tool(name).is_some()).unwrap_or(base).to_owned()
}

/// Programs that begin by running what the workspace names, even for `--version`.
const PROXIES: [&str; 8] = ["cargo", "rustc", "yarn", "pnpm", "corepack", "mvnw", "gradlew", "rustup"];

fn only_version(base: &str, args: &[Word]) -> bool {
    matches!(args, [word] if matches!(word.literal(), Some("--version" | "-V" | "-version")))
        && !PROXIES.contains(&base)
}

/// `%COMSPEC%`: three capitals or more between percent signs.
fn has_windows_variable(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .any(|name| name.len() > 2 && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        && text.matches('%').count() > 1
}

fn is_fork_bomb(source: &str) -> bool {
    let plain: String = source.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((before, body)) = plain.split_once("(){") else { return false };
    let name = before.rsplit([';', '&', '|', '(', '{']).next().unwrap_or_default();
    let name = name.strip_prefix("function").unwrap_or(name);
    !name.is_empty() && (body.contains(&format!("{name}|{name}")) || body.contains(&format!("{name}&")))
}

pub(super) fn shown(words: &[Word]) -> String {
    words.iter().map(Word::shown).collect::<Vec<_>>().join(" ")
}

fn whole(command: &SimpleCommand) -> String {
    let assigned = command.assignments.iter().map(|(name, value)| format!("{name}={}", value.shown()));
    let redirected = command.redirects.iter().filter_map(|redirect| match &redirect.effect {
        Effect::Read(word) => Some(format!("< {}", word.shown())),
        Effect::Write(word) => Some(format!("> {}", word.shown())),
        Effect::NoFile => None,
    });
    let words = command.words.iter().map(Word::shown);
    assigned.chain(words).chain(redirected).collect::<Vec<_>>().join(" ")
}
