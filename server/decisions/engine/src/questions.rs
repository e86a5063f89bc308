use protocol::{EventBody, Question, QuestionId};

/// Every question of a log and whether it still waits: the fold of its events.
#[derive(Clone, Debug, Default)]
pub struct Questions {
    all: Vec<(Question, QuestionState)>,
}

/// Whether a question waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionState {
    Open,
    Answered,
    /// Its turn was cancelled.
    Withdrawn,
}

impl Questions {
    /// The types of the events that matter, as they are written.
    pub const TYPES: &[&str] = &["questionAsked", "questionAnswered", "questionWithdrawn"];

    /// Folds events, oldest first.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a EventBody>) -> Self {
        let mut questions = Self::default();
        events.into_iter().for_each(|event| questions.apply(event));
        questions
    }

    /// Folds one event.
    pub fn apply(&mut self, event: &EventBody) {
        match event {
            EventBody::QuestionAsked { question } => self.all.push((question.clone(), QuestionState::Open)),
            EventBody::QuestionAnswered { question, .. } => self.close(question, QuestionState::Answered),
            EventBody::QuestionWithdrawn { question, .. } => self.close(question, QuestionState::Withdrawn),
            EventBody::RunRequested { .. }
            | EventBody::RunResumed { .. }
            | EventBody::RunInterrupted { .. }
            | EventBody::RunStopRequested { .. }
            | EventBody::RunFinished { .. }
            | EventBody::TaskMarked { .. }
            | EventBody::EditRequested { .. }
            | EventBody::EditFinished { .. }
            | EventBody::CheckFinished { .. }
            | EventBody::EvidenceJudged { .. }
            | EventBody::SessionOpened { .. }
            | EventBody::UserPrompted { .. }
            | EventBody::ModelAnswered { .. }
            | EventBody::ModelFailed { .. }
            | EventBody::ToolStarted { .. }
            | EventBody::ToolFinished { .. }
            | EventBody::FilesChanged { .. }
            | EventBody::FilesRestored { .. }
            | EventBody::SessionTrusted { .. }
            | EventBody::ContentTrusted { .. }
            | EventBody::ContentDistrusted { .. }
            | EventBody::FreezeSet { .. }
            | EventBody::SessionRenamed { .. }
            | EventBody::SessionDeleted { .. }
            | EventBody::ContextPruned { .. }
            | EventBody::ContextCompacted { .. }
            | EventBody::ContextOverflowed { .. }
            | EventBody::GoalChanged { .. }
            | EventBody::ModelChosen { .. }
            | EventBody::SubagentStarted { .. }
            | EventBody::SubagentEnded { .. }
            | EventBody::CancelRequested { .. }
            | EventBody::TurnEnded { .. } => {}
        }
    }

    /// A question by its id.
    pub fn get(&self, id: &QuestionId) -> Option<&(Question, QuestionState)> {
        self.all.iter().find(|(question, _)| question.id == *id)
    }

    /// Those that wait, oldest first.
    pub fn open(&self) -> impl Iterator<Item = &Question> {
        self.all.iter().filter(|(_, state)| *state == QuestionState::Open).map(|(question, _)| question)
    }

    fn close(&mut self, id: &QuestionId, new: QuestionState) {
        if let Some((_, state)) = self.all.iter_mut().find(|(question, _)| question.id == *id) {
            *state = new;
        }
    }
}
