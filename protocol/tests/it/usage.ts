// How a client uses the types. Only compiled, never run: see tsc.rs.
import type { ChatLine, Event, KiroMethod, KiroNotifications, KiroRequests, RunId, TaskState } from "./kiro";

declare function request<M extends KiroMethod>(
  method: M,
  params: KiroRequests[M]["params"],
): Promise<KiroRequests[M]["result"]>;

declare function on<N extends keyof KiroNotifications>(
  name: N,
  handle: (params: KiroNotifications[N]) => void,
): void;

export async function implement(): Promise<RunId> {
  const { specs } = await request("kiro/spec/list", {});
  const { runId } = await request("kiro/task/run", { spec: specs[0]!.name, task: "3.1", trust: { tools: ["write_file"] } });
  await request("kiro/task/run", { spec: "checkout", task: "3.1" });
  // @ts-expect-error: there is no such state
  await request("kiro/task/set", { spec: "checkout", task: "3.1", state: "finished" });
  // @ts-expect-error: the spec is missing
  await request("kiro/spec/get", {});
  return runId;
}

export function describe(event: Event): string {
  switch (event.type) {
    case "runFinished":
      return event.outcome.kind === "done" ? event.outcome.evidence.kind : event.run;
    case "toolFinished":
      return `${event.seq}: ${event.end}, ${event.exit ?? "no exit status"}`;
    case "questionAsked":
      return event.question.options.map((option) => option.label).join(", ");
    default:
      return event.type;
  }
}

export function text(line: ChatLine): string {
  // An event, a notice or the result: the type says which.
  return line.type === "text" || line.type === "output" || line.type === "result" ? line.text : "";
}

export const marks: { [state in TaskState]: string } = { not_started: " ", queued: "~", in_progress: "-", done: "x" };

on("kiro/event", (event) => describe(event).length);
on("kiro/notice", (notice) => (notice.type === "retry" ? notice.attempt : notice.session));
