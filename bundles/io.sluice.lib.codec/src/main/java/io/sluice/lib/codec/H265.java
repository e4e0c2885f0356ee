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
import org.jspecify.annotations.Nullable;

/** H.265 (ITU-T H.265): types of NAL units, key units, the codec that parameter sets describe. */
public final class H265 {
    /** The first and the last type of an intra random access point picture (table 7-1), reserved ones included. */
    public static final int FIRST_IRAP = 16;

    public static final int LAST_IRAP = 23;
    public static final int VPS = 32;
    public static final int SPS = 33;
    public static final int PPS = 34;
    public static final int ACCESS_UNIT_DELIMITER = 35;
    public static final int FILLER = 38;
    public static final int PREFIX_SEI = 39;

    private H265() {}

    /** nal_unit_type of a first byte. */
    public static int type(int firstByte) {
        return firstByte >> 1 & 0x3F;
    }

    static int typeOf(Bytes nal) {
        return nal.isEmpty() ? 0 : type(nal.at(0));
    }

    /** True for the types that hold picture data. */
    public static boolean isPicture(int type) {
        return type < VPS;
    }

    /** True for VPS, SPS and PPS. */
    public static boolean isParameterSet(int type) {
        return type >= VPS && type <= PPS;
    }

    /** True when a decoder can start here: the picture is an intra random access point (3.68): IDR, CRA or BLA. */
    public static boolean isKey(AccessUnit unit) {
        return isKey(unit.payload());
    }

    /** As {@link #isKey(AccessUnit)} for a payload of length-prefixed NAL units; a broken one is no key unit. */
    public static boolean isKey(ByteBuffer payload) {
        int at = payload.position();
        while (at + 4 < payload.limit()) {
            int length = payload.getInt(at);
            int from = at + 4;
            if (length <= 0 || length > payload.limit() - from) {
                return false;
            }
            int type = type(payload.get(from));
            if (isPicture(type)) {
                return type >= FIRST_IRAP && type <= LAST_IRAP;
            }
            at = from + length;
        }
        return false;
    }

    /** The id of a VPS, SPS or PPS, 0 to 63. */
    static int parameterSetId(Bytes set) throws CodecException {
        return switch (typeOf(set)) {
            case VPS -> BitReader.ofNal(set, 2).number(4);
            case SPS -> H265Sps.read(set).id();
            default -> BitReader.ofNal(set, 2).unsigned(63, "pps_pic_parameter_set_id");
        };
    }

    /**
     * Puts these parameter sets into a codec, VPS, SPS, PPS in this order, and sets {@code profile-space},
     * {@code profile-id}, {@code tier-flag} and {@code level-id} (RFC 7798, 7.1) from the first SPS that can be read.
     *
     * @param codec keeps its clock and its other parameters
     */
    public static Codec describe(Codec codec, List<Bytes> parameterSets) {
        var ordered = ParameterSets.ordered(codec, parameterSets);
        Codec described = codec.with(ordered);
        for (Bytes set : ordered) {
            H265Sps sps = typeOf(set) == SPS ? readOrNull(set) : null;
            if (sps != null) {
                return described
                        .with("profile-space", Integer.toString(sps.profileSpace()))
                        .with("profile-id", Integer.toString(sps.profileId()))
                        .with("tier-flag", sps.tierFlag() ? "1" : "0")
                        .with("level-id", Integer.toString(sps.levelId()));
            }
        }
        return described;
    }

    private static @Nullable H265Sps readOrNull(Bytes sps) {
        try {
            return H265Sps.read(sps);
        } catch (CodecException e) {
            return null; // the codec is then described without it
        }
    }
}
