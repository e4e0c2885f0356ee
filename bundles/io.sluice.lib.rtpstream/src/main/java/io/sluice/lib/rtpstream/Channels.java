/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.lib.rtsp.TransportHeader;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The interleaved channels of one connection: no two tracks share one. */
public final class Channels {
    private static final int COUNT = 256;

    private final BitSet used = new BitSet(COUNT);

    /** What is asked for if it is free, else the lowest free pair that begins with an even number. */
    public TransportHeader.Pair take(TransportHeader.@Nullable Pair asked) {
        TransportHeader.Pair pair = asked == null || used.get(asked.rtp()) || used.get(asked.rtcp()) ? free() : asked;
        used.set(pair.rtp());
        used.set(pair.rtcp());
        return pair;
    }

    private TransportHeader.Pair free() {
        int rtp = 0;
        while (used.get(rtp) || used.get(rtp + 1)) {
            rtp += 2;
        }
        return new TransportHeader.Pair(rtp, rtp + 1);
    }
}
