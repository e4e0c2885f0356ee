/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamState;
import io.sluice.core.lane.Lane.Cancellable;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is closed, in this order:
 *
 * <ol>
 *   <li>nobody is admitted any more;
 *   <li>consumers are detached and told why;
 *   <li>sources end, side by side, but each one only after those that read from it (and are being closed too), or after
 *       {@link #HEAD_START}: one that hangs delays what it reads from no longer than that;
 *   <li>the feeds are released.
 * </ol>
 *
 * Each source has its own deadline ({@code tuning.close}) and keeps its own reason; none hides another's. All is over
 * within the largest single deadline plus half a second, whatever hangs. Lane only.
 */
final class CloseOrder {
    /** How long sources that read from us may go first. */
    static final Duration HEAD_START = Duration.ofMillis(300);

    private final LiveStream stream;
    private final Reason reason;
    private final String text;
    /** Sources that are not being closed yet, with those that read from them. */
    private final Map<Leg, Set<Leg>> waiting = new LinkedHashMap<>();

    private final Runnable closed;
    private int remaining;
    private @Nullable Cancellable headStart;

    /** @param closed run when everything is closed or given up */
    CloseOrder(LiveStream stream, Reason reason, String text, Runnable closed) {
        this.stream = stream;
        this.reason = reason;
        this.text = text;
        this.closed = closed;
    }

    void run() {
        stream.stopAdmitting();
        stream.legs().forEach(leg -> waiting.put(leg, readers(leg)));
        stream.audience().endAll(reason, text);
        stream.talks().end(reason, text);
        stream.audience().preload(List.of());
        stream.chronicle().say(new StreamStates.Status(StreamState.STOPPING, reason, text));
        remaining = waiting.size();
        var all = Set.copyOf(waiting.keySet());
        for (Leg leg : all) {
            Set<Leg> readers = waiting.getOrDefault(leg, Set.of());
            for (Leg reader : Set.copyOf(readers)) {
                reader.whenClosed(() -> {
                    readers.remove(reader);
                    retireReady();
                });
            }
        }
        retireReady();
        if (!waiting.isEmpty()) {
            headStart = stream.world().lane().after(HEAD_START, () -> {
                headStart = null;
                List.copyOf(waiting.keySet()).forEach(this::retire);
                stream.neighbours().settle();
            });
        }
        stream.neighbours().settle();
    }

    /** Those that read from a source and are being closed too: of this stream, or of one that ends with it. */
    private Set<Leg> readers(Leg leg) {
        var readers = new HashSet<Leg>();
        for (Viewer viewer : stream.audience().all()) {
            if (viewer.reader != null
                    && viewer.reader.stream().removed()
                    && viewer.needed().contains(leg)) {
                readers.add(viewer.reader);
            }
        }
        return readers;
    }

    private void retireReady() {
        for (Leg leg : List.copyOf(waiting.keySet())) {
            Set<Leg> readers = waiting.get(leg);
            if (readers != null && readers.isEmpty()) {
                retire(leg);
            }
        }
    }

    private void retire(Leg leg) {
        if (waiting.remove(leg) != null) {
            leg.retire(reason, text, this::legClosed);
        }
    }

    private void legClosed() {
        if (--remaining == 0) {
            if (headStart != null) {
                headStart.cancel();
            }
            stream.releaseMedia();
            stream.chronicle().closed();
            closed.run();
        }
    }
}
