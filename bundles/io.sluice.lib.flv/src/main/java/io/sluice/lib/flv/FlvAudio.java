/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Body of an audio tag (Video File Format Specification 10.1, E.4.2; Enhanced RTMP 2).
 *
 * @param codec AAC, MP3, PCMA, PCMU or Opus; null for anything else
 * @param coding what the tag calls it, for people
 * @param channels as the tag says; AAC and MP3 say it themselves
 * @param kind what its data is
 * @param data without the headers
 */
public record FlvAudio(@Nullable String codec, String coding, int channels, Kind kind, ByteBuffer data) {
    private static final int ENHANCED = 9;
    private static final int AAC = 10;

    /** What a packet holds. */
    public enum Kind {
        /** The decoder's configuration. */
        CONFIGURATION,
        /** One frame; of G.711 any number of samples. */
        FRAME,
        /** Nothing that is needed. */
        OTHER
    }

    /** Reads a body; null when it is cut short. */
    public static @Nullable FlvAudio read(ByteBuffer body) {
        ByteBuffer in = body.slice();
        if (in.remaining() < 2) {
            return null;
        }
        int head = in.get() & 0xFF;
        int format = head >> 4;
        if (format == ENHANCED) {
            return in.remaining() < 4 ? null : readEnhanced(in, head & 0xF);
        }
        String codec = switch (format) {
            case 2, 14 -> Codec.MP3;
            case 7 -> Codec.PCMA;
            case 8 -> Codec.PCMU;
            case AAC -> Codec.AAC;
            default -> null;
        };
        Kind kind = codec == null ? Kind.OTHER : Kind.FRAME;
        if (format == AAC) {
            kind = in.get() == 0 ? Kind.CONFIGURATION : Kind.FRAME;
        }
        return new FlvAudio(codec, "format " + format, (head & 1) + 1, kind, in.slice());
    }

    private static FlvAudio readEnhanced(ByteBuffer in, int packet) {
        int fourCc = in.getInt();
        String codec = switch (fourCc) {
            case 0x4F707573 -> Codec.OPUS; // Opus
            case 0x6D703461 -> Codec.AAC; // mp4a
            case 0x2E6D7033 -> Codec.MP3; // .mp3
            default -> null;
        };
        Kind kind = packet == 0 ? Kind.CONFIGURATION : packet == 1 ? Kind.FRAME : Kind.OTHER;
        return new FlvAudio(codec, FlvVideo.fourCc(fourCc), 2, codec == null ? Kind.OTHER : kind, in.slice());
    }

    /** The body for AAC, PCMA and PCMU. */
    public ByteBuffer toBody() {
        boolean aac = Codec.AAC.equals(codec);
        if (kind == Kind.OTHER || !aac && !Codec.PCMA.equals(codec) && !Codec.PCMU.equals(codec)) {
            throw new IllegalArgumentException(coding + " " + kind);
        }
        ByteBuffer out = ByteBuffer.allocate(2 + data.remaining());
        if (aac) {
            out.put((byte) 0xAF).put((byte) (kind == Kind.CONFIGURATION ? 0 : 1));
        } else {
            out.put((byte) ((Codec.PCMA.equals(codec) ? 7 : 8) << 4 | 2 | channels - 1));
        }
        return out.put(data.duplicate()).flip();
    }
}
