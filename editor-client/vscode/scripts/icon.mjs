// Draws media/icon.png: a winged mark in white on a round dark square. Written without any library: a PNG is a few chunks
// around deflated rows.
import { writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const SIZE = 256;
const SAMPLES = 4;
const BACKGROUND = [38, 50, 92];
const MARK = [255, 255, 255];
const ACCENT = [255, 196, 87];

/** Signed distance to a box with round corners, in units of the picture's side. */
const box = (x, y, cx, cy, w, h, r) => {
  const dx = Math.max(Math.abs(x - cx) - w / 2 + r, 0);
  const dy = Math.max(Math.abs(y - cy) - h / 2 + r, 0);
  return Math.hypot(dx, dy) - r;
};
/** Signed distance to a stroke with round ends. */
const stroke = (x, y, x1, y1, x2, y2, width) => {
  const along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - x1 - t * (x2 - x1), y - y1 - t * (y2 - y1)) - width / 2;
};

function colour(x, y) {
  if (box(x, y, 0.5, 0.5, 1, 1, 0.2) > 0) return null;
  const letter = Math.min(
    stroke(x, y, 0.22, 0.24, 0.22, 0.76, 0.1),
    stroke(x, y, 0.5, 0.24, 0.5, 0.76, 0.1),
    stroke(x, y, 0.22, 0.5, 0.5, 0.5, 0.1),
  );
  if (letter <= 0) return MARK;
  const wings = Math.min(
    stroke(x, y, 0.63, 0.3, 0.86, 0.24, 0.075),
    stroke(x, y, 0.63, 0.45, 0.8, 0.41, 0.075),
    stroke(x, y, 0.63, 0.6, 0.74, 0.58, 0.075),
  );
  return wings <= 0 ? ACCENT : BACKGROUND;
}

function pixel(px, py) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = (px + ((i % SAMPLES) + 0.5) / SAMPLES) / SIZE;
    const y = (py + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) / SIZE;
    const found = colour(x, y);
    if (found) [...found, 255].forEach((value, channel) => (sum[channel] += value));
  }
  const covered = sum[3] / 255 || 1;
  return [...sum.slice(0, 3).map((value) => Math.round(value / covered)), Math.round(sum[3] / SAMPLES ** 2)];
}

function crc(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return ~value >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, sum]);
}

const rows = [];
for (let y = 0; y < SIZE; y++) {
  rows.push(0); // this row is stored as it is
  for (let x = 0; x < SIZE; x++) rows.push(...pixel(x, y));
}
const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6], 8); // eight bits a channel; red, green, blue, opacity
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk("IHDR", header),
  chunk("IDAT", deflateSync(Buffer.from(rows), { level: 9 })),
  chunk("IEND", Buffer.alloc(0)),
]);
writeFileSync(new URL("../media/icon.png", import.meta.url), png);
