//! From a script to its simple commands. What runs is judged by an allow-list of syntax: a kind of node that is not named here
//! is not understood, though the commands in it are still found.
use tree_sitter::{Node, Parser};

use crate::shell::misread::misread;
use crate::shell::unseen::{UNSEEN, unseen};
use crate::shell::word::{children, word};
use crate::shell::{Effect, Folder, Program, Redirect, SimpleCommand, Unclear, Word};

/// Reads a script of bash. It never fails: what is not understood is in [`Program::opaque`]. Time is linear.
pub fn parse(script: &str) -> Program {
    parse_in(script, Folder::start())
}

/// The same, for a script that begins in another folder.
pub(super) fn parse_in(script: &str, folder: Folder) -> Program {
    let program = Program { script: script.to_owned(), ..Program::default() };
    let mut walk = Walk { program, depth: 0 };
    if let Some(at) = unseen(script) {
        walk.unclear(at..at, UNSEEN);
    }
    let mut parser = Parser::new();
    let parsed = parser.set_language(&tree_sitter_bash::LANGUAGE.into());
    match parsed.ok().and_then(|()| parser.parse(script, None)) {
        Some(tree) => {
            if tree.root_node().has_error() || misread(tree.root_node(), script) {
                walk.unclear(0..script.len(), NO_SCRIPT);
            }
            walk.statement(tree.root_node(), folder);
        }
        None => walk.unclear(0..script.len(), NO_SCRIPT),
    }
    walk.program
}

const NO_SCRIPT: &str = "it cannot be read as a shell script";
const TOO_DEEP: &str = "it is nested too deeply";

/// Deeper nesting is not followed; no one writes it.
const DEEPEST: usize = 60;

struct Walk {
    program: Program,
    depth: usize,
}

/// Where the shell is after a statement.
struct After {
    succeeded: Folder,
    failed: Folder,
}

impl After {
    fn either_way(folder: Folder) -> Self {
        Self { succeeded: folder.clone(), failed: folder }
    }

    fn any(self) -> Folder {
        self.succeeded.or(self.failed)
    }
}

impl Walk {
    fn unclear(&mut self, span: std::ops::Range<usize>, what: &'static str) {
        self.program.opaque.push(Unclear { span, what });
    }

    fn source(&self, node: Node<'_>) -> &str {
        self.program.script.get(node.byte_range()).unwrap_or_default()
    }

    fn statement(&mut self, node: Node<'_>, here: Folder) -> After {
        if self.depth >= DEEPEST {
            self.unclear(node.byte_range(), TOO_DEEP);
            return After::either_way(Folder::Unknown);
        }
        self.depth += 1;
        let after = self.by_kind(node, here);
        self.depth -= 1;
        after
    }

    fn by_kind(&mut self, node: Node<'_>, here: Folder) -> After {
        match node.kind() {
            "program" | "compound_statement" | "do_group" | "elif_clause" | "else_clause" => {
                self.sequence(node, here)
            }
            "list" => self.list(node, here),
            "command" => self.command(node, here, &[]),
            "redirected_statement" => self.redirected(node, here),
            // Each of a pipeline runs in a shell of its own.
            "pipeline" => {
                for (index, child) in children(node).into_iter().filter(|child| child.is_named()).enumerate()
                {
                    if index > 0 && child.kind() == "negated_command" {
                        self.unclear(child.byte_range(), NO_SCRIPT);
                    }
                    self.statement(child, here.clone());
                }
                After::either_way(here)
            }
            "subshell" | "command_substitution" | "process_substitution" => {
                self.sequence(node, here.clone());
                After::either_way(here)
            }
            "negated_command" => {
                let mut after = After::either_way(here.clone());
                for child in children(node).into_iter().filter(|child| child.kind() != "!") {
                    let found = self.statement(child, here.clone());
                    after = After { succeeded: found.failed, failed: found.succeeded };
                }
                after
            }
            "variable_assignment" | "variable_assignments" | "declaration_command" | "unset_command" => {
                self.command(node, here, &[])
            }
            "test_command" => {
                if !plain_test(node, &self.program.script) {
                    self.unclear(node.byte_range(), "a test of something that is known only when it runs");
                    self.inside(node, &here);
                }
                After::either_way(here)
            }
            "if_statement" => {
                let here = self.sequence(node, here.clone()).any().or(here);
                After::either_way(here)
            }
            "for_statement" | "while_statement" => {
                // The second round begins where the first one ended.
                let here = if changes_folder(self.source(node)) { Folder::Unknown } else { here };
                let after = self.sequence(node, here.clone()).any().or(here);
                After::either_way(after)
            }
            "comment" => After::either_way(here),
            kind => {
                self.unclear(node.byte_range(), what(kind));
                self.inside(node, &Folder::Unknown);
                After::either_way(Folder::Unknown)
            }
        }
    }

