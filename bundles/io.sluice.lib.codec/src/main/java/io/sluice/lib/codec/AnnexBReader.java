/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts an elementary stream in Annex B into access units (ISO/IEC 14496-10, 7.4.1.2.3; ITU-T H.265, 7.4.2.4.4). */
public final class AnnexBReader {
    private AnnexBReader() {}

    /**
     * The units of the stream in decoding order, evenly spaced in time: presentation times of reordered pictures are
     * not known from the stream alone, so pts follows decoding order.
     *
     * @param codec H.264 or H.265; its clock counts the time
     * @param ticksApart from one unit to the next, above 0
     * @throws CodecException when a unit has too many NAL units
     */
    public static List<AccessUnit> read(byte[] stream, Codec codec, int ticksApart) throws CodecException {
        boolean h265 = codec.name().equals(Codec.H265);
        var units = new ArrayList<AccessUnit>();
        var current = new ArrayList<Bytes>();
        boolean picture = false;
        for (Bytes nal : NalUnits.ofAnnexB(stream)) {
            int type = h265 ? H265.typeOf(nal) : H264.typeOf(nal);
            if (picture && (h265 ? beginsH265(nal, type) : beginsH264(nal, type))) {
                units.add(unit(current, h265, (long) units.size() * ticksApart));
                current.clear();
                picture = false;
            }
            picture |= h265 ? H265.isPicture(type) : H264.isPicture(type);
            if (type != (h265 ? H265.ACCESS_UNIT_DELIMITER : H264.ACCESS_UNIT_DELIMITER)) {
                current.add(nal);
            }
            if (current.size() > NalUnits.MAX_PER_UNIT) {
                throw new CodecException("more than " + NalUnits.MAX_PER_UNIT + " NAL units");
            }
        }
        if (picture) {
            units.add(unit(current, h265, (long) units.size() * ticksApart));
        }
        return units;
    }

    private static AccessUnit unit(List<Bytes> nals, boolean h265, long pts) {
        byte[] payload = NalUnits.join(nals);
        ByteBuffer view = ByteBuffer.wrap(payload);
        return AccessUnit.of(payload, pts, h265 ? H265.isKey(view) : H264.isKey(view));
    }

    /** first_mb_in_slice is 0 exactly when the first bit after the header is set; partitions B and C follow an A. */
    private static boolean beginsH264(Bytes nal, int type) {
        return switch (type) {
            case H264.SLICE, H264.PARTITION_A, H264.IDR -> firstBit(nal, 1);
            case 6, 7, 8, 9, 14, 15, 16, 17, 18 -> true;
            default -> false;
        };
    }

    /** first_slice_segment_in_pic_flag is the first bit after the header. */
    private static boolean beginsH265(Bytes nal, int type) {
        if (H265.isPicture(type)) {
            return firstBit(nal, 2);
        }
        return type <= 35 || type == 39 || type >= 41 && type <= 44 || type >= 48 && type <= 55;
    }

    private static boolean firstBit(Bytes nal, int index) {
        return nal.size() > index && (nal.at(index) & 0x80) != 0;
    }
}
