/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamState;
import io.sluice.core.lane.Lane.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is closed, in this order:
 *
 * <ol>
 *   <li>nobody is admitted any more;
 *   <li>consumers are detached and told why;
 *   <li>sources that read from a stream of this server end, side by side;
 *   <li>the other sources end, side by side, as soon as those have, or after {@link #HEAD_START}: a leg that hangs
 *       delays its upstream no longer than that;
 *   <li>the feeds are released.
 * </ol>
 *
 * Each source has its own deadline ({@code tuning.close}) and keeps its own reason; none hides another's. All is over
 * within the largest single deadline plus half a second, whatever hangs. Lane only.
 */
final class CloseOrder {
    /** How long legs that read from us may go first. */
    static final Duration HEAD_START = Duration.ofMillis(300);

    private final LiveStream stream;
    private final List<Leg> upstream = new ArrayList<>();
    private int local;
    private int remaining;
    private @Nullable Cancellable headStart;

    CloseOrder(LiveStream stream) {
        this.stream = stream;
    }

    void run(Reason reason, String text, Runnable closed) {
        stream.stopAdmitting();
        var first = new ArrayList<Leg>();
        for (Leg leg : stream.legs()) {
            (leg.reads().open().isEmpty() ? upstream : first).add(leg);
        }
        stream.audience().endAll(reason, text);
        stream.talks().end(reason, text);
        stream.audience().preload(List.of());
        stream.chronicle().say(new StreamStates.Status(StreamState.STOPPING, reason, text));
        local = first.size();
        remaining = stream.legs().size();
        Runnable done = () -> {
            if (--remaining == 0) {
                stream.releaseMedia();
                stream.chronicle().closed();
                closed.run();
            }
        };
        if (first.isEmpty()) {
            closeUpstream(reason, text, done);
            return;
        }
        headStart = stream.world().lane().after(HEAD_START, () -> closeUpstream(reason, text, done));
        for (Leg leg : first) {
            leg.retire(reason, text, () -> {
                done.run();
                if (--local == 0) {
                    closeUpstream(reason, text, done);
                }
            });
        }
    }

    private void closeUpstream(Reason reason, String text, Runnable done) {
        if (headStart != null) {
            headStart.cancel();
            headStart = null;
        }
        List<Leg> legs = List.copyOf(upstream);
        upstream.clear();
        legs.forEach(leg -> leg.retire(reason, text, done));
    }
}
