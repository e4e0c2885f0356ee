/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamEvents;
import io.sluice.api.stream.StreamState;
import io.sluice.core.lane.Journal.Level;
import io.sluice.core.lane.World;
import io.sluice.core.stream.StreamStates.Status;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Tells what happens to a stream: one line and one event for each change of state, and one line for each failure. From
 * these lines alone one can name the part that failed. Lane only.
 */
final class Chronicle {
    private final LiveStream stream;
    private final Map<Leg, StreamState> legStates = new WeakHashMap<>();
    private Status status = new Status(StreamState.IDLE, Reason.NO_VIEWER, "nobody watches");
    private Instant since;
    private long sinceNs;

    Chronicle(LiveStream stream) {
        this.stream = stream;
        since = world().clock().wall();
        sinceNs = world().clock().nowNs();
    }

    private World world() {
        return stream.world();
    }

    Status status() {
        return status;
    }

    /** When the stream got into the state it is in. */
    Instant since() {
        return since;
    }

    /** Looks what state the stream is in now. */
    void note() {
        if (!stream.removed()) {
            say(StreamStates.of(stream.legs(), stream.missing()));
        }
    }

    /** The stream is in this state now. */
    void say(Status now) {
        Status before = status;
        status = now;
        if (now.state() == before.state()) {
            return;
        }
        long nowNs = world().clock().nowNs();
        String after = "%.3f s".formatted((nowNs - sinceNs) / 1e9);
        since = world().clock().wall();
        sinceNs = nowNs;
        var values = values(now.reason(), now.text());
        values.put(StreamEvents.OLD_STATE, before.state().name());
        values.put(StreamEvents.NEW_STATE, now.state().name());
        tell(
                "stream.state",
                Level.INFO,
                StreamEvents.STATE,
                values,
                "%s: %s -> %s (%s: %s) after %s"
                        .formatted(stream.name(), before.state(), now.state(), now.reason(), now.text(), after));
    }

    /** Looks what state a source is in now. */
    void note(Leg leg) {
        StreamState now = StreamStates.of(leg);
        StreamState before = legStates.getOrDefault(leg, StreamState.IDLE);
        if (now != before) {
            legStates.put(leg, now);
            var values = values(leg, leg.reason(), leg.text());
            values.put(StreamEvents.OLD_STATE, before.name());
            values.put(StreamEvents.NEW_STATE, now.name());
            tell(
                    "source.state",
                    Level.INFO,
                    StreamEvents.STATE,
                    values,
                    "%s source %s: %s -> %s (%s: %s)%s"
                            .formatted(stream.name(), leg.label(), before, now, leg.reason(), leg.text(), by(leg)));
        }
    }

    /** An attempt failed, or what was open ended. */
    void failed(Leg leg, Failure failure) {
        String next = leg.nextRetryAt() == null ? "" : ", next try at " + leg.nextRetryAt();
        tell(
                "source.failed",
                Level.WARN,
                "",
                values(leg, failure.reason(), failure.text()),
                "%s source %s failed (%s: %s)%s, attempt %d%s"
                        .formatted(
                                stream.name(),
                                leg.label(),
                                failure.reason(),
                                failure.text(),
                                leg.triedBy.isEmpty() ? "" : " by " + leg.triedBy,
                                leg.generation(),
                                next));
    }

    void closeFailed(Leg leg, String note) {
        tell(
                "source.close_failed",
                Level.WARN,
                "",
                values(leg, Reason.DRIVER_FAILED, note),
                "%s source %s%s: %s".formatted(stream.name(), leg.label(), by(leg), note));
    }

    void joined(Viewer viewer) {
        tell(
                "viewer.joining",
                Level.DEBUG,
                "",
                values(viewer, Reason.NONE, ""),
                "%s wants %s of %s".formatted(viewer.id, viewer.wants(), stream.name()));
    }

    void admitted(Viewer viewer) {
        String missing = viewer.misses().isEmpty()
                ? ""
                : "; missing: " + viewer.misses().get(0).text();
        tell(
                "viewer.joined",
                Level.INFO,
                StreamEvents.CONSUMER,
                values(viewer, Reason.NONE, ""),
                "%s joined %s by %s from %s%s"
                        .formatted(
                                viewer.id, stream.name(), viewer.request.protocol(), viewer.request.remote(), missing));
    }

    void left(Viewer viewer, Reason reason, String text) {
        String verb = viewer.admitted() ? "left" : "could not join";
        tell(
                viewer.admitted() ? "viewer.left" : "viewer.refused",
                Level.INFO,
                StreamEvents.CONSUMER,
                values(viewer, reason, text),
                "%s %s %s (%s: %s)".formatted(viewer.id, verb, stream.name(), reason, text));
    }

    void talks(Talker talker) {
        tell(
                "talk.began",
                Level.INFO,
                StreamEvents.CONSUMER,
                values(talker, Reason.NONE, ""),
                "%s speaks to %s in %s by %s from %s%s"
                        .formatted(
                                talker.id,
                                stream.name(),
                                talker.request.codec(),
                                talker.request.protocol(),
                                talker.request.remote(),
                                talker.request.user().isEmpty() ? "" : " as " + talker.request.user()));
    }

    void hushed(Talker talker, Reason reason, String text) {
        SpokenSession said = talker.session;
        String units = said == null ? "" : "; %d units, %d dropped".formatted(said.units(), said.dropped());
        tell(
                "talk.ended",
                Level.INFO,
                StreamEvents.CONSUMER,
                values(talker, reason, text),
                "%s speaks no more to %s (%s: %s)%s".formatted(talker.id, stream.name(), reason, text, units));
    }

    void refused(Talker talker, Reason reason, String text) {
        tell(
                "talk.refused",
                Level.WARN,
                "",
                values(talker, reason, text),
                "%s may not speak to %s (%s: %s)".formatted(talker.id, stream.name(), reason, text));
    }

    void closed() {
        say(new Status(StreamState.IDLE, status.reason(), status.text()));
    }

    private static String by(Leg leg) {
        return leg.driver() == null ? "" : " by " + leg.driver().label();
    }

    private Map<String, Object> values(Reason reason, String text) {
        var values = new HashMap<String, Object>();
        values.put(StreamEvents.NAME, stream.name().toString());
        values.put(StreamEvents.REASON, reason.name());
        values.put(StreamEvents.TEXT, text);
        return values;
    }

    private Map<String, Object> values(Leg leg, Reason reason, String text) {
        var values = values(reason, text);
        values.put(StreamEvents.SOURCE, leg.label());
        values.put(StreamEvents.GENERATION, leg.generation());
        return values;
    }

    private Map<String, Object> values(Viewer viewer, Reason reason, String text) {
        var values = values(reason, text);
        values.put("session", viewer.request.session().isEmpty() ? viewer.id : viewer.request.session());
        return values;
    }

    private Map<String, Object> values(Talker talker, Reason reason, String text) {
        var values = values(reason, text);
        values.put("session", talker.request.session().isEmpty() ? talker.id : talker.request.session());
        return values;
    }

    private void tell(String code, Level level, String topic, Map<String, Object> values, String message) {
        world().journal().tell(code, level, topic, values, message);
    }
}
