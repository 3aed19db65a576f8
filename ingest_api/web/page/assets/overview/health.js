// Whether all parts of the platform are there.

import { getJson } from "../api.js";
import { fill, h, notice } from "../dom.js";

/** Makes the line. `load` asks again. */
export function health() {
  const element = h("div", { class: "health" });
  let shown = "";

  function show(data, render) {
    const text = JSON.stringify(data);
    if (text === shown) return;
    shown = text;
    fill(element, render());
  }

  return {
    element,
    async load() {
      try {
        const { dependencies } = await getJson("/health/ready");
        show(dependencies, () => [
          h("ul", { class: "parts", "aria-label": "Available parts" }, dependencies.map(part)),
        ]);
      } catch (problem) {
        show([problem.message, problem.errors], () => notice("warning", absent(problem)));
      }
    },
  };
}

const part = (name) => h("li", {}, name);

function absent({ message, errors }) {
  if (!errors.length) return h("p", {}, message);
  const able = message.match(/Ready for: .*/)?.[0];
  const rows = errors.map(({ dependency, detail }) => h("li", {}, h("strong", {}, dependency), " ", detail));
  return [h("p", {}, "Parts of the platform are not available. ", able), h("ul", { class: "absent" }, rows)];
}
