/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;

/**
 * Decoding times for pictures of H.264 or H.265 that come in the order of decoding with presentation times only, as RTP
 * carries them. What it gives is at most the presentation time and rises strictly. Not safe on several threads.
 *
 * <p>With a reordering depth of n, the picture that is decoded now is decoded when the nth earlier one in the order of
 * presentation is shown: so its time is the smallest of the last n + 1 that was not given yet. Where the parameter sets
 * do not tell the depth it is learnt from what comes.
 */
public final class DecodingTimes {
    private static final int MAX_DEPTH = 16;

    /** Presentation times that were not given as decoding times, rising; the first {@link #size}. */
    private final long[] waiting = new long[MAX_DEPTH + 1];

    private int size;
    private int depth;
    private boolean ordered;
    private long last = AccessUnit.UNKNOWN;

    /** @param codec with the parameter sets that are known */
    public DecodingTimes(Codec codec) {
        codec(codec);
    }

    /** The parameter sets from now on. */
    public void codec(Codec codec) {
        int said = depthOf(codec);
        ordered = said == 0;
        depth = Math.max(0, said);
        size = 0;
    }

    /** True when the parameter sets say that pictures are shown in the order of decoding. */
    public boolean ordered() {
        return ordered;
    }

    /** Pictures before this one do not matter any more: a new sender. */
    public void restart() {
        size = 0;
    }

    /**
     * The decoding time of the next picture.
     *
     * @param pts its presentation time, in any ticks
     * @return {@link AccessUnit#UNKNOWN} for a picture that comes too late to have one
     */
    public long next(long pts) {
        insert(pts);
        long dts;
        if (size > depth) {
            dts = waiting[0];
            size--;
            System.arraycopy(waiting, 1, waiting, 0, size);
        } else {
            dts = waiting[0] - (depth + 1 - size); // the first ones, whose predecessors nobody knows
        }
        if (last != AccessUnit.UNKNOWN && dts <= last) {
            dts = last + 1;
        }
        if (dts > pts) {
            // Pictures are reordered further than was known.
            depth = ordered ? 0 : Math.min(MAX_DEPTH, depth + 1);
            return AccessUnit.UNKNOWN;
        }
        last = dts;
        return dts;
    }

    private void insert(long pts) {
        int at = size;
        while (at > 0 && waiting[at - 1] > pts) {
            waiting[at] = waiting[at - 1];
            at--;
        }
        waiting[at] = pts;
        size++;
    }

    private static int depthOf(Codec codec) {
        int depth = -1;
        for (Bytes set : codec.parameterSets()) {
            try {
                if (codec.name().equals(Codec.H264) && H264.typeOf(set) == H264.SPS) {
                    depth = Math.max(depth, H264Sps.read(set).reorderDepth());
                } else if (codec.name().equals(Codec.H265) && H265.typeOf(set) == H265.SPS) {
                    depth = Math.max(depth, H265Sps.read(set).reorderDepth());
                }
            } catch (CodecException e) {
                depth = Math.max(depth, -1); // as good as none
            }
        }
        return Math.min(depth, MAX_DEPTH);
    }
}
