// Generated from the types of the crate `protocol`; see protocol/tests/it/generated.rs.

/**
 * What clients and the server say to each other beside LSP.
 *
 * What is stored is what is published: a durable `Event` in the log is the one a client receives. JSON is camelCase; values of enumerations are snake_case, types of events camelCase; lines are 1-based; times are Unix milliseconds.
 *
 * A connection to `kiro-lsp` serves any number of roots, each a workspace with a log of its own. Every request may carry `root` beside its parameters. Without it, a request goes to the only root, to the root that knows the session or question it names, or to the only root with the spec it names. Lists are then of all roots, one after the other or by time. Any other request is refused with `ambiguous` and the roots to choose from. `experimental.kiro.roots` in the answer to `initialize` says what is open, `kiro/roots` what is from then on.
 */

/** Every request that the server answers: its method, parameters and result. */
export interface KiroRequests {
  /** All specs of the workspace. */
  "kiro/spec/list": { params: SpecListParams; result: SpecsResponse };
  /** One spec with its tasks. */
  "kiro/spec/get": { params: SpecGetParams; result: SpecResponse };
  /** Drafts a spec from words and from what the code says of itself, without a model. */
  "kiro/spec/draft": { params: SpecDraftParams; result: DraftedResponse };
  /** Drafts the steering documents that are missing, from what the code says of itself. */
  "kiro/steering/draft": { params: SteeringDraftParams; result: DraftedResponse };
  /** The order of the tasks of a spec, and what they are for. */
  "kiro/spec/graph": { params: SpecGraphParams; result: GraphResponse };
  /** What each criterion of a spec has come to. */
  "kiro/spec/trace": { params: SpecTraceParams; result: TraceResponse };
  /** Checks documents, without a model. */
  "kiro/check": { params: CheckParams; result: CheckedResponse };
  /** A rule, or all of them. */
  "kiro/rule/explain": { params: RuleExplainParams; result: RulesResponse };
  /** The steering documents, and whether they belong in a conversation about a file. */
  "kiro/steering/list": { params: SteeringListParams; result: SteeringResponse };
  /** The hooks of the workspace. */
  "kiro/hook/list": { params: HookListParams; result: HooksResponse };
  /** Implements a task, or goes on with its interrupted run. Answers at once with `RunStartedResponse`; everything after is events. */
  "kiro/task/run": { params: TaskRunParams; result: RunStartedResponse };
  /** Stops the run of a task, in whichever process it runs. */
  "kiro/task/stop": { params: TaskStopParams; result: RunResponse };
  /** Sets the mark of a task on the user's behalf. */
  "kiro/task/set": { params: TaskSetParams; result: TaskSetResponse };
  /** All runs, latest first. */
  "kiro/run/list": { params: RunListParams; result: RunsResponse };
  /** Opens a conversation. */
  "kiro/session/start": { params: SessionStartParams; result: SessionResponse };
  /** Begins a turn. Answers at once with `SessionResponse`; everything after is events. */
  "kiro/session/prompt": { params: SessionPromptParams; result: SessionResponse };
  /** Cancels the turn of a session. */
  "kiro/session/cancel": { params: SessionCancelParams; result: SessionResponse };
  /** All sessions, latest first. */
  "kiro/session/list": { params: SessionListParams; result: SessionsResponse };
  /** One session with its events. */
  "kiro/session/get": { params: SessionGetParams; result: TranscriptResponse };
  /** Begins a session with the history of another, up to the end of a turn. */
  "kiro/session/fork": { params: SessionForkParams; result: SessionResponse };
  /** Goes on with a session: with a prompt, or with its turn that was cut off. Answers at once with `SessionResponse`; everything after is events. */
  "kiro/session/resume": { params: SessionResumeParams; result: SessionResponse };
  /** Gives a session another title. */
  "kiro/session/rename": { params: SessionRenameParams; result: SessionResponse };
  /** A session as a Markdown document for people, with secrets taken out. Its events are `Request::SessionGet`'s. Answer: `ExportedResponse`. */
  "kiro/session/export": { params: SessionExportParams; result: ExportedResponse };
  /** Texts of sessions that hold all these words. */
  "kiro/session/search": { params: SessionSearchParams; result: FoundResponse };
  /** Deletes a session for good. Refused while somebody works on it, its run is not over, or others are forks of it. Answer: `DeletedResponse`. */
  "kiro/session/delete": { params: SessionDeleteParams; result: DeletedResponse };
  /** The sessions that the vendor's own command line keeps for this folder. */
  "kiro/session/vendorList": { params: VendorSessionListParams; result: VendorSessionsResponse };
  /** Copies a session of the vendor's, which stays as it is. */
  "kiro/session/import": { params: SessionImportParams; result: SessionResponse };
  /** The moments to which the files that a session changed can be put back. */
  "kiro/checkpoint/list": { params: CheckpointListParams; result: CheckpointsResponse };
  /** What putting files back would do. Changes nothing. */
  "kiro/checkpoint/diff": { params: CheckpointDiffParams; result: CheckpointDiffResponse };
  /** Puts the files that a session changed since a checkpoint back, as far as nobody else changed them. It can be undone: it is a checkpoint itself. */
  "kiro/checkpoint/restore": { params: CheckpointRestoreParams; result: CheckpointRestoredResponse };
  /** The questions that wait for an answer. */
  "kiro/question/list": { params: QuestionListParams; result: QuestionsResponse };
  /** Answers a question. Answer: `AnsweredResponse`; an error if somebody was faster. */
  "kiro/permission/answer": { params: PermissionAnswerParams; result: AnsweredResponse };
  /** The rules that count in this workspace, and what is wrong with those that do not. Answer: `PermissionsResponse`. */
  "kiro/permission/list": { params: PermissionListParams; result: PermissionsResponse };
  /** What would become of a command if an agent asked for it now. Runs nothing. */
  "kiro/permission/explain": { params: PermissionExplainParams; result: JudgedResponse };
  /** The files of the workspace that make things run, and whether the user trusts them. Answer: `TrustResponse`. */
  "kiro/trust/list": { params: TrustListParams; result: TrustResponse };
  /** Trusts one of them as it is. */
  "kiro/trust/grant": { params: TrustGrantParams; result: TrustResponse };
  /** No longer trusts one of them. */
  "kiro/trust/revoke": { params: TrustRevokeParams; result: TrustResponse };
  /** Whether the workspace is frozen. */
  "kiro/freeze/get": { params: FreezeGetParams; result: FrozenResponse };
  /** Freezes the workspace, or lets it go: while it is frozen no agent changes anything, whatever else allows it. Answer: `FrozenResponse`. */
  "kiro/freeze/set": { params: FreezeSetParams; result: FrozenResponse };
  /** What models cost. */
  "kiro/usage/get": { params: UsageGetParams; result: UsageResponse };
  /** What tasks will probably cost. */
  "kiro/task/estimate": { params: TaskEstimateParams; result: EstimatedResponse };
  /** The models of the catalogue. */
  "kiro/model/list": { params: ModelListParams; result: ModelsResponse };
  /** Asks each model for a word, to see whether it can be used; that costs a little. */
  "kiro/model/check": { params: ModelCheckParams; result: ModelsCheckedResponse };
  /** The log after `since`. */
  "kiro/event/replay": { params: EventReplayParams; result: EventsResponse };
  /** What is set up on this machine and for this workspace, and what is not. Changes nothing. Answer: `DoctorResponse`. */
  "kiro/doctor": { params: DoctorParams; result: DoctorResponse };
  /** What a bug report would say. Sends and writes nothing. */
  "kiro/bugReport": { params: BugReportParams; result: BugReportResponse };
}

/** Every notification that the server sends: its method and parameters. */
export interface KiroNotifications {
  /** Parameters of `kiro/event`: an entry of a root's log. Numbers are those of that log. */
  "kiro/event": EventParams;
  /** Parameters of `kiro/notice`. */
  "kiro/notice": NoticeParams;
  /** Parameters of `kiro/roots`: what is open from now on. Nothing more comes of a root that is not listed. */
  "kiro/roots": RootsParams;
}

/** A method that the server answers. */
export type KiroMethod = keyof KiroRequests;

/** A line of `kiro-cli chat --output-format stream-json`, told apart by its `type`. */
export type ChatLine = Event | Notice | ChatResult;

/** Rules that documents are checked by. */
export type RuleProfile =
  /** Kiro's own 41 checks, with its severities, and nothing else. */
  | "kiro"
  /** Ours. */
  | "full"
  /** Ours, one level up. */
  | "strict";

