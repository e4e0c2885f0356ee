/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.core.lane.Lane;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a stream may ask of the others: a source of one can be a viewer of another. What changes a stream from outside
 * is put right within the same command, after the stream that is being put right now. Lane only.
 */
final class Neighbours {
    /**
     * A chain is no longer than there are sources that read from streams; this only ends what a defect would keep up.
     */
    private static final int MAX_RIPPLES = 10_000;

    private final Lane lane;
    private final Map<StreamName, LiveStream> streams;
    private final Deque<LiveStream> touched = new ArrayDeque<>();
    /** Subscriptions of sources to whom something was not offered, because it reads from them. */
    private final Map<Viewer, LiveStream> circled = new LinkedHashMap<>();

    private final Leaving leaving;
    private long lastViewer;
    private long edges;
    private boolean busy;

    /** @param streams those that are defined, as they come and go */
    Neighbours(Lane lane, Map<StreamName, LiveStream> streams) {
        this.lane = lane;
        this.streams = streams;
        this.leaving = new Leaving(lane);
    }

    /** What no stream has any more and still runs. */
    Leaving leaving() {
        return leaving;
    }

    LiveStream find(StreamName name) throws StreamException {
        lane.assertHere();
        LiveStream stream = streams.get(name);
        if (stream == null) {
            throw new StreamException(Reason.NOT_FOUND, "there is no stream " + name);
        }
        return stream;
    }

    /** Names a viewer or talker. */
    String newId(String protocol) {
        return protocol + "-" + ++lastViewer;
    }

    /** Something of a stream was changed by another one. */
    void touch(LiveStream stream) {
        if (!touched.contains(stream)) {
            touched.add(stream);
            if (!busy && touched.size() == 1) {
                lane.execute(this::settle); // In case nothing else of this command does it.
            }
        }
    }

    /** Counts the changes of who reads from whom. */
    long edges() {
        return edges;
    }

    /** Who reads from whom changed: what would have been a circle may not be one any more. */
    void edgesChanged() {
        edges++;
        circled.values().forEach(this::touch);
    }

    /** Whether something was not offered to a source that would be, did it not read from it. */
    void circled(Viewer viewer, LiveStream stream, boolean is) {
        if (is) {
            circled.put(viewer, stream);
        } else {
            circled.remove(viewer);
        }
    }

    /** A source of the stream is open: what waits to read from there need not wait longer. */
    void opened(LiveStream stream) {
        for (LiveStream other : streams.values()) {
            for (Leg leg : other.legs()) {
                if (leg.reads().waitsFor(stream.name()) && leg.attempts().now()) {
                    touch(other);
                }
            }
        }
    }

    /** A stream was defined or changed: there may be something to read, or no circle any more. */
    void defined(StreamName name) {
        for (LiveStream other : streams.values()) {
            for (Leg leg : other.legs()) {
                if ((leg.reason() == Reason.LOOP || leg.reads().waitsFor(name))
                        && leg.attempts().now()) {
                    touch(other);
                }
            }
        }
        settle();
    }

    /** Runs what puts one stream right, and then puts right what that touched. */
    void settle(Runnable first) {
        if (busy) {
            first.run();
            return;
        }
        busy = true;
        try {
            first.run();
            for (int i = 0; i < MAX_RIPPLES && !touched.isEmpty(); i++) {
                touched.remove().reconcile();
            }
        } finally {
            touched.clear();
            busy = false;
        }
    }

    void settle() {
        settle(() -> {});
    }
}
