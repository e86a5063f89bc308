use engine::{QuestionState, Questions};
use protocol::{
    Answer, Answerer, ErrorCode, EventBody, PermissionEffect, Question, QuestionId, Record, Response,
    VerbError,
};
use store::{Answered, Filter};

use crate::turn::bodies;
use crate::{Runtime, store_error};

/// How long after the answer something that was allowed may begin, in milliseconds: what was cut off in between and is
/// resumed the next day is asked again.
const APPROVAL: i64 = 10 * 60 * 1000;

impl Runtime {
    /// The first answer counts, whichever process and editor it comes from.
    pub(crate) fn answer(
        &self,
        id: &QuestionId,
        answer: Answer,
        by: Answerer,
    ) -> Result<Response, VerbError> {
        let question = self.question(id)?;
        if !question.options.iter().any(|option| option.id == answer) {
            let options: Vec<String> = question.options.iter().map(|option| name(option.id)).collect();
            return Err(VerbError::new(
                ErrorCode::Invalid,
                format!("`{}` is no answer to `{id}`; the answers are {}", name(answer), options.join(", ")),
            ));
        }
        let body = EventBody::QuestionAnswered {
            question: id.clone(),
            session: question.session.clone(),
            answer,
            by,
            expires: answer.allows().then(|| self.now().saturating_add(APPROVAL)),
        };
        match self.inner.store.answer(self.now(), id, &body).map_err(store_error)? {
            Answered::Stored(_) => {
                self.publish()?;
                // Only now: whoever was not the first made no rule.
                let effect = match answer {
                    Answer::AllowAlways => Some(PermissionEffect::Allow),
                    Answer::DenyAlways => Some(PermissionEffect::Deny),
                    Answer::AllowOnce
                    | Answer::AllowSession
                    | Answer::Deny
                    | Answer::MarkDone
                    | Answer::LeaveOpen => None,
                };
                if let Some(effect) = effect {
                    self.keep_rules(effect, &question.rules).map_err(|mut error| {
                        error.message =
                            format!("it counts for this session only, since it could not be kept: {error}");
                        error
                    })?;
                }
                Ok(Response::Answered { question: id.clone(), answer })
            }
            Answered::Before(event) => {
                let before = match event.record {
                    Record::Known(EventBody::QuestionAnswered { answer, by, .. }) => {
                        format!("`{}` by {}", name(answer), by.name)
                    }
                    Record::Known(_) | Record::Unknown(_) => "by a newer version".to_owned(),
                };
                Err(VerbError::new(
                    ErrorCode::AlreadyAnswered,
                    format!("`{id}` was already answered: {before}"),
                ))
            }
        }
    }

    pub(crate) fn list_questions(&self) -> Result<Response, VerbError> {
        Ok(Response::Questions { questions: self.questions()?.open().cloned().collect() })
    }

    fn question(&self, id: &QuestionId) -> Result<Question, VerbError> {
        match self.questions()?.get(id) {
            Some((question, QuestionState::Open | QuestionState::Answered)) => Ok(question.clone()),
            Some((_, QuestionState::Withdrawn)) => Err(VerbError::new(
                ErrorCode::AlreadyAnswered,
                format!("`{id}` no longer waits for an answer: its turn was cancelled"),
            )),
            None => Err(VerbError::new(
                ErrorCode::NotFound,
                format!("there is no question `{id}`; `kiro-cli answer` shows what waits"),
            )),
        }
    }

    fn questions(&self) -> Result<Questions, VerbError> {
        let events = self.inner.store.events(&Filter::Types(Questions::TYPES)).map_err(store_error)?;
        Ok(Questions::replay(bodies(&events)))
    }
}

/// An answer as it is written in requests.
fn name(answer: Answer) -> String {
    match answer {
        Answer::AllowOnce => "allow_once",
        Answer::AllowSession => "allow_session",
        Answer::AllowAlways => "allow_always",
        Answer::Deny => "deny",
        Answer::DenyAlways => "deny_always",
        Answer::MarkDone => "mark_done",
        Answer::LeaveOpen => "leave_open",
    }
    .to_owned()
}