/** What a session may do without asking. Reading in the workspace never asks; leaving it is always refused. */
export type Trust =
  /** Supervised: writes and commands ask. */
  | "none"
  /** Calls of these tools run, everything else asks. */
  | {
      tools: string[];
    }
  /** Autopilot: writes and commands run; control files still ask. */
  | "all";

/** State of a task, on every surface. */
export type TaskState =
  /** `[ ]`, and any mark that has no meaning. */
  | "not_started"
  /** `[~]` */
  | "queued"
  /** `[-]` */
  | "in_progress"
  /** `[x]` or `[X]` */
  | "done";

/** One conversation with a model: `s-` and eight letters or digits. */
export type SessionId = string;

/** One question to the user: `q-` and eight letters or digits. */
export type QuestionId = string;

/** The answers that exist. Dismissing, a time-out or a lost connection is none of them. */
export type Answer =
  /** Run this call, ask again for the next; go on. */
  | "allow_once"
  /** Run this call, and allow what the question's rules name for the rest of this session. */
  | "allow_session"
  /** Run this call, and keep the question's rules as allowing ones of the user for this workspace. */
  | "allow_always"
  /** Do not run this call; the agent is told and goes on. When it gets nowhere: end its turn. */
  | "deny"
  /** Do not run this call, and keep the question's rules as denying ones of the user for this workspace. */
  | "deny_always"
  /** Tick the task. */
  | "mark_done"
  /** Leave the task open. */
  | "leave_open";

/** Who answered. */
export interface Answerer {
  /** The program, as it names itself: `kiro-cli answer`, `Neovim`. */
  name: string;
}

/** What calls of models are added up by. */
export type UsageBy =
  /** Workspaces. */
  | "workspace"
  /** Sessions. */
  | "session"
  /** Specs. */
  | "spec"
  /** Tasks. */
  | "task"
  /** Models. */
  | "model"
  /** What they were for. */
  | "class"
  /** Days, by UTC. */
  | "day";

/** A bug report. */
export interface BugReportResponse {
  /** Put together, they are a Markdown document. */
  parts: ReportPart[];
}

/** A spec, for lists. */
export interface SpecSummary {
  /** Its name: the folder below `.kiro/specs`, such as `checkout` or `area/checkout`. */
  name: string;
  /** Its documents. */
  documents: SpecDocument[];
  /** Its tasks, counted. */
  tasks: TaskCounts;
  /** Why its tasks could not be read. */
  problem?: string;
}

/** A document of a spec. */
export interface SpecDocument {
  /** What it is. */
  kind: DocumentKind;
  /** Path in the workspace, with `/`. */
  path: string;
}

/** The documents of a spec that have a meaning of their own. */
export type DocumentKind =
  /** `requirements.md` */
  | "requirements"
  /** `bugfix.md` */
  | "bugfix"
  /** `design.md` */
  | "design"
  /** `tasks.md` */
  | "tasks";

/** How many tasks are in which state. Optional tasks are counted apart. */
export interface TaskCounts {
  /** All required tasks. */
  total: number;
  /** Required tasks that are done. */
  done: number;
  /** Required tasks in progress or queued. */
  active: number;
  /** Optional tasks. */
  optional: number;
}

/** A spec with its tasks. */
export interface SpecDetail {
  /** Its name. */
  name: string;
  /** Its documents. */
  documents: SpecDocument[];
  /** Its tasks, in document order. */
  tasks: Task[];
  /** Everything else that its documents say. */
  model: SpecModel;
  /** What is wrong with them. */
  checked: CheckedFile[];
}

/** A task of tasks.md. */
export interface Task {
  /** How to name it in requests: its id, or `id@line` where ids repeat or are missing. */
  reference: string;
  /** Its id as written, without the final dot. */
  id?: string;
  /** Its text, without mark, star and id. */
  title: string;
  /** Its state. */
  state: TaskState;
  /** The text between the brackets; absent where the task is a heading. */
  mark?: string;
  /** It carries the star of an optional task, or says so. */
  optional: boolean;
  /** The reference of the task it belongs to. */
  parent?: string;
  /** Line of the task, 1-based. */
  line: number;
  /** Its latest run. */
  run?: RunSummary;
  /** What all of its runs cost so far; absent: nothing that anybody knows. */
  cost?: Cost;
}

/** A run, for lists. */
export interface RunSummary {
  /** The run. */
  id: RunId;
  /** Its conversation, once it has begun. */
  session?: SessionId;
  /** Name of the spec. */
  spec: string;
  /** The task. */
  task: string;
  /** The task's text. */
  title: string;
  /** Where it stands. */
  status: RunStatus;
  /** When it was asked for, Unix milliseconds. */
  started: number;
  /** What it cost so far; absent: nothing that anybody knows. */
  cost?: Cost;
}

/** One execution of one task, across interruptions: `r-` and eight letters or digits. */
export type RunId = string;

/** Where a run stands. */
export type RunStatus =
  /** A process works on it. */
  | {
      kind: "running";
      /** That process, for people: `kiro-cli task run (pid 4711)`. */
      owner: string;
    }
  /** No process works on it; `task run` goes on where it stopped. */
  | {
      kind: "interrupted";
      /** Why, if it could still be written down. */
      why?: string;
    }
  /** It is over. */
  | {
      kind: "ended";
      /** How. */
      outcome: Outcome;
    };

/** How a run ended. */
export type Outcome =
  /** The task is ticked. */
  | {
      kind: "done";
      /** What proved it. */
      evidence: Evidence;
    }
  /** The agent finished, but nothing proves the task; it is not ticked. */
  | {
      kind: "needs_evidence";
      /** What is missing, and what to do. */
      why: string;
    }
  /** The user stopped it. */
  | {
      kind: "stopped";
    }
  /** The agent ended without finishing: it refused, or used up its budget. */
  | {
      kind: "failed";
      /** What happened, and what to do. */
      why: string;
    };

/** What proved a task. */
export type Evidence =
  /** Every check of the plan passed after the agent's last change. */
  | {
      kind: "checks";
      /** The commands. */
      commands: string[];
    }
  /** A test or build command of the agent exited 0 after its last change. */
  | {
      kind: "command";
      /** The command. */
      command: string;
    }
  /** The user said so. */
  | {
      kind: "user";
      /** Who answered. */
      by: string;
    };

/** What a model call cost, by the prices and factors of its day. */
export interface Cost {
  /** US dollars, in billionths; absent: no price is known. */
  nanodollars?: number;
  /** Kiro's credits, in hundredths; absent: the model has no factor. */
  centicredits?: number;
}

/** Everything that the documents of a spec say, as far as it is understood. */
export interface SpecModel {
  /** Of requirements.md and bugfix.md, in document order. */
  requirements: RequirementModel[];
  /** The glossary. */
  terms: TermModel[];
  /** The correctness properties of design.md. */
  properties: PropertyModel[];
  /** What tasks.md says of each task beside its state, in document order. */
  tasks: TaskModel[];
  /** References of tasks that may run side by side, wave by wave. */
  waves: string[][];
}

/** A requirement. */
export interface RequirementModel {
  /** As references name it. */
  id: string;
  /** Its title; may be empty. */
  title: string;
  /** Path of its document. */
  path: string;
  /** From its heading to its end. */
  place: Place;
  /** Its user story. */
  userStory?: string;
  /** Its acceptance criteria. */
  criteria: CriterionModel[];
}

/** Bytes of a document, and where they stand. */
export interface Place {
  /** Offset of the first byte, from 0; a byte order mark counts. */
  start: number;
  /** Offset behind the last byte. */
  end: number;
  /** Line of the first byte, from 1. */
  line: number;
  /** Column of the first byte, from 1, in Unicode characters. */
  column: number;
  /** Line of the end. */
  endLine: number;
  /** Column of the end. */
  endColumn: number;
}

/** An acceptance criterion. */
export interface CriterionModel {
  /** As references name it. */
  id: string;
  /** What it says, line breaks as blanks. */
  text: string;
  /** Where. */
  place: Place;
  /** The EARS pattern: `ubiquitous`, `event`, `state`, `unwanted`, `optional`, `complex`, `none`. */
  pattern: string;
}

/** A term of the glossary. */
export interface TermModel {
  /** Its name. */
  name: string;
  /** What it means; may be empty. */
  definition: string;
  /** Path of its document. */
  path: string;
  /** Where its name is. */
  place: Place;
}

/** A correctness property. */
export interface PropertyModel {
  /** As references name it. */
  id: string;
  /** Its title; may be empty. */
  title: string;
  /** From its heading to its end. */
  place: Place;
  /** The requirements and criteria that it validates, by id. */
  validates: string[];
}

