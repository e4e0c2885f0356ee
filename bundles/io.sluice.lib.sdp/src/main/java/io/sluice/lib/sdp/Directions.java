/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.sdp;

import io.sluice.lib.sdp.SdpTrack.Direction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which way each media of one description flows (RFC 8866, 6.7). Each line is looked at once, as in {@link Formats}.
 */
final class Directions {
    private static final Map<String, Direction> BY_NAME = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        for (Direction direction : Direction.values()) {
            BY_NAME.put(direction.name(), direction);
        }
    }

    private final List<Direction> medias;
    private final boolean allSendOnly;

    Directions(SessionDescription sdp) {
        Direction told = of(sdp.attributes());
        Direction ofSession = told == null ? Direction.SENDRECV : told;
        medias = sdp.medias().stream()
                .map(media -> {
                    Direction own = of(media.attributes());
                    return own == null ? ofSession : own;
                })
                .toList();
        allSendOnly = medias.stream().allMatch(direction -> direction == Direction.SENDONLY);
    }

    Direction of(int media) {
        return medias.get(media);
    }

    boolean allSendOnly() {
        return allSendOnly;
    }

    /** When there are several, the first one as {@link Direction} has them; null when there is none. */
    private static @Nullable Direction of(List<Attribute> attributes) {
        Direction first = null;
        for (Attribute attribute : attributes) {
            Direction direction = BY_NAME.get(attribute.name());
            if (direction != null && (first == null || direction.compareTo(first) < 0)) {
                first = direction;
            }
        }
        return first;
    }
}
