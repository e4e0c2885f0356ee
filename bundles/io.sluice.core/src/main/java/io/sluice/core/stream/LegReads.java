/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.Subscription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What a source reads from the streams of this server: the viewers that it is, each with its stream. Lane only. */
final class LegReads {
    private static final int MOST = 8;

    private final Leg leg;
    private final List<Reading> open = new ArrayList<>();
    /** What the last generation joined, or tried to. */
    private final Set<StreamName> asked = new HashSet<>();

    private boolean ever;

    /** One stream that is read. */
    record Reading(LiveStream stream, Viewer viewer) {}

    LegReads(Leg leg) {
        this.leg = leg;
    }

    /** A generation wants to join a stream; the answer comes when it is known what there is. */
    void join(
            Generation asking,
            StreamName name,
            JoinRequest request,
            Consumer consumer,
            CompletableFuture<Subscription> answer) {
        try {
            if (asking != leg.current() || asking.cancelled()) {
                throw new StreamException(Reason.ENDED, "the attempt to open the source is over");
            }
            if (open.size() == MOST) {
                throw new StreamException(
                        Reason.LIMIT, "a source may read from at most " + MOST + " streams at a time");
            }
            asked.add(name);
            ever = true;
            if (leg.demand().readsFromHere()) {
                leg.stream().reconcile();
                throw new StreamException(Reason.ENDED, "nobody needs the source any more");
            }
            LiveStream from = leg.stream().neighbours().find(name);
            String id = leg.stream().neighbours().newId(request.protocol());
            Object owner = leg.driver() == null ? asking : leg.driver();
            from.audience().join(id, owner, leg, request, consumer, answer);
        } catch (StreamException e) {
            leg.stream().world().dispatch().execute(() -> answer.completeExceptionally(e));
        }
    }

    /** A new generation. */
    void begin() {
        asked.clear();
    }

    void began(LiveStream stream, Viewer viewer) {
        open.add(new Reading(stream, viewer));
    }

    void ended(Viewer viewer) {
        open.removeIf(reading -> reading.viewer == viewer);
    }

    /** The generation is being closed: what it reads from need not be kept for it. */
    void leave() {
        for (Reading reading : open) {
            reading.viewer.leaving = true;
            reading.stream.slots().changed();
            leg.stream().neighbours().touch(reading.stream);
        }
    }

    /**
     * A subscription was refused, or was ended, because this source would feed itself: it has no business any more. As
     * a message of its own, because other sources are being judged.
     */
    void loops(String text) {
        Generation looping = leg.current();
        if (looping != null) {
            leg.stream()
                    .world()
                    .lane()
                    .execute(() -> leg.reports().ended(looping, Reason.LOOP, text, Opened.Retry.YES));
        }
    }

    /** The generation is over, and what it read with it. */
    void end() {
        for (Reading reading : List.copyOf(open)) {
            reading.stream
                    .audience()
                    .forget(reading.viewer, Reason.ENDED, "the source " + leg.place() + " that read ended");
            leg.stream().neighbours().touch(reading.stream);
        }
    }

    /** Whether it waits for its next attempt after it read, or tried to read, that stream. */
    boolean waitsFor(StreamName name) {
        return asked.contains(name);
    }

    List<Reading> open() {
        return open;
    }

    /** Whether this source is known to read from here. */
    boolean ever() {
        return ever;
    }
}
