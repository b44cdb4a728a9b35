// SPDX-License-Identifier: MIT
// usage: node report.js CHROMIUM REPORT.html HOSTILE.html
// Opens both reports in a browser: axe finds nothing, no foreign script runs, the table sorts and filters, the keyboard
// is enough, and without script the report is there. Prints what is wrong; exit 1 when something is.
"use strict";
const fs = require("fs");
const path = require("path");
const load = (name) => require(path.join(process.env.KVJWK_NODE_MODULES, name));
const puppeteer = load("puppeteer-core");
const axe = fs.readFileSync(path.join(process.env.KVJWK_NODE_MODULES, "axe-core/axe.min.js"), "utf8");

const [chromium, report, hostile] = process.argv.slice(2);
const wrong = [];
const want = (ok, what) => { if (!ok) wrong.push(what); };
const url = (file) => "file://" + path.resolve(file);

async function open(browser, file, options = {}) {
  const page = await browser.newPage();
  page.setDefaultTimeout(120000);
  await page.setViewport({ width: options.width || 1280, height: 900 });
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const own = request.url().startsWith(url(file));
    want(own || request.url().startsWith("data:"), `${file}: asks for ${request.url()}`);
    if (own) request.continue(); else request.abort();
  });
  page.on("dialog", async (dialog) => { want(false, `${file}: a dialog: ${dialog.message()}`); await dialog.dismiss(); });
  page.on("pageerror", (error) => want(false, `${file}: ${error.message}`));
  if (options.dark) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  if (options.still) await page.setJavaScriptEnabled(false);
  await page.goto(url(file) + (options.hash || ""), { waitUntil: "load" });
  return page;
}

// The page's policy forbids foreign script, ours included: axe comes in by the debugger.
async function audit(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const v of found.violations)
    want(false, `${what}: axe: ${v.id}: ${v.help}: ${v.nodes.slice(0, 2).map((n) => n.html.slice(0, 120)).join(" | ")}`);
}

async function table(page) {
  const shown = () => page.$$eval("#key-table tbody tr", (rows) => rows.filter((r) => !r.hidden).length);
  const all = await shown();
  want(all > 10, `${all} keys in the table`);
  await page.keyboard.press("/");
  want(await page.evaluate(() => document.activeElement.id) === "search", "/ does not lead to the search");
  await page.keyboard.type("RSA");
  const some = await shown();
  want(some > 0 && some < all, `the search leaves ${some} of ${all}`);
  want((await page.$eval("#shown", (e) => e.textContent)).startsWith(`${some} of`), "the number of keys shown");
  await page.$eval("#search", (e) => { e.value = ""; e.dispatchEvent(new Event("input")); });
  await page.select("select[name=verdict]", "fail");
  const failing = await page.$$eval("#key-table tbody tr", (rows) => rows.filter((r) => !r.hidden)
    .every((r) => r.dataset.verdict === "fail"));
  want(failing, "the filter of verdicts");
  await page.select("select[name=verdict]", "");
  const ages = () => page.$$eval("#key-table tbody tr", (rows) => rows.map((r) => r.cells[6].dataset.s)
    .filter((s) => s !== "").map(Number));
  await page.focus("#key-table thead th:nth-child(7) button");
  await page.keyboard.press("Enter");
  const up = await ages();
  want(up.every((n, i) => i === 0 || up[i - 1] <= n), "sorted upwards");
  await page.keyboard.press("Enter");
  const down = await ages();
  want(down.every((n, i) => i === 0 || down[i - 1] >= n), "sorted downwards");
}

async function pages(page) {
  const visible = () => page.$$eval("article", (all) => all.filter((a) => getComputedStyle(a).display !== "none").map((a) => a.id));
  want((await visible()).length === 0, "a page of a key shows before it is asked for");
  await page.focus("#key-table tbody a");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.tagName === "ARTICLE");
  const open = await visible();
  want(open.length === 1 && `#${open[0]}` === await page.evaluate(() => location.hash), `pages open: ${open}`);
  await audit(page, "the page of a key");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => location.hash === "#keys");
  want((await visible()).length === 0, "Escape does not close the page of a key");
}

async function main() {
  const browser = await puppeteer.launch({ executablePath: chromium, headless: true, protocolTimeout: 240000,
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
  try {
    const page = await open(browser, report);
    await audit(page, "light");
    await table(page);
    await pages(page);
    await page.emulateMediaType("print");
    want(await page.$eval("nav", (e) => getComputedStyle(e).display) === "none", "navigation is printed");
    await page.close();
    await audit(await open(browser, report, { dark: true, width: 400 }), "dark and narrow");
    const still = await open(browser, report, { still: true, hash: "#k1" });
    want((await still.content()).includes('id="key-table"'), "without script there is no table");
    const evil = await open(browser, hostile);
    await new Promise((done) => setTimeout(done, 300));
    want(await evil.evaluate(() => window.pwned === undefined), "foreign script ran");
    const made = await evil.$$eval("img, iframe, object, embed, form, base, link, [onerror], [onload], [onclick], style ~ style, a[href^='javascript']",
      (all) => all.map((e) => e.outerHTML.slice(0, 100)));
    want(made.length === 0, `foreign elements: ${made}`);
    want(await evil.$$eval("script", (all) => all.length) === 1, "more scripts than our own");
    await audit(evil, "hostile");
  } finally {
    await browser.close();
  }
  for (const line of wrong.slice(0, 30)) console.log(line);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

main().catch((error) => { console.log(error.stack); process.exitCode = 1; });
