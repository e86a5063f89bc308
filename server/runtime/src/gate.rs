use policy::{Facts, Verdict};
use protocol::{Actor, Answer, EventBody, Question, QuestionId, QuestionKind, QuestionOption, VerbError};

use crate::intent::Intent;
use crate::turn::Turn;

impl Turn<'_> {
    /// The one gate: whether a worked-out call may take effect now, on the agent's behalf.
    pub(crate) fn gate(&self, tool: &str, intent: &Intent, stuck: Option<String>) -> Verdict {
        let facts = Facts { actor: Actor::Agent, tool, touches: &intent.touches, stuck };
        self.with_conversation(|conversation| policy::judge(&facts, &conversation.trust))
    }

    /// Puts the question whether a call may run into the log.
    pub(crate) fn ask(
        &self,
        call: &protocol::CallId,
        intent: &Intent,
        why: &str,
        lasting: bool,
    ) -> Result<QuestionId, VerbError> {
        let id = QuestionId(self.runtime.mint("q"));
        let mut answers = vec![(Answer::AllowOnce, "Allow once")];
        if lasting {
            answers.push((Answer::AllowSession, "Allow everything in this session"));
        }
        answers.push((Answer::Deny, "Deny"));
        let question = Question {
            id: id.clone(),
            kind: QuestionKind::Permission,
            session: self.session.clone(),
            run: self.run.clone(),
            call: Some(call.clone()),
            title: intent.title.clone(),
            detail: intent.detail.clone(),
            why: why.to_owned(),
            digest: intent.digest.clone(),
            options: options(&answers),
        };
        self.append(&[EventBody::QuestionAsked { question }])?;
        Ok(id)
    }
}

pub(crate) fn options(answers: &[(Answer, &str)]) -> Vec<QuestionOption> {
    answers.iter().map(|(id, label)| QuestionOption { id: *id, label: (*label).to_owned() }).collect()
}
