// Compare the files of two folders with the comparator of Playwright's toHaveScreenshot, and print the names
// of those that differ. Their pictures are written as Playwright writes them.
import { createRequire } from "node:module";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, parse } from "node:path";

const { getComparator } = createRequire(import.meta.url)("playwright-core/lib/utils");
const [first, second, pictures, skipEqual] = process.argv.slice(2);
const compare = getComparator("image/png");
const differing = [];

mkdirSync(pictures, { recursive: true });
for (const name of readdirSync(first).sort()) {
  const expected = readFileSync(join(first, name));
  const actual = readFileSync(join(second, name));
  if (skipEqual === "1" && expected.equals(actual)) continue;
  const result = compare(actual, expected, { maxDiffPixels: 0 });
  if (result === null) continue;
  differing.push(parse(name).name);
  writeFileSync(join(pictures, name), result.diff);
}
console.log(JSON.stringify(differing));
