//! What the user allowed, and what was done since.

use std::collections::BTreeSet;

use policy::Blast;
use protocol::{Answer, FileChange, PermissionEffect, RuleOffer};

use super::Conversation;
use crate::blast::BlastRadius;

impl Conversation {
    /// Whoever changed them, a tool or a command: what they decide is no longer what was allowed.
    pub(super) fn changed_files(&mut self, changes: &[FileChange]) {
        for change in changes {
            self.blast.change(change);
            self.changed.insert(change.path.clone());
        }
    }

    /// What an answer means for the rest of the session.
    pub(super) fn remember(&mut self, answer: Answer, offered: Vec<RuleOffer>) {
        let effect = match answer {
            Answer::AllowSession | Answer::AllowAlways => Some(PermissionEffect::Allow),
            Answer::DenyAlways => Some(PermissionEffect::Deny),
            Answer::AllowOnce | Answer::Deny | Answer::MarkDone | Answer::LeaveOpen => None,
        };
        if let Some(effect) = effect {
            self.rules.extend(offered.into_iter().map(|offer| (effect, offer)));
        }
        if answer.allows() {
            self.changed.clear();
            self.blast = BlastRadius::default();
        }
    }

    /// What calls took away since the user last prompted or allowed something.
    pub fn blast(&self) -> Blast {
        self.blast.blast()
    }

    /// Files that calls changed since the user last allowed something.
    pub fn changed(&self) -> &BTreeSet<String> {
        &self.changed
    }
}
