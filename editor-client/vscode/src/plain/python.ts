/** Pythons that may make the private environment. */
import { onPath, type Machine } from "./discovery";

export interface Python {
  readonly program: string;
  readonly args: readonly string[];
}

export const LEAST = "3.11";

/** Prints the version if everything is there that an environment needs, and fails otherwise. */
export const PROBE = "import ensurepip, sys, venv; print('%d.%d' % sys.version_info[:2])";

/** Pythons on PATH, the most likely one first. */
export function pythons(machine: Machine): Python[] {
  const named: [string, string[]][] = machine.windows
    ? [["py", ["-3"]], ["python", []], ["python3", []]]
    : ["python3", "python", "python3.13", "python3.12", "python3.11"].map((name) => [name, []]);
  return named.flatMap(([name, args]) => {
    const program = onPath(name, machine);
    return program ? [{ program, args }] : [];
  });
}

/** True for what {@link PROBE} prints of a Python that is new enough. */
export function isNewEnough(printed: string): boolean {
  const [major = 0, minor = 0] = printed.trim().split(".").map(Number);
  return major === 3 && minor >= Number(LEAST.split(".")[1]);
}
