/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.CodecPattern;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * H.265 (RFC 7798 section 7.1): {@code profile-space}, {@code profile-id}, {@code tier-flag} and {@code level-id} of
 * the viewer are what its decoder can do at most. What a track does is read from its SPS, else from its SDP.
 */
final class H265Rules {
    private static final int SPS = 33;
    /** NAL header, one byte of ids, then profile_tier_level up to the general level (H.265 section 7.3.3). */
    private static final int SPS_PREFIX_BYTES = 15;

    private H265Rules() {}

    static Fit judge(CodecPattern pattern, Codec codec) {
        Map<String, String> limits = pattern.parameters();
        Known known = known(codec);
        Integer profile = number(limits.get("profile-id"));
        if (profile != null) {
            if (known.profile == null) {
                return Fit.unknown("its profile is not known before the first key unit");
            }
            Integer space = number(limits.get("profile-space"));
            if (known.space != (space == null ? 0 : space)) {
                return Fit.no("its profile-space is " + known.space);
            }
            if (!decodes(profile, known)) {
                return Fit.no("its profile-id is " + known.profile + ", wanted " + profile);
            }
        }
        Integer tier = number(limits.get("tier-flag"));
        if (tier != null) {
            if (known.tier == null) {
                return Fit.unknown("its tier is not known before the first key unit");
            }
            // H.265 section A.4.1: the main tier's limits are within the high tier's.
            if (known.tier > tier) {
                return Fit.no("it is of the high tier, wanted is the main tier");
            }
        }
        Integer level = number(limits.get("level-id"));
        if (level != null) {
            Integer more = number(limits.get("max-recv-level-id"));
            int most = more == null ? level : Math.max(level, more);
            if (known.level == null) {
                return Fit.unknown("its level is not known before the first key unit");
            }
            if (known.level > most) {
                return Fit.no("its level-id is " + known.level + ", wanted at most " + most);
            }
        }
        return Fit.YES;
    }

    /** H.265 section A.3: by the stream's own compatibility flags, or because the profile includes the other one. */
    private static boolean decodes(int decoder, Known stream) {
        int profile = stream.profile == null ? -1 : stream.profile;
        if (profile == decoder) {
            return true;
        }
        if (decoder >= 0 && decoder < 32 && (stream.compatible & 0x8000_0000 >>> decoder) != 0) {
            return true;
        }
        return switch (decoder) {
            case 1 -> profile == 3; // main plays main still picture
            case 2 -> profile == 1 || profile == 3; // main 10
            case 4 -> profile >= 1 && profile <= 3; // format range extensions
            default -> false;
        };
    }

    /**
     * What is known of a track.
     *
     * @param compatible general_profile_compatibility_flag, the first one on the left
     */
    private record Known(
            int space,
            @Nullable Integer profile,
            int compatible,
            @Nullable Integer tier,
            @Nullable Integer level) {}

    private static Known known(Codec codec) {
        for (Bytes set : codec.parameterSets()) {
            if (set.size() > 2 && (set.at(0) >> 1 & 0x3F) == SPS) {
                int[] sps = unescaped(set);
                if (sps.length == SPS_PREFIX_BYTES) {
                    int compatible = sps[4] << 24 | sps[5] << 16 | sps[6] << 8 | sps[7];
                    return new Known(sps[3] >> 6, sps[3] & 0x1F, compatible, sps[3] >> 5 & 1, sps[14]);
                }
            }
        }
        // RFC 7798 section 7.1 would have main profile, main tier, level 3.1 inferred; cameras leave it out for
        // anything.
        Integer space = number(codec.parameter("profile-space"));
        String flags = codec.parameter("profile-compatibility-indicator");
        return new Known(
                space == null ? 0 : space,
                number(codec.parameter("profile-id")),
                flags == null || !flags.matches("[0-9a-fA-F]{8}") ? 0 : Integer.parseUnsignedInt(flags, 16),
                number(codec.parameter("tier-flag")),
                number(codec.parameter("level-id")));
    }

    /** The first bytes without emulation prevention (H.265 section 7.3.1.1); fewer when there are not as many. */
    private static int[] unescaped(Bytes nal) {
        int[] out = new int[SPS_PREFIX_BYTES];
        int length = 0;
        int zeros = 0;
        for (int i = 0; i < nal.size() && length < out.length; i++) {
            int each = nal.at(i);
            if (zeros >= 2 && each == 3) {
                zeros = 0;
                continue;
            }
            zeros = each == 0 ? zeros + 1 : 0;
            out[length++] = each;
        }
        return length == out.length ? out : new int[0];
    }

    private static @Nullable Integer number(@Nullable String text) {
        return text == null || !text.strip().matches("\\d{1,5}") ? null : Integer.valueOf(text.strip());
    }
}
