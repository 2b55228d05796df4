/** What was learned, as a tree: skills by tier, conventions, recent episodes. Made from what `hermes.knowledge` answers. */

export interface Knowledge {
  readonly folder: string | null;
  readonly skills: readonly Skill[];
  readonly conventions: readonly Convention[] | null;
  readonly episodes: readonly Episode[];
  readonly left: { readonly skills: number; readonly conventions: number };
}

/** Nothing is known of a folder at the moment, such as where it is switched off. */
export interface Unknown {
  readonly folder: string | null;
  readonly why: string;
}

export interface Skill {
  readonly name: string;
  readonly description: string;
  readonly tier: string;
  readonly origin: string;
  readonly problems: readonly string[];
  readonly evidence: string;
  readonly uri: string | null;
  readonly unused: string;
  readonly canForget: boolean;
  readonly canShare: boolean;
}

export interface Convention {
  readonly key: string;
  readonly words: string;
  readonly evidence: string;
  readonly exceptions: readonly { readonly path: string; readonly uri: string | null; readonly line: number }[];
}

export interface Episode {
  /** Its row in the journal. */
  readonly seq: number;
  readonly at: string;
  readonly problem: string;
  readonly outcome: string;
  readonly by: string;
  readonly skill: string;
  readonly change: string;
  readonly reason: string;
  readonly path: string;
  readonly uri: string | null;
}

/** One line of the tree. */
export interface Node {
  /** Stays the same while the tree is refreshed, so that what is open stays open. */
  readonly id: string;
  readonly label: string;
  /** Said beside the label. */
  readonly description: string;
  /** Plain text. */
  readonly tooltip: string;
  /** What a screen reader says. */
  readonly spoken: string;
  readonly icon: string;
  readonly children: readonly Node[];
  readonly expanded: boolean;
  readonly opens?: { readonly uri: string; readonly line: number };
  /** What `hermes.why` knows it by: the name of a skill, or the key of a convention. */
  readonly key?: string;
  readonly canShare: boolean;
  readonly canForget: boolean;
  /** A URI in the workspace folder that it was learned in; null for what lies in none. */
  readonly folder: string | null;
}

const TIERS = [
  { tier: "proven", label: "Proven", icon: "verified", means: "may run in “fix all”" },
  { tier: "trusted", label: "Trusted", icon: "pass", means: "may be preferred" },
  { tier: "candidate", label: "Candidates", icon: "question", means: "are offered as “maybe”" },
  { tier: "retired", label: "Retired", icon: "archive", means: "are never offered" },
] as const;

const OUTCOMES: Record<string, { icon: string; words: string }> = {
  kept: { icon: "check", words: "kept" },
  modified: { icon: "edit", words: "changed afterwards" },
  reverted: { icon: "discard", words: "undone" },
  rejected: { icon: "close", words: "refused" },
  "failed-check": { icon: "error", words: "did not pass the check" },
};

const ACTORS: Record<string, string> = {
  developer: "fixed by hand",
  history: "from the history",
  model: "by the model",
  recipe: "by a skill",
};

const ORIGINS: Record<string, string> = {
  private: "",
  shared: "for all your projects",
  project: "shared with the project",
  team: "of the team",
  builtin: "built in",
};

/** The root. Where several folders are open, each has its own part. */
export function learnedTree(folders: readonly (Knowledge | Unknown)[], uris: readonly (string | null)[]): Node[] {
  const parts = folders.map((known, index) => groups(known, uris[index] ?? null));
  if (parts.length < 2) return parts.flat();
  return folders.map((known, index) => {
    const name = known.folder?.split(/[\\/]/).pop() ?? "no folder";
    const inside = { id: known.folder ?? "", label: name, icon: "root-folder", children: parts[index] ?? [] };
    return node({ ...inside, folder: uris[index] ?? null, expanded: true });
  });
}

function groups(known: Knowledge | Unknown, folder: string | null): Node[] {
  const at = (id: string): string => `${known.folder ?? ""}|${id}`;
  const note = (id: string, label: string): Node => node({ id: at(id), label, icon: "info", folder });
  if ("why" in known) return [note("why", known.why)];
  const group = (id: string, label: string, icon: string, children: Node[], empty: string): Node => {
    const description = children.length > 0 ? String(children.length) : "";
    const shown = children.length > 0 ? children : [note(`${id}|none`, empty)];
    return node({ id: at(id), label, icon, description, children: shown, folder, expanded: id === "skills" });
  };
  return [
    skills(known, folder, at, note),
    group(
      "conventions",
      "Conventions",
      "law",
      (known.conventions ?? []).map((each) => convention(each, at, folder)),
      known.conventions === null ? "Not counted yet" : "None is firm yet",
    ),
    group(
      "episodes",
      "Recent episodes",
      "history",
      known.episodes.map((each) => episode(each, at(`episode|${each.seq}`), folder)),
      "Nothing has happened yet",
    ),
  ];
}

