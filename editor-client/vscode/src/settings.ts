/** Reading settings, for the server and for the extension. */
import * as vscode from "vscode";
import { explicit, levelsToWrite, nested, SECTION, serverSettings, type Level } from "./plain/settings";

/** A setting of the extension itself. */
export function own<T>(name: string, otherwise: T): T {
  return vscode.workspace.getConfiguration(SECTION).get<T>(name, otherwise);
}

/** What the server is told of one folder: what somebody set, and whether the workspace is trusted. */
export function forServer(manifest: unknown, scope: vscode.Uri | undefined): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration(SECTION, scope ?? null);
  const names = serverSettings(manifest);
  const values = names.map((name) => [name, explicit(configuration.inspect(name))] as const);
  return { ...nested(values), trusted: vscode.workspace.isTrusted };
}

/** False if the switch is off in every folder. */
export function enabled(): boolean {
  const folders = vscode.workspace.workspaceFolders;
  const scopes: (vscode.Uri | null)[] = folders?.length ? folders.map((folder) => folder.uri) : [null];
  return scopes.some((scope) => vscode.workspace.getConfiguration(SECTION, scope).get("enable", true));
}

/** Turn everything on or off, at the level where somebody decided before. */
export async function setEnabled(on: boolean): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(SECTION);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const levels = levelsToWrite(configuration.inspect("enable"), on).filter((level) => level !== "folder");
  for (const level of levels) await configuration.update("enable", on, TARGETS[level]);
  for (const folder of folders) {
    const inFolder = vscode.workspace.getConfiguration(SECTION, folder.uri);
    if (levelsToWrite(inFolder.inspect("enable"), on).includes("folder")) {
      await inFolder.update("enable", on, TARGETS.folder);
    }
  }
}

const TARGETS: Record<Level, vscode.ConfigurationTarget> = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
  folder: vscode.ConfigurationTarget.WorkspaceFolder,
};
