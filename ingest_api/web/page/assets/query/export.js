// Results as files, in every format that the API has.

import { Problem, send } from "../api.js";
import { fill, h, notice } from "../dom.js";

const FORMATS = { csv: "CSV", json: "JSON", ndjson: "NDJSON", parquet: "Parquet", arrow: "Arrow" };

/**
 * Makes the buttons.
 *
 * @param {{path: string, parameters: Array}} request - what was asked.
 * @param {string} name - of the files, without their extension.
 */
export function exports({ path, parameters }, name) {
  const outcome = h("div", {});
  const buttons = Object.entries(FORMATS).map(([format, label]) =>
    h(
      "button",
      { type: "button", class: "quiet", "aria-label": `Download as ${label}`, onclick: () => save(format) },
      label,
    ),
  );

  async function save(format) {
    fill(outcome);
    try {
      // a link could not send the key
      const response = await send(path, [...parameters, ["format", format]]);
      const url = URL.createObjectURL(await response.blob());
      h("a", { href: url, download: `${name}.${format}` }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (problem) {
      // the API breaks the connection if it cannot send all rows
      fill(outcome, notice("error", problem instanceof Problem ? problem.message : "The file was cut off. Try again."));
    }
  }

  return [h("div", { class: "exports", role: "group", "aria-label": "Download" }, buttons), outcome];
}
