// Copyright (c) 2026 the Sluice authors.
// SPDX-License-Identifier: Apache-2.0

// What our pages share: the HTTP API, elements, tables that are kept up to date, dialogs.
// Whatever comes from the server is set as text, never as markup.

const root = new URL("../../../../", import.meta.url);
export const api = new URL("api/v1/", root);
export const consolePage = (path) => new URL("system/console/" + path, root).href;

/** An answer of the API that is an error: RFC 9457. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || "The server answered " + status + ".");
    this.status = status;
    this.problems = Array.isArray(body.problems) ? body.problems.map(String) : [];
  }
}

/** Asks the API. Gives { body, etag }; throws a Problem. */
export async function ask(method, path, { json, data, headers = {}, signal } = {}) {
  const options = { method, headers: { Accept: "application/json", ...headers }, credentials: "same-origin", signal };
  if (json !== undefined) {
    options.body = JSON.stringify(json);
    options.headers["Content-Type"] = "application/json";
  } else if (data !== undefined) {
    options.body = data;
    options.headers["Content-Type"] = "application/java-archive";
  }
  let response;
  try {
    response = await fetch(new URL(path, api), options);
  } catch (e) {
    throw new Problem(0, { detail: "The server does not answer." });
  }
  const text = await response.text();
  let body = {};
  try {
    body = text === "" ? {} : JSON.parse(text);
  } catch (e) {
    body = { detail: response.ok ? "The answer is no JSON." : text.slice(0, 300) };
  }
  if (response.status === 401) {
    location.reload(); // to the login page, and back here
  }
  if (!response.ok) {
    throw new Problem(response.status, body);
  }
  return { body, etag: response.headers.get("ETag") };
}

/** All items of a list, page by page. */
export async function list(path) {
  const items = [];
  for (let page = 0; ; page++) {
    const { body } = await ask("GET", path + "?itemsPerPage=1000&page=" + page);
    items.push(...(body.items || []));
    if (page + 1 >= (body.pages || 1)) {
      return items;
    }
  }
}

/** A name of a stream as part of a path. */
export const encoded = (name) => name.split("/").map(encodeURIComponent).join("/");

/** Makes an element; strings among the children become text. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const button = (text, onclick, attributes = {}) =>
  h("button", { type: "button", class: "ui-state-default ui-corner-all", onclick, ...attributes }, text);

/** Runs what a button asks for; the button waits for it, and an error is shown. */
export async function attempt(element, work) {
  element.disabled = true;
  try {
    await work();
  } catch (e) {
    notice(e.message, "error", e.problems);
  } finally {
    element.disabled = false;
  }
}

export const action = (text, work, attributes) => {
  const element = button(text, () => attempt(element, work), attributes);
  return element;
};

const notices = h("div", { id: "notices", role: "status", "aria-live": "polite" });

/** A line on top of the page; the next one replaces it. */
export function notice(text, kind = "info", more = []) {
  const line = h(
    "div",
    { class: "notice " + (kind === "error" ? "ui-state-error" : "ui-state-highlight") + " ui-corner-all" },
    h("span", { class: "text" }, text),
    more.filter((problem) => problem !== text).map((problem) => h("div", {}, problem)),
    button("×", () => line.remove(), { class: "close", title: "Hide" }),
  );
  notices.replaceChildren(line);
}

/** Puts the parts of the page into its frame. */
export function page(...parts) {
  document.getElementById("sluice").replaceChildren(notices, ...parts);
}

/**
 * A table that is kept: rows and cells stay the same elements while their items change.
 * Columns are { title, cell(item), class }: a cell is a string, or an element that is made once for the row and takes
 * part in updates by a function "show" of its own.
 */
export class Table {
  constructor(id, columns, key, empty) {
    this.columns = columns;
    this.key = key;
    this.rows = new Map();
    this.body = h("tbody");
    this.none = h("p", { class: "none" }, empty);
    this.table = h(
      "table",
      { id, class: "nicetable ui-widget" },
      h("thead", {}, h("tr", {}, columns.map((c) => h("th", { class: "ui-widget-header " + (c.class || "") }, c.title)))),
      this.body,
    );
    this.element = h("div", { class: "scroll" }, this.table, this.none);
  }

  show(items) {
    const seen = new Set();
    let before = null;
    for (const item of items) {
      const key = String(this.key(item));
      if (seen.has(key)) {
        continue;
      }
      seen.add(key);
      let row = this.rows.get(key);
      if (!row) {
        row = this.make(key, item);
        this.rows.set(key, row);
      }
      row.item = item;
      row.cells.forEach((cell) => cell.update(item));
      const place = before === null ? this.body.firstChild : before.nextSibling;
      if (row.element !== place) {
        this.body.insertBefore(row.element, place);
      }
      before = row.element;
    }
    for (const [key, row] of this.rows) {
      if (!seen.has(key)) {
        row.element.remove();
        this.rows.delete(key);
      }
    }
    this.table.hidden = seen.size === 0;
    this.none.hidden = seen.size !== 0;
  }

