// Elements, made without any text being read as HTML.

/**
 * Makes an element.
 *
 * @param {string} tag - its name.
 * @param {object} properties - `class`, `style` (an object), `onclick` and the like (functions); all others are
 *   attributes, left out if they are false or null.
 * @param children - elements and texts, and lists of these; null and false are left out.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.entries(value).forEach(([each, text]) => element.style.setProperty(each, text));
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...present(children));
  return element;
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...present(children));
}

const present = (children) =>
  children.flat(3).filter((child) => child !== null && child !== undefined && child !== false);

/** Tells users of screen readers what has happened elsewhere on the page. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

/** A message in place of something that is not there, with its remedy. */
export function notice(kind, ...children) {
  return h("div", { class: `notice ${kind}`, role: kind === "error" ? "alert" : null }, ...children);
}

/** A button that copies a text. */
export function copyButton(label, text) {
  const button = h("button", { type: "button", class: "quiet", onclick: copy }, label);
  async function copy() {
    try {
      await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
      button.textContent = "Copied";
      announce("Copied");
    } catch {
      button.textContent = "Copying is not allowed here";
    }
    setTimeout(() => (button.textContent = label), 2000);
  }
  return button;
}
