// Build the bundle of the Python package difference_finder.page. The same sources and lock file give the same bytes.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// White space inside templates and style sheets is nothing anybody sees.
const dense = {
  name: "dense",
  setup(builder) {
    builder.onLoad({ filter: /web\/src\/.*\.ts$/ }, async ({ path }) => {
      const { readFile } = await import("node:fs/promises");
      const text = await readFile(path, "utf8");
      const contents = text.replace(/(html|css|svg)`[^]*?`;/g, (part) => part.replace(/\n\s+/g, "\n "));
      return { contents, loader: "ts" };
    });
  },
};

// A worker is part of the bundle as text, because pages in one file can load nothing.
const workers = {
  name: "workers",
  setup(builder) {
    builder.onResolve({ filter: /^worker:/ }, ({ path }) => ({ path: path.slice(7), namespace: "worker" }));
    builder.onLoad({ filter: /.*/, namespace: "worker" }, async ({ path }) => {
      const options = { bundle: true, minify: true, format: "iife", target: "es2022", charset: "ascii", write: false };
      const { outputFiles } = await build({ ...options, absWorkingDir: here("."), entryPoints: [`src/${path}`] });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

await build({
  absWorkingDir: here("."),
  entryPoints: ["src/page.ts"],
  outfile: here(process.argv[2] ?? "../src/difference_finder/page/bundle.js"),
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  legalComments: "eof",
  plugins: [dense, workers],
});
