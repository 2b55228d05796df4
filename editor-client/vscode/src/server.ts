/** Finding the server's program on this machine. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type * as vscode from "vscode";
import { findServer, type Found, type Machine, type Missing } from "./plain/discovery";
import { own } from "./settings";

export const thisMachine: Machine = {
  windows: process.platform === "win32",
  home: os.homedir(),
  get path() {
    return process.env["PATH"] ?? process.env["Path"] ?? "";
  },
  isProgram(file) {
    try {
      fs.accessSync(file, fs.constants.X_OK);
      return fs.statSync(file).isFile();
    } catch {
      return false;
    }
  },
};

/** The folder of the environment that the extension may make for itself. */
export function privateEnvironment(context: vscode.ExtensionContext): string {
  return path.join(context.globalStorageUri.fsPath, "server");
}

export function find(context: vscode.ExtensionContext): Found | Missing {
  return findServer(own("server.path", ""), privateEnvironment(context), thisMachine);
}
