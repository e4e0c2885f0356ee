// Copyright (c) 2026 the Sluice authors.
// SPDX-License-Identifier: Apache-2.0

import { action, ask, badge, confirmed, consolePage, h, list, live, notice, page, setText, Table } from "./sluice.js";

const status = h("p", { class: "statline ui-state-highlight" });
const filter = h("input", { type: "search", placeholder: "Filter", "aria-label": "Filter", oninput: () => reload() });
const file = h("input", { type: "file", id: "jar", accept: ".jar", "aria-label": "Jar" });
const path = (name) => "bundles/" + encodeURIComponent(name);

/** What a change of the bundle touches, itself aside. */
const impactText = (name, impact) => {
  const others = impact.bundles.filter((each) => each !== name);
  return impact.text + (others.length === 0 ? "" : " These restart with it: " + others.join(", ") + ".");
};

/** Looks at the jar first, says what it would touch, and does it when told to. */
const upload = action(
  "Install or update",
  async () => {
    const jar = file.files[0];
    if (!jar) {
      throw new Error("Choose a jar first.");
    }
    const { body: found } = await ask("POST", "bundles/examine", { data: jar });
    const what = found.symbolicName + " " + found.version;
    await confirmed(
      (found.updates ? "Update to " : "Install ") + what + "?",
      impactText(found.symbolicName, found.impact),
      found.updates ? "Update" : "Install",
      async () => {
        await (found.updates ? ask("PUT", path(found.symbolicName), { data: jar }) : ask("POST", "bundles", { data: jar }));
        file.value = "";
        notice(what + " is installed.");
        await reload();
      },
    );
  },
  { id: "examine" },
);

const work = (name, verb, title, text, done, call) =>
  confirmed(title, text, verb, async () => {
    await call();
    notice(name + " was " + done + ".");
    await reload();
  });

const actions = (current) => {
  const name = () => current().symbolicName;
  const start = action("Start", async () => {
    await ask("POST", path(name()) + "/start", { json: {} });
    notice(name() + " was started.");
    await reload();
  });
  const stop = action("Stop", () =>
    work(name(), "Stop", "Stop " + name() + "?", impactText(name(), current().impact), "stopped", () => ask("POST", path(name()) + "/stop", { json: {} })));
  const refresh = action("Refresh", () =>
    work(name(), "Refresh", "Refresh " + name() + "?", impactText(name(), current().impact), "refreshed", () => ask("POST", path(name()) + "/refresh", { json: {} })));
  const remove = action("Remove", () =>
    work(name(), "Remove", "Remove " + name() + "?", impactText(name(), current().impact), "removed", () => ask("DELETE", path(name()))));
  return {
    element: h("span", {}, start, stop, refresh, remove),
    show: (bundle) => {
      const fragment = bundle.state === "FRAGMENT";
      start.hidden = fragment || bundle.state === "ACTIVE";
      stop.hidden = fragment || bundle.state !== "ACTIVE";
      remove.hidden = bundle.origin === "SHIPPED";
    },
  };
};

const link = (current) => {
  const element = h("a");
  return {
    element,
    show: (bundle) => {
      setText(element, bundle.symbolicName);
      element.href = consolePage("bundles/" + bundle.id);
    },
  };
};

const table = new Table(
  "bundles",
  [
    { title: "Bundle", make: link },
    { title: "Version", cell: (b) => b.version },
    { title: "State", make: () => badge((b) => b.state) },
    { title: "From", cell: (b) => ({ SHIPPED: "release", REPLACED: "replaced here", DEPLOYED: "installed here", OTHER: "elsewhere" })[b.origin] || b.origin },
    { title: "Problem", cell: (b) => b.problem },
    { title: "What a change touches", cell: (b) => (b.impact ? b.impact.text : ""), class: "wide" },
    { title: "", make: actions, class: "actions" },
  ],
  (b) => b.id,
  "There is no bundle.",
);

page(
  status,
  h("div", { class: "ui-widget-header ui-corner-top bar" }, filter, file, upload),
  table.element,
);

const reload = live(async () => {
  const all = await list("bundles");
  const wanted = filter.value.trim().toLowerCase();
  const own = all.filter((bundle) => bundle.origin !== "SHIPPED").length;
  setText(status, all.length + " bundles, " + own + " of them installed here");
  table.show(
    all.filter((bundle) => bundle.symbolicName.toLowerCase().includes(wanted))
      .sort((a, b) => Number(a.origin === "SHIPPED") - Number(b.origin === "SHIPPED") || a.symbolicName.localeCompare(b.symbolicName)),
  );
});

/** Links name the bundle that they mean. */
const named = () => {
  try {
    filter.value = decodeURIComponent(location.hash.slice(1));
  } catch (e) {
    filter.value = "";
  }
  reload();
};
window.addEventListener("hashchange", named);
named();