  make(key, item) {
    const row = { item, cells: [] };
    const current = () => row.item;
    row.element = h(
      "tr",
      { "data-key": key },
      this.columns.map((column) => {
        const td = h("td", { class: column.class || "", "data-title": column.title });
        if (column.make) {
          const part = column.make(current);
          td.append(part.element || part);
          row.cells.push({ update: (now) => part.show && part.show(now) });
        } else {
          row.cells.push({ update: (now) => setText(td, column.cell(now)) });
        }
        return td;
      }),
    );
    return row;
  }
}

export function setText(element, text) {
  const wanted = text === null || text === undefined ? "" : String(text);
  if (element.textContent !== wanted) {
    element.textContent = wanted;
  }
}

/** A word for a state, in its colour. */
export function badge(of) {
  const element = h("span", { class: "state" });
  return {
    element,
    show: (item) => {
      const state = of(item) || "";
      setText(element, state);
      element.dataset.state = state;
    },
  };
}

/**
 * Calls "load" now, whenever the server tells of an event, and every two seconds while the page can be seen: counters
 * have no events. One call at a time; errors are shown once.
 */
export function live(load) {
  let running = false;
  let again = false;
  let failing = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await load();
      if (failing) {
        failing = false;
        notices.replaceChildren();
      }
    } catch (e) {
      if (!failing) {
        failing = true;
        notice(e.message, "error", e.problems);
      }
    } finally {
      running = false;
    }
    if (again) {
      again = false;
      setTimeout(run, 100);
    }
  };
  const events = new EventSource(new URL("events", api));
  const told = () => run();
  events.onmessage = told;
  for (const type of ["stream/STATE", "stream/CONSUMER", "stream/DEFINITION", "stream/INVARIANT", "DRIVER", "BUNDLE", "lost"]) {
    events.addEventListener(type, told);
  }
  window.addEventListener("pagehide", () => events.close());
  setInterval(() => document.visibilityState === "visible" && run(), 2000);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && run());
  run();
  return run;
}

/**
 * A dialog with a form. "submit" does the work; while it throws, the dialog stays open and shows why.
 * Gives a promise of whether it was done.
 */
export function dialog(title, fields, submitText, submit) {
  return new Promise((resolve) => {
    const problem = h("div", { class: "problem ui-state-error ui-corner-all", role: "alert", hidden: true });
    const yes = h("button", { type: "submit", class: "yes ui-state-default ui-corner-all" }, submitText);
    const no = button("Cancel", () => element.close());
    let done = false;
    const form = h(
      "form",
      {
        method: "dialog",
        onsubmit: async (event) => {
          event.preventDefault();
          yes.disabled = true;
          problem.hidden = true;
          try {
            await submit();
            done = true;
            element.close();
          } catch (e) {
            problem.replaceChildren(
              h("div", { class: "text" }, e.message),
              ...(e.problems || []).filter((p) => p !== e.message).map((p) => h("div", {}, p)),
            );
            problem.hidden = false;
          } finally {
            yes.disabled = false;
          }
        },
      },
      h("h2", { class: "ui-widget-header ui-corner-all" }, title),
      h("div", { class: "fields" }, fields),
      problem,
      h("div", { class: "buttons" }, yes, no),
    );
    const element = h("dialog", { class: "ui-widget ui-widget-content ui-corner-all" }, form);
    element.addEventListener("close", () => {
      element.remove();
      resolve(done);
    });
    document.getElementById("sluice").append(element);
    element.showModal();
  });
}

export const confirmed = (title, text, yes, work) => dialog(title, [h("p", { class: "question" }, text)], yes, work);

export function labelled(text, input, hint) {
  return h("label", {}, h("span", { class: "label" }, text), input, hint ? h("small", {}, hint) : null);
}

/** 1234567 as 1.2 MB. */
export function bytes(count) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = Number(count) || 0;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return (unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)) + " " + units[unit];
}

/** How long ago, or in how long: 5 s, 3 min, 2 h, 4 d. */
export function span(instant) {
  if (!instant) {
    return "";
  }
  const seconds = Math.round(Math.abs(Date.now() - Date.parse(instant)) / 1000);
  if (seconds < 120) {
    return seconds + " s";
  }
  if (seconds < 7200) {
    return Math.round(seconds / 60) + " min";
  }
  return seconds < 172800 ? Math.round(seconds / 3600) + " h" : Math.round(seconds / 86400) + " d";
}

export const since = (instant) => (instant ? span(instant) + " ago" : "");