/** What a task says of others. */
export interface TaskModel {
  /** The task. */
  reference: string;
  /** From its line to its end. */
  place: Place;
  /** The requirements and criteria that it is for, by id. */
  requirements: string[];
  /** The properties that it tests, by id. */
  properties: string[];
  /** References of tasks that have to be done before. */
  after: string[];
  /** It holds up everything behind it. */
  checkpoint: boolean;
  /** Its wave, from 0; absent for a parent, and for a task on a cycle. */
  wave?: number;
}

/** A document that was checked. */
export interface CheckedFile {
  /** Path in the workspace, with `/`. */
  path: string;
  /** What is wrong, by place. */
  findings: Finding[];
}

/** Something wrong in a document. */
export interface Finding {
  /** Stable code, such as `trace/dangling-reference`; `kiro/rule/explain` says more. */
  code: string;
  /** How bad it is. */
  severity: Severity;
  /** What is wrong and what to do. */
  message: string;
  /** Where. */
  place: Place;
  /** Other places that it is about. */
  related?: RelatedPlace[];
  /** What an editor would offer to do about it. */
  fixes?: string[];
}

/** How bad a problem is, worst first. */
export type Severity =
  /** The document does not mean what it seems to mean. */
  | "error"
  /** Probably a mistake. */
  | "warning"
  /** Worth knowing: somebody should decide. */
  | "info"
  /** Could be better; nothing is wrong. */
  | "hint";

/** Another place that a finding is about. */
export interface RelatedPlace {
  /** Path in the workspace, with `/`. */
  path: string;
  /** Where. */
  place: Place;
  /** What is there. */
  message: string;
}

/** A document that was drafted, without a model. */
export interface DraftedDocument {
  /** Path in the workspace, with `/`. */
  path: string;
  /** How often it says that something is to be written by somebody. */
  placeholders: number;
}

/** The order of the tasks of a spec, and what they are for. */
export interface SpecGraph {
  /** Tasks, requirements, criteria, properties and files. */
  nodes: GraphNode[];
  /** What connects them. */
  edges: GraphEdge[];
  /** References of tasks that may run side by side, wave by wave. */
  waves: string[][];
  /** References of the tasks that can be begun now. */
  ready: string[];
  /** References of the tasks of the longest chain. */
  criticalPath: string[];
  /** References of tasks that wait for each other. */
  cycles: string[][];
  /** The tasks as a Mermaid flowchart. */
  mermaid: string;
  /** The tasks in Graphviz's language. */
  dot: string;
  /** The waves as Kiro's scheduler reads them: the JSON of a `## Task Dependency Graph`. */
  kiro: string;
}

/** A node of a `SpecGraph`. */
export interface GraphNode {
  /** Unique in the graph: the kind, a colon and the reference or id. */
  id: string;
  /** What it is. */
  kind: GraphNodeKind;
  /** For people. */
  label: string;
  /** Of a task. */
  state?: TaskState;
}

/** What a `GraphNode` is. */
export type GraphNodeKind =
  /** A task. */
  | "task"
  /** A requirement. */
  | "requirement"
  /** An acceptance criterion. */
  | "criterion"
  /** A correctness property. */
  | "property"
  /** A file or component that tasks name. */
  | "file"
  /** A point in the work that is reached once everything it needs is done. */
  | "gate";

/** A connection in a `SpecGraph`: it points from what needs to what is needed. */
export interface GraphEdge {
  /** The node that needs. */
  from: string;
  /** The node that is needed. */
  to: string;
  /** How. */
  kind: GraphEdgeKind;
}

/** What a `GraphEdge` says. */
export type GraphEdgeKind =
  /** From a task to a sub-task, from a requirement to one of its criteria. */
  | "child"
  /** From a task to one that it says it depends on. */
  | "depends"
  /** From a task to what it implements. */
  | "requires"
  /** From a property or a test to what it validates. */
  | "validates"
  /** From what has to wait to what holds it up, by the order of the document, its waves or a checkpoint. */
  | "blocks"
  /** From a task to a file or component that it names. */
  | "touches";

/** What a criterion has come to. */
export interface TraceRow {
  /** The criterion, or the requirement if it has none. */
  id: string;
  /** What it says, line breaks as blanks. */
  text: string;
  /** The properties that validate it, by id. */
  properties: string[];
  /** The tasks that are for it. */
  tasks: TraceTask[];
  /** Where it stands; absent: no task is for it. */
  state?: TaskState;
}

/** A task that is for a criterion. */
export interface TraceTask {
  /** The task. */
  reference: string;
  /** Its text. */
  title: string;
  /** Its state. */
  state: TaskState;
  /** It is optional. */
  optional: boolean;
}

/** A document that could not be read. */
export interface UnreadableFile {
  /** Path in the workspace, with `/`. */
  path: string;
  /** Why. */
  why: string;
}

/** A rule that documents are checked by. */
export interface Rule {
  /** Its code. */
  code: string;
  /** How much it matters unless somebody says otherwise; absent: it is off. */
  severity?: Severity;
  /** It is a check of Kiro's own validator. */
  ofKiro: boolean;
  /** What it is about, in a sentence. */
  summary: string;
  /** Its page, Markdown. */
  page: string;
}

/** A steering document. */
export interface SteeringSummary {
  /** Path in the workspace, with `/`. */
  path: string;
  /** What it is called. */
  name: string;
  /** When it belongs in a prompt. */
  inclusion: SteeringInclusion;
  /** The globs of `file_match`. */
  patterns?: string[];
  /** What `auto` is judged by. */
  description?: string;
  /** Whether it belongs in a conversation about the file that was asked for; absent if none was, and for `auto`, which a model judges. */
  applies?: boolean;
}

/** When a steering document belongs in a prompt. */
export type SteeringInclusion =
  /** In every one. */
  | "always"
  /** With a file that matches. */
  | "file_match"
  /** When the user names it. */
  | "manual"
  /** When its description fits. */
  | "auto";

/** A hook. */
export interface HookSummary {
  /** Path of its file in the workspace, with `/`. */
  path: string;
  /** What it is called. */
  name: string;
  /** When it fires, by the name of Kiro 1.0; as written if that has no meaning. */
  trigger: string;
  /** Which tools or files it is for; absent: all. */
  matcher?: string;
  /** What it does: `command` or `agent`. */
  action: string;
  /** It is switched on. That does not make it trusted. */
  enabled: boolean;
  /** It is written in the form of Kiro 0.x. */
  legacy: boolean;
}

/** A session, for lists. */
export interface SessionSummary {
  /** The session. */
  id: SessionId;
  /** Its run, if it belongs to one. */
  run?: RunId;
  /** One line: the task, or the beginning of the first prompt. */
  title: string;
  /** The model, as configured. */
  model: string;
  /** Where it stands. */
  status: SessionStatus;
  /** When it was opened, Unix milliseconds. */
  started: number;
  /** When something happened in it last, Unix milliseconds. */
  updated: number;
  /** Turns so far; of a fork, those of its own. */
  turns: number;
  /** Tokens so far, and what they cost; of a fork, those of its own. */
  usage: Usage;
  /** How full the model's window is; absent: it has not answered. */
  context?: ContextUse;
  /** Where its history begins, if it goes on with that of another. */
  fork?: ForkPoint;
  /** The vendor's session that it was copied from. */
  imported?: string;
  /** The session that it is a sub-agent of. */
  parent?: SessionId;
}

/** Where a session stands. */
export type SessionStatus =
  /** It waits for a prompt. */
  | "idle"
  /** A process works on its turn. */
  | "working"
  /** Its turn waits for an answer to a question. */
  | "waiting"
  /** Its turn was cut off; no process works on it. */
  | "interrupted";

/** Tokens of model calls, as their endpoints counted them, and what they cost. */
export interface Usage {
  /** Tokens of the request that were not read from a cache. */
  inputTokens: number;
  /** Tokens of the answer. */
  outputTokens: number;
  /** Tokens of the request that were read from a cache. */
  cachedTokens: number;
  /** Of `inputTokens`, those that were put into a cache. */
  writtenTokens?: number;
  /** What they cost; absent: nobody knows, or nothing. */
  cost?: Cost;
}

/** How full a model's window is. */
export interface ContextUse {
  /** Tokens of the conversation, as its endpoint counted them last, the answer among them. */
  tokens: number;
  /** Tokens that the model reads and writes together. */
  window: number;
}

/** A place in the history of a session: the end of a turn. */
export interface ForkPoint {
  /** The session. */
  session: SessionId;
  /** Its last event that counts. */
  seq: number;
}

