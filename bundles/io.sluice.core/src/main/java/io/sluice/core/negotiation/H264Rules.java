/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.CodecPattern;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * H.264 (RFC 6184 section 8.2.2): the viewer's {@code profile-level-id} is what its decoder can do at most,
 * {@code packetization-mode} what it can put together.
 */
final class H264Rules {
    private static final Pattern PROFILE_LEVEL_ID = Pattern.compile("[0-9a-fA-F]{6}");
    private static final Pattern MAX_RECV_LEVEL = Pattern.compile("[0-9a-fA-F]{4}");
    private static final int SPS = 7;

    private H264Rules() {}

    static Fit judge(CodecPattern pattern, Codec codec) {
        String mode =
                pattern.parameters().getOrDefault("packetization-mode", "1").strip();
        // RFC 6184 section 6.2 and 6.4: mode 0 forbids fragments, without which no key unit fits a packet; mode 2 needs
        // interleaved packets. We send mode 1.
        if (mode.equals("0") || mode.equals("2")) {
            return Fit.no("packetization-mode " + mode + " is wanted, sent is 1");
        }
        Limit limit = limit(pattern);
        if (limit == null) {
            return Fit.YES;
        }
        Integer id = profileLevelId(codec);
        if (id == null) {
            // RFC 6184 section 8.1 would have Baseline, level 1 inferred. Cameras that leave it out send anything but
            // that.
            return Fit.unknown("its profile is not known before the first key unit");
        }
        Profile profile = Profile.of(id >> 16, id >> 8 & 0xFF);
        if (profile == null || limit.profile == null) {
            if (id >> 16 != limit.id >> 16) {
                return Fit.no("its profile is " + hex(id) + ", wanted " + hex(limit.id));
            }
        } else if (!limit.profile.decodes(profile)) {
            return Fit.no("its profile is " + profile + " (" + hex(id) + "), wanted " + limit.profile + " ("
                    + hex(limit.id) + ")");
        }
        int level = level(id >> 16, id >> 8 & 0xFF, id & 0xFF);
        if (level > limit.level) {
            return Fit.no("its level is " + levelText(level) + ", wanted at most " + levelText(limit.level));
        }
        return Fit.YES;
    }

    private record Limit(int id, @Nullable Profile profile, int level) {}

    private static @Nullable Limit limit(CodecPattern pattern) {
        Integer id = hex(pattern.parameters().get("profile-level-id"), PROFILE_LEVEL_ID);
        if (id == null) {
            return null;
        }
        int profileIdc = id >> 16;
        int level = level(profileIdc, id >> 8 & 0xFF, id & 0xFF);
        // RFC 6184 section 8.1: max-recv-level (profile-iop and level_idc) raises the level for receiving.
        Integer more = hex(pattern.parameters().get("max-recv-level"), MAX_RECV_LEVEL);
        if (more != null) {
            level = Math.max(level, level(profileIdc, more >> 8, more & 0xFF));
        }
        return new Limit(id, Profile.of(profileIdc, id >> 8 & 0xFF), level);
    }

    /** From the SPS, else from the SDP: Hikvision announces 420029 whatever it sends. */
    private static @Nullable Integer profileLevelId(Codec codec) {
        for (Bytes set : codec.parameterSets()) {
            if (set.size() >= 4 && (set.at(0) & 0x1F) == SPS) {
                return set.at(1) << 16 | set.at(2) << 8 | set.at(3);
            }
        }
        return hex(codec.parameter("profile-level-id"), PROFILE_LEVEL_ID);
    }

    private static @Nullable Integer hex(@Nullable String text, Pattern form) {
        return text == null || !form.matcher(text.strip()).matches() ? null : Integer.valueOf(text.strip(), 16);
    }

