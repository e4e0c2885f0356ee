/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

/** Reads how far pictures are reordered from what follows the picture size in an SPS of H.264 (E.1.1, E.1.2). */
final class H264Reordering {
    static final int UNKNOWN = -1;

    private static final int EXTENDED_ASPECT = 255;
    private static final int MAX_FRAMES = 16;

    private H264Reordering() {}

    /** max_num_reorder_frames, or {@link #UNKNOWN} when it is not said; the reader is at the VUI flag. */
    static int read(BitReader in) {
        try {
            if (!in.flag()) {
                return UNKNOWN;
            }
            skipDisplay(in);
            if (in.flag()) {
                in.skip(65); // num_units_in_tick, time_scale, fixed_frame_rate_flag
            }
            boolean nal = skipReferenceDecoder(in);
            boolean vcl = skipReferenceDecoder(in);
            if (nal || vcl) {
                in.flag();
            }
            in.flag(); // pic_struct_present_flag
            if (!in.flag()) {
                return UNKNOWN;
            }
            in.flag();
            for (int i = 0; i < 4; i++) {
                in.unsigned();
            }
            return in.unsigned(MAX_FRAMES, "max_num_reorder_frames");
        } catch (CodecException e) {
            return UNKNOWN; // cameras cut their SPS short
        }
    }

    private static void skipDisplay(BitReader in) throws CodecException {
        if (in.flag() && in.number(8) == EXTENDED_ASPECT) {
            in.skip(32);
        }
        if (in.flag()) {
            in.flag();
        }
        if (in.flag()) {
            in.skip(4);
            if (in.flag()) {
                in.skip(24);
            }
        }
        if (in.flag()) {
            in.unsigned();
            in.unsigned();
        }
    }

    /** hrd_parameters (E.1.2). */
    private static boolean skipReferenceDecoder(BitReader in) throws CodecException {
        if (!in.flag()) {
            return false;
        }
        int count = in.unsigned(31, "cpb_cnt_minus1") + 1;
        in.skip(8);
        for (int i = 0; i < count; i++) {
            in.unsigned();
            in.unsigned();
            in.flag();
        }
        in.skip(20);
        return true;
    }
}