/** One entry of a workspace's event log. `kiro/event` carries it with its root. Other versions may write a `type` that is not listed here: ignore it. */
export type Event = {
  /** Place in the log; the log of a workspace has one order for all processes. */
  seq: number;
  /** When it was stored, Unix milliseconds. */
  at: number;
  /** Schema version of the writer. */
  version: number;
} & EventBody;

/** What happened. Everything a run or a session needs to go on after a crash is here. */
export type EventBody =
  /** A user asked for a task to be implemented. */
  | {
      type: "runRequested";
      /** The run. */
      run: RunId;
      /** What it will do. */
      plan: RunPlan;
      /** The state the task had. */
      previous: TaskState;
      /** On whose behalf. */
      actor: Actor;
    }
  /** Another process, or the same one later, goes on with a run. */
  | {
      type: "runResumed";
      /** The run. */
      run: RunId;
      /** The process, for people. */
      owner: string;
      /** What runs without asking from now on: as its user said, not as before. */
      trust: Trust;
      /** Commands that prove the task from now on; empty: those of the plan. */
      checks?: string[];
    }
  /** A run was cut off and can be resumed. */
  | {
      type: "runInterrupted";
      /** The run. */
      run: RunId;
      /** Why. */
      why: string;
    }
  /** A user asked for a run to stop. */
  | {
      type: "runStopRequested";
      /** The run. */
      run: RunId;
    }
  /** A run is over. */
  | {
      type: "runFinished";
      /** The run. */
      run: RunId;
      /** How it ended. */
      outcome: Outcome;
    }
  /** The mark of a task was set in tasks.md. */
  | {
      type: "taskMarked";
      /** Name of the spec. */
      spec: string;
      /** The task. */
      task: string;
      /** The new state. */
      state: TaskState;
      /** On whose behalf. */
      actor: Actor;
      /** The run that did it. */
      run?: RunId;
    }
  /** A tasks.md is open in an editor, so its process is asked to set a mark in the buffer. */
  | {
      type: "editRequested";
      /** The edit. */
      edit: EditId;
      /** The process that holds the buffer. */
      holder: string;
      /** Path of the tasks.md in the workspace. */
      path: string;
      /** Name of the spec. */
      spec: string;
      /** The task. */
      task: string;
      /** Its text: the buffer may number tasks anew. */
      title: string;
      /** The new state. */
      state: TaskState;
    }
  /** An editor made a requested edit, or did not. */
  | {
      type: "editFinished";
      /** The edit. */
      edit: EditId;
      /** The buffer now holds it. */
      applied: boolean;
      /** Why not, if not. */
      why?: string;
    }
  /** A check of a run's plan ended. */
  | {
      type: "checkFinished";
      /** The run. */
      run: RunId;
      /** The command. */
      command: string;
      /** Its exit status; absent when it did not exit by itself. */
      exit?: number;
      /** The end of its output. */
      output: string;
    }
  /** It was decided whether a task is proved. */
  | {
      type: "evidenceJudged";
      /** The run. */
      run: RunId;
      /** What proves it; absent: nothing does. */
      evidence?: Evidence;
      /** Why not, if not. */
      why?: string;
    }
  /** A conversation began. */
  | {
      type: "sessionOpened";
      /** The session. */
      session: SessionId;
      /** Its run, if it belongs to one. */
      run?: RunId;
      /** The model, as configured. */
      model: string;
      /** What runs without asking. */
      trust: Trust;
      /** The system prompt, as every model call of the session sends it. */
      system: string;
      /** One line for lists. */
      title: string;
      /** Model calls after which a turn stops. */
      maxModelCalls: number;
      /** Where its history begins, if it goes on with that of another: what was said there, up to that event. */
      fork?: ForkPoint;
      /** The vendor's session that it was copied from. */
      imported?: string;
      /** The call of another session that it works for: it is a sub-agent's. */
      parent?: Parent;
    }
  /** A session got another title. */
  | {
      type: "sessionRenamed";
      /** The session. */
      session: SessionId;
      /** One line for lists. */
      title: string;
    }
  /** A session was deleted: of all its events only this one is left. */
  | {
      type: "sessionDeleted";
      /** The session. */
      session: SessionId;
    }
  /** What a session may do without asking changed: its run was resumed. */
  | {
      type: "sessionTrusted";
      /** The session. */
      session: SessionId;
      /** What runs without asking from now on. */
      trust: Trust;
    }
  /** A turn began. */
  | {
      type: "userPrompted";
      /** The session. */
      session: SessionId;
      /** What the model is given. */
      text: string;
    }
  /** A model was chosen that did not answer before: for "auto", or in place of one that is not there. */
  | {
      type: "modelChosen";
      /** The session. */
      session: SessionId;
      /** The model, with its provider. */
      model: string;
      /** Why, for people. */
      why: string;
    }
  /** The model answered, completely. */
  | {
      type: "modelAnswered";
      /** The session. */
      session: SessionId;
      /** The model, as it was asked for; absent in old logs: that of the session. */
      model?: string;
      /** What it thought before. */
      thoughts?: Thought[];
      /** Its text. */
      text: string;
      /** The tool calls it wants. */
      calls: ToolCall[];
      /** Why it stopped. */
      stop: StopReason;
      /** What it took. */
      usage: Usage;
    }
  /** The model could not be asked, after all retries. The turn can be resumed. */
  | {
      type: "modelFailed";
      /** The session. */
      session: SessionId;
      /** What happened and what to do. */
      error: string;
    }
  /** A tool call is about to take effect. */
  | {
      type: "toolStarted";
      /** The session. */
      session: SessionId;
      /** The call. */
      call: CallId;
      /** Digest a written file will have: repeating the call after a crash is then recognised. */
      writes?: string;
      /** The files it is about to write, as they are. */
      before?: FileImage[];
    }
  /** A tool call ended. */
  | {
      type: "toolFinished";
      /** The session. */
      session: SessionId;
      /** The call. */
      call: CallId;
      /** How. */
      end: ToolEnd;
      /** What the model is told. */
      output: string;
      /** What is now known of files. */
      files?: FileSeen[];
      /** Exit status of a command. */
      exit?: number;
      /** The files it made, changed or removed. Whatever changed while a command ran is taken for its doing. */
      changes?: FileChange[];
      /** What it changed besides and can't be undone, as sentences for people. */
      uncaptured?: string[];
    }
  /** Commands of a session changed files, and no end of a call tells it: processes that nobody waited for did, until they ended, or a command that was halted with the program that ran it. */
  | {
      type: "filesChanged";
      /** The session. */
      session: SessionId;
      /** The call that was halted; none for processes. */
      call: CallId | null;
      /** What became of each file. */
      changes: FileChange[];
      /** What was seen and can't be undone, in sentences. */
      uncaptured: string[];
    }
  /** A user has files put back to what they were: once before it is done, with what is planned, and once after it, with what was done. */
  | {
      type: "filesRestored";
      /** The session whose changes are undone. */
      session: SessionId;
      /** The checkpoint. */
      checkpoint: string;
      /** What becomes, or became, of each file. */
      changes: FileChange[];
      /** It was done. */
      done: boolean;
    }
  /** A session waits for the user. */
  | {
      type: "questionAsked";
      /** The question. */
      question: Question;
    }
  /** A question was answered. The first answer counts; there is no second. */
  | {
      type: "questionAnswered";
      /** The question. */
      question: QuestionId;
      /** The session that waited. */
      session: SessionId;
      /** The answer. */
      answer: Answer;
      /** Who gave it. */
      by: Answerer;
      /** Until when what was allowed may begin, Unix milliseconds; absent: for ever. */
      expires?: number;
    }
  /** A question lost its meaning: its turn was cancelled. */
  | {
      type: "questionWithdrawn";
      /** The question. */
      question: QuestionId;
      /** The session that waited. */
      session: SessionId;
    }
  /** A user trusts a file of the workspace that makes things run, as it is now. */
  | {
      type: "contentTrusted";
      /** Path in the workspace, with `/`. */
      path: string;
      /** Digest of what is trusted: other content is not. */
      digest: string;
      /** Who trusts it. */
      by: Answerer;
    }
  /** A user no longer trusts a file. */
  | {
      type: "contentDistrusted";
      /** Path in the workspace, with `/`. */
      path: string;
      /** Who said so. */
      by: Answerer;
    }
  /** A user froze the workspace, or let it go again. */
  | {
      type: "freezeSet";
      /** While it is frozen, no agent changes anything. */
      frozen: boolean;
      /** Why, for people. */
      why: string;
      /** Who said so. */
      by: Answerer;
    }
  /** A user asked for a turn to be cancelled. */
  | {
      type: "cancelRequested";
      /** The session. */
      session: SessionId;
    }
  /** Old output of tools is no longer sent to the model, which can ask for it again. The log keeps it. */
  | {
      type: "contextPruned";
      /** The session. */
      session: SessionId;
      /** The calls whose output it is. */
      calls: CallId[];
      /** How much less is sent, in tokens, estimated. */
      tokens: number;
    }
  /** The beginning of the conversation is no longer sent to the model, but what it is for and a summary of it. The log keeps it. */
  | {
      type: "contextCompacted";
      /** The session. */
      session: SessionId;
      /** Messages that are no longer sent, counted from the oldest that was; an answer and the results of its calls are one. */
      hidden: number;
      /** What the conversation is for: the documents as they are now, or the user's own words. */
      goal: string;
      /** What a model wrote about the hidden messages. It is nobody's instruction. */
      summary: string;
      /** What the summary took. */
      usage: Usage;
      /** Who wrote it, as it was asked for; absent: no model, or, in old logs, that of the session. */
      model?: string;
    }
  /** The endpoint says that the conversation is longer than its model reads; older parts of it are now left out. */
  | {
      type: "contextOverflowed";
      /** The session. */
      session: SessionId;
      /** What the endpoint said. */
      error: string;
    }
  /** The documents that say what a session is for have changed, and the model is told. */
  | {
      type: "goalChanged";
      /** The session. */
      session: SessionId;
      /** What it is for now. */
      goal: string;
    }
  /** A tool call began a session of its own, a sub-agent, or goes on with it after an interruption. */
  | {
      type: "subagentStarted";
      /** The session of the call. */
      session: SessionId;
      /** The call. */
      call: CallId;
      /** The session that was begun. */
      child: SessionId;
      /** Model calls that it may make; until it ends they count as made. */
      modelCalls: number;
    }
  /** A sub-agent is done. What it spent counts for the session that began it. */
  | {
      type: "subagentEnded";
      /** The session of the call. */
      session: SessionId;
      /** The call. */
      call: CallId;
      /** The sub-agent's session. */
      child: SessionId;
      /** Model calls that it made. */
      modelCalls: number;
      /** What they cost. */
      usage: Usage;
      /** What it did to files, one after the other. */
      changes?: FileChange[];
    }
  /** A turn is over. */
  | {
      type: "turnEnded";
      /** The session. */
      session: SessionId;
      /** How: `end_turn` and `max_tokens` are the model's, `refused` the endpoint's. */
      stop: TurnStop;
    };

