// Shows the view that the address names.

import { current } from "./address.js";
import { tick } from "./format.js";
import { watchKey } from "./key.js";
import { showOverview } from "./overview/overview.js";
import { showQuery } from "./query/query.js";

const VIEWS = { overview: showOverview, query: showQuery };
const main = document.getElementById("main");

let shown = null;

/** Shows the view of the address. It stays as long as the address names it, and follows further changes itself. */
function show() {
  const name = current().path[0] === "query" ? "query" : "overview";
  if (shown?.name === name) {
    shown.view.follow();
    return;
  }
  shown?.view.end();
  main.replaceChildren();
  document.title = name === "query" ? "Query · eventmart" : "eventmart";
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  shown = { name, view: VIEWS[name](main) };
}

/** Shows nothing of what was loaded with another key. */
function showAnew() {
  shown.view.end();
  shown = null;
  show();
}

watchKey(showAnew);
window.addEventListener("hashchange", show);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
setInterval(tick, 1000);
show();
