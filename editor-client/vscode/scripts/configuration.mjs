// The `contributes.configuration` of package.json, made from the schema that the server's own code makes.
// The names, types, bounds and defaults are the server's; where a setting may be set is decided here.

export const SECTION = "hermesLsp";

/** What belongs to the machine, and what a workspace must not decide for its user. */
const OF_THE_MACHINE = ["teamStore", "embeddings", "model"];

/** VS Code has an answer of its own to these: whether a workspace is trusted. */
const ELSEWHERE = ["trusted"];

const TITLES = {
  "": "hermes-lsp",
  offers: "Quick fixes",
  learning: "Learning",
  index: "Index",
  hover: "Hover",
  conventions: "Conventions",
  model: "Model",
  embeddings: "Search by meaning",
};

/** The extension's own settings; the server does not know them. */
const OWN = {
  "server.path": {
    type: "string",
    default: "",
    scope: "machine",
    order: 1,
    markdownDescription:
      "The `hermes-lsp` program to run. If empty, the one that *hermes-lsp: Install the server* has installed, else the one on `PATH`.",
  },
  "server.package": {
    type: "string",
    default: "hermes-lsp",
    scope: "machine",
    order: 2,
    markdownDescription:
      "What *hermes-lsp: Install the server* hands to `pip install`: a name with or without a version, a folder with a clone of hermes-lsp, or a wheel.",
  },
  forwardDiagnostics: {
    type: "boolean",
    default: true,
    scope: "window",
    order: 3,
    markdownDescription:
      "Tell the server, on this machine, what other extensions report in open files. It learns from how you fix that, too.",
  },
};

/** The sections of `contributes.configuration`, made from the schema. */
export function configuration(schema) {
  const resolve = (value) => (value.$ref ? { ...schema.$defs[value.$ref.split("/").pop()], ...value } : value);
  const sections = new Map([["", own()]]);
  for (const [name, raw] of Object.entries(schema.properties)) {
    const value = resolve(raw);
    if (ELSEWHERE.includes(name)) continue;
    if (value.type !== "object") {
      sections.get("")[`${SECTION}.${name}`] = property(name, value, resolve);
      continue;
    }
    const inner = {};
    for (const [key, one] of Object.entries(value.properties)) {
      inner[`${SECTION}.${name}.${key}`] = property(name, resolve(one), resolve);
    }
    sections.set(name, inner);
  }
  return [...sections].map(([name, properties]) => ({ title: TITLES[name] ?? name, properties }));
}

function own() {
  return Object.fromEntries(Object.entries(OWN).map(([name, value]) => [`${SECTION}.${name}`, value]));
}

function property(name, value, resolve) {
  const { title: _title, $ref: _ref, description, ...rest } = inlined(value, resolve);
  return {
    ...rest,
    scope: OF_THE_MACHINE.includes(name) ? "machine" : "resource",
    ...(name === "enable" ? { order: 0 } : {}),
    markdownDescription: (description ?? "").replace(/\n/g, " "),
  };
}

/** The value with the definitions that its lists and objects refer to. */
function inlined(value, resolve) {
  const found = { ...resolve(value) };
  if (found.items) found.items = plain(inlined(found.items, resolve));
  if (found.properties) {
    const inner = Object.entries(found.properties);
    found.properties = Object.fromEntries(inner.map(([key, one]) => [key, plain(inlined(one, resolve))]));
  }
  return found;
}

function plain({ title: _title, $ref: _ref, ...rest }) {
  return { ...rest, ...(rest.description ? { description: rest.description.replace(/\n/g, " ") } : {}) };
}
