/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

/**
 * What follows the picture size in an SPS of H.264 (video usability information, E.1.1, E.1.2).
 *
 * @param reorderDepth max_num_reorder_frames, or {@link #UNKNOWN} when it is not said
 * @param frameNs how long a frame is shown, 0 when it is not said
 */
record H264Usability(int reorderDepth, long frameNs) {
    static final int UNKNOWN = -1;

    private static final int EXTENDED_ASPECT = 255;
    private static final int MAX_FRAMES = 16;

    /** Reads as much of it as there is; the reader is at the VUI flag. */
    static H264Usability read(BitReader in) {
        long frameNs = 0;
        try {
            if (!in.flag()) {
                return new H264Usability(UNKNOWN, 0);
            }
            skipDisplay(in);
            frameNs = in.flag() ? frameNs(in) : 0;
            return new H264Usability(reorderDepth(in), frameNs);
        } catch (CodecException e) {
            return new H264Usability(UNKNOWN, frameNs); // cameras cut their SPS short
        }
    }

    /** A frame is shown for two ticks (E.2.1, num_units_in_tick). */
    private static long frameNs(BitReader in) throws CodecException {
        long units = in.bits(32);
        long scale = in.bits(32);
        in.flag(); // fixed_frame_rate_flag
        return scale == 0 ? 0 : 2 * units * 1_000_000_000L / scale;
    }

    private static int reorderDepth(BitReader in) throws CodecException {
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
