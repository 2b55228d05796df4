/** Which documents the server gets: files and cells of notebooks in the languages that it has grammars for. */

export const LANGUAGES = [
  "c",
  "cpp",
  "csharp",
  "css",
  "go",
  "html",
  "java",
  "javascript",
  "javascriptreact",
  "json",
  "jsonc",
  "php",
  "python",
  "ruby",
  "rust",
  "shellscript",
  "toml",
  "typescript",
  "typescriptreact",
  "yaml",
];

const SCHEMES = ["file", "untitled", "vscode-notebook-cell"];

export interface Filter {
  readonly scheme: string;
  readonly language: string;
}

/** @param customCheckers the setting of that name: their languages are ours, too */
export function documentSelector(customCheckers: unknown): Filter[] {
  const languages = new Set([...LANGUAGES, ...languagesOf(customCheckers)]);
  return [...languages].flatMap((language) => SCHEMES.map((scheme) => ({ scheme, language })));
}

function languagesOf(customCheckers: unknown): string[] {
  if (!Array.isArray(customCheckers)) return [];
  return customCheckers
    .flatMap((checker: { languages?: unknown } | null) => checker?.languages ?? [])
    .filter((language): language is string => typeof language === "string");
}