/** Everything that fixes what a run does, so that another process or machine can go on with it. */
export interface RunPlan {
  /** Name of the spec, such as `checkout` or `area/checkout`. */
  spec: string;
  /** The task: its id, or `id@line` where ids repeat or are missing. */
  task: string;
  /** The task's text, without mark, star and id. */
  title: string;
  /** Digest of tasks.md when the run was planned. */
  base: string;
  /** Paths the task says it will write; empty: unknown. */
  claims: string[];
  /** Commands whose success proves the task, run by us after the agent says it is done. */
  checks: string[];
  /** Model calls after which the run stops. */
  maxModelCalls: number;
  /** The model, as configured: `openai:gpt-5`, `scripted:demo.jsonl`. */
  model: string;
  /** What runs without asking. */
  trust: Trust;
  /** What it would probably take, when it was planned. */
  estimate?: WorkEstimate;
  /** Why the user is asked before the model is; absent: nobody is. */
  askFirst?: string;
}

/** What runs will probably take: half of them at most the first, nine in ten at most the second. */
export interface WorkEstimate {
  /** Tasks, each of which is a run. */
  tasks: number;
  /** The model. */
  model: string;
  /** Tokens, read and written. */
  tokens: number[];
  /** US dollars, in billionths; absent: nobody knows what the model costs. */
  nanodollars?: number[];
  /** Credits, in hundredths; absent: the model has no factor. */
  centicredits?: number[];
  /** Runs of this workspace that it is based on; 0: what is usual elsewhere. */
  history: number;
}

/** On whose behalf something happens. */
export type Actor =
  /** The person at the keyboard. */
  | "user"
  /** A model's tool call, or what a run does on its success. */
  | "agent"
  /** A hook. */
  | "hook"
  /** A program that speaks to us over a protocol. */
  | "peer";

/** One edit that an editor is asked to make: `e-` and eight letters or digits. */
export type EditId = string;

/** The tool call that a sub-agent's session works for, and what it may use. It has the trust of that session and asks the same questions. */
export interface Parent {
  /** The session of the call. */
  session: SessionId;
  /** The call. */
  call: CallId;
  /** How many sessions stand above this one: 1 below one that a user began. */
  depth: number;
  /** Tools that it is offered. */
  tools: string[];
  /** Tokens, read and written, after which it stops. */
  maxTokens: number;
  /** Seconds after which it is stopped, counted anew when it is resumed. */
  maxSeconds: number;
}

/** One tool call. The model's endpoint chooses the text; unique within a session. */
export type CallId = string;

/** What a model thought before it answered. It is given back to that model as it came. */
export interface Thought {
  /** As far as it is shown. */
  text?: string;
  /** What proves to the endpoint that it is unchanged. */
  signature?: string;
  /** What the endpoint shows to nobody, in a form that only it can read. */
  sealed?: string;
}

/** A tool call as the model asked for it. */
export interface ToolCall {
  /** The endpoint's id of this call. */
  id: CallId;
  /** Name of the tool. */
  name: string;
  /** Arguments. An object; a string holds arguments that were not valid JSON, verbatim. */
  input: unknown;
}

/** Why a model stopped. */
export type StopReason =
  /** The answer is complete. */
  | "end_turn"
  /** The model waits for the results of its tool calls. */
  | "tool_use"
  /** The answer was cut at the output limit; it may be incomplete. */
  | "max_tokens"
  /** The endpoint refused to answer on policy grounds. */
  | "refused";

/** A file just before a tool call changes it. */
export interface FileImage {
  /** Path in the workspace, with `/`. */
  path: string;
  /** Digest of the content, of which the undo journal has a copy; absent: there is no such file. */
  digest?: string;
  /** The file can be executed. */
  executable: boolean;
}

/** How a tool call ended. */
export type ToolEnd =
  /** It did what it should. */
  | "success"
  /** It ran and failed, or its arguments were wrong; the output says why. */
  | "error"
  /** It was not run: the user or a rule said no. */
  | "denied"
  /** It was not finished: the session was cancelled. */
  | "cancelled";

/** What the session knows of a file's content after a tool call. */
export interface FileSeen {
  /** Path in the workspace, with `/`. */
  path: string;
  /** Digest of the content. */
  digest: string;
  /** The call changed the file. */
  changed: boolean;
  /** It is an image, which a model that sees images is shown. */
  image?: Image;
}

/** An image as a model may be shown it. */
export interface Image {
  /** How it is written. */
  format: ImageFormat;
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
}

/** Formats of images that models see. */
export type ImageFormat =
  /** Portable Network Graphics. */
  | "png"
  /** JPEG. */
  | "jpeg"
  /** GIF; of an animation, models see the first picture. */
  | "gif"
  /** WebP. */
  | "webp";

/** A file that was made, changed or removed. */
export interface FileChange {
  /** Path in the workspace, with `/`. */
  path: string;
  /** Digest of the content before; absent: there was no such file, or, if not `kept`, its content is not known. */
  before?: string;
  /** Digest of the content after; absent: there is no such file any more. */
  after?: string;
  /** It can be undone: what was there before is known, and the undo journal has a copy. */
  kept: boolean;
  /** The file before could be executed. */
  executable: boolean;
  /** How many lines fewer it has than before. */
  removed: number;
}

/** A question to the user. It lives in the event log until it is answered; every front only renders it. */
export interface Question {
  /** Names the question in an answer. */
  id: QuestionId;
  /** What kind of decision it is. */
  kind: QuestionKind;
  /** The session that waits. */
  session: SessionId;
  /** The run that waits, if the session belongs to one. */
  run?: RunId;
  /** The tool call that waits. */
  call?: CallId;
  /** One line: what would happen. */
  title: string;
  /** Everything that would happen: the command, the diff, the resolved paths. */
  detail: string;
  /** Why it is asked. */
  why: string;
  /** Digest of exactly what is approved; an approval is void if it no longer matches. */
  digest: string;
  /** The rules that `allow_session`, `allow_always` and `deny_always` would make; none: these answers are not offered. */
  rules?: RuleOffer[];
  /** The possible answers, safest last. */
  options: QuestionOption[];
}

