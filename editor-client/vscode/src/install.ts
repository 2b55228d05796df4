/** Installing the server into an environment of the extension's own. Only on demand, and it says what it does first. */
import { execFile, spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { promisify } from "node:util";
import * as path from "node:path";
import * as vscode from "vscode";
import type { ServerLife } from "./life";
import { programIn } from "./plain/discovery";
import { isNewEnough, LEAST, PROBE, pythons, type Python } from "./plain/python";
import { privateEnvironment, thisMachine } from "./server";
import { own } from "./settings";

const INSTALL = "Install";
const SHOW_OUTPUT = "Show the Output";

export async function installServer(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
  server: ServerLife,
): Promise<void> {
  const python = await findPython();
  if (python === undefined) {
    void vscode.window.showErrorMessage(
      `hermes-lsp needs Python ${LEAST} or newer with venv, and found none on PATH. Install one, and try again.`,
    );
    return;
  }
  const folder = privateEnvironment(context);
  const what = own("server.package", "hermes-lsp").trim() || "hermes-lsp";
  const detail =
    `Python (${python.program}) makes an environment in ${folder}, and pip installs “${what}” and its libraries there, ` +
    "about half a gigabyte. Nothing else on this machine is changed.";
  const options = { modal: true, detail };
  if ((await vscode.window.showInformationMessage("Install the hermes-lsp server?", options, INSTALL)) !== INSTALL) return;
  await server.whileStopped(() => install(python, folder, what, output));
}

async function findPython(): Promise<Python | undefined> {
  for (const python of pythons(thisMachine)) {
    try {
      const { stdout } = await promisify(execFile)(python.program, [...python.args, "-I", "-c", PROBE], { timeout: 10_000 });
      if (isNewEnough(stdout)) return python;
    } catch {
      continue; // it cannot make environments; another one may
    }
  }
  return undefined;
}

/** Make the environment, or bring the one that is there up to date. What is half done is taken away again. */
async function install(python: Python, folder: string, what: string, output: vscode.LogOutputChannel): Promise<void> {
  const inside = programIn(folder, "python", thisMachine.windows);
  const wasThere = thisMachine.isProgram(inside);
  const options = { location: vscode.ProgressLocation.Notification, title: "hermes-lsp", cancellable: true };
  try {
    await vscode.window.withProgress(options, async (shown, cancelled) => {
      if (!wasThere) {
        shown.report({ message: "making an environment" });
        await mkdir(path.dirname(folder), { recursive: true });
        await run(python.program, [...python.args, "-I", "-m", "venv", "--clear", folder], output, cancelled);
      }
      const pip = ["-I", "-m", "pip", "install", "--upgrade", "--no-input", "--disable-pip-version-check", what];
      await run(inside, pip, output, cancelled, (line) => shown.report({ message: line }));
    });
  } catch (error) {
    if (!wasThere) await rm(folder, { recursive: true, force: true });
    if (error instanceof vscode.CancellationError) return;
    const said = `hermes-lsp was not installed: ${error instanceof Error ? error.message : String(error)}`;
    output.error(said);
    if ((await vscode.window.showErrorMessage(said, SHOW_OUTPUT)) === SHOW_OUTPUT) output.show();
  }
}

/** Run a program to its end; its words go to the output. */
function run(
  program: string,
  args: readonly string[],
  output: vscode.LogOutputChannel,
  cancelled: vscode.CancellationToken,
  onLine: (line: string) => void = () => undefined,
): Promise<void> {
  output.info([program, ...args].join(" "));
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    const cancel = cancelled.onCancellationRequested(() => child.kill());
    let last = "";
    const listen = (chunk: Buffer): void => {
      for (const line of chunk.toString().split(/\r?\n/).filter((each) => each.trim())) {
        output.info(line);
        onLine((last = line.trim()).slice(0, 80));
      }
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("error", reject);
    child.on("close", (code) => {
      cancel.dispose();
      if (cancelled.isCancellationRequested) reject(new vscode.CancellationError());
      else if (code === 0) resolve();
      else reject(new Error(last || `${program} ended with code ${code}`));
    });
  });
}