function skills(
  known: Knowledge,
  folder: string | null,
  at: (id: string) => string,
  note: (id: string, label: string) => Node,
): Node {
  const builtin = known.skills.filter((skill) => skill.origin === "builtin");
  const learned = known.skills.filter((skill) => skill.origin !== "builtin");
  const inGroup = (id: string, label: string, icon: string, means: string, members: readonly Skill[]): Node[] =>
    members.length === 0
      ? []
      : [
          node({
            id: at(id),
            label,
            icon,
            description: String(members.length),
            tooltip: `${label}: they ${means}`,
            spoken: `${label}, ${count(members.length, "skill")}, ${means}`,
            children: members.map((each) => skill(each, at, folder)),
            folder,
            expanded: id !== "tier|builtin" && id !== "tier|retired",
          }),
        ];
  const tiers = TIERS.flatMap(({ tier, label, icon, means }) =>
    inGroup(`tier|${tier}`, label, icon, means, learned.filter((one) => one.tier === tier)),
  );
  const none = tiers.length === 0 ? [note("skills|none", "None was learned yet: fix a problem by hand, and save")] : [];
  const more = known.left.skills > 0 ? [note("skills|more", `${count(known.left.skills, "skill")} more`)] : [];
  return node({
    id: at("skills"),
    label: "Skills",
    icon: "mortar-board",
    description: learned.length > 0 ? String(learned.length) : "",
    children: [
      ...none,
      ...tiers,
      ...inGroup("tier|builtin", "Built in", "package", "came with hermes-lsp", builtin),
      ...more,
    ],
    folder,
    expanded: true,
  });
}

function skill(skill: Skill, at: (id: string) => string, folder: string | null): Node {
  const origin = ORIGINS[skill.origin] ?? skill.origin;
  const notes = [skill.evidence, origin, skill.unused].filter(Boolean);
  const problems = skill.problems.length > 0 ? `\nAnswers ${skill.problems.join(", ")}` : "";
  return node({
    id: at(`skill|${skill.name}`),
    label: skill.name,
    icon: skill.unused ? "circle-slash" : "lightbulb",
    description: notes.join(" · "),
    tooltip: `${skill.description}${problems}\n${[skill.tier, ...notes].join(", ")}`,
    spoken: [`Skill ${skill.name}`, skill.tier, ...notes].join(", "),
    folder,
    key: skill.name,
    canShare: skill.canShare,
    canForget: skill.canForget,
    ...(skill.uri === null ? {} : { opens: { uri: skill.uri, line: 0 } }),
  });
}

function convention(convention: Convention, at: (id: string) => string, folder: string | null): Node {
  const id = at(`convention|${convention.key}|${convention.words}`);
  return node({
    id,
    label: convention.words,
    icon: "law",
    description: convention.evidence,
    spoken: `Convention: ${convention.words}, ${convention.evidence}`,
    folder,
    key: convention.key,
    children: convention.exceptions.map(({ path, uri, line }) =>
      node({
        id: `${id}|${path}:${line}`,
        label: `${path}:${line + 1}`,
        icon: "go-to-file",
        description: "exception",
        spoken: `Exception in ${path}, line ${line + 1}`,
        folder,
        ...(uri === null ? {} : { opens: { uri, line } }),
      }),
    ),
  });
}

function episode(episode: Episode, id: string, folder: string | null): Node {
  const outcome = OUTCOMES[episode.outcome] ?? { icon: "circle", words: episode.outcome };
  const by = episode.skill ? `by ${episode.skill}` : (ACTORS[episode.by] ?? episode.by);
  const change = episode.change.replaceAll("`", "");
  const day = episode.at.slice(0, 10);
  const facts = [outcome.words, by, episode.path, day].filter(Boolean);
  return node({
    id,
    label: change || episode.problem,
    icon: outcome.icon,
    description: facts.join(" · "),
    tooltip: [`${episode.problem}: ${change}`, facts.join(", "), episode.reason].filter(Boolean).join("\n"),
    spoken: [episode.problem, change, ...facts, episode.reason].filter(Boolean).join(", "),
    folder,
    ...(episode.uri === null ? {} : { opens: { uri: episode.uri, line: 0 } }),
  });
}

function node(given: Partial<Node> & Pick<Node, "id" | "label" | "icon" | "folder">): Node {
  const description = given.description ?? "";
  const spoken = description ? `${given.label}, ${description}` : given.label;
  return { description, tooltip: "", spoken, children: [], expanded: false, canShare: false, canForget: false, ...given };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** All skills of a tree that may be done something with, for a menu. */
export function skillsIn(nodes: readonly Node[], may: (node: Node) => boolean): Node[] {
  return nodes.flatMap((each) => [...(may(each) ? [each] : []), ...skillsIn(each.children, may)]);
}
