/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamState;
import java.util.List;

/** What state a stream and each of its sources is in: pure functions of what they do. */
final class StreamStates {
    /** A state with its reason, for programs and for people. */
    record Status(StreamState state, Reason reason, String text) {}

    private StreamStates() {}

    /** The state of one source. */
    static StreamState of(Leg leg) {
        return switch (leg.phase()) {
            case IDLE -> StreamState.IDLE;
            case OPENING ->
                leg.attempts().isLacking()
                        ? StreamState.WAITING_FOR_DRIVER
                        : again(leg) ? StreamState.RECONNECTING : StreamState.STARTING;
            case OPEN ->
                leg.serves()
                        ? StreamState.LIVE
                        : leg.stalled()
                                ? StreamState.STALLED
                                : again(leg) ? StreamState.RECONNECTING : StreamState.STARTING;
            case CLOSING ->
                leg.stalled() && leg.needed()
                        ? StreamState.STALLED
                        : leg.needed() ? StreamState.RECONNECTING : StreamState.STOPPING;
            case WAITING, HELD, GIVEN_UP -> StreamState.RECONNECTING;
            case NO_DRIVER -> StreamState.WAITING_FOR_DRIVER;
        };
    }

    private static boolean again(Leg leg) {
        return leg.wasLive() || leg.failures() > 0;
    }

    /**
     * The state of a stream.
     *
     * @param legs all of its sources
     * @param missing what viewers that have joined want and do not get, for people; empty when nothing is missing
     */
    static Status of(List<Leg> legs, String missing) {
        List<Leg> needed = legs.stream().filter(Leg::needed).toList();
        if (needed.isEmpty()) {
            return unneeded(legs);
        }
        long flowing = needed.stream().filter(Leg::serves).count();
        Leg broken = needed.stream().filter(leg -> !leg.serves()).findFirst().orElse(null);
        if (broken == null) {
            return missing.isEmpty()
                    ? needed.stream().anyMatch(Leg::flowing)
                            ? new Status(StreamState.LIVE, Reason.MEDIA_FLOWS, "media flows")
                            : new Status(StreamState.LIVE, Reason.NONE, "it can be spoken to")
                    : new Status(StreamState.DEGRADED, Reason.TRACK_MISSING, missing);
        }
        if (flowing > 0) {
            return new Status(StreamState.DEGRADED, broken.reason(), broken.label() + ": " + broken.text());
        }
        Leg telling = telling(needed);
        return new Status(of(telling), telling.reason(), telling.text());
    }

    /** Of sources that all give nothing: the one that says most about why. */
    private static Leg telling(List<Leg> legs) {
        for (StreamState state : List.of(
                StreamState.STALLED, StreamState.STARTING, StreamState.RECONNECTING, StreamState.WAITING_FOR_DRIVER)) {
            for (Leg leg : legs) {
                if (of(leg) == state) {
                    return leg;
                }
            }
        }
        return legs.get(0);
    }

    private static Status unneeded(List<Leg> legs) {
        if (legs.stream().anyMatch(leg -> leg.phase() == Leg.Phase.CLOSING)) {
            return new Status(StreamState.STOPPING, Reason.LAST_VIEWER_LEFT, "sources are being closed");
        }
        for (Leg leg : legs) {
            if (leg.flowing()) {
                return new Status(StreamState.LIVE, Reason.MEDIA_FLOWS, "media flows");
            }
        }
        for (Leg leg : legs) {
            if (leg.phase() != Leg.Phase.IDLE && leg.phase() != Leg.Phase.GIVEN_UP) {
                return new Status(of(leg), leg.reason(), leg.text());
            }
        }
        String notes = legs.stream()
                .map(Leg::text)
                .filter(text -> text.contains("close "))
                .reduce("", (a, b) -> a.isEmpty() ? b : a + "; " + b);
        return new Status(StreamState.IDLE, Reason.NO_VIEWER, notes.isEmpty() ? "nobody watches" : notes);
    }
}
