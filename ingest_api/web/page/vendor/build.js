// Bundles what the page uses of its libraries into ../assets/vendor/, with their versions and licences.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

for (const name of ["codemirror", "plot"]) {
  const { metafile, outputFiles } = await build({
    entryPoints: [`${name}.js`],
    bundle: true,
    format: "esm",
    legalComments: "none", // they are in the file of the licences
    metafile: true,
    minify: true,
    target: "es2022",
    write: false,
  });
  const packages = bundledPackages(metafile);
  const versions = packages.map((each) => `${each.name}@${each.version}`).join(" ");
  const [{ text }] = outputFiles;
  writeFileSync(`../assets/vendor/${name}.js`, `/* ${versions}; licences: ${name}.licences.txt */\n${text}`);
  writeFileSync(`../assets/vendor/${name}.licences.txt`, packages.map(licence).join("\n"));
}

/** The packages of which the bundle contains code, by name. */
function bundledPackages(metafile) {
  const inputs = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  const folders = new Set(inputs.flatMap(([path]) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  return [...folders].sort().map((folder) => ({ folder, ...JSON.parse(readFileSync(`${folder}/package.json`)) }));
}

function licence({ folder, name, version, license }) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file: add its text by hand`);
  return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n\n${"-".repeat(80)}\n`;
}