    /// Statements one after the other, whatever separates them. Words in between, as in `for x in a b`, run nothing
    /// but what they substitute.
    fn sequence(&mut self, node: Node<'_>, here: Folder) -> After {
        let mut after = After::either_way(here);
        let all = children(node);
        for (index, child) in all.iter().enumerate() {
            if !child.is_named() {
                if !SEPARATORS.contains(&child.kind()) {
                    self.unclear(child.byte_range(), NO_SCRIPT);
                }
                continue;
            }
            if child.kind() == "comment" {
                continue;
            }
            let here = After { succeeded: after.succeeded.clone(), failed: after.failed.clone() }.any();
            if is_word(child.kind()) {
                self.inside(*child, &here);
                continue;
            }
            let found = self.statement(*child, here.clone());
            let background = all.get(index + 1).is_some_and(|next| next.kind() == "&");
            after = if background { After::either_way(here) } else { found };
        }
        after
    }

    fn list(&mut self, node: Node<'_>, here: Folder) -> After {
        let mut after = After::either_way(here);
        let mut operator = "";
        for child in children(node) {
            match (child.kind(), operator) {
                (kind @ ("&&" | "||"), _) => operator = kind,
                ("comment", _) => {}
                (_, "&&") => {
                    let found = self.statement(child, after.succeeded.clone());
                    after = After { succeeded: found.succeeded, failed: after.failed.or(found.failed) };
                }
                (_, "||") => {
                    let found = self.statement(child, after.failed.clone());
                    after = After { succeeded: after.succeeded.or(found.succeeded), failed: found.failed };
                }
                _ => after = self.statement(child, after.any()),
            }
        }
        after
    }

    /// In this grammar a redirection stands after the whole list or pipeline though it is one of its last command.
    fn redirected(&mut self, node: Node<'_>, here: Folder) -> After {
        let (redirects, bodies): (Vec<_>, Vec<_>) =
            children(node).into_iter().partition(|child| child.kind().ends_with("_redirect"));
        let after = match bodies.as_slice() {
            [] => self.command(node, here.clone(), &redirects),
            [body] if body.kind() == "command" => self.command(*body, here.clone(), &redirects),
            _ => {
                let before = self.program.commands.len();
                let mut after = After::either_way(here.clone());
                let mut of_last = false;
                for body in bodies {
                    of_last |= matches!(body.kind(), "list" | "pipeline" | "negated_command");
                    after = self.statement(body, here.clone());
                }
                let last = self.program.commands.get(before..).and_then(<[_]>::last);
                let folder = last.filter(|_| of_last).map_or(here.clone(), |last| last.folder.clone());
                let mut found = self.redirects(&redirects, &folder);
                match self.program.commands.get_mut(before..).and_then(<[_]>::last_mut) {
                    Some(last) => last.redirects.append(&mut found),
                    None => self.program.commands.push(SimpleCommand {
                        span: node.byte_range(),
                        assignments: Vec::new(),
                        words: Vec::new(),
                        redirects: found,
                        folder,
                    }),
                }
                after
            }
        };
        // The grammar puts what follows the beginning of a heredoc on its line into the heredoc.
        let mut rest = false;
        for redirect in redirects.iter().filter(|redirect| redirect.kind() == "heredoc_redirect") {
            for child in children(*redirect) {
                if matches!(
                    child.kind(),
                    "pipeline" | "list" | "command" | "redirected_statement" | "subshell"
                ) || child.kind().ends_with("_statement")
                    || child.kind().ends_with("_command")
                {
                    rest = true;
                    self.statement(child, after.succeeded.clone());
                }
            }
        }
        let moved = rest && changes_folder(self.source(node));
        if moved { After::either_way(Folder::Unknown) } else { after }
    }

