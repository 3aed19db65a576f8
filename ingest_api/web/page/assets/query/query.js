// Queries: SQL in the editor, or a named query in a form. What is shown follows the address.

import { address, current, go } from "../address.js";
import { getJson } from "../api.js";
import { selection } from "../controls.js";
import { fill, h, notice } from "../dom.js";
import { catalogList } from "./catalog.js";
import { sqlEditor } from "./editor.js";
import { failure, place } from "./failure.js";
import { missing, queryForm } from "./form.js";
import { results } from "./results.js";
import { queryRunner } from "./runner.js";
import { savedResults } from "./saved.js";
import { saveForm } from "./saving.js";

const PATH = "/analytics/query";
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

// what the editor held when this view was shown last; at first, an example
let draft = "select event_type, count(*) as event_count\nfrom events\ngroup by event_type\norder by event_count desc";

export function showQuery(main) {
  const editor = sqlEditor(submit);
  const result = results();
  const runner = queryRunner(result, fail, showState);
  const button = h(
    "button",
    { type: "button", class: "primary", onclick: () => (runner.isRunning() ? runner.stop() : submit()) },
    "Run",
  );
  const engines = h("div", {});
  const saver = saveForm(result, toSave, fail, reload);
  const card = [editor.element, h("div", { class: "toolbar" }, button, engines, hint(), saver.element)];
  const input = h("section", { class: "panel input", "aria-label": "Query" });
  const list = h("div", { class: "catalog-list" }, h("p", { class: "muted" }, "Loading …"));
  const saved = savedResults(reloadCatalog);
  let catalog = null;
  let engine = "";

  main.append(
    h("h1", { class: "hidden" }, "Query"),
    h("div", { class: "query-grid" }, catalogBeside(list, saved.element), h("div", { class: "work" }, input, result.element)),
  );

  /** Runs what is in the editor; the address tells which it is. */
  function submit() {
    show(["query"], pairs(editor.text()));
  }

  const pairs = (sql) => [["sql", sql], engine && ["engine", engine]].filter(Boolean);

  function toSave() {
    runner.stop();
    return { sql: editor.text(), engine: engine || "mart" };
  }

  /** Goes to a query, or runs it again. Table or chart stays chosen. */
  function show(path, parameters) {
    const view = current().parameters.get(".view");
    if (!go(address(path, view ? [...parameters, [".view", view]] : parameters))) follow();
  }

  /** Shows what the address names. */
  function follow() {
    runner.stop();
    saver.stop();
    const { path, parameters } = current();
    if (path[1]) openNamed(path[1], parameters);
    else openSql(parameters.get("sql"), parameters.get("engine") ?? "");
  }

  function openSql(sql, itsEngine) {
    fill(input, card);
    editor.mark(null);
    engine = itsEngine;
    showEngines();
    if (sql === null) {
      if (!editor.text()) editor.set(draft);
      result.invite("Run the query to see its result, or choose a table or a named query.");
      return;
    }
    editor.set(sql);
    runner.run({ path: PATH, parameters: pairs(sql) }, "query");
  }

  async function openNamed(name, parameters) {
    const loaded = await catalog.catch(() => null);
    // the list shows why there is no catalog
    if (!loaded || current().path[1] !== name) return;
    const query = loaded.queries.find((each) => each.name === name);
    if (!query) {
      fill(input, notice("error", `There is no query named ${name}.`));
      result.invite("Choose a named query from the list.");
      return;
    }
    fill(
      input,
      queryForm(query, parameters, (values) => show(["query", name], values)),
    );
    const absent = missing(query, parameters);
    const sent = [...parameters].filter(([each]) => !each.startsWith("."));
    if (absent.length) result.invite(`Fill in ${absent.join(", ")}.`);
    else runner.run({ path: `${PATH}/${encodeURIComponent(name)}`, parameters: sent }, name);
  }

  function fail(problem) {
    const isSql = !current().path[1];
    result.fail(failure(problem, isSql ? editor.text() : null, editor.goTo));
    if (isSql) editor.mark(place(problem));
  }

  /** Puts a name into the editor, in place of the form of a named query. */
  function insert(text) {
    if (current().path[1]) go(address(["query"]));
    editor.insert(text);
  }

  function showState(isRunning) {
    button.textContent = isRunning ? "Stop" : "Run";
    result.element.setAttribute("aria-busy", String(isRunning));
  }

  /** Offers the engines, if there are several, and completes the tables of the chosen one. */
  async function showEngines() {
    const loaded = await catalog.catch(() => null);
    if (!loaded) return;
    const chosen = engine || loaded.engines[0];
    editor.speak(chosen, loaded.tables.filter((table) => table.engine === chosen));
    const choose = (value) => {
      engine = value;
      showEngines();
    };
    fill(engines, loaded.engines.length > 1 && selection("Engine", loaded.engines, chosen, choose));
  }

  function reload() {
    saved.load();
    reloadCatalog();
  }

  /** Asks again what there is: a result is a table, too. */
  function reloadCatalog() {
    catalog = getJson("/analytics/catalog");
    catalog.then(
      (loaded) => fill(list, catalogList(loaded, insert)),
      (problem) => fill(list, notice("warning", problem.message)),
    );
    showEngines();
  }

  function end() {
    runner.stop();
    saver.stop();
    draft = editor.text();
  }

  reloadCatalog();
  follow();
  return { follow, end };
}

function catalogBeside(...lists) {
  const details = h("details", { class: "catalog" }, h("summary", {}, "Tables and queries"), lists);
  // the style sheet shows the list beside the editor, where there is room for it
  details.open = matchMedia("(min-width: 900px)").matches;
  return h("aside", { "aria-label": "Catalog" }, details);
}

function hint() {
  const keys = [h("kbd", {}, IS_MAC ? "⌘" : "Ctrl"), " ", h("kbd", {}, "Enter")];
  return h("span", { class: "muted hint" }, keys, " runs the query");
}
