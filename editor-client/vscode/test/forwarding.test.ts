import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Forwarder, isOurs, QUIET, type Reported } from "../src/plain/forwarding";

const URI = "file:///a.py";
let reported: Map<string, Reported<string>>;
let sent: [string, Reported<string>][];
let forwarder: Forwarder<string>;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  reported = new Map([[URI, { version: 1, diagnostics: ["E711"] }]]);
  sent = [];
  forwarder = new Forwarder(
    (uri) => reported.get(uri),
    (uri, now) => sent.push([uri, now]),
  );
});

test("many events in a row are one message, with what is reported at the end", () => {
  forwarder.changed(URI);
  mock.timers.tick(QUIET - 1);
  reported.set(URI, { version: 1, diagnostics: ["E711", "F401"] });
  forwarder.changed(URI);
  mock.timers.tick(QUIET - 1);
  assert.deepEqual(sent, []);
  mock.timers.tick(1);
  assert.deepEqual(sent, [[URI, { version: 1, diagnostics: ["E711", "F401"] }]]);
});

test("what is reported for a text that was edited meanwhile is not sent for the new one", () => {
  forwarder.changed(URI);
  reported.set(URI, { version: 2, diagnostics: ["E711"] });
  mock.timers.tick(QUIET);
  assert.deepEqual(sent, []);
});

test("nothing is sent twice, and an end of all diagnostics is news", () => {
  forwarder.changed(URI);
  mock.timers.tick(QUIET);
  forwarder.changed(URI);
  mock.timers.tick(QUIET);
  assert.equal(sent.length, 1);
  reported.set(URI, { version: 1, diagnostics: [] });
  forwarder.changed(URI);
  mock.timers.tick(QUIET);
  assert.deepEqual(sent[1], [URI, { version: 1, diagnostics: [] }]);
});

test("documents that the server does not have are passed over, and closed ones are forgotten", () => {
  forwarder.changed("file:///other.txt");
  forwarder.changed(URI);
  forwarder.closed(URI);
  mock.timers.tick(QUIET);
  assert.deepEqual(sent, []);
});

test("a new server is told again", () => {
  forwarder.changed(URI);
  mock.timers.tick(QUIET);
  forwarder.reset();
  forwarder.changed(URI);
  mock.timers.tick(QUIET);
  assert.equal(sent.length, 2);
});

test("the server's own diagnostics are known to it", () => {
  assert.ok(isOurs({ source: "hermes" }));
  assert.ok(!isOurs({ source: "Ruff" }) && !isOurs({}));
});