    /** Twice the level_idc, so that level 1b finds its place between 1 and 1.1. */
    private static int level(int profileIdc, int constraints, int levelIdc) {
        boolean old = profileIdc == 0x42 || profileIdc == 0x4D || profileIdc == 0x58;
        // H.264 section 7.4.2.1.1: 1b is level_idc 11 with constraint_set3_flag in the old profiles, 9 in the others.
        if (old ? levelIdc == 11 && (constraints & 0x10) != 0 : levelIdc == 9) {
            return 21;
        }
        return 2 * levelIdc;
    }

    private static String levelText(int level) {
        return level == 21 ? "1b" : level / 20 + "." + level / 2 % 10;
    }

    private static String hex(int id) {
        return String.format(Locale.ROOT, "%06x", id);
    }

    /**
     * RFC 6184 table 5, the constrained High profiles of H.264 section A.2.4, and what a decoder of each must decode.
     */
    private enum Profile {
        // With constrained baseline: cameras leave constraint_set1_flag out, but none uses what only a Baseline decoder
        // has
        // (flexible macroblock order, arbitrary slice order, redundant slices), so that every decoder plays them.
        BASELINE("baseline"),
        MAIN("main"),
        EXTENDED("extended"),
        CONSTRAINED_HIGH("constrained high"),
        PROGRESSIVE_HIGH("progressive high"),
        HIGH("high"),
        HIGH_10_INTRA("high 10 intra"),
        HIGH_422_INTRA("high 4:2:2 intra"),
        CAVLC_444_INTRA("cavlc 4:4:4 intra"),
        HIGH_444_INTRA("high 4:4:4 intra"),
        HIGH_10("high 10"),
        HIGH_422("high 4:2:2"),
        HIGH_444("high 4:4:4");

        private final String text;

        Profile(String text) {
            this.text = text;
        }

        /** What it includes directly; what those include is decoded, too. */
        private Profile[] included() {
            return switch (this) {
                case BASELINE, HIGH_10_INTRA, CAVLC_444_INTRA -> new Profile[] {};
                case MAIN, EXTENDED, CONSTRAINED_HIGH -> new Profile[] {BASELINE};
                case PROGRESSIVE_HIGH -> new Profile[] {CONSTRAINED_HIGH};
                case HIGH -> new Profile[] {MAIN, PROGRESSIVE_HIGH};
                case HIGH_422_INTRA -> new Profile[] {HIGH_10_INTRA};
                case HIGH_444_INTRA -> new Profile[] {HIGH_422_INTRA, CAVLC_444_INTRA};
                case HIGH_10 -> new Profile[] {HIGH, HIGH_10_INTRA};
                case HIGH_422 -> new Profile[] {HIGH_10, HIGH_422_INTRA};
                case HIGH_444 -> new Profile[] {HIGH_422, HIGH_444_INTRA};
            };
        }

        boolean decodes(Profile stream) {
            if (this == stream) {
                return true;
            }
            for (Profile each : included()) {
                if (each.decodes(stream)) {
                    return true;
                }
            }
            return false;
        }

        /** Null when the standard has no such profile. */
        static @Nullable Profile of(int profileIdc, int constraints) {
            boolean set0 = (constraints & 0x80) != 0;
            boolean set1 = (constraints & 0x40) != 0;
            boolean set3 = (constraints & 0x10) != 0;
            boolean set4 = (constraints & 0x08) != 0;
            boolean set5 = (constraints & 0x04) != 0;
            return switch (profileIdc) {
                case 0x42 -> BASELINE;
                case 0x4D -> set0 ? BASELINE : MAIN;
                case 0x58 -> set0 ? BASELINE : set1 ? MAIN : EXTENDED;
                case 0x64 -> set4 ? (set5 ? CONSTRAINED_HIGH : PROGRESSIVE_HIGH) : HIGH;
                case 0x6E -> set3 ? HIGH_10_INTRA : HIGH_10;
                case 0x7A -> set3 ? HIGH_422_INTRA : HIGH_422;
                case 0xF4 -> set3 ? HIGH_444_INTRA : HIGH_444;
                case 0x2C -> CAVLC_444_INTRA;
                default -> null;
            };
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
