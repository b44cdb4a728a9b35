// SPDX-License-Identifier: MIT
// usage: node validate.js schema SCHEMA FILE...   exit 1 when a file does not fit the schema
//        node validate.js markdown FILE           prints what GitHub's flavour makes of it, as JSON
//        node validate.js azure FILE              prints the logging commands in it, as JSON
//        node validate.js action FILE             exit 1 when it is no action of GitHub
//        node validate.js cyclonedx FILE...       exit 1 when one is no CycloneDX of its version
//        node validate.js dockerfile FILE         exit 1 when there is something to say about it
"use strict";
const fs = require("fs");
const path = require("path");
const modules = process.env.KVJWK_NODE_MODULES;
const load = (name) => require(path.join(modules, name));

function read(file) {
  return fs.readFileSync(file, "utf8").replace(/^\ufeff/, "");
}

function complain(lines) {
  if (lines.length > 0) process.exitCode = 1;
  for (const line of lines.slice(0, 10)) console.log(line);
}

function schema([schemaFile, ...files]) {
  const Ajv = load("ajv/dist/2020");
  const ajv = new Ajv({ strict: false, allErrors: true });
  load("ajv-formats")(ajv);
  const validate = ajv.compile(JSON.parse(read(schemaFile)));
  for (const file of files) {
    const fits = validate(JSON.parse(read(file)));
    complain(fits ? [] : validate.errors.map((e) => `${file}: ${e.instancePath} ${e.message}`));
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

// As the agent looks for them: anywhere in a line.
function azure([file]) {
  const { commandFromString } = load("azure-pipelines-task-lib/taskcommand");
  const commands = read(file)
    .split("\n")
    .filter((line) => /##vso\[/i.test(line))
    .map((line) => commandFromString(line.slice(line.search(/##vso\[/i))));
  console.log(JSON.stringify(commands));
}

function action([file]) {
  const { validateAction } = load("@action-validator/core");
  const { errors } = validateAction(read(file));
  complain(errors.map((e) => `${e.path || ""} ${e.code} ${e.detail || e.title || ""}`));
}

function dockerfile([file]) {
  const { validate } = load("dockerfile-utils");
  complain(validate(read(file)).map((d) => `line ${d.range.start.line + 1}: ${d.message}`));
}

// Each file by the version that it names.
async function cyclonedx(files) {
  const { Validation } = load("@cyclonedx/cyclonedx-library");
  for (const file of files) {
    const text = read(file);
    const error = await new Validation.JsonStrictValidator(JSON.parse(text).specVersion).validate(text);
    complain(error === null ? [] : [`${file}: ${JSON.stringify(error).slice(0, 1000)}`]);
  }
}

const [mode, ...rest] = process.argv.slice(2);
({ schema, markdown, azure, action, dockerfile, cyclonedx })[mode](rest);
