// The API key of this tab. It is in the session storage, which ends with the tab, and nowhere else.

const NAME = "eventmart.key";
const dialog = document.getElementById("key-dialog");
const input = document.getElementById("key-input");
const opener = document.getElementById("key");

let wasDismissed = false;

export const currentKey = () => sessionStorage.getItem(NAME);

/**
 * Wires the button and the dialog.
 *
 * @param {() => void} changed - called when the key is another one.
 */
export function watchKey(changed) {
  const store = (key) => {
    if (key) sessionStorage.setItem(NAME, key);
    else sessionStorage.removeItem(NAME);
    wasDismissed = !key;
    dialog.close();
    showState();
    changed();
  };
  opener.addEventListener("click", () => open("Requests of this page are sent with it."));
  dialog.addEventListener("cancel", () => (wasDismissed = true));
  document.getElementById("key-cancel").addEventListener("click", () => {
    wasDismissed = true;
    dialog.close();
  });
  document.getElementById("key-forget").addEventListener("click", () => store(null));
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    store(input.value.trim());
  });
  showState();
}

/** Asks for a key because the API has refused a request without a valid one; not again after it was declined. */
export function askForKey(reason) {
  if (!wasDismissed && !dialog.open) open(reason);
}

function open(reason) {
  document.getElementById("key-reason").textContent = reason;
  document.getElementById("key-forget").hidden = !currentKey();
  input.value = "";
  dialog.showModal();
}

function showState() {
  opener.textContent = currentKey() ? "API key is set" : "API key";
}
