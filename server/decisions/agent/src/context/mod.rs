//! What a model is sent of a conversation: a view of the log that fits its window. The log keeps everything.
//!
//! A view changes by events alone, so that a process that resumes sends the same bytes, and in big steps, so that what
//! endpoints have cached of it stays good for long.
mod budget;
mod compact;
mod meter;
mod prune;

use std::sync::Arc;

pub use budget::Budget;
pub use compact::Compaction;
use compact::Summary;
use meter::Meter;
use protocol::{CallId, Thought, ToolCall, Usage};
use prune::prunable;

use crate::prompt::{fenced, goal_changed};
use crate::{History, ModelRequest, ToolResult, ToolSpec};

/// The view, and what is known of how much fits.
#[derive(Clone, Debug)]
pub struct Context {
    system: Arc<str>,
    tools: Arc<[ToolSpec]>,
    /// Bytes of both.
    fixed: usize,
    history: Arc<History>,
    budget: Budget,
    /// Tokens that the endpoint has refused to read.
    refused: Option<u64>,
    meter: Meter,
    /// Documents say what the conversation is for; otherwise the user does.
    from_documents: bool,
    /// What the documents said last, or the user first.
    goal: String,
    /// What the user said last.
    latest: String,
    summary: Option<Summary>,
    /// What the model is told once the calls that it made are finished.
    news: Option<String>,
    /// How often in a row the endpoint said that it is too long.
    overflows: u8,
}

/// What makes a conversation shorter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shorten {
    /// Leave out the output of these calls, which saves so many tokens.
    Prune(Vec<CallId>, u64),
    Compact(Compaction),
}

/// After so many refusals as too long, one after the other, there is nothing more to leave out.
const OVERFLOWS: u8 = 3;

impl Context {
    /// `tools`: and how long they are.
    pub(crate) fn new(
        system: &str,
        (tools, tools_bytes): (Arc<[ToolSpec]>, usize),
        budget: Budget,
        from_documents: bool,
    ) -> Self {
        Self {
            system: system.into(),
            fixed: system.len() + tools_bytes,
            tools,
            from_documents,
            history: Arc::default(),
            budget,
            refused: None,
            meter: Meter::default(),
            goal: String::new(),
            latest: String::new(),
            summary: None,
            news: None,
            overflows: 0,
        }
    }

    /// Another conversation goes on with this history: with its own system prompt and tools.
    pub(crate) fn begin_fork(
        &mut self,
        system: &str,
        tools: (Arc<[ToolSpec]>, usize),
        budget: Budget,
        from_documents: bool,
        other_model: bool,
    ) {
        let before = std::mem::replace(self, Self::new(system, tools, budget, from_documents));
        self.history = before.history;
        if other_model {
            Arc::make_mut(&mut self.history).forget_thoughts();
        }
        self.summary = before.summary;
        self.goal = before.goal;
        self.latest = before.latest;
    }

    pub(crate) fn set_budget(&mut self, budget: Budget) {
        self.budget = match self.refused {
            Some(refused) if refused < budget.window => budget.with_window(refused),
            Some(_) | None => budget,
        };
    }

    pub(crate) fn forget_thoughts(&mut self) {
        Arc::make_mut(&mut self.history).forget_thoughts();
    }

    /// How much fits.
    pub fn budget(&self) -> Budget {
        self.budget
    }

    pub(crate) fn history(&self) -> &History {
        &self.history
    }

    pub(crate) fn tools(&self) -> &[ToolSpec] {
        &self.tools
    }

    /// `None` if there is nothing to answer.
    pub(crate) fn request(&self) -> Option<ModelRequest> {
        ModelRequest::new(Arc::clone(&self.system), Arc::clone(&self.history), Arc::clone(&self.tools))
    }

    /// How long the next request is, in tokens, estimated.
    pub fn tokens(&self) -> u64 {
        self.meter.tokens(self.bytes())
    }

    /// What the documents said when the model was last told, or the user's first words.
    pub fn goal(&self) -> &str {
        &self.goal
    }

    /// What the conversation is for in the user's own words, or as the documents said last.
    pub fn goal_to_keep(&self) -> String {
        if self.from_documents {
            return self.goal.clone();
        }
        let limit = usize::try_from(self.meter.bytes(self.budget.goal()) / 2).unwrap_or(usize::MAX);
        let words = |said: &str| {
            let (kept, left) = said.split_at(said.floor_char_boundary(limit));
            let rest =
                if left.is_empty() { String::new() } else { format!("\n(and {} bytes more)", left.len()) };
            fenced("request", "", &format!("{kept}{rest}"))
        };
        let mut goal = format!("The user began this conversation with:\n\n{}", words(&self.goal));
        if self.latest != self.goal {
            goal += &format!("\n\nThe user's latest words:\n\n{}", words(&self.latest));
        }
        goal
    }

