/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;

/** Which NAL units begin an access unit after a picture (ISO/IEC 14496-10, 7.4.1.2.3; ITU-T H.265, 7.4.2.4.4). */
final class UnitStart {
    private UnitStart() {}

    /** True when a NAL unit that comes after a picture belongs to the next one. */
    static boolean begins(Bytes nal, int type, boolean h265) {
        return h265 ? beginsH265(nal, type) : beginsH264(nal, type);
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
