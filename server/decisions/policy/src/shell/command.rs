//! Simple commands: words, assignments, redirections.
use std::ops::Range;

use tree_sitter::Node;

use crate::shell::environment::is_for_loops;
use crate::shell::parse::{After, NO_SCRIPT, Walk, what};
use crate::shell::word::{children, word};
use crate::shell::{Effect, Folder, Piece, Redirect, SimpleCommand, Word};

const REPLACED: &str = "text in which something is replaced when it runs";

impl Walk {
    pub(super) fn redirects(&mut self, nodes: &[Node<'_>], here: &Folder) -> Vec<Redirect> {
        let none = || Redirect { effect: Effect::NoFile, folder: here.clone() };
        let mut found = Vec::new();
        for node in nodes {
            self.descriptor(*node, here);
            match node.kind() {
                "file_redirect" => found.push(self.file_redirect(*node, here)),
                "herestring_redirect" => {
                    self.herestring(*node, here);
                    found.push(none());
                }
                "heredoc_redirect" => {
                    found.push(none());
                    let mut quoted = false;
                    for child in children(*node) {
                        match child.kind() {
                            "heredoc_start" => quoted = self.source(child).contains(['\'', '"', '\\']),
                            "file_redirect" => found.push(self.file_redirect(child, here)),
                            "heredoc_body" => {
                                if !quoted && self.source(child).contains(['$', '`', '\\']) {
                                    self.unclear(child.byte_range(), REPLACED);
                                }
                                self.inside(child, here);
                            }
                            "herestring_redirect" => self.herestring(child, here),
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

    /// `{A}<file` gives `A` the number under which the file is open. The parser takes `{A}` for a word.
    fn descriptor(&mut self, redirect: Node<'_>, here: &Folder) {
        let before = self.program.script.get(..redirect.start_byte()).unwrap_or_default();
        let word =
            before.rsplit([' ', '\t', '\n', ';', '&', '|', '(', ')', '<', '>']).next().unwrap_or_default();
        let name = word.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = name.filter(|name| !name.is_empty()).map(str::to_owned) {
            self.assigned(redirect.byte_range(), name, here);
        }
    }

    pub(super) fn loop_variable(&mut self, variable: Node<'_>, here: &Folder) {
        let name = self.source(variable).to_owned();
        if !is_for_loops(&name) {
            self.assigned(variable.byte_range(), name, here);
        }
    }

    /// What is assigned without a command that says so.
    fn assigned(&mut self, span: Range<usize>, name: String, here: &Folder) {
        let value = Word { span: span.clone(), source: "…".to_owned(), pieces: vec![Piece::Unknown] };
        self.program.commands.push(SimpleCommand {
            span,
            assignments: vec![(name, value)],
            words: Vec::new(),
            redirects: Vec::new(),
            folder: here.clone(),
        });
    }

    fn herestring(&mut self, node: Node<'_>, here: &Folder) {
        let words =
            children(node).into_iter().filter(|child| child.is_named() && child.kind() != "file_descriptor");
        if words.into_iter().any(|child| !word(child, &self.program.script).is_known()) {
            self.unclear(node.byte_range(), REPLACED);
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

    pub(super) fn command(&mut self, node: Node<'_>, here: Folder, redirects: &[Node<'_>]) -> After {
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
                    let assignment = self.assignment(child);
                    // `export A=1` has it as an argument.
                    if node.kind() == "declaration_command" {
                        command.words.push(word(child, &self.program.script));
                    } else {
                        command.assignments.extend(assignment);
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
}

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
