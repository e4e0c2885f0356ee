/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Body of a video tag (Video File Format Specification 10.1, E.4.3; Enhanced RTMP 1.0).
 *
 * @param codec {@link Codec#H264} or {@link Codec#H265}; null for anything else
 * @param coding what the tag calls it, for people
 * @param key whether it says so
 * @param kind what its data is
 * @param compositionMs presentation time less decoding time
 * @param data without the headers
 */
public record FlvVideo(
        @Nullable String codec, String coding, boolean key, Kind kind, int compositionMs, ByteBuffer data) {
    private static final int AVC = 7;
    private static final int HEVC = 12; // Chinese cameras' extension, older than Enhanced RTMP
    private static final int COMMAND_FRAME = 5;
    private static final int ENHANCED = 0x80;

    /** What a packet holds. */
    public enum Kind {
        /** The decoder's configuration. */
        CONFIGURATION,
        /** NAL units after their lengths. */
        PICTURE,
        /** Nothing that is needed. */
        OTHER
    }

    /** Reads a body; null when it is cut short. */
    public static @Nullable FlvVideo read(ByteBuffer body) {
        ByteBuffer in = body.slice();
        if (in.remaining() < 5) {
            return null;
        }
        int head = in.get() & 0xFF;
        return (head & ENHANCED) != 0 ? readEnhanced(in, head) : readClassic(in, head);
    }

    private static FlvVideo readClassic(ByteBuffer in, int head) {
        int coding = head & 0xF;
        int frame = head >> 4;
        String codec = coding == AVC ? Codec.H264 : coding == HEVC ? Codec.H265 : null;
        int packet = in.get() & 0xFF;
        int composition = medium(in);
        Kind kind = frame == COMMAND_FRAME || codec == null ? Kind.OTHER : kind(packet);
        return new FlvVideo(codec, "codec " + coding, frame == 1, kind, composition, in.slice());
    }

    private static Kind kind(int packet) {
        return packet == 0 ? Kind.CONFIGURATION : packet == 1 ? Kind.PICTURE : Kind.OTHER;
    }

    private static FlvVideo readEnhanced(ByteBuffer in, int head) {
        int packet = head & 0xF;
        int frame = head >> 4 & 7;
        int fourCc = in.getInt();
        String codec = fourCc == 0x61766331 ? Codec.H264 : fourCc == 0x68766331 ? Codec.H265 : null; // avc1, hvc1
        int composition = packet == 1 && codec != null && in.remaining() >= 3 ? medium(in) : 0;
        Kind kind = frame == COMMAND_FRAME || codec == null || packet > 3 ? Kind.OTHER : kind(packet == 3 ? 1 : packet);
        return new FlvVideo(codec, fourCc(fourCc), frame == 1, kind, composition, in.slice());
    }

    private static int medium(ByteBuffer in) {
        return in.get() << 16 | (in.get() & 0xFF) << 8 | in.get() & 0xFF;
    }

    static String fourCc(int code) {
        var text = new StringBuilder();
        for (int shift = 24; shift >= 0; shift -= 8) {
            char c = (char) (code >> shift & 0xFF);
            text.append(c > ' ' && c < 0x7F ? c : '?');
        }
        return text.toString();
    }

    /** The body for H.264, as every player knows it. */
    public ByteBuffer toBody() {
        if (!Codec.H264.equals(codec) || kind == Kind.OTHER) {
            throw new IllegalArgumentException(coding + " " + kind);
        }
        ByteBuffer out = ByteBuffer.allocate(5 + data.remaining());
        out.put((byte) ((key ? 1 : 2) << 4 | AVC)).put((byte) (kind == Kind.CONFIGURATION ? 0 : 1));
        out.put((byte) (compositionMs >> 16)).put((byte) (compositionMs >> 8)).put((byte) compositionMs);
        return out.put(data.duplicate()).flip();
    }
}