/** What kind of decision a question asks for. */
export type QuestionKind =
  /** May this tool call run? */
  | "permission"
  /** The agent says the task is done but nothing proves it: is it? */
  | "evidence"
  /** The agent gets nowhere: should it go on? */
  | "progress"
  /** The run will probably cost more than the user wants to pay unasked: should it begin? */
  | "cost";

/** A rule that an answer would make, in the words of `permissions.yaml`; the answer says whether it allows or denies. */
export interface RuleOffer {
  /** What it is about: `shell`, `fs_write`. */
  capability: string;
  /** What it covers. */
  patterns: string[];
}

/** One possible answer. */
export interface QuestionOption {
  /** What an answer names. */
  id: Answer;
  /** What a user reads. */
  label: string;
}

/** How a turn ended. */
export type TurnStop =
  /** The model finished its answer. */
  | "end_turn"
  /** The answer was cut at the model's output limit. */
  | "max_tokens"
  /** The endpoint refused to answer on policy grounds. */
  | "refused"
  /** The session's limit of model calls was reached. */
  | "budget"
  /** The user cancelled it. */
  | "cancelled";

/** A text of a session in which something was found. */
export interface SessionHit {
  /** The session. */
  session: SessionId;
  /** Its title. */
  title: string;
  /** The event that holds the text. */
  seq: number;
  /** When it was stored, Unix milliseconds. */
  at: number;
  /** What the text is. */
  part: SessionPart;
  /** The text around the first word that was found, on one line, with secrets taken out. */
  snippet: string;
}

/** What may be searched of a session. */
export type SessionPart =
  /** Its title. */
  | "title"
  /** What the user said. */
  | "prompt"
  /** What the model said. */
  | "answer"
  /** A tool call: its name and input. */
  | "call";

/** A session of the vendor's own command line, which is only ever read. */
export interface VendorSession {
  /** Its id. */
  id: string;
  /** One line for lists; may be empty. */
  title: string;
  /** The folder it is about. */
  folder: string;
  /** When it was changed last, as the vendor writes it: RFC 3339. */
  updated?: string;
  /** The session of ours that it was copied to last. */
  imported?: SessionId;
}

/** A moment to which the files that an agent changed can be put back: before a turn, before a tool call of it, or before files were put back. */
export interface Checkpoint {
  /** `2` is before the second turn, `2.3` before its third tool call, `r1` before files were put back the first time. */
  id: string;
  /** One line: the prompt, or what the call does. */
  title: string;
  /** When it was, Unix milliseconds. */
  at: number;
  /** What was changed right after it. Of a turn nothing: its calls have it. */
  changes: FileChange[];
  /** What was changed besides and can't be undone, as sentences. */
  uncaptured: string[];
}

/** What putting a file back does, or did. */
export interface FileRestore {
  /** Path in the workspace, with `/`. */
  path: string;
  /** What becomes of the file. */
  action: RestoreAction;
  /** Why, for people; empty if there is nothing to say. */
  why: string;
  /** From what it holds to what it held, as a unified diff; empty if it is left alone or holds no text. */
  diff: string;
}

/** What putting a file back does. */
export type RestoreAction =
  /** It gets its earlier content, or is there again. */
  | "write"
  /** It is removed: it was not there. */
  | "delete"
  /** It is left alone: somebody else changed it since, or what it held is not kept. */
  | "conflict";

/** A rule that counts. */
export interface PermissionRule {
  /** Whose it is. */
  layer: PermissionLayer;
  /** Where it stands: file and line. */
  source: string;
  /** What it is about: `shell`, `fs_write` and so on. */
  capability: string;
  /** What it covers; none: everything. */
  match: string[];
  /** What it leaves out. */
  exclude: string[];
  /** What it says. */
  effect: PermissionEffect;
}

/** Whose a rule is. */
export type PermissionLayer =
  /** The machine's administrator. */
  | "administration"
  /** The user, everywhere. */
  | "user"
  /** The user, in this workspace; it is kept outside of it. */
  | "workspace"
  /** The workspace's own files: they can narrow and never widen. */
  | "repository"
  /** The agent that the user chose. */
  | "agent"
  /** What was answered in a session. */
  | "session";

/** What a rule says. Deny beats ask, ask beats allow. */
export type PermissionEffect =
  /** It happens without a question. */
  | "allow"
  /** The user is asked. */
  | "ask"
  /** It does not happen. */
  | "deny";

/** What would become of a command. */
export interface Judgement {
  /** What would happen. */
  effect: PermissionEffect;
  /** Why; empty where it is allowed. */
  why: string;
  /** The rules that "always" would make; none: that would not be offered. */
  rules: RuleOffer[];
  /** Each simple command of it, as rules see it. */
  commands: string[];
}

/** A file of the workspace that makes things run, and whether the user trusts it as it is. */
export interface TrustItem {
  /** Path in the workspace, with `/`. */
  path: string;
  /** What it is. */
  kind: TrustKind;
  /** Whether it counts. */
  state: TrustState;
  /** Digest of its content, which trusting it has to name. */
  digest: string;
  /** What it would run or set, a line each. */
  contents: string[];
}

/** What a file that makes things run is. */
export type TrustKind =
  /** Commands and prompts that run on events. */
  | "hooks"
  /** Servers that are started to offer tools. */
  | "mcp_servers"
  /** An agent, with what it may do and start. */
  | "agent"
  /** Settings. */
  | "settings";

/** Whether a file that makes things run counts. */
export type TrustState =
  /** It is what the user trusts. */
  | "trusted"
  /** The user trusts what it was, and it has changed since. */
  | "changed"
  /** The user has not said that it is trusted. */
  | "untrusted";

/** A workspace in which no agent changes anything. */
export interface Freeze {
  /** Why, for people. */
  why: string;
  /** Who said so. */
  by: Answerer;
  /** Since when, Unix milliseconds. */
  since: number;
}

/** What calls of models took together. */
export interface UsageSum {
  /** What they have in common; empty where they have nothing, such as a task. */
  key: string;
  /** How many they are. */
  calls: number;
  /** Their tokens, and what they cost as far as prices are known. */
  usage: Usage;
  /** Calls whose price nobody knows. */
  unpriced: number;
}

/** What is used of a plan in this month. */
export interface PlanUse {
  /** As people say it. */
  name: string;
  /** Credits of the month, in hundredths. */
  centicredits: number;
  /** Those of them that are used, and those beyond; without what a bonus paid for. */
  used: number;
  /** What is left of a bonus, in hundredths of a credit. */
  bonusLeft?: number;
  /** What those beyond cost, in billionths of a dollar; absent: the plan has none. */
  overage?: number;
}

/** How well earlier runs were estimated. */
export interface Calibration {
  /** Runs that were estimated and are over. */
  runs: number;
  /** Those of them that cost no more than nine in ten should. */
  within: number;
}

/** A model of the catalogue. */
export interface ModelInfo {
  /** As users name it. */
  id: string;
  /** As people say it. */
  name: string;
  /** Tokens that it reads and writes together. */
  context: number;
  /** Tokens that it writes at most. */
  output: number;
  /** What it can do: `tools`, `images`, `reasoning`, `caching`. */
  can: string[];
  /** Credits that it takes where "auto" takes 1. */
  credits?: number;
  /** Where it is asked for here; absent: nowhere. */
  asked?: ModelAsked;
  /** Why it is not, if so. */
  whyNot?: string;
  /** What it costs, there if it is asked for; absent: nobody knows. */
  prices?: ModelPrices;
}

/** Where a model is asked for. */
export interface ModelAsked {
  /** The name that `--model` takes. */
  name: string;
}

/** US dollars for a million tokens. */
export interface ModelPrices {
  /** Read for the first time. */
  input: number;
  /** Written. */
  output: number;
  /** Read from a cache. */
  cacheRead?: number;
  /** Put into a cache. */
  cacheWrite?: number;
}

/** Whether a model can be used. */
export interface ModelChecked {
  /** As it was asked for, such as `bedrock:claude-sonnet-4.6`. */
  name: string;
  /** It answered. */
  usable: boolean;
  /** Why it cannot be used, and what to do. */
  whyNot?: string;
}

/** One thing that was looked at, what was found, and what to do about it. */
export interface Check {
  /** What was looked at. */
  area: CheckArea;
  /** How it is. */
  state: CheckState;
  /** What was found, for people. Names secrets, never shows them. */
  found: string;
  /** What to do: a command or a setting. Absent where there is nothing to do. */
  fix?: string;
}

