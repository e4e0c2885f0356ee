// Copyright (c) 2026 the Sluice authors.
// SPDX-License-Identifier: Apache-2.0

import { action, ask, bytes, consolePage, h, list, live, notice, page, setText, since, Table } from "./sluice.js";

const status = h("p", { class: "statline ui-state-highlight" });
const filter = h("input", { type: "search", placeholder: "Filter", "aria-label": "Filter", oninput: () => reload() });

const stream = (current) => {
  const link = h("a");
  return {
    element: link,
    show: (item) => {
      setText(link, item.stream);
      link.href = consolePage("streams") + "#" + encodeURIComponent(item.stream);
    },
  };
};

const kick = (current) =>
  action(
    "Kick",
    async () => {
      await ask("DELETE", "sessions/" + encodeURIComponent(current().id));
      notice("The viewer was sent away.");
      await reload();
    },
    { title: "End this session" },
  );

const table = new Table(
  "sessions",
  [
    { title: "Stream", make: stream },
    { title: "Protocol", cell: (s) => s.protocol + (s.talk ? " talk" : "") },
    { title: "Transport", cell: (s) => s.transport || "–" },
    { title: "Remote", cell: (s) => s.remote },
    { title: "User", cell: (s) => s.user || "–" },
    { title: "Units", cell: (s) => s.units, class: "number" },
    { title: "Bytes", cell: (s) => bytes(s.bytes), class: "number" },
    { title: "Skipped", cell: (s) => s.skipped, class: "number" },
    { title: "Dropped", cell: (s) => s.dropped, class: "number" },
    { title: "Since", cell: (s) => since(s.since) },
    { title: "", make: kick, class: "actions" },
  ],
  (s) => s.id,
  "Nobody watches.",
);

page(
  status,
  h("div", { class: "ui-widget-header ui-corner-top bar" }, filter),
  table.element,
);

const reload = live(async () => {
  const all = await list("sessions");
  const wanted = filter.value.trim().toLowerCase();
  const shown = all.filter((s) =>
    [s.stream, s.protocol, s.transport, s.remote, s.user].some((text) => String(text || "").toLowerCase().includes(wanted)),
  );
  setText(status, all.length === 1 ? "1 session" : all.length + " sessions");
  table.show(shown);
});
