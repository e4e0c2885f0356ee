// Copyright (c) 2026 the Sluice authors.
// SPDX-License-Identifier: Apache-2.0

import {
  action, ask, badge, button, confirmed, dialog, encoded, h, labelled, list, live, notice, page, setText, since, Table,
} from "./sluice.js";
import { Details } from "./stream.js";

const status = h("p", { class: "statline ui-state-highlight" });
const filter = h("input", { type: "search", placeholder: "Filter", "aria-label": "Filter", oninput: () => reload() });
const details = new Details(() => reload());
const path = (name) => "streams/" + encoded(name);

const chosen = () => {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch (e) {
    return "";
  }
};

/** The form of a stream. "old" is null for a new one, otherwise { name, sources, preload, etag }. */
function form(old) {
  const name = h("input", { name: "name", required: true, autocomplete: "off" });
  name.value = old ? old.name : "";
  name.readOnly = old !== null;
  const sources = h("textarea", { name: "sources", rows: 4, spellcheck: "false", wrap: "off" });
  sources.value = old ? old.sources.join("\n") : "";
  const preload = h("input", { name: "preload", autocomplete: "off" });
  preload.value = (old && old.preload) || "";
  const submit = async () => {
    const headers = old === null ? { "If-None-Match": "*" } : old.etag ? { "If-Match": old.etag } : {};
    const body = { sources: sources.value.split("\n").map((line) => line.trim()).filter((line) => line !== "") };
    if (preload.value.trim() !== "" || (old && old.preload)) {
      body.preload = preload.value.trim() === "" ? null : preload.value.trim();
    }
    try {
      await ask("PUT", path(name.value.trim()), { json: body, headers });
    } catch (e) {
      if (e.status === 412) {
        e.message = old === null
          ? "There is a stream of this name already: edit that one, or choose another name."
          : "Somebody else changed this stream in the meantime. Nothing was saved; copy what you need, cancel and edit it again.";
      }
      throw e;
    }
    notice(old === null ? "The stream " + name.value.trim() + " was added." : "The stream " + old.name + " was saved.");
    await reload();
  };
  return dialog(
    old === null ? "Add a stream" : "Edit " + old.name,
    [
      labelled("Name", name, "letters, digits, space and . _ ~ -, in parts joined by /"),
      labelled("Sources", sources, "one a line, in the order in which tracks are looked for; none: somebody publishes to it; *** keeps the password that is there"),
      labelled("Preload", preload, "what is kept running without viewers, for example video or video&audio=aac"),
    ],
    old === null ? "Add" : "Save",
    submit,
  );
}

/** What the file says, which is not always what runs. */
async function edit(name) {
  const { body, etag } = await ask("GET", path(name));
  if (!body.definition) {
    throw new Error("The configuration file does not define " + name + ": it comes from elsewhere and cannot be edited here.");
  }
  await form({ name, sources: body.definition.sources, preload: body.definition.preload, etag });
}

const remove = (name) =>
  confirmed("Delete " + name + "?", "Its viewers are sent away, and it is taken out of the configuration file.", "Delete", async () => {
    await ask("DELETE", path(name));
    if (chosen() === name) {
      location.hash = "";
    }
    notice("The stream " + name + " was deleted.");
    await reload();
  });

const nameCell = (current) => {
  const link = h("a", { class: "name" });
  return {
    element: link,
    show: (stream) => {
      setText(link, stream.name);
      link.href = "#" + encodeURIComponent(stream.name);
    },
  };
};

const actions = (current) =>
  h(
    "span",
    {},
    action("Edit", () => edit(current().name), { class: "edit ui-state-default ui-corner-all" }),
    action("Delete", () => remove(current().name), { class: "delete ui-state-default ui-corner-all" }),
  );

const table = new Table(
  "streams",
  [
    { title: "Name", make: nameCell },
    { title: "State", make: () => badge((s) => s.state) },
    { title: "Reason", cell: (s) => s.text || (s.reason === "NONE" ? "" : s.reason) },
    { title: "Sources", cell: (s) => (s.sources || []).length, class: "number" },
    { title: "Viewers", cell: (s) => s.viewers, class: "number" },
    { title: "Since", cell: (s) => since(s.since) },
    { title: "", make: actions, class: "actions" },
  ],
  (s) => s.name,
  "There is no stream yet.",
);

page(
  status,
  h("div", { class: "ui-widget-header ui-corner-top bar" }, filter, button("Add a stream", () => form(null), { id: "add" })),
  table.element,
  details.element,
);

const reload = live(async () => {
  const all = await list("streams");
  const wanted = filter.value.trim().toLowerCase();
  const states = new Map();
  all.forEach((stream) => states.set(stream.state, (states.get(stream.state) || 0) + 1));
  setText(
    status,
    (all.length === 1 ? "1 stream" : all.length + " streams")
      + [...states].sort().map(([state, number]) => " · " + number + " " + state).join(""),
  );
  table.show(all.filter((stream) => stream.name.toLowerCase().includes(wanted)));
  const name = chosen();
  await details.show(all.some((stream) => stream.name === name) ? name : "");
});

window.addEventListener("hashchange", () => reload());
