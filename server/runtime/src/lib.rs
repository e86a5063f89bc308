//! The verb table, the one gate, sessions and runs: what every front speaks to.
//!
//! It is the only place that mints ids and reads the clock, and both are injected. It never calls a front: it
//! appends events, and fronts follow them. Every event is stored before its effect begins, and the next step is
//! always decided by a fold over stored events, so a run that was killed goes on by the same path it came.
mod answers;
mod bug_report;
mod calls;
mod chats;
mod checkpoints;
mod checkup;
mod command;
mod context;
mod control_files;
mod cost;
mod cover;
mod documents;
mod drafts;
mod drive;
mod environment;
mod estimate;
mod export;
mod feed;
mod forget;
mod fork;
mod freeze;
mod gate;
mod git_index;
mod git_programs;
mod gitlinks;
mod images;
mod import;
mod inert;
mod intent;
mod isolation;
mod library;
mod live_output;
mod machine;
mod marks;
mod may_show;
mod narrowing;
mod own_places;
mod permissions;
mod probe;
mod processes;
mod prompts;
mod recent;
mod routing;
mod runs;
mod search;
mod secrets;
mod sessions;
mod shell;
mod signals;
mod silence;
mod specs;
mod spending;
mod subagents;
mod summaries;
mod tools;
mod trust;
mod turn;
mod undo;
mod usage;
mod verbs;
mod withheld;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

pub use bug_report::bug_report_unopened;
pub use checkup::doctor_unopened;
pub use documents::PlannedEdit;
pub use environment::{home, log_folder};
pub use feed::{Subscription, Update};
pub use forget::Retention;
pub use library::{LiveLibrary, Unreadable};
pub use models::{ModelSettings, Secret};
pub use permissions::RuleFiles;
pub use policy::Limits;
use protocol::{ErrorCode, VerbError};
pub use secrets::redact;
use store::Store;
use tokio::sync::{OnceCell, mpsc};
use workspace::{Journal, Quota, Tree};

/// Where, in the state folder, it is kept what files held before an agent changed them.
const JOURNAL: &str = "journal";

/// What a process gives its runtime.
pub struct Settings {
    /// The workspace root.
    pub root: PathBuf,
    /// Where the state of this workspace is kept.
    pub state: PathBuf,
    /// This process, as users of other processes read it: `kiro-cli task run (pid 4711)`.
    pub process_name: String,
    /// How to reach models.
    pub models: ModelSettings,
    /// Where the rules for agents are kept.
    pub rules: RuleFiles,
    /// Where agents do not go, and how much they may do before it is asked.
    pub limits: Limits,
    /// How long sessions are kept.
    pub retention: Retention,
    /// The folder of the ledger of what models cost, in all workspaces.
    pub usage: PathBuf,
    /// Unix time in milliseconds.
    pub now: fn() -> i64,
    /// Eight letters or digits, different each time.
    pub mint: fn() -> String,
}

/// The runtime of one workspace in this process. Clones share it.
#[derive(Clone)]
pub struct Runtime {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    tree: Arc<Tree>,
    store: Store,
    journal: Journal,
    feed: feed::Feed,
    signals: signals::Signals,
    edits: documents::Edits,
    opened: documents::Opened,
    conversations: recent::Recent<(agent::Conversation, u64)>,
    summaries: recent::Recent<summaries::SummaryFold>,
    rules: permissions::KnownRules,
    health: routing::Health,
    ledger: OnceLock<store::Ledger>,
    /// What nobody has been told of yet.
    untold: Mutex<Vec<String>>,
    /// What can confine commands here, once it was found out.
    support: OnceCell<exec::Support>,
}

impl Runtime {
    /// Opens the workspace and its state, and begins to follow what other processes do.
    /// Must be called within a tokio runtime.
    ///
    /// # Errors
    /// The workspace cannot be read, or its state cannot be opened.
    pub fn open(settings: Settings) -> Result<Self, VerbError> {
        let tree = Tree::open(&settings.root).map_err(file_error)?.without(environment::private(&settings));
        let store = Store::open(&settings.state, &settings.process_name).map_err(store_error)?;
        let journal = Journal::open(&settings.state.join(JOURNAL), Quota::default())
            .map_err(|error| VerbError::new(ErrorCode::Store, error.to_string()))?;
        let feed = feed::Feed::starting_at(store.head().map_err(store_error)?);
        let (signals, edits) = (signals::Signals::default(), documents::Edits::default());
        let (conversations, summaries) = (recent::Recent::default(), recent::Recent::default());
        let (queue, on_their_way) = mpsc::unbounded_channel();
        let opened = documents::Opened::new(queue);
        let tree = Arc::new(tree);
        let rules = permissions::KnownRules::default();
        let untold = Mutex::new(store.lost().map(forget::told).into_iter().collect());
        let inner = Inner {
            settings,
            tree,
            store,
            journal,
            feed,
            signals,
            edits,
            opened,
            conversations,
            summaries,
            rules,
            health: routing::Health::default(),
            ledger: OnceLock::new(),
            untold,
            support: OnceCell::new(),
        };
        let runtime = Self { inner: Arc::new(inner) };
        runtime.untold(runtime.cut_off());
        runtime.apply_retention();
        runtime.follow_other_processes();
        runtime.record_open_documents(on_their_way);
        Ok(runtime)
    }

    /// Interrupts everything this process works on, so that any process can go on with it. Returns when the
    /// work has stopped.
    pub async fn shutdown(&self, why: &str) {
        self.inner.signals.halt_all(why);
        self.inner.edits.give_up();
        self.inner.signals.gone(None).await;
    }

    /// Returns when this process no longer works on a run or a session, however that ended. Everything it did
    /// has been published by then.
    pub async fn left(&self, run_or_session: &str) {
        self.inner.signals.gone(Some(run_or_session)).await;
    }

    fn now(&self) -> i64 {
        (self.inner.settings.now)()
    }

    fn mint(&self, prefix: &str) -> String {
        format!("{prefix}-{}", (self.inner.settings.mint)())
    }
}

fn file_error(error: workspace::TreeError) -> VerbError {
    VerbError::new(ErrorCode::File, error.to_string())
}

fn store_error(error: store::StoreError) -> VerbError {
    VerbError::new(ErrorCode::Store, error.to_string())
}

fn model_error(error: models::ModelError) -> VerbError {
    VerbError::new(ErrorCode::Model, error.to_string())
}
