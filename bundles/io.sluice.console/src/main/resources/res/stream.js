// Copyright (c) 2026 the Sluice authors.
// SPDX-License-Identifier: Apache-2.0

// The details of one stream.

import { action, ask, badge, button, bytes, encoded, h, labelled, notice, setText, since, span, Table } from "./sluice.js";

const codecText = (track) =>
  track.codec + (track.kind === "audio" ? " " + track.clockRateHz / 1000 + " kHz" : "") + (track.channels > 1 ? " × " + track.channels : "");

const parameters = (track) => Object.entries(track.parameters || {}).map(([name, value]) => name + "=" + value).join(", ");

export class Details {
  constructor(reload) {
    this.reload = reload;
    this.name = "";
    this.rates = new Map();
    this.title = h("h2");
    this.state = badge((stream) => stream.state);
    this.text = h("span", { class: "reason" });
    this.answer = h("div", { id: "explanation", hidden: true });
    this.video = h("input", { name: "video", placeholder: "h264", size: 8 });
    this.audio = h("input", { name: "audio", placeholder: "aac", size: 8 });
    this.sources = this.sourceTable();
    this.programs = this.programTable();
    this.programPart = h("div", { hidden: true }, h("h3", {}, "Programs"), this.programs.element);
    this.tracks = this.trackTable();
    this.consumers = this.consumerTable();
    const explain = h(
      "form",
      { id: "explain", onsubmit: (event) => this.explain(event) },
      labelled("video", this.video),
      labelled("audio", this.audio),
      h("button", { type: "submit", class: "ui-state-default ui-corner-all" }, "Explain"),
    );
    this.element = h(
      "section",
      { id: "details", class: "ui-widget-content ui-corner-all", hidden: true },
      h("div", { class: "head" }, this.title, this.state.element, this.text,
        button("Close", () => (location.hash = ""), { class: "close ui-state-default ui-corner-all" })),
      h("div", { class: "tools" },
        action("Restart all", () => this.post("restart", "The sources are opened again."), { id: "restart" }),
        action("Force key unit", () => this.post("key", "The sources were asked for a key unit."), { id: "key" }),
        explain),
      this.answer,
      h("h3", {}, "Sources"), this.sources.element,
      this.programPart,
      h("h3", {}, "Tracks"), this.tracks.element,
      h("h3", {}, "Viewers"), this.consumers.element,
    );
  }

  path(more = "") {
    return "streams/" + encoded(this.name) + more;
  }

  async post(what, done) {
    await ask("POST", this.path("/" + what), { json: {} });
    notice(done);
    await this.reload();
  }

  sourceTable() {
    return new Table(
      "sources",
      [
        { title: "Source", cell: (s) => s.source, class: "source" },
        { title: "Driver", cell: (s) => s.driver || "–" },
        { title: "State", make: () => badge((s) => s.state) },
        { title: "Reason", cell: (s) => s.text || (s.reason === "NONE" ? "" : s.reason) },
        { title: "Next try", cell: (s) => (s.nextRetryAt ? "in " + span(s.nextRetryAt) : "") },
        { title: "Generation", cell: (s) => s.generation, class: "number" },
        { title: "Restarts", cell: (s) => s.restarts || 0, class: "number" },
        { title: "Abandoned", cell: (s) => s.abandoned || 0, class: "number" },
        {
          title: "",
          class: "actions",
          make: (current) =>
            action("Restart", async () => {
              await ask("POST", this.path("/restart"), { json: { source: current().index } });
              notice("The source is opened again.");
              await this.reload();
            }),
        },
      ],
      (s) => s.index,
      "None: somebody publishes to it.",
    );
  }

  programTable() {
    return new Table(
      "programs",
      [
        { title: "Source", cell: (s) => s.index + 1, class: "number" },
        { title: "State", cell: (s) => s.program.state },
        { title: "PID", cell: (s) => s.program.pid || "", class: "number" },
        { title: "Since", cell: (s) => since(s.program.since) },
        { title: "Command", cell: (s) => s.program.command, class: "source" },
        { title: "Last words", cell: (s) => s.program.lastWords.join("\n"), class: "words" },
      ],
      (s) => s.index,
      "None.",
    );
  }

