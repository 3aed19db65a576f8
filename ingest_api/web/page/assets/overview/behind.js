// The tables of the mart that are less complete than the mart itself, because their model fails.

import { select } from "../api.js";
import { fill, h, notice } from "../dom.js";
import { time } from "../format.js";

const SQL = `select completeness.table_name, completeness.complete_through
from completeness
join watermark on completeness.complete_through < watermark.complete_through
order by 2, 1
limit 20`;

/** Makes the place of the message. `load` asks the mart again. */
export function behind() {
  const element = h("div", {});
  return {
    element,
    async load() {
      const tables = await select(SQL);
      const items = tables.map(({ table_name: name, complete_through: through }) =>
        h("li", {}, h("strong", {}, name), " is complete through ", time(through)),
      );
      fill(element, items.length > 0 && notice("warning", h("p", {}, "Tables that stay behind:"), h("ul", {}, items)));
    },
  };
}
