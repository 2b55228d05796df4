/**
 * The settings as the server is told of them: what somebody has set, and nothing else.
 *
 * VS Code knows a default for each; sent along, these would overrule the files where a project or its user has said
 * something for all editors.
 */

export const SECTION = "hermesLsp";

/** Settings of the extension itself. */
export const OWN = ["server.path", "server.package", "forwardDiagnostics"];

/** What `WorkspaceConfiguration.inspect` tells of one setting. */
export interface Inspected {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

/** The names of the server's settings, without the section, as the manifest lists them. */
export function serverSettings(manifest: unknown): string[] {
  const sections = (manifest as { contributes: { configuration: { properties: object }[] } }).contributes.configuration;
  return sections
    .flatMap((section) => Object.keys(section.properties))
    .map((name) => name.slice(SECTION.length + 1))
    .filter((name) => !OWN.includes(name));
}

/** The value that somebody set, the nearest one to the document winning; undefined if nobody did. */
export function explicit(inspected: Inspected | undefined): unknown {
  return inspected?.workspaceFolderValue ?? inspected?.workspaceValue ?? inspected?.globalValue;
}

/** `{"model.url": "x"}` becomes `{model: {url: "x"}}`; what is undefined is left out. */
export function nested(values: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, value] of values) {
    if (value === undefined) continue;
    const parts = name.split(".");
    let inner = found;
    for (const part of parts.slice(0, -1)) inner = (inner[part] ??= {}) as Record<string, unknown>;
    inner[parts[parts.length - 1] ?? name] = value;
  }
  return found;
}

/** Where the off switch is to be written, so that it holds everywhere. */
export type Level = "user" | "workspace" | "folder";

/**
 * The levels that must be written to have the switch at `on`: the one where somebody decided before, else the user's;
 * and every nearer one that would contradict.
 */
export function levelsToWrite(inspected: Inspected | undefined, on: boolean): Level[] {
  const { workspaceValue, workspaceFolderValue } = inspected ?? {};
  const first: Level = workspaceValue === undefined ? "user" : "workspace";
  const contradicts = workspaceFolderValue !== undefined && workspaceFolderValue !== on;
  return contradicts ? [first, "folder"] : [first];
}
