/** What the status item says. Every state has its word; the icon only repeats it. */

/** How the server's process is, as the extension knows it. */
export type Life =
  | { readonly kind: "off" }
  | { readonly kind: "missing"; readonly why: string }
  | { readonly kind: "starting" }
  | { readonly kind: "running" }
  | { readonly kind: "failed"; readonly why: string };

/** The part of the server's own status that is shown; one for each folder. */
export interface Report {
  readonly folder: string | null;
  readonly loaded: boolean;
  readonly enabled: boolean;
  readonly trusted: boolean;
  readonly state?: State;
  readonly skills: number;
  readonly skillsLearned: number;
  readonly model: string | null;
  readonly checkers: readonly string[];
  readonly attention?: readonly string[];
  readonly waitingForTrust: readonly string[];
}

export type State = "off" | "starting" | "ready" | "learning" | "working" | "needs attention";

export interface Shown {
  readonly state: State;
  readonly text: string;
  /** Plain sentences, the first one with the word for the state. */
  readonly lines: readonly string[];
  readonly label: string;
}

const ICONS: Record<State, string> = {
  off: "circle-slash",
  starting: "loading~spin",
  ready: "check",
  learning: "mortar-board",
  working: "sync~spin",
  "needs attention": "warning",
};

/** The most urgent one first: what is not all right, then what goes on. */
const ORDER: readonly State[] = ["needs attention", "working", "learning", "starting", "ready", "off"];

export function show(life: Life, reports: readonly Report[]): Shown {
  const state = stateOf(life, reports);
  const lines = [`hermes-lsp: ${state}`, ...details(life, reports)];
  return { state, text: `$(${ICONS[state]}) hermes`, lines, label: lines.slice(0, 3).join(". ") };
}

function stateOf(life: Life, reports: readonly Report[]): State {
  if (life.kind === "off" || life.kind === "starting") return life.kind;
  if (life.kind !== "running") return "needs attention";
  const states = reports.map(stateOfReport);
  return ORDER.find((state) => states.includes(state)) ?? "starting";
}

function stateOfReport(report: Report): State {
  if (!report.loaded) return "starting";
  if (!report.enabled) return "off";
  return report.state ?? "ready";
}

function details(life: Life, reports: readonly Report[]): string[] {
  if (life.kind === "missing" || life.kind === "failed") return [life.why];
  if (life.kind !== "running") return [];
  return reports.filter((report) => report.loaded && report.enabled).flatMap((report) => ofReport(report, reports));
}

function ofReport(report: Report, reports: readonly Report[]): string[] {
  const name = report.folder?.split(/[\\/]/).pop();
  const where = name && reports.length > 1 ? ` in ${name}` : "";
  const lines = [...(report.attention ?? [])];
  if (!report.trusted) lines.push("Restricted: this workspace is not trusted");
  lines.push(`${counted(report.skillsLearned, "skill")} learned${where}, ${counted(report.skills, "skill")} in all`);
  if (report.checkers.length > 0) lines.push(`Checkers${where}: ${report.checkers.join(", ")}`);
  if (report.model) lines.push(`Model${where}: ${report.model}`);
  if (report.waitingForTrust.length > 0) lines.push(`Waits for trust${where}: ${report.waitingForTrust.join(", ")}`);
  return lines;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
