// Joins the modules of the kernel's front process (dist/kernel/main.js and what it imports of ours)
// into dist/kernel/main.cjs: Node finds, reads and links eighty small modules in a third of the time
// that the kernel takes to start, and what is CommonJS it loads without its loader of ES modules.
//
// Then makes dist/cli.js executable: npx does so only when it links the package for the first time.
//
// node scripts/setup/bundle.mjs [folder of the build, default dist]
import { chmodSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { root } from "./step.mjs";

const kernel = join(root, process.argv[2] ?? "dist", "kernel");

/** Each module goes on to find its neighbours from where it was. */
const keepPlaces = {
  name: "keep places",
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const place = JSON.stringify(`./${relative(kernel, path)}`);
      const code = readFileSync(path, "utf8");
      return {
        contents: code.replaceAll(/\bimport\.meta\b(?=\.(url|dirname)\b)/g, `metaOf(${place})`),
      };
    });
  },
};

/** In the bundle: what `import.meta` says of the module at `path`. */
function metaOf(path) {
  const filename = require("node:path").join(__dirname, path);
  const dirname = require("node:path").dirname(filename);
  return { dirname, url: require("node:url").pathToFileURL(filename).href };
}

await build({
  entryPoints: [join(kernel, "main.js")],
  outfile: join(kernel, "main.cjs"),
  bundle: true,
  packages: "external",
  platform: "node",
  format: "cjs",
  target: "node20",
  banner: { js: `${metaOf}` },
  sourcemap: true,
  logLevel: "warning",
  plugins: [keepPlaces],
});
chmodSync(join(kernel, "../cli.js"), 0o755);
