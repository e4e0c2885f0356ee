/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * NAL units in the two ways they are laid out: after their length in four bytes, as in our access units, and after
 * start codes (Annex B).
 */
public final class NalUnits {
    /** What one access unit may have at most; the largest level allows far less than this. */
    public static final int MAX_PER_UNIT = 1024;

    private NalUnits() {}

    /**
     * The NAL units of a payload.
     *
     * @throws CodecException when lengths and size disagree or there are more than {@value #MAX_PER_UNIT}
     */
    public static List<Bytes> split(AccessUnit unit) throws CodecException {
        var buffer = unit.payload();
        var nals = new ArrayList<Bytes>();
        while (buffer.hasRemaining()) {
            int length = buffer.remaining() < 4 ? -1 : buffer.getInt();
            if (length < 0 || length > buffer.remaining()) {
                throw new CodecException("NAL unit of " + length + " bytes, " + buffer.remaining() + " are left");
            }
            if (nals.size() == MAX_PER_UNIT) {
                throw new CodecException("more than " + MAX_PER_UNIT + " NAL units");
            }
            nals.add(Bytes.of(buffer.slice(buffer.position(), length)));
            buffer.position(buffer.position() + length);
        }
        return nals;
    }

    /** A payload of these NAL units: each after its length. */
    public static byte[] join(List<Bytes> nals) {
        return lay(nals, false);
    }

    /** These NAL units in Annex B: each after a start code of four bytes. */
    public static byte[] toAnnexB(List<Bytes> nals) {
        return lay(nals, true);
    }

    private static byte[] lay(List<Bytes> nals, boolean startCodes) {
        int size = nals.stream().mapToInt(nal -> 4 + nal.size()).sum();
        var out = ByteBuffer.allocate(size);
        for (Bytes nal : nals) {
            out.putInt(startCodes ? 1 : nal.size()).put(nal.asBuffer());
        }
        return out.array();
    }

    /**
     * The NAL units of a byte stream (ISO/IEC 14496-10, Annex B): start codes of three or four bytes, trailing zeros
     * removed, empty ones and whatever comes before the first start code left out.
     */
    public static List<Bytes> ofAnnexB(byte[] stream) {
        var nals = new ArrayList<Bytes>();
        int start = -1;
        int i = 0;
        while (i + 2 < stream.length) {
            if (stream[i] != 0 || stream[i + 1] != 0 || stream[i + 2] != 1) {
                i++;
                continue;
            }
            addTrimmed(nals, stream, start, i);
            start = i + 3;
            i = start;
        }
        addTrimmed(nals, stream, start, stream.length);
        return nals;
    }

    /** The NAL unit without zeros at its end, which are none of it (7.4.1); some cameras put them into their SDP. */
    public static Bytes withoutTrailingZeros(Bytes nal) {
        int size = nal.size();
        while (size > 0 && nal.at(size - 1) == 0) {
            size--;
        }
        return size == nal.size() ? nal : Bytes.of(nal.asBuffer().limit(size));
    }

    private static void addTrimmed(List<Bytes> nals, byte[] stream, int start, int end) {
        if (start < 0) {
            return;
        }
        int to = end;
        while (to > start && stream[to - 1] == 0) {
            to--;
        }
        if (to > start) {
            nals.add(Bytes.of(Arrays.copyOfRange(stream, start, to)));
        }
    }
}
