// Writes the server's settings into package.json again, after the schema has changed.
import { readFileSync, writeFileSync } from "node:fs";
import { configuration } from "./configuration.mjs";

const MANIFEST = new URL("../package.json", import.meta.url);
const SCHEMA = new URL("../../../schemas/settings.schema.json", import.meta.url);

const manifest = JSON.parse(readFileSync(MANIFEST, "utf8"));
manifest.contributes.configuration = configuration(JSON.parse(readFileSync(SCHEMA, "utf8")));
writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
