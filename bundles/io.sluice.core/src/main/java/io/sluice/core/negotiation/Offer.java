/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import io.sluice.api.media.Track;
import io.sluice.api.stream.Reason;
import java.util.List;

/**
 * What one source of a stream has to offer now.
 *
 * @param source index into the stream's sources; unique among the offers
 * @param label the source for people, with credentials masked
 * @param status how far it is
 * @param reason why it failed; {@link Reason#NONE} otherwise
 * @param text why it failed, for people, without credentials; of a {@link Status#LOOP} the circle
 * @param tracks what it has, or had before it began to reconnect; their ids are unique within the stream
 * @param complete no more tracks will be declared; only looked at when {@link Status#OPEN}
 */
public record Offer(
        int source, String label, Status status, Reason reason, String text, List<Track> tracks, boolean complete) {
    public Offer {
        tracks = status == Status.LOOP ? List.of() : List.copyOf(tracks);
    }

    /** How far a source is. */
    public enum Status {
        /** Never tried, or given up because nobody needed it. */
        UNTRIED,
        /** Being opened, for the first time or again. */
        OPENING,
        /** Open: its tracks can be had. */
        OPEN,
        /** It could not be opened, or ended; it may be tried again. */
        FAILED,
        /** No usable driver serves it, or its driver lacks a program. */
        NO_DRIVER,
        /** It reads from whoever asks, or is who asks: for him it is not there. */
        LOOP
    }

    boolean broken() {
        return status == Status.FAILED || status == Status.NO_DRIVER || status == Status.LOOP;
    }

    /** True when opening it, or more of its tracks, may still change what it has. */
    boolean unsettled() {
        return !broken() && !(status == Status.OPEN && complete);
    }

    /** The reason for programs, never {@link Reason#NONE}, of a source that is broken. */
    Reason failure() {
        if (reason != Reason.NONE) {
            return reason;
        }
        return switch (status) {
            case NO_DRIVER -> Reason.DRIVER_MISSING;
            case LOOP -> Reason.LOOP;
            default -> Reason.FAILED;
        };
    }
}