/** What can be looked at, in the order of a report. */
export type CheckArea =
  /** The model that would be used, and where it is set. */
  | "model"
  /** Keys, profiles and roles, by name. */
  | "credentials"
  /** The endpoint was asked a question. */
  | "connection"
  /** Settings files. */
  | "settings"
  /** The folder worked in: its root, specs and `.kiro`. */
  | "workspace"
  /** Where state is kept: the event log and leases. */
  | "store"
  /** What confines the commands of agents. */
  | "sandbox"
  /** The version control system. */
  | "git"
  /** Editors on `PATH`. */
  | "editors";

/** How a thing that was looked at is. */
export type CheckState =
  /** As it should be. */
  | "ok"
  /** Nothing is broken, but it is worth knowing. */
  | "note"
  /** Something will not work until it is mended. */
  | "problem";

/** One part of a bug report: Markdown below a heading of its own. */
export interface ReportPart {
  /** Its heading. */
  title: string;
  /** Markdown. Secrets and the home folder are taken out. */
  text: string;
}

/** What is shown while it happens and never stored. */
export type Notice = {
  /** The session. */
  session: SessionId;
} & (
  /** More text of the answer. */
  | {
      type: "text";
      /** The text. */
      text: string;
    }
  /** The model is being asked again; text shown since the last event is void. */
  | {
      type: "retry";
      /** Why. */
      why: string;
      /** Which attempt begins, from 2. */
      attempt: number;
    }
  /** More output of a command. */
  | {
      type: "output";
      /** The call. */
      call: CallId;
      /** The output. Of a flood only a part. */
      text: string;
    }
  /** Nothing has come for a while: told every five seconds until something does. */
  | {
      type: "waiting";
      /** The command that is silent; none: the model is. */
      call?: CallId;
      /** How long it has been silent. */
      seconds: number;
      /** After how many seconds from its start a command is ended. */
      limit?: number;
    }
);

/** The last line of `kiro-cli chat --output-format stream-json`; the lines before it are `Event`s and `Notice`s of the session, in order. */
export type ChatResult = {
  type: "result";
  /** The session. */
  session: SessionId;
  /** The model's final answer; empty if there was none. */
  text: string;
  /** How the turn ended; absent if it was cut off. */
  stop?: TurnStop;
  /** Why it was cut off. */
  error?: string;
  /** Tool calls that were not allowed. */
  denied: number;
  /** What it cost. */
  usage: Usage;
};

/** Why a request was refused. */
export interface VerbError {
  /** For programs. */
  code: ErrorCode;
  /** For people: what happened, where, and what to do. */
  message: string;
  /** The roots of which the request must name one, if that is what it lacks. */
  roots?: string[];
}

/** Why a request was refused, for programs. */
export type ErrorCode =
  /** A spec, task, run, session or question of that name does not exist. */
  | "not_found"
  /** The name fits several tasks, or the request fits several roots. */
  | "ambiguous"
  /** Somebody else holds it, or it is in a state that does not allow this. */
  | "busy"
  /** The question was answered before. */
  | "already_answered"
  /** No model is configured, or its name or settings are wrong. */
  | "model"
  /** A file could not be read or written. */
  | "file"
  /** The state directory could not be read or written. */
  | "store"
  /** The parameters are wrong. */
  | "invalid";

/** Parameters of `kiro/event`: an entry of a root's log. Numbers are those of that log. Other versions may write a `type` that is not listed here: ignore it. */
export type EventParams = {
  /** The root. */
  root: string;
  /** Place in the log; the log of a workspace has one order for all processes. */
  seq: number;
  /** When it was stored, Unix milliseconds. */
  at: number;
  /** Schema version of the writer. */
  version: number;
} & EventBody;

/** Parameters of `kiro/notice`. */
export type NoticeParams = {
  /** The root. */
  root: string;
  /** The session. */
  session: SessionId;
} & (
  /** More text of the answer. */
  | {
      type: "text";
      /** The text. */
      text: string;
    }
  /** The model is being asked again; text shown since the last event is void. */
  | {
      type: "retry";
      /** Why. */
      why: string;
      /** Which attempt begins, from 2. */
      attempt: number;
    }
  /** More output of a command. */
  | {
      type: "output";
      /** The call. */
      call: CallId;
      /** The output. Of a flood only a part. */
      text: string;
    }
  /** Nothing has come for a while: told every five seconds until something does. */
  | {
      type: "waiting";
      /** The command that is silent; none: the model is. */
      call?: CallId;
      /** How long it has been silent. */
      seconds: number;
      /** After how many seconds from its start a command is ended. */
      limit?: number;
    }
);

/** Parameters of `kiro/roots`: what is open from now on. Nothing more comes of a root that is not listed. */
export interface RootsParams {
  /** In the order in which they were opened. */
  roots: Root[];
}

/** A workspace that is open in a `kiro-lsp`. */
export interface Root {
  /** Its folder: absolute, without links. This is how everything names the root. */
  root: string;
  /** The client's workspace folders that gave this root, as the client writes them; none for a root within another that was opened with a document. */
  folders: string[];
}

/** All specs. */
export interface SpecsResponse {
  /** Sorted by name. */
  specs: SpecSummary[];
}

/** One spec. */
export interface SpecResponse {
  /** The spec. */
  spec: SpecDetail;
}

/** Documents that were drafted. */
export interface DraftedResponse {
  /** In the order in which they are to be read. */
  drafted: DraftedDocument[];
}

/** The order of tasks. */
export interface GraphResponse {
  /** The graph. */
  graph: SpecGraph;
}

/** What criteria have come to. */
export interface TraceResponse {
  /** In document order. */
  trace: TraceRow[];
}

/** Documents that were checked. */
export interface CheckedResponse {
  /** Every one of them, by path, also those that nothing is wrong with. */
  checked: CheckedFile[];
  /** Those that could not be read. */
  unreadable: UnreadableFile[];
}

/** Rules. */
export interface RulesResponse {
  /** By code. */
  rules: Rule[];
}

/** Steering documents. */
export interface SteeringResponse {
  /** By path. */
  steering: SteeringSummary[];
}

/** Hooks. */
export interface HooksResponse {
  /** By path, then in document order. */
  hooks: HookSummary[];
}

/** A run began or goes on. */
export interface RunStartedResponse {
  /** The run. */
  runId: RunId;
  /** It was interrupted and goes on. */
  resumed: boolean;
}

/** A run. */
export interface RunResponse {
  /** The run. */
  run: RunSummary;
}

/** A mark was set. */
export interface TaskSetResponse {
  /** The task as it now is. */
  task: Task;
  /** False: the task already had that state and nothing was written. */
  changed: boolean;
}

/** All runs. */
export interface RunsResponse {
  /** Latest first. */
  runs: RunSummary[];
}

/** One session with its events. */
export interface TranscriptResponse {
  /** The session. */
  session: SessionSummary;
  /** Its events, oldest first. */
  events: Event[];
}

/** One session. */
export interface SessionResponse {
  /** The session. */
  session: SessionSummary;
}

/** All sessions. */
export interface SessionsResponse {
  /** Latest first. */
  sessions: SessionSummary[];
}

/** A session as a document. */
export interface ExportedResponse {
  /** Markdown. */
  markdown: string;
}

/** What was found in sessions. */
export interface FoundResponse {
  /** Latest first. */
  hits: SessionHit[];
  /** There are more. */
  more: boolean;
}

/** A session is gone. */
export interface DeletedResponse {
  /** The session. */
  deleted: SessionId;
}

/** Sessions of the vendor's. */
export interface VendorSessionsResponse {
  /** Latest first. */
  vendorSessions: VendorSession[];
}

/** Checkpoints of a session. */
export interface CheckpointsResponse {
  /** Oldest first. */
  checkpoints: Checkpoint[];
}

/** What putting files back would do. */
export interface CheckpointDiffResponse {
  /** By path; files that are as they were are left out. */
  files: FileRestore[];
}

/** Files were put back. */
export interface CheckpointRestoredResponse {
  /** By path; files that were as they were are left out. */
  restored: FileRestore[];
  /** The checkpoint that undoes it; absent: nothing was changed. */
  undo?: string;
}

/** Open questions. */
export interface QuestionsResponse {
  /** Oldest first. */
  questions: Question[];
}

/** An answer was taken. */
export interface AnsweredResponse {
  /** The question. */
  question: QuestionId;
  /** The answer. */
  answer: Answer;
}

