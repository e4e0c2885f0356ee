/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** H.264 (ISO/IEC 14496-10): types of NAL units, key units, the codec that parameter sets describe. */
public final class H264 {
    public static final int SLICE = 1;
    public static final int PARTITION_A = 2;
    public static final int IDR = 5;
    public static final int SEI = 6;
    public static final int SPS = 7;
    public static final int PPS = 8;
    public static final int ACCESS_UNIT_DELIMITER = 9;
    public static final int FILLER = 12;

    private static final int RECOVERY_POINT = 6;

    private H264() {}

    /** nal_unit_type of a first byte. */
    public static int type(int firstByte) {
        return firstByte & 0x1F;
    }

    static int typeOf(Bytes nal) {
        return nal.isEmpty() ? 0 : type(nal.at(0));
    }

    /** True for the types that hold picture data: slices, partitions and IDR slices. */
    public static boolean isPicture(int type) {
        return type >= SLICE && type <= IDR;
    }

    /** True for SPS and PPS. */
    public static boolean isParameterSet(int type) {
        return type == SPS || type == PPS;
    }

    /**
     * True when a decoder can start here. That is an IDR picture; or, for cameras that never send one after the start,
     * a picture with a recovery point SEI (as FFmpeg takes it: gradual refresh shows full pictures some frames later),
     * or one that brings its SPS along and has I slices only.
     */
    public static boolean isKey(AccessUnit unit) {
        return isKey(unit.payload());
    }

    /** As {@link #isKey(AccessUnit)} for a payload of length-prefixed NAL units; a broken one is no key unit. */
    public static boolean isKey(ByteBuffer payload) {
        boolean sps = false;
        boolean intraOnly = false;
        int at = payload.position();
        while (at + 4 < payload.limit()) {
            int length = payload.getInt(at);
            int from = at + 4;
            if (length <= 0 || length > payload.limit() - from) {
                return false;
            }
            int type = type(payload.get(from));
            if (type == IDR || type == SEI && hasRecoveryPoint(payload.slice(from, length))) {
                return true;
            }
            if (isPicture(type)) {
                boolean intra = sps && isIntraSlice(payload.slice(from, Math.min(length, 16)));
                if (!intra) {
                    return false;
                }
                intraOnly = true;
            }
            sps |= type == SPS;
            at = from + length;
        }
        return intraOnly;
    }

    private static boolean isIntraSlice(ByteBuffer start) {
        try {
            BitReader in = BitReader.ofNal(Bytes.of(start), 1);
            in.unsigned();
            int sliceType = in.unsigned(9, "slice_type") % 5;
            return sliceType == 2 || sliceType == 4;
        } catch (CodecException e) {
            return false;
        }
    }

    private static boolean hasRecoveryPoint(ByteBuffer nal) {
        return Sei.contains(nal, 1, RECOVERY_POINT);
    }

    /**
     * Puts these parameter sets into a codec, SPS before PPS, and sets {@code profile-level-id} from the first SPS that
     * can be read.
     *
     * @param codec keeps its clock and its other parameters
     */
    public static Codec describe(Codec codec, List<Bytes> parameterSets) {
        var ordered = ParameterSets.ordered(codec, parameterSets);
        Codec described = codec.with(ordered);
        for (Bytes set : ordered) {
            if (typeOf(set) == SPS && set.size() >= 4) {
                return described.with(
                        "profile-level-id",
                        Bytes.of(new byte[] {(byte) set.at(1), (byte) set.at(2), (byte) set.at(3)})
                                .toHex()
                                .toUpperCase(Locale.ROOT));
            }
        }
        return described;
    }
}
