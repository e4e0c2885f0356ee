/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.negotiation;

import io.sluice.api.media.Codec;
import io.sluice.api.media.Track;
import io.sluice.api.stream.CodecPattern;
import io.sluice.api.stream.Want;
import java.util.Locale;

/**
 * Compares what a viewer can take with a track's codec. A limit that cannot be read, or is not known here, does not
 * limit.
 */
final class CodecRules {
    private CodecRules() {}

    /** The best answer of all that the want accepts. */
    static Fit judge(Want want, Track track) {
        if (track.kind() != want.kind()) {
            return Fit.no("not " + want.kind().name().toLowerCase(Locale.ROOT));
        }
        Fit best = want.accepted().isEmpty() ? Fit.YES : Fit.OTHER_CODEC;
        for (CodecPattern pattern : want.accepted()) {
            Fit fit = judge(pattern, track.codec());
            if (fit.yes()) {
                return fit;
            }
            if (fit.answer() == Fit.Answer.UNKNOWN || best.equals(Fit.OTHER_CODEC)) {
                best = fit;
            }
        }
        return best;
    }

    static Fit judge(CodecPattern pattern, Codec codec) {
        if (!pattern.name().equals(codec.name())) {
            return Fit.OTHER_CODEC;
        }
        return switch (codec.name()) {
            case Codec.H264 ->
                clockAndChannels(pattern, codec).yes() ? H264Rules.judge(pattern, codec) : Fit.OTHER_CODEC;
            case Codec.H265 ->
                clockAndChannels(pattern, codec).yes() ? H265Rules.judge(pattern, codec) : Fit.OTHER_CODEC;
            // RFC 7587 section 7: always opus/48000/2, whatever is inside; "stereo" says what a receiver prefers, every
            // decoder takes both.
            case Codec.OPUS -> Fit.YES;
            case Codec.AAC -> AacRules.judge(pattern, codec);
            case Codec.OPAQUE -> opaque(pattern, codec);
            default -> clockAndChannels(pattern, codec);
        };
    }

    /** RFC 3551: an encoding name means something only together with its clock rate and channels. */
    static Fit clockAndChannels(CodecPattern pattern, Codec codec) {
        int wantedHz = rtpClockHz(codec.name(), pattern.clockRateHz());
        if (wantedHz > 0 && wantedHz != rtpClockHz(codec.name(), codec.clockRateHz())) {
            return Fit.no("its clock is " + codec.clockRateHz() + " Hz, wanted " + pattern.clockRateHz());
        }
        // RFC 8866 section 6.6: one channel may be left out of the rtpmap.
        int channels = Math.max(1, codec.channels());
        if (pattern.channels() > 0 && pattern.channels() != channels) {
            return Fit.no("it has " + channels + " channel(s), wanted " + pattern.channels());
        }
        return Fit.YES;
    }

    // RFC 3551 section 4.5.2: G.722 samples at 16 kHz, but its clock is written as 8000 by an old mistake; some write
    // 16000.
    private static int rtpClockHz(String name, int hz) {
        return name.equals(Codec.G722) && hz == 16000 ? 8000 : hz;
    }

    private static Fit opaque(CodecPattern pattern, Codec codec) {
        String wanted = pattern.parameters().get("encoding");
        String has = codec.parameter("encoding");
        // RFC 4855 section 3: encoding names are not case-sensitive.
        if (wanted != null && !wanted.equalsIgnoreCase(has)) {
            return Fit.no("its encoding is " + has + ", wanted " + wanted);
        }
        return clockAndChannels(pattern, codec);
    }
}