    fn redirects(&mut self, nodes: &[Node<'_>], here: &Folder) -> Vec<Redirect> {
        let none = || Redirect { effect: Effect::NoFile, folder: here.clone() };
        let mut found = Vec::new();
        for node in nodes {
            match node.kind() {
                "file_redirect" => found.push(self.file_redirect(*node, here)),
                "herestring_redirect" => {
                    self.text(*node, here);
                    found.push(none());
                }
                "heredoc_redirect" => {
                    found.push(none());
                    for child in children(*node) {
                        match child.kind() {
                            "file_redirect" => found.push(self.file_redirect(child, here)),
                            "heredoc_body" | "herestring_redirect" => self.text(child, here),
                            // What runs is found by `redirected`; the rest are marks.
                            _ => {}
                        }
                    }
                }
                _ => self.unclear(node.byte_range(), what(node.kind())),
            }
        }
        found
    }

    /// What a command gets to read, where it stands in the script.
    fn text(&mut self, node: Node<'_>, here: &Folder) {
        let substitutes = |child: &Node<'_>| {
            child.is_named()
                && child.kind() != "heredoc_content"
                && !word(*child, &self.program.script).is_known()
        };
        if children(node).iter().any(substitutes) {
            self.unclear(node.byte_range(), "text that is known only when it runs");
        }
        self.inside(node, here);
    }

    fn file_redirect(&mut self, node: Node<'_>, here: &Folder) -> Redirect {
        let mut operator = "";
        let mut target = None;
        for child in children(node) {
            match child.kind() {
                "file_descriptor" => {}
                kind @ ("<" | ">" | ">>" | "&>" | "&>>" | "<&" | ">&" | ">|" | "<&-" | ">&-") => {
                    operator = kind
                }
                _ if target.is_none() => {
                    self.inside(child, here);
                    target = Some(word(child, &self.program.script));
                }
                // The grammar takes what follows for further targets.
                _ => self.unclear(child.byte_range(), "words after a redirection"),
            }
        }
        let number = |word: &Word| {
            word.literal().is_some_and(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        };
        let effect = match (operator, target) {
            ("<&-" | ">&-", None) => Effect::NoFile,
            ("<&" | ">&", Some(target)) if number(&target) => Effect::NoFile,
            ("<" | "<&", Some(target)) => Effect::Read(target),
            (_, Some(target)) => Effect::Write(target),
            (_, None) => {
                self.unclear(node.byte_range(), NO_SCRIPT);
                Effect::NoFile
            }
        };
        Redirect { effect, folder: here.clone() }
    }

    fn command(&mut self, node: Node<'_>, here: Folder, redirects: &[Node<'_>]) -> After {
        let mut command = SimpleCommand {
            span: node.byte_range(),
            assignments: Vec::new(),
            words: Vec::new(),
            redirects: Vec::new(),
            folder: here.clone(),
        };
        // Of a statement that is only redirected nothing else is left.
        let parts = if node.kind() == "redirected_statement" { Vec::new() } else { children(node) };
        let parts = if node.kind() == "variable_assignment" { vec![node] } else { parts };
        let mut own = Vec::new();
        let mut substituted = Vec::new();
        for child in parts {
            match child.kind() {
                "variable_assignment" => {
                    if let Some(assignment) = self.assignment(child) {
                        // `export A=1` has it as an argument.
                        if node.kind() == "declaration_command" {
                            command.words.push(word(child, &self.program.script));
                        }
                        command.assignments.push(assignment);
                    }
                    substituted.push(child);
                }
                kind if kind.ends_with("_redirect") => own.push(child),
                "comment" => {}
                "subshell" | "array" | "ERROR" => {
                    self.unclear(child.byte_range(), NO_SCRIPT);
                    substituted.push(child);
                }
                _ => {
                    command.words.push(word(child, &self.program.script));
                    substituted.push(child);
                }
            }
        }
        own.extend_from_slice(redirects);
        let index = self.program.commands.len();
        self.program.commands.push(command);
        let found = self.redirects(&own, &here);
        for child in substituted {
            self.inside(child, &here);
        }
        let Some(command) = self.program.commands.get_mut(index) else { return After::either_way(here) };
        command.redirects = found;
        moved(command, here)
    }

