// Copyright (c) 2026 the Sluice authors.
// SPDX-License-Identifier: Apache-2.0

import { badge, consolePage, h, list, live, page, setText, Table } from "./sluice.js";

const status = h("p", { class: "statline ui-state-highlight" });

const bundleName = (driver) => String(driver.bundle || "").split(/[\s:]/)[0];

const links = (current) => {
  const bundle = h("a", { class: "bundle" }, "Bundle");
  const form = h("a", { class: "form" }, "Configuration");
  return {
    element: h("span", {}, bundle, " ", form),
    show: (driver) => {
      bundle.href = consolePage("bundles/" + encodeURIComponent(bundleName(driver)));
      const first = (driver.forms || [])[0];
      form.hidden = !first;
      // A factory has many: they are on the list.
      form.href = consolePage("configMgr" + (first && !first.factory ? "/" + encodeURIComponent(first.pid) : ""));
    },
  };
};

const users = (current) => {
  const element = h("span", { class: "links" });
  return {
    element,
    show: (driver) => {
      const names = driver.streams || [];
      if (element.dataset.names === JSON.stringify(names)) {
        return;
      }
      element.dataset.names = JSON.stringify(names);
      element.replaceChildren(
        ...names.map((name) => h("a", { href: consolePage("streams") + "#" + encodeURIComponent(name) }, name)),
      );
    },
  };
};

const table = new Table(
  "drivers",
  [
    { title: "Schemes", cell: (d) => (d.schemes || []).join(", ") },
    { title: "Bundle", cell: (d) => d.bundle },
    { title: "State", make: () => badge((d) => d.state) },
    { title: "Text", cell: (d) => [d.text, ...(d.findings || [])].filter(Boolean).join("; ") },
    { title: "Open", cell: (d) => d.producers, class: "number" },
    { title: "Abandoned", cell: (d) => d.abandoned, class: "number" },
    { title: "Streams", make: users },
    { title: "", make: links, class: "actions" },
  ],
  (d) => d.bundle + " " + (d.schemes || []).join(","),
  "There is no driver.",
);

page(status, table.element);

live(async () => {
  const [drivers, streams] = await Promise.all([list("drivers"), list("streams")]);
  for (const driver of drivers) {
    // One that stands by serves nobody.
    driver.streams = driver.state !== "ACTIVE" ? [] : streams
      .filter((stream) => (stream.sources || []).some((source) => driver.schemes.includes(source.split(":")[0].toLowerCase())))
      .map((stream) => stream.name);
  }
  setText(status, drivers.length === 1 ? "1 driver" : drivers.length + " drivers");
  table.show(drivers);
});
