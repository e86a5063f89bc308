use protocol::{Answerer, Request, Response, VerbError};
use store::Filter;

use crate::{LiveLibrary, Runtime, store_error};

impl Runtime {
    /// Answers a request: the whole verb table. Blocks for as long as files and the store take; work that is
    /// begun goes on after the answer, as events. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// Why it was refused; then nothing was changed.
    pub fn handle(&self, request: Request) -> Result<Response, VerbError> {
        match request {
            Request::SpecList {} => self.list_specs(),
            Request::SpecGet { spec } => self.get_spec(&spec),
            Request::SpecDraft { spec, words, bugfix } => self.draft_spec(&spec, &words, bugfix),
            Request::SteeringDraft {} => self.draft_steering(),
            request @ (Request::SpecGraph { .. }
            | Request::SpecTrace { .. }
            | Request::Check { .. }
            | Request::RuleExplain { .. }
            | Request::SteeringList { .. }
            | Request::HookList {}) => LiveLibrary::answer_at(self.inner.tree.root(), &request),
            Request::TaskRun { spec, task, model, trust, checks } => {
                self.run_task(&spec, &task, model.as_deref(), trust, checks)
            }
            Request::TaskStop { spec, task } => self.stop_task(&spec, &task),
            Request::TaskSet { spec, task, state } => self.set_task(&spec, &task, state),
            Request::RunList {} => self.list_runs(),
            Request::SessionStart { model, trust } => self.start_session(model.as_deref(), trust),
            Request::SessionPrompt { session, text } => self.prompt_session(&session, &text),
            Request::SessionCancel { session } => self.cancel_session(&session),
            Request::SessionList {} => self.list_sessions(),
            Request::SessionGet { session } => self.get_session(&session),
            Request::SessionFork { session, turn, model, trust } => {
                self.fork_session(&session, turn, model.as_deref(), trust)
            }
            Request::SessionResume { session, text, trust } => {
                self.resume_session(&session, text.as_deref(), trust)
            }
            Request::SessionRename { session, title } => self.rename_session(&session, &title),
            Request::SessionExport { session } => self.export_session(&session),
            Request::SessionSearch { text, limit } => self.search_sessions(&text, limit),
            Request::SessionDelete { session } => self.delete_session(&session),
            Request::VendorSessionList {} => self.list_vendor_sessions(),
            Request::SessionImport { id } => self.import_session(&id),
            Request::CheckpointList { session } => self.list_checkpoints(&session),
            Request::CheckpointDiff { session, checkpoint } => self.diff_checkpoint(&session, &checkpoint),
            Request::CheckpointRestore { session, checkpoint } => {
                self.restore_checkpoint(&session, &checkpoint)
            }
            Request::QuestionList {} => self.list_questions(),
            Request::PermissionAnswer { id, option, by } => {
                let own = || Answerer { name: self.inner.store.process_name().to_owned() };
                self.answer(&id, option, by.unwrap_or_else(own))
            }
            Request::PermissionList {} => Ok(self.list_permissions()),
            Request::PermissionExplain { command } => self.explain_command(&command),
            Request::TrustList {} => self.list_trust(),
            Request::TrustGrant { path, digest } => self.grant_trust(&path, &digest),
            Request::TrustRevoke { path } => self.revoke_trust(&path),
            Request::UsageGet { by, since, all } => self.usage(by, since, all),
            Request::TaskEstimate { spec, tasks, model } => {
                self.estimate_tasks(&spec, &tasks, model.as_deref())
            }
            Request::ModelList {} => Ok(self.list_models()),
            Request::ModelCheck { models } => self.check_models(&models),
            Request::FreezeGet {} => self.freeze(),
            Request::FreezeSet { frozen, why } => self.set_freeze(frozen, &why),
            Request::EventReplay { since } => {
                let events = self.inner.store.events(&Filter::Since(since)).map_err(store_error)?;
                Ok(Response::Events { events })
            }
            Request::Doctor { connect } => Ok(self.doctor(connect)),
            Request::BugReport { include_names } => self.bug_report(include_names),
        }
    }
}