    fn assignment(&mut self, node: Node<'_>) -> Option<(String, Word)> {
        let name = node.child_by_field_name("name")?;
        let (plain, append) = (name.kind() == "variable_name", node.child(1)?.kind() == "+=");
        let name = self.source(name).to_owned();
        if !plain || append {
            self.unclear(node.byte_range(), "an assignment that is not a plain one");
        }
        let empty =
            || Word { span: node.end_byte()..node.end_byte(), source: String::new(), pieces: Vec::new() };
        let value =
            node.child_by_field_name("value").map_or_else(empty, |value| word(value, &self.program.script));
        Some((name, value))
    }

    /// The commands in a construct that runs none itself: substitutions in words, and whatever is in what is not understood.
    fn inside(&mut self, node: Node<'_>, here: &Folder) {
        if self.depth >= DEEPEST {
            self.unclear(node.byte_range(), TOO_DEEP);
            return;
        }
        self.depth += 1;
        match node.kind() {
            "command"
            | "command_substitution"
            | "process_substitution"
            | "redirected_statement"
            | "list"
            | "pipeline"
            | "subshell" => {
                self.statement(node, here.clone());
            }
            _ => {
                for child in children(node) {
                    self.inside(child, here);
                }
            }
        }
        self.depth -= 1;
    }
}

/// What may stand between statements, and the words of the constructs that are understood.
const SEPARATORS: [&str; 22] = [
    ";", "&", "\n", "(", ")", "{", "}", "$(", "<(", ">(", "`", "if", "then", "elif", "else", "fi", "for",
    "in", "do", "done", "while", "until",
];

/// Where `cd` leads. Everything else stays where it is.
fn moved(command: &SimpleCommand, here: Folder) -> After {
    let names: Vec<&str> = command.words.iter().map(Word::text).collect();
    // `command cd x` moves as well.
    let start = names.iter().position(|name| !matches!(*name, "command" | "builtin"));
    let Some(names) = start.and_then(|start| names.get(start..)) else { return After::either_way(here) };
    let succeeded = match names {
        ["cd"] => here.enter("~"),
        ["cd", _] | ["cd", "--", _] if command.assignments.is_empty() => {
            match command.words.last().and_then(Word::path) {
                Some(path) if path != "-" && !path.is_empty() => here.enter(&path),
                _ => Folder::Unknown,
            }
        }
        ["cd" | "pushd" | "popd", ..] => Folder::Unknown,
        _ => return After::either_way(here),
    };
    After { succeeded, failed: here }
}

fn changes_folder(source: &str) -> bool {
    ["cd", "pushd", "popd"].iter().any(|name| source.contains(name))
}

/// A test that compares text and looks at files, and evaluates nothing.
fn plain_test(node: Node<'_>, script: &str) -> bool {
    match node.kind() {
        "test_command"
        | "binary_expression"
        | "unary_expression"
        | "parenthesized_expression"
        | "negated_command"
        | "concatenation" => {
            children(node).into_iter().all(|child| !child.is_missing() && plain_test(child, script))
        }
        "word" | "number" | "raw_string" | "string" | "extglob_pattern" | "regex" => {
            let source = script.get(node.byte_range()).unwrap_or_default();
            !source.contains(['$', '`', '[', '<', '>'])
        }
        _ => node.child_count() == 0 && !node.is_error(),
    }
}

fn is_word(kind: &str) -> bool {
    matches!(
        kind,
        "word"
            | "string"
            | "raw_string"
            | "concatenation"
            | "number"
            | "simple_expansion"
            | "expansion"
            | "variable_name"
            | "brace_expression"
    )
}

fn what(kind: &str) -> &'static str {
    match kind {
        "function_definition" => "a function",
        "case_statement" => "a choice by pattern",
        "c_style_for_statement" => "a loop that counts",
        "ERROR" => NO_SCRIPT,
        _ => "a construct that is not known to be harmless",
    }
}
