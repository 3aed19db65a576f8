// Requests to the API.

import { askForKey, currentKey } from "./key.js";

/** An answer that is not a success. */
export class Problem extends Error {
  constructor(status, body, retryAfter = null) {
    super(body.detail ?? `The API answers with status ${status}.`);
    this.status = status;
    this.errors = body.errors ?? [];
    this.retryAfter = retryAfter;
  }
}

/**
 * Sends a request.
 *
 * @param {string} path - such as `/analytics/query`.
 * @param {Iterable} parameters - names and values of the query string.
 * @param {RequestInit} options - of fetch.
 * @returns {Promise<Response>} the successful answer.
 * @throws {Problem} of an error, or if the API cannot be reached (status 0).
 */
export async function send(path, parameters = [], options = {}) {
  const query = new URLSearchParams(parameters).toString();
  const key = currentKey();
  let response;
  try {
    response = await fetch(query ? `${path}?${query}` : path, {
      ...options,
      headers: { ...options.headers, ...(key && { Authorization: `Bearer ${key}` }) },
      // otherwise the browser answers a 401 with a prompt of its own
      credentials: "omit",
      cache: "no-store",
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, { detail: "The API cannot be reached. It may be restarting." });
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  const problem = new Problem(response.status, body, Number(response.headers.get("Retry-After")) || null);
  if (problem.status === 401) askForKey(key ? "The API does not know this key." : "The API asks for a key.");
  throw problem;
}

export const getJson = async (path, parameters, options) => (await send(path, parameters, options)).json();

export const getText = async (path, parameters, options) => (await send(path, parameters, options)).text();

/** Runs a query of the overview; its rows are objects. */
export async function select(sql) {
  const { columns, rows } = await getJson("/analytics/query", { sql });
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));
}

/**
 * Reads JSON. A number that JavaScript cannot hold as it was written, such as 9007199254740993 or 1.10, becomes an object
 * that `JSON.stringify` writes like that.
 */
export function parseExactly(text) {
  return JSON.parse(text, (_, value, context) => {
    const isExact = typeof value !== "number" || !context || !JSON.rawJSON || String(value) === context.source;
    return isExact ? value : JSON.rawJSON(context.source);
  });
}
