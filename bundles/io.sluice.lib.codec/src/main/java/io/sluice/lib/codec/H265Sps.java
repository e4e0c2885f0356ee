/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;

/**
 * What a sequence parameter set of H.265 says (ITU-T H.265, 7.3.2.2).
 *
 * @param profileSpace general_profile_space, 0 to 3
 * @param tierFlag false: Main tier, true: High tier
 * @param profileId general_profile_idc: 1 Main, 2 Main 10 …
 * @param compatibility general_profile_compatibility_flags, the first one in the highest bit
 * @param interopConstraints the 48 bits after them
 * @param levelId thirty times the level
 * @param id sps_seq_parameter_set_id, 0 to 15
 * @param width of the picture inside the conformance window in pixels
 * @param height of the picture inside the conformance window in pixels
 * @param reorderDepth sps_max_num_reorder_pics of the highest sub-layer, -1 when the SPS is cut short
 */
public record H265Sps(
        int profileSpace,
        boolean tierFlag,
        int profileId,
        int compatibility,
        long interopConstraints,
        int levelId,
        int id,
        int width,
        int height,
        int reorderDepth) {
    private static final int MAX_PIXELS = 16_384;

    /**
     * Reads a NAL unit of type 33, header included.
     *
     * @throws CodecException when it is something else, cut short, or larger than any level allows
     */
    public static H265Sps read(Bytes nal) throws CodecException {
        if (nal.size() < 4 || H265.typeOf(nal) != H265.SPS) {
            throw new CodecException("not an H.265 SPS: " + nal);
        }
        BitReader in = BitReader.ofNal(nal, 2);
        in.skip(4);
        int subLayers = in.number(3);
        in.flag();
        int space = in.number(2);
        boolean tier = in.flag();
        int profile = in.number(5);
        int compatibility = (int) in.bits(32);
        long constraints = in.bits(24) << 24 | in.bits(24);
        int level = in.number(8);
        skipSubLayers(in, subLayers);
        int id = in.unsigned(15, "sps_seq_parameter_set_id");
        int chroma = in.unsigned(3, "chroma_format_idc");
        boolean separatePlanes = chroma == 3 && in.flag();
        int width = in.unsigned(MAX_PIXELS, "pic_width_in_luma_samples");
        int height = in.unsigned(MAX_PIXELS, "pic_height_in_luma_samples");
        if (in.flag()) {
            int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            int unitY = chroma == 1 && !separatePlanes ? 2 : 1;
            width -= unitX * (in.unsigned(width, "conf_win_left_offset") + in.unsigned(width, "conf_win_right_offset"));
            height -= unitY
                    * (in.unsigned(height, "conf_win_top_offset") + in.unsigned(height, "conf_win_bottom_offset"));
        }
        if (width <= 0 || height <= 0) {
            throw new CodecException("cropped to nothing: " + width + "x" + height);
        }
        int depth = reorderDepth(in, subLayers);
        return new H265Sps(space, tier, profile, compatibility, constraints, level, id, width, height, depth);
    }

    private static int reorderDepth(BitReader in, int subLayers) {
        try {
            in.unsigned(8, "bit_depth_luma_minus8");
            in.unsigned(8, "bit_depth_chroma_minus8");
            in.unsigned(12, "log2_max_pic_order_cnt_lsb_minus4");
            boolean each = in.flag();
            int depth = 0;
            for (int i = each ? 0 : subLayers; i <= subLayers; i++) {
                in.unsigned(16, "sps_max_dec_pic_buffering_minus1");
                depth = in.unsigned(16, "sps_max_num_reorder_pics");
                in.unsigned();
            }
            return depth;
        } catch (CodecException e) {
            return -1; // some cameras cut it short; the rest is good
        }
    }

    /** profile_tier_level (7.3.3): of each sub-layer first two flags, then what they announce. */
    private static void skipSubLayers(BitReader in, int subLayers) throws CodecException {
        if (subLayers == 0) {
            return;
        }
        int[] bits = new int[subLayers];
        for (int i = 0; i < subLayers; i++) {
            bits[i] = (in.flag() ? 88 : 0) + (in.flag() ? 8 : 0);
        }
        in.skip(2 * (8 - subLayers));
        for (int i = 0; i < subLayers; i++) {
            in.skip(bits[i]);
        }
    }
}
