// SPDX-License-Identifier: MIT
// usage: node validate.js schema SCHEMA FILE...   exit 1 when a file does not fit the schema
//        node validate.js markdown FILE           prints what GitHub's flavour makes of it, as JSON
"use strict";
const fs = require("fs");
const path = require("path");
const modules = process.env.KVJWK_NODE_MODULES;
const load = (name) => require(path.join(modules, name));

function read(file) {
  return fs.readFileSync(file, "utf8").replace(/^\ufeff/, "");
}

function schema([schemaFile, ...files]) {
  const Ajv = load("ajv/dist/2020");
  const ajv = new Ajv({ strict: false, allErrors: true });
  load("ajv-formats")(ajv);
  const validate = ajv.compile(JSON.parse(read(schemaFile)));
  for (const file of files) {
    if (validate(JSON.parse(read(file)))) continue;
    process.exitCode = 1;
    for (const e of validate.errors.slice(0, 5)) console.log(`${file}: ${e.instancePath} ${e.message}`);
  }
}

// Everything but tables, text and code is a thing that foreign text must not be able to make.
function markdown([file]) {
  const { marked } = load("marked");
  const found = { tables: [], kinds: {} };
  const tokens = marked.lexer(read(file), { gfm: true });
  marked.walkTokens(tokens, (token) => {
    found.kinds[token.type] = (found.kinds[token.type] || 0) + 1;
    if (token.type === "table") {
      const cells = (row) => row.map((cell) => cell.text);
      found.tables.push({ head: cells(token.header), rows: token.rows.map(cells) });
    }
  });
  console.log(JSON.stringify(found));
}

const [mode, ...rest] = process.argv.slice(2);
({ schema, markdown })[mode](rest);
