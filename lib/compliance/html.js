// SPDX-License-Identifier: MIT
// Sorting and filtering of the table of keys. Without it the report is the same, but still.
(() => {
  "use strict";
  const table = document.getElementById("key-table");
  if (!table) return;
  document.documentElement.classList.add("js");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const search = document.getElementById("search");
  const selects = Array.from(document.querySelectorAll(".filters select"));
  const shown = document.getElementById("shown");

  const texts = rows.map((row) => row.textContent.toLowerCase());
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, i) => {
      const fits = words.every((word) => texts[i].includes(word)) &&
        selects.every((s) => s.value === "" || row.dataset[s.name] === s.value);
      row.hidden = !fits;
      count += fits;
    });
    shown.textContent = `${count} of ${rows.length} keys`;
  };
  search.addEventListener("input", filter);
  selects.forEach((s) => s.addEventListener("change", filter));

  const place = new Map(rows.map((row, i) => [row, i]));
  const value = (row, column) => {
    const cell = row.cells[column];
    const own = cell.dataset.s;
    return own === undefined ? cell.textContent.trim().toLowerCase() : own;
  };
  const order = (a, b, numeric) => {
    if (a === b) return 0;
    if (a === "" || b === "") return a === "" ? 1 : -1;
    return numeric ? Number(a) - Number(b) : a < b ? -1 : 1;
  };
  const heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach((head, column) => {
    const button = head.querySelector("button");
    if (!button) return;
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      const numeric = head.classList.contains("n");
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const sorted = rows.slice().sort((x, y) => {
        const by = order(value(x, column), value(y, column), numeric);
        return (down ? -by : by) || place.get(x) - place.get(y);
      });
      body.append(...sorted);
    });
  });

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && location.hash.startsWith("#k")) {
      location.hash = "#keys";
    }
  });
  window.addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "ARTICLE") target.focus();
  });
  filter();
})();
