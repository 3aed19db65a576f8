// The address of what is shown, behind the `#`: it is shared and kept in the history, but not sent to the server.
//
//   #/query?sql=select+1&.view=chart      a query, and how its result is shown (names with a dot)
//   #/query/funnel?week=2026-01-05        a named query, and its parameters

/** The parts of the path and the parameters of the current address. */
export function current() {
  const [path, query = ""] = splitOnce(location.hash.slice(1));
  return { path: path.split("/").filter(Boolean).map(decode), parameters: new URLSearchParams(query) };
}

/** The address of a view. Parameters is an object, or a list of pairs. */
export function address(path, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  return `#/${path.map(encodeURIComponent).join("/")}${query ? `?${query}` : ""}`;
}

/** Goes to an address; returns whether it is another one. */
export function go(target) {
  if (location.hash === target) return false;
  location.hash = target;
  return true;
}

/** Changes parameters of the current address, without an entry in the history. Null removes one. */
export function amend(changes) {
  const { path, parameters } = current();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  history.replaceState(null, "", address(path, parameters));
}

function splitOnce(text) {
  const at = text.indexOf("?");
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
