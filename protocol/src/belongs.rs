use crate::{EventBody, RunId, SessionId};

impl EventBody {
    /// The session an event belongs to.
    pub fn session(&self) -> Option<&SessionId> {
        match self {
            Self::SessionOpened { session, .. }
            | Self::SessionRenamed { session, .. }
            | Self::SessionDeleted { session }
            | Self::SessionTrusted { session, .. }
            | Self::UserPrompted { session, .. }
            | Self::ModelAnswered { session, .. }
            | Self::ModelFailed { session, .. }
            | Self::ToolStarted { session, .. }
            | Self::ToolFinished { session, .. }
            | Self::FilesChanged { session, .. }
            | Self::FilesRestored { session, .. }
            | Self::QuestionAnswered { session, .. }
            | Self::QuestionWithdrawn { session, .. }
            | Self::CancelRequested { session }
            | Self::ContextPruned { session, .. }
            | Self::ContextCompacted { session, .. }
            | Self::ContextOverflowed { session, .. }
            | Self::GoalChanged { session, .. }
            | Self::ModelChosen { session, .. }
            | Self::SubagentStarted { session, .. }
            | Self::SubagentEnded { session, .. }
            | Self::TurnEnded { session, .. } => Some(session),
            Self::QuestionAsked { question } => Some(&question.session),
            Self::RunRequested { .. }
            | Self::RunResumed { .. }
            | Self::RunInterrupted { .. }
            | Self::RunStopRequested { .. }
            | Self::RunFinished { .. }
            | Self::TaskMarked { .. }
            | Self::EditRequested { .. }
            | Self::EditFinished { .. }
            | Self::CheckFinished { .. }
            | Self::EvidenceJudged { .. }
            | Self::ContentTrusted { .. }
            | Self::ContentDistrusted { .. }
            | Self::FreezeSet { .. } => None,
        }
    }

    /// The run an event belongs to. Most events of its session do not name it.
    pub fn run(&self) -> Option<&RunId> {
        match self {
            Self::RunRequested { run, .. }
            | Self::RunResumed { run, .. }
            | Self::RunInterrupted { run, .. }
            | Self::RunStopRequested { run }
            | Self::RunFinished { run, .. }
            | Self::CheckFinished { run, .. }
            | Self::EvidenceJudged { run, .. } => Some(run),
            Self::TaskMarked { run, .. } | Self::SessionOpened { run, .. } => run.as_ref(),
            Self::QuestionAsked { question } => question.run.as_ref(),
            Self::SessionRenamed { .. }
            | Self::SessionDeleted { .. }
            | Self::SessionTrusted { .. }
            | Self::EditRequested { .. }
            | Self::EditFinished { .. }
            | Self::UserPrompted { .. }
            | Self::ModelAnswered { .. }
            | Self::ModelFailed { .. }
            | Self::ToolStarted { .. }
            | Self::ToolFinished { .. }
            | Self::FilesChanged { .. }
            | Self::FilesRestored { .. }
            | Self::QuestionAnswered { .. }
            | Self::QuestionWithdrawn { .. }
            | Self::CancelRequested { .. }
            | Self::ContentTrusted { .. }
            | Self::ContentDistrusted { .. }
            | Self::FreezeSet { .. }
            | Self::ContextPruned { .. }
            | Self::ContextCompacted { .. }
            | Self::ContextOverflowed { .. }
            | Self::GoalChanged { .. }
            | Self::ModelChosen { .. }
            | Self::SubagentStarted { .. }
            | Self::SubagentEnded { .. }
            | Self::TurnEnded { .. } => None,
        }
    }
}
