// The editor of SQL.
//
// It is in a shadow root: there CodeMirror adopts its style sheet, while in the document it would write a <style> element,
// which the page's policy forbids.

import { h } from "../dom.js";
import { quoted } from "./names.js";
import { shortType } from "./values.js";
import {
  EditorState,
  EditorView,
  Compartment,
  HighlightStyle,
  PostgreSQL,
  Prec,
  acceptCompletion,
  autocompletion,
  bracketMatching,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  defaultKeymap,
  drawSelection,
  history,
  historyKeymap,
  keymap,
  lineNumbers,
  placeholder,
  setDiagnostics,
  sql,
  syntaxHighlighting,
  tags,
} from "../vendor/codemirror.js";

const { spec } = PostgreSQL;

/** The SQL of the lake: names in backquotes, and texts in either quotes. The bundle has the class of dialects unnamed. */
const spark = PostgreSQL.constructor.define({
  keywords: `${spec.keywords} anti cluster distribute minus pivot qualify rlike semi sort tablesample unpivot`,
  types: "array bigint binary boolean date decimal double float int interval map smallint string struct timestamp "
    + "timestamp_ntz tinyint variant",
  operatorChars: "+-*/<>=~!%^&|",
  specialVar: "",
  identifierQuotes: "`",
  doubleQuotedStrings: true,
  backslashEscapes: true,
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--sql-keyword)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--sql-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--sql-number)" },
  { tag: [tags.typeName, tags.standard(tags.name)], color: "var(--sql-type)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { fontSize: "var(--code-size)", color: "var(--ink)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", maxHeight: "22rem" },
  ".cm-content": { caretColor: "var(--ink)", padding: "12px 0", minHeight: "9rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none", paddingLeft: "8px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-placeholder": { color: "var(--muted)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "8px",
    boxShadow: "var(--shadow)",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete": { marginTop: "3px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 10px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
  },
  ".cm-completionDetail": { color: "inherit", opacity: "0.7", fontStyle: "normal", marginLeft: "1.5em" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionInfo": { padding: "8px 10px", maxWidth: "22rem", fontFamily: "var(--sans)" },
  ".cm-diagnostic": { padding: "6px 10px", fontFamily: "var(--sans)" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--bad)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--bad)",
    textUnderlineOffset: "3px",
    backgroundColor: "var(--bad-soft)",
  },
});

/** Replaces the selection by what is typed: a browser would keep the look of it in an inline style. */
function replaceSelection(event, view) {
  const { from, to, empty } = view.state.selection.main;
  if (event.inputType !== "insertText" || !event.data || empty || view.composing) return false;
  const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type" });
  const handlers = view.state.facet(EditorView.inputHandler);
  if (!handlers.some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
  return true;
}

/**
 * Makes the editor.
 *
 * @param {() => void} run - called for Ctrl-Enter, or Cmd-Enter on a Mac.
 */
export function sqlEditor(run) {
  const element = h("div", { class: "editor" });
  const language = new Compartment();
  const view = new EditorView({
    root: element.attachShadow({ mode: "open" }),
    parent: element.shadowRoot,
    state: EditorState.create({
      extensions: [
        Prec.highest(
          keymap.of([
            { key: "Mod-Enter", run: () => (run(), true) },
            { key: "Ctrl-Enter", run: () => (run(), true) },
            // without a list of completions, Tab leaves the editor
            { key: "Tab", run: acceptCompletion },
          ]),
        ),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        language.of(sql({ dialect: PostgreSQL })),
        syntaxHighlighting(colours),
        look,
        placeholder("select …"),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "SQL" }),
        EditorView.domEventHandlers({ beforeinput: replaceSelection }),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
      ],
    }),
  });

  return {
    element,
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    set(text) {
      if (text === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    insert(text) {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    /** Reads SQL as an engine does, and completes the names of these tables and their columns. */
    speak(engine, tables) {
      const schema = Object.fromEntries(tables.map((table) => [table.name, completions(table, engine)]));
      view.dispatch({ effects: language.reconfigure(sql({ dialect: engine === "lake" ? spark : PostgreSQL, schema })) });
    },
    /** Marks an error at a line and a column, both from 1; without one, removes the mark. */
    mark(error) {
      view.dispatch(setDiagnostics(view.state, error ? [diagnostic(view.state.doc, error)] : []));
    },
    /** Moves the cursor to the place of an error. */
    goTo(error) {
      view.dispatch({ selection: { anchor: diagnostic(view.state.doc, error).from }, scrollIntoView: true });
      view.focus();
    },
  };
}

function completions({ name, kind, description, columns }, engine) {
  const label = name.split(".").at(-1);
  return {
    self: { label, apply: quoted(label, engine), type: "class", detail: kind, info: description || undefined },
    children: columns.map((column) => ({
      label: column.name,
      apply: quoted(column.name, engine),
      type: "property",
      detail: shortType(column.type),
      info: column.description || undefined,
    })),
  };
}

function diagnostic(doc, { line, column, detail }) {
  const { from, to, text } = doc.line(Math.min(line, doc.lines));
  const begin = Math.min(from + column - 1, to);
  const word = text.slice(begin - from).match(/^\w+/)?.[0] ?? "";
  return {
    from: begin,
    to: Math.min(begin + Math.max(word.length, 1), doc.length),
    severity: "error",
    message: detail,
  };
}
