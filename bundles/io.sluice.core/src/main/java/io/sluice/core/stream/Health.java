/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.media.MediaKind;
import io.sluice.core.lane.Lane.Cancellable;
import io.sluice.core.media.SlotStats;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges, about once a second, what a stream's sources give: per track, never per socket. Lane only. */
final class Health {
    private final LiveStream stream;
    private @Nullable Cancellable timer;
    private long checkDueNs;
    /** A track that viewers have and that is silent while others of its source flow, for people. */
    private String muted = "";

    Health(LiveStream stream) {
        this.stream = stream;
    }

    /** Goes on looking as long as there is something to see. */
    void watch() {
        boolean busy = stream.legs().stream().anyMatch(leg -> leg.phase() != Leg.Phase.IDLE)
                || !stream.audience().isEmpty();
        if (busy && timer == null && !stream.removed()) {
            Duration fifth = stream.tuning().stall().dividedBy(5);
            Duration interval = fifth.compareTo(Duration.ofSeconds(1)) > 0 ? Duration.ofSeconds(1) : fifth;
            checkDueNs = stream.world().clock().nowNs() + interval.toNanos();
            stream.legs().forEach(this::freshUntilStalled);
            timer = stream.world().lane().after(interval, () -> {
                timer = null;
                check();
                stream.reconcile();
            });
        }
    }

    /** When the next check comes later than that, it begins anew: what came before is not to be seen. */
    private void freshUntilStalled(Leg leg) {
        if (leg.current != null && leg.source != null) {
            leg.current.freshUntil(
                    checkDueNs + SourceTimes.stall(leg.source, stream.tuning()).toNanos());
        }
    }

    void end() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** What viewers have and what is silent, for people; empty when nothing is. */
    String muted() {
        return muted;
    }

    private void check() {
        long now = stream.world().clock().nowNs();
        muted = "";
        for (Leg leg : List.copyOf(stream.legs())) {
            leg.check(now);
            String silent = silence(leg, now);
            if (silent.isEmpty()) {
                leg.goesOn(now);
            } else {
                leg.stall(silent);
            }
        }
        stream.audience().check(now);
    }

    /** What has been silent for too long in a source that is open, or an empty text. */
    private String silence(Leg leg, long now) {
        if (leg.phase() != Leg.Phase.OPEN || !leg.needed()) {
            return "";
        }
        long limit = SourceTimes.stall(leg.source, stream.tuning()).toNanos();
        long late = now - checkDueNs;
        if (late > limit && leg.source != null) {
            // What was sent meanwhile is stale: better a new beginning than all of it at once.
            return "this server stood still for " + late / 1_000_000 + " ms";
        }
        List<Slot> watched = stream.slots().of(leg).stream()
                .filter(slot -> stream.audience().uses(slot.id))
                .toList();
        boolean anyFlows = false;
        for (Slot slot : watched) {
            // Arrival counts, not use: a picture that waits for its first key unit is not silent.
            long last = stream.slots().stats(slot).lastUnitNs();
            boolean came = last != SlotStats.NEVER && last >= leg.openedNs();
            long quiet = now - (came ? last : leg.openedNs());
            // A picture that stopped is an outage, even when the sound goes on; a silent microphone is not.
            if (came && quiet > limit && slot.kind == MediaKind.VIDEO) {
                return "no " + slot.track.codec() + " for " + quiet / 1_000_000 + " ms";
            }
            if (quiet > limit) {
                muted = leg.label() + ": no " + slot.track.codec() + " for " + quiet / 1_000_000 + " ms";
            }
            anyFlows |= quiet <= limit;
        }
        return anyFlows || watched.isEmpty() ? "" : "nothing came for " + limit / 1_000_000 + " ms";
    }
}
