import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { acceptable, changes, commands, decide } from "../src/decisions.js";
import type { Entry } from "../src/types.js";

const entry = (items: Partial<Entry>): Entry => ({ name: "x", layers: [], ...items });
const COPY = entry({ id: "a/b", accept: { copies: [["new/x.png", "old/x.png"]], removes: [], digest: "d1" } });
const REMOVE = entry({ id: "c", accept: { copies: [], removes: ["old/y.png"], digest: "d2" } });

test("a confirmation names the files of all entries", () => {
  assert.deepEqual(changes([COPY, REMOVE, entry({})]), { copies: [["new/x.png", "old/x.png"]], removes: ["old/y.png"] });
});

test("accepted entries and entries without files cannot be accepted", () => {
  const done = { ...COPY, decision: "accepted" as const };
  const rejected = { ...COPY, decision: "rejected" as const };
  assert.deepEqual(acceptable([done, rejected, REMOVE, entry({})]), [rejected, REMOVE]);
});

test("commands are lines", () => {
  assert.equal(commands([entry({ command: "cp a b" }), entry({}), entry({ command: "rm c" })]), "cp a b\nrm c\n");
});

let sent: { address: string; options: RequestInit }[] = [];
let answer = new Response();
const before = globalThis.fetch;

beforeEach(() => {
  sent = [];
  globalThis.fetch = async (address, options) => {
    sent.push({ address: String(address), options: options! });
    return answer;
  };
});
afterEach(() => (globalThis.fetch = before));

test("a decision is one POST of JSON with the digest that was confirmed", async () => {
  answer = Response.json({ decision: "accepted", other: 1 });
  assert.deepEqual(await decide(COPY, "accept", { "X-Own": "1" }), { decision: "accepted", accept: undefined });
  const [{ address, options }] = sent as [(typeof sent)[number]];
  assert.equal(address, "./decision/a%2Fb");
  assert.equal(options.method, "POST");
  assert.deepEqual(options.headers, { "X-Own": "1", "Content-Type": "application/json" });
  assert.deepEqual(JSON.parse(String(options.body)), { decision: "accept", digest: "d1" });
});

test("the reason of a refusal is the message of the error", async () => {
  answer = new Response("the files have changed\n", { status: 409 });
  await assert.rejects(decide(REMOVE, "reject"), { message: "the files have changed" });
  answer = new Response("", { status: 500 });
  await assert.rejects(decide(REMOVE, "reject"), { message: "the server answered 500" });
});