    /// What must be left out before the model is asked again, if anything.
    pub(crate) fn shorten(&self) -> Option<Shorten> {
        let tokens = self.tokens();
        let prune = |protected, least| {
            let (calls, bytes) =
                prunable(&self.history, self.meter.bytes(protected), self.meter.bytes(least))?;
            Some(Shorten::Prune(calls, self.meter.tokens(bytes)))
        };
        let early = || prune(self.budget.protected(), self.budget.least_gain());
        let last_resort = || prune(0, 0);
        if tokens > self.budget.full() {
            early().or_else(|| self.compaction().map(Shorten::Compact)).or_else(last_resort)
        } else if tokens > self.budget.prune_above() {
            early()
        } else {
            None
        }
    }

    /// `None` if a summary would save too little to go on for long.
    fn compaction(&self) -> Option<Compaction> {
        let entries = self.history.entries();
        let (mut kept, mut count) = (0, 0);
        for entry in entries.iter().rev() {
            kept += entry.bytes() as u64;
            if count > 0 && kept > self.meter.bytes(self.budget.kept()) {
                break;
            }
            count += 1;
        }
        let hidden = entries.len().saturating_sub(count);
        let bytes: u64 = entries.iter().take(hidden).map(|entry| entry.bytes() as u64).sum();
        let goal = self.goal_to_keep().len() as u64;
        let length = self.meter.bytes(self.budget.summary());
        (bytes > goal + length + self.meter.bytes(self.budget.least_gain())).then(|| Compaction {
            hidden: u32::try_from(hidden).unwrap_or(u32::MAX),
            earlier: self.summary.clone(),
            history: Arc::clone(&self.history),
            room: self.meter.bytes(self.budget.full()),
            length,
        })
    }

    /// Whether something can be left out if the endpoint refuses the request as too long. Then `ContextOverflowed` is
    /// recorded.
    pub fn may_overflow(&self) -> bool {
        self.overflows < OVERFLOWS && {
            let mut shorter = self.clone();
            shorter.overflowed();
            shorter.shorten().is_some()
        }
    }

    pub(crate) fn prompted(&mut self, text: &str) {
        if self.goal.is_empty() {
            text.clone_into(&mut self.goal);
        }
        text.clone_into(&mut self.latest);
        Arc::make_mut(&mut self.history).prompt(text);
    }

    /// The model answered what [`Context::request`] was.
    pub(crate) fn asked(&mut self, usage: &Usage) {
        self.meter.learn(self.bytes(), usage);
        self.overflows = 0;
    }

    pub(crate) fn answered(
        &mut self,
        thoughts: Vec<Thought>,
        text: &str,
        calls: impl IntoIterator<Item = (ToolCall, ToolResult)>,
    ) {
        let history = Arc::make_mut(&mut self.history);
        history.thoughtful_answer(thoughts, text, calls);
        if let Some(news) = self.news.take() {
            history.prompt(&news);
        }
    }

    pub(crate) fn pruned(&mut self, calls: &[CallId]) {
        Arc::make_mut(&mut self.history).prune(calls);
    }

    pub(crate) fn compacted(&mut self, hidden: u32, goal: &str, text: &str) {
        let before = self.summary.as_ref().map_or(0, |summary| summary.hidden.saturating_sub(1));
        let summary =
            Summary { goal: goal.to_owned(), hidden: before.saturating_add(hidden), text: text.to_owned() };
        Arc::make_mut(&mut self.history).hide(hidden as usize, &summary.render());
        self.summary = Some(summary);
        if self.from_documents {
            goal.clone_into(&mut self.goal);
        }
    }

    /// The window is smaller than it was thought to be.
    pub(crate) fn overflowed(&mut self) {
        self.overflows = self.overflows.saturating_add(1);
        self.refused = Some(self.tokens().min(self.budget.window));
        self.set_budget(self.budget);
    }

    /// A fresh attempt may overflow anew.
    pub(crate) fn failed(&mut self) {
        self.overflows = 0;
    }

    /// `waits`: calls are not finished, and nothing may come between them and their results.
    pub(crate) fn goal_changed(&mut self, goal: &str, waits: bool) {
        goal.clone_into(&mut self.goal);
        let news = goal_changed(goal);
        if waits {
            self.news = Some(news);
        } else {
            Arc::make_mut(&mut self.history).prompt(&news);
        }
    }

    fn bytes(&self) -> u64 {
        (self.fixed + self.history.bytes()) as u64
    }
}