  trackTable() {
    return new Table(
      "tracks",
      [
        { title: "Kind", cell: (t) => t.kind },
        { title: "Codec", cell: codecText },
        { title: "Parameters", cell: parameters, class: "wide" },
        { title: "Source", cell: (t) => (t.source === undefined ? "" : t.source + 1), class: "number" },
        { title: "Bitrate", cell: (t) => this.rate(t), class: "number" },
        { title: "Key interval", cell: (t) => (t.keyIntervalMs ? (t.keyIntervalMs / 1000).toFixed(1) + " s" : ""), class: "number" },
        { title: "Units", cell: (t) => t.units, class: "number" },
        { title: "Last unit", cell: (t) => since(t.lastUnitAt) },
      ],
      (t) => t.id,
      "Nothing is open.",
    );
  }

  consumerTable() {
    return new Table(
      "consumers",
      [
        { title: "Protocol", cell: (c) => c.protocol },
        { title: "Transport", cell: (c) => c.transport || "–" },
        { title: "Remote", cell: (c) => c.remote },
        { title: "User", cell: (c) => c.user || "–" },
        { title: "Tracks", cell: (c) => (c.talk ? "talks " + c.talk : (c.tracks || []).join(", ")) },
        { title: "Units", cell: (c) => c.units, class: "number" },
        { title: "Bytes", cell: (c) => bytes(c.bytes), class: "number" },
        { title: "Skipped", cell: (c) => c.skipped, class: "number skipped" },
        { title: "Dropped", cell: (c) => c.dropped, class: "number" },
        { title: "Since", cell: (c) => since(c.since) },
        {
          title: "",
          class: "actions",
          make: (current) =>
            action("Kick", async () => {
              await ask("DELETE", "sessions/" + encodeURIComponent(current().id));
              notice("The viewer was sent away.");
              await this.reload();
            }),
        },
      ],
      (c) => c.id,
      "Nobody watches.",
    );
  }

  /** Between the last two looks at the counter. */
  rate(track) {
    const now = performance.now();
    const last = this.rates.get(track.id);
    if (!last || now - last.at > 900) {
      const text = last && track.bytes >= last.bytes
        ? Math.round(((track.bytes - last.bytes) * 8) / (now - last.at)) + " kbit/s"
        : "";
      this.rates.set(track.id, { at: now, bytes: track.bytes, text });
      return text;
    }
    return last.text;
  }

  async explain(event) {
    event.preventDefault();
    const query = new URLSearchParams();
    for (const input of [this.video, this.audio]) {
      if (input.value.trim() !== "") {
        query.set(input.name, input.value.trim());
      }
    }
    const lines = [];
    let failed = false;
    try {
      const { body } = await ask("GET", this.path("/explain?" + query));
      (body.matches || []).forEach((match) => lines.push("✓ " + match.kind + ": track " + match.track + ", " + codecText(match)));
      (body.misses || []).forEach((miss) => lines.push("✗ " + (miss.text || miss.reason)));
      (body.steps || []).forEach((step) => lines.push(String(step)));
    } catch (e) {
      failed = true;
      lines.push(e.message, ...e.problems);
    }
    this.answer.className = failed ? "ui-state-error ui-corner-all" : "ui-corner-all";
    this.answer.replaceChildren(...lines.map((line) => h("div", {}, line)));
    this.answer.hidden = false;
  }

  async show(name) {
    if (name !== this.name) {
      this.name = name;
      this.rates.clear();
      this.answer.hidden = true;
    }
    if (name === "") {
      this.element.hidden = true;
      return;
    }
    let stream;
    try {
      stream = (await ask("GET", this.path())).body;
    } catch (e) {
      if (e.status === 404) {
        this.element.hidden = true;
        return;
      }
      throw e;
    }
    if (name !== this.name) {
      return;
    }
    setText(this.title, name);
    this.state.show(stream);
    setText(this.text, stream.text || "");
    const sources = (stream.sources || []).map((source, index) => ({ index, ...source }));
    this.sources.show(sources);
    this.programs.show(sources.filter((source) => source.program));
    this.programPart.hidden = !sources.some((source) => source.program);
    this.tracks.show(stream.tracks || []);
    this.consumers.show(stream.consumers || []);
    this.element.hidden = false;
  }
}
