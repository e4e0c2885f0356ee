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
    private long lastViewer;
    private boolean busy;

    /** @param streams those that are defined, as they come and go */
    Neighbours(Lane lane, Map<StreamName, LiveStream> streams) {
        this.lane = lane;
        this.streams = streams;
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