/** What agents may do. */
export interface PermissionsResponse {
  /** In the order in which they were read. */
  rules: PermissionRule[];
  /** Rules that cannot be understood: what they might forbid is refused until they are mended. */
  broken: string[];
  /** Rules that do not count, and why. */
  ignored: string[];
}

/** What would become of a command. */
export interface JudgedResponse {
  /** The judgement. */
  judgement: Judgement;
}

/** What makes things run. */
export interface TrustResponse {
  /** By path. */
  trust: TrustItem[];
  /** Digest of all of them together, for `--trust-hash`. */
  digest: string;
}

/** Whether agents may change anything at all. */
export interface FrozenResponse {
  /** They may not. */
  frozen: boolean;
  /** By whom and why, if so. */
  freeze?: Freeze;
}

/** What models cost. */
export interface UsageResponse {
  /** The dearest first; days in their order. */
  sums: UsageSum[];
  /** All of them together. */
  total: UsageSum;
  /** The plan of the settings, in this month and all workspaces. */
  plan?: PlanUse;
  /** The day of the price list, as in 2026-11-26. */
  pricesOf: string;
}

/** What tasks will probably cost. */
export interface EstimatedResponse {
  /** All of them together. */
  estimate: WorkEstimate;
  /** How well earlier runs of this workspace were estimated. */
  calibration: Calibration;
  /** The day of the price list, as in 2026-11-26. */
  pricesOf: string;
}

/** The models of the catalogue. */
export interface ModelsResponse {
  /** By id. */
  models: ModelInfo[];
  /** The day of the price list, as in 2026-11-26. */
  pricesOf: string;
  /** Who says so. */
  source: string;
  /** What is wrong with the user's own file: file, line and what. */
  problems: string[];
}

/** Which models can be used. */
export interface ModelsCheckedResponse {
  /** In the order in which they were named, or by id. */
  models: ModelChecked[];
  /** What it cost, as far as prices are known. */
  cost: Cost;
}

/** A part of the log. */
export interface EventsResponse {
  /** Oldest first. */
  events: Event[];
}

/** What is set up, and what is not. */
export interface DoctorResponse {
  /** This program's version. */
  version: string;
  /** Operating system and architecture: `linux x86_64`. */
  platform: string;
  /** In the order of `CheckArea`. */
  checks: Check[];
}

/** Parameters of `kiro/spec/list`. */
export interface SpecListParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/spec/get`. */
export interface SpecGetParams {
  /** Name of the spec. */
  spec: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/spec/draft`. */
export interface SpecDraftParams {
  /** Name of the spec, which has no documents yet. */
  spec: string;
  /** What it is about, in sentences. */
  words: string;
  /** It is about something that is wrong. */
  bugfix?: boolean;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/steering/draft`. */
export interface SteeringDraftParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/spec/graph`. */
export interface SpecGraphParams {
  /** Name of the spec. */
  spec: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/spec/trace`. */
export interface SpecTraceParams {
  /** Name of the spec. */
  spec: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/check`. */
export interface CheckParams {
  /** Files and folders in the workspace, with `/`; none: everything. */
  paths?: string[];
  /** The rules; absent: as `.kiro/settings/diagnostics.json` says, else ours. */
  profile?: RuleProfile;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/rule/explain`. */
export interface RuleExplainParams {
  /** Its code; absent: all. */
  code?: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/steering/list`. */
export interface SteeringListParams {
  /** Path of a file in the workspace, with `/`; it need not exist. */
  file?: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/hook/list`. */
export interface HookListParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/task/run`. */
export interface TaskRunParams {
  /** Name of the spec. */
  spec: string;
  /** The task: id, or `id@line`. */
  task: string;
  /** The model; absent: the configured one. */
  model?: string;
  /** What runs without asking. */
  trust?: Trust;
  /** Commands whose success proves the task. */
  checks?: string[];
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/task/stop`. */
export interface TaskStopParams {
  /** Name of the spec. */
  spec: string;
  /** The task: id, or `id@line`. */
  task: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/task/set`. */
export interface TaskSetParams {
  /** Name of the spec. */
  spec: string;
  /** The task: id, or `id@line`. */
  task: string;
  /** The new state. */
  state: TaskState;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/run/list`. */
export interface RunListParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/start`. */
export interface SessionStartParams {
  /** The model; absent: the configured one. */
  model?: string;
  /** What runs without asking. */
  trust?: Trust;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/prompt`. */
export interface SessionPromptParams {
  /** The session. */
  session: SessionId;
  /** What the user says. */
  text: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/cancel`. */
export interface SessionCancelParams {
  /** The session. */
  session: SessionId;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/list`. */
export interface SessionListParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/get`. */
export interface SessionGetParams {
  /** The session. */
  session: SessionId;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/fork`. */
export interface SessionForkParams {
  /** The other session, which stays as it is. */
  session: SessionId;
  /** The last turn that counts, from 1; absent: the last that is over. */
  turn?: number;
  /** The model; absent: as before. */
  model?: string;
  /** What runs without asking: as said here, not as before. */
  trust?: Trust;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/resume`. */
export interface SessionResumeParams {
  /** The session. */
  session: SessionId;
  /** What the user says, which ends a turn that was cut off; absent: that turn goes on. */
  text?: string;
  /** What runs without asking: as said here, not as before. */
  trust?: Trust;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/rename`. */
export interface SessionRenameParams {
  /** The session. */
  session: SessionId;
  /** One line. */
  title: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/export`. */
export interface SessionExportParams {
  /** The session. */
  session: SessionId;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/search`. */
export interface SessionSearchParams {
  /** Words, or parts of words, in any order and case. */
  text: string;
  /** The most hits to give; absent: 50. */
  limit?: number;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/delete`. */
export interface SessionDeleteParams {
  /** The session. */
  session: SessionId;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/vendorList`. */
export interface VendorSessionListParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/session/import`. */
export interface SessionImportParams {
  /** Its id there. */
  id: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/checkpoint/list`. */
export interface CheckpointListParams {
  /** The session. */
  session: SessionId;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/checkpoint/diff`. */
export interface CheckpointDiffParams {
  /** The session. */
  session: SessionId;
  /** Id of the checkpoint. */
  checkpoint: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/checkpoint/restore`. */
export interface CheckpointRestoreParams {
  /** The session. */
  session: SessionId;
  /** Id of the checkpoint. */
  checkpoint: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/question/list`. */
export interface QuestionListParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/permission/answer`. */
export interface PermissionAnswerParams {
  /** The question. */
  id: QuestionId;
  /** One of its options. */
  option: Answer;
  /** Who answers; absent: the process that is asked, for its user. */
  by?: Answerer;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/permission/list`. */
export interface PermissionListParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/permission/explain`. */
export interface PermissionExplainParams {
  /** The command, for bash. */
  command: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/trust/list`. */
export interface TrustListParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/trust/grant`. */
export interface TrustGrantParams {
  /** Path in the workspace, with `/`. */
  path: string;
  /** Digest of what is trusted; refused if the file no longer has it. */
  digest: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/trust/revoke`. */
export interface TrustRevokeParams {
  /** Path in the workspace, with `/`. */
  path: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/freeze/get`. */
export interface FreezeGetParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/freeze/set`. */
export interface FreezeSetParams {
  /** Whether it is to be frozen. */
  frozen: boolean;
  /** Why, for people. */
  why?: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/usage/get`. */
export interface UsageGetParams {
  /** What is added up. */
  by: UsageBy;
  /** Not before this, Unix milliseconds; absent: from the beginning. */
  since?: number;
  /** In all workspaces of the user, not only in this one. */
  all?: boolean;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/task/estimate`. */
export interface TaskEstimateParams {
  /** Name of the spec. */
  spec: string;
  /** Tasks of it; none: all that are open. */
  tasks?: string[];
  /** The model; absent: the one of the settings. */
  model?: string;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/model/list`. */
export interface ModelListParams {
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/model/check`. */
export interface ModelCheckParams {
  /** By any of their names; none: all of the catalogue that are offered here. */
  models?: string[];
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/event/replay`. */
export interface EventReplayParams {
  /** The last event already known; 0 for all. */
  since: number;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/doctor`. */
export interface DoctorParams {
  /** Ask the model one tiny question too. This uses the network, and may cost. */
  connect?: boolean;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}

/** Parameters of `kiro/bugReport`. */
export interface BugReportParams {
  /** Leave the names of specs, AWS profiles and the workspace in. */
  includeNames?: boolean;
  /** The root, or one of the folders that gave it: an absolute path or a `file:` URI. */
  root?: string;
}
