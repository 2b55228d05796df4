/** Where the server's program is: the setting, the private environment, then PATH. Knows nothing of VS Code. */
import * as path from "node:path";

export type Origin = "setting" | "private" | "path";

export interface Found {
  readonly kind: "found";
  readonly program: string;
  readonly origin: Origin;
}

/** Nothing to start. `wrong` is what the setting says, if it says something that is not there. */
export interface Missing {
  readonly kind: "missing";
  readonly wrong?: string;
}

/** What discovery must know of the machine. */
export interface Machine {
  readonly windows: boolean;
  readonly home: string;
  /** The variable PATH, as it is. */
  readonly path: string;
  isProgram(file: string): boolean;
}

const NAME = "hermes-lsp";

/**
 * Find the server. A setting that names something wrong is not passed over in silence: another server than the one that
 * was asked for would be a surprise.
 */
export function findServer(setting: string, privateFolder: string, machine: Machine): Found | Missing {
  const wanted = setting.trim();
  if (wanted) {
    const program = fromSetting(wanted, machine);
    return program ? { kind: "found", program, origin: "setting" } : { kind: "missing", wrong: wanted };
  }
  const own = programIn(privateFolder, NAME, machine.windows);
  if (machine.isProgram(own)) return { kind: "found", program: own, origin: "private" };
  const program = onPath(NAME, machine);
  return program ? { kind: "found", program, origin: "path" } : { kind: "missing" };
}

/** A program of a virtual environment. */
export function programIn(environment: string, name: string, windows: boolean): string {
  const { join } = windows ? path.win32 : path.posix;
  return windows ? join(environment, "Scripts", `${name}.exe`) : join(environment, "bin", name);
}

/** A program on PATH. Relative folders there are left out: they would mean the folder that happens to be open. */
export function onPath(name: string, machine: Machine): string | undefined {
  const { isAbsolute, join, delimiter } = machine.windows ? path.win32 : path.posix;
  const file = machine.windows ? `${name}.exe` : name; // scripts for the shell of Windows cannot be started without it
  const folders = machine.path.split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, file)).find((each) => machine.isProgram(each));
}

function fromSetting(wanted: string, machine: Machine): string | undefined {
  const { isAbsolute, join } = machine.windows ? path.win32 : path.posix;
  if (/^~[\\/]/.test(wanted)) return existing(join(machine.home, wanted.slice(2)), machine);
  if (isAbsolute(wanted)) return existing(wanted, machine);
  return /[\\/]/.test(wanted) ? undefined : onPath(wanted.replace(/\.exe$/i, ""), machine);
}

function existing(file: string, machine: Machine): string | undefined {
  return machine.isProgram(file) ? file : undefined;
}
