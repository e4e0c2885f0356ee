/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;
import java.util.Locale;

/**
 * What a sequence parameter set of H.264 says (ISO/IEC 14496-10, 7.3.2.1.1).
 *
 * @param profileIdc 66 Baseline, 77 Main, 100 High …
 * @param constraints constraint_set0_flag (0x80) to constraint_set5_flag (0x04) and the two reserved bits
 * @param levelIdc ten times the level; 9 or 11 with constraint_set3 is level 1b
 * @param id seq_parameter_set_id, 0 to 31
 * @param width of the cropped picture in pixels
 * @param height of the cropped picture in pixels
 * @param reorderDepth how many pictures at most are decoded before one that is shown earlier; 0 when they are shown in
 *     the order of decoding, -1 when the SPS does not say
 * @param frameNs how long a frame is shown, 0 when the SPS does not say
 */
public record H264Sps(
        int profileIdc, int constraints, int levelIdc, int id, int width, int height, int reorderDepth, long frameNs) {
    private static final int BASELINE = 66;
    /** Pictures are shown in the order of decoding (8.2.1.3). */
    private static final int ORDER_OF_DECODING = 2;

    private static final int MAX_MACROBLOCKS = 1024;

    /**
     * Reads a NAL unit of type 7, header included.
     *
     * @throws CodecException when it is something else, cut short, or larger than any level allows
     */
    public static H264Sps read(Bytes nal) throws CodecException {
        if (nal.size() < 4 || H264.typeOf(nal) != H264.SPS) {
            throw new CodecException("not an H.264 SPS: " + nal);
        }
        BitReader in = BitReader.ofNal(nal, 1);
        int profile = in.number(8);
        int constraints = in.number(8);
        int level = in.number(8);
        int id = in.unsigned(31, "seq_parameter_set_id");
        int chroma = hasChromaFormat(profile) ? readChromaFormat(in) : 1;
        in.unsigned(12, "log2_max_frame_num_minus4");
        int order = skipPictureOrder(in);
        in.unsigned(16, "max_num_ref_frames");
        in.flag();
        int macroblocksWide = in.unsigned(MAX_MACROBLOCKS - 1, "pic_width_in_mbs_minus1") + 1;
        int mapUnitsHigh = in.unsigned(MAX_MACROBLOCKS - 1, "pic_height_in_map_units_minus1") + 1;
        boolean framesOnly = in.flag();
        if (!framesOnly) {
            in.flag();
        }
        in.flag();
        int fields = framesOnly ? 1 : 2;
        int width = macroblocksWide * 16;
        int height = mapUnitsHigh * 16 * fields;
        if (in.flag()) {
            int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            int unitY = (chroma == 1 ? 2 : 1) * fields;
            width -= unitX * (in.unsigned(width, "frame_crop_left") + in.unsigned(width, "frame_crop_right"));
            height -= unitY * (in.unsigned(height, "frame_crop_top") + in.unsigned(height, "frame_crop_bottom"));
        }
        if (width <= 0 || height <= 0) {
            throw new CodecException("cropped to nothing: " + width + "x" + height);
        }
        H264Usability usability = H264Usability.read(in);
        int depth = order == ORDER_OF_DECODING || profile == BASELINE ? 0 : usability.reorderDepth();
        return new H264Sps(profile, constraints, level, id, width, height, depth, usability.frameNs());
    }

    private static boolean hasChromaFormat(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    private static int readChromaFormat(BitReader in) throws CodecException {
        int chroma = in.unsigned(3, "chroma_format_idc");
        boolean separatePlanes = chroma == 3 && in.flag();
        in.unsigned(6, "bit_depth_luma_minus8");
        in.unsigned(6, "bit_depth_chroma_minus8");
        in.flag();
        if (in.flag()) {
            for (int i = 0; i < (chroma == 3 ? 12 : 8); i++) {
                if (in.flag()) {
                    skipScalingList(in, i < 6 ? 16 : 64);
                }
            }
        }
        return separatePlanes ? 0 : chroma;
    }

    private static void skipScalingList(BitReader in, int size) throws CodecException {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size && next != 0; i++) {
            next = last + in.signed() & 0xFF;
            last = next == 0 ? last : next;
        }
    }

    private static int skipPictureOrder(BitReader in) throws CodecException {
        int type = in.unsigned(2, "pic_order_cnt_type");
        if (type == 0) {
            in.unsigned(12, "log2_max_pic_order_cnt_lsb_minus4");
        } else if (type == 1) {
            in.flag();
            in.signed();
            in.signed();
            int cycle = in.unsigned(255, "num_ref_frames_in_pic_order_cnt_cycle");
            for (int i = 0; i < cycle; i++) {
                in.signed();
            }
        }
        return type;
    }

    /** The fmtp parameter of RFC 6184, 8.1: three bytes in hexadecimal, upper case. */
    public String profileLevelId() {
        return String.format(Locale.ROOT, "%02X%02X%02X", profileIdc, constraints, levelIdc);
    }
}
