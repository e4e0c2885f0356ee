/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The parameter sets of an H.264 or H.265 track as they arrive in band: says when they changed. Not safe on several
 * threads.
 *
 * <p>A set replaces the one of the same type and id. An SPS whose content is new starts over with the sets of its own
 * unit, so that sets of a camera's earlier configuration do not stay (cameras change the id with the resolution).
 */
public final class ParameterSets {
    /** More than any camera sends; further ones are ignored. */
    public static final int MAX_SETS = 32;

    /** What is kept, sent to every viewer, and looked at with each unit; the largest ones have some hundred bytes. */
    private static final int MAX_SET_BYTES = 8 << 10;

    private Codec codec;
    private final List<Bytes> pending = new ArrayList<>();

    /** @param codec H.264 or H.265, with the sets known so far, for example from SDP */
    public ParameterSets(Codec codec) {
        this.codec = codec;
    }

    /** True for the types of NAL unit that {@link #add} takes. */
    public static boolean isParameterSet(Codec codec, int firstByte) {
        return codec.name().equals(Codec.H265)
                ? H265.isParameterSet(H265.type(firstByte))
                : H264.isParameterSet(H264.type(firstByte));
    }

    /** Takes a parameter set of the unit that is being put together; one of more than 8 KiB is none. */
    public void add(Bytes nal) {
        if (pending.size() < MAX_SETS && nal.size() <= MAX_SET_BYTES) {
            pending.add(NalUnits.withoutTrailingZeros(nal));
        }
    }

    /**
     * Ends the unit.
     *
     * @return true when {@link #codec()} is another one than before
     */
    public boolean endUnit() {
        var known = codec.parameterSets();
        if (known.containsAll(pending)) { // none, or those that cameras repeat with every key picture
            pending.clear();
            return false;
        }
        var merged = new ArrayList<>(known);
        boolean newSps = pending.stream().anyMatch(set -> isSps(set) && !known.contains(set));
        if (newSps && isComplete(pending)) {
            merged.clear();
        }
        putAll(merged, pending);
        pending.clear();
        Codec described = codec.name().equals(Codec.H265) ? H265.describe(codec, merged) : H264.describe(codec, merged);
        boolean changed = !described.parameterSets().equals(codec.parameterSets());
        codec = changed ? described : codec;
        return changed;
    }

    private void putAll(List<Bytes> sets, List<Bytes> newer) {
        List<Integer> slots = new ArrayList<>(sets.stream().map(this::slot).toList());
        for (Bytes set : newer) {
            int slot = slot(set);
            int at = slots.indexOf(slot);
            if (at >= 0) {
                sets.set(at, set);
            } else if (sets.size() < MAX_SETS) {
                sets.add(set);
                slots.add(slot);
            }
        }
    }

    /** The codec with all that is known now. */
    public Codec codec() {
        return codec;
    }

    static List<Bytes> ordered(Codec codec, List<Bytes> sets) {
        boolean h265 = codec.name().equals(Codec.H265);
        return sets.stream()
                .sorted(Comparator.comparingInt(set -> h265 ? H265.typeOf(set) : H264.typeOf(set)))
                .toList();
    }

    private boolean isSps(Bytes set) {
        return codec.name().equals(Codec.H265) ? H265.typeOf(set) == H265.SPS : H264.typeOf(set) == H264.SPS;
    }

    private boolean isComplete(List<Bytes> sets) {
        long types = sets.stream().map(set -> slot(set) >> 16).distinct().count();
        return types >= (codec.name().equals(Codec.H265) ? 3 : 2);
    }

    /** Type and id of a set: what a newer one of the same slot replaces. */
    private int slot(Bytes set) {
        boolean h265 = codec.name().equals(Codec.H265);
        int type = h265 ? H265.typeOf(set) : H264.typeOf(set);
        try {
            return type << 16 | (h265 ? H265.parameterSetId(set) : h264Id(set, type));
        } catch (CodecException e) {
            return type << 16 | 0xFFFF;
        }
    }

    private static int h264Id(Bytes set, int type) throws CodecException {
        BitReader in = BitReader.ofNal(set, 1);
        in.skip(type == H264.SPS ? 24 : 0);
        return in.unsigned(255, "parameter set id");
    }
}
