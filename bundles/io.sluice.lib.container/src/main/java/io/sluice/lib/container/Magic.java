/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.lib.codec.AdtsHeader;
import io.sluice.lib.codec.ByteWindow;
import io.sluice.lib.ts.TsReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which format bytes are in, from the first of them. What a format begins with decides at once; what begins in the
 * middle is looked for in the first {@value #MAX_BYTES} bytes.
 */
public final class Magic {
    /** As many bytes are looked at. */
    public static final int MAX_BYTES = 64 << 10;

    private static final int TS_PACKETS = 3;
    private static final int ADTS_FRAMES = 3;

    private Magic() {}

    /** What is known. */
    public enum Certainty {
        KNOWN,
        /** Ask again with more. */
        NEEDS_MORE,
        UNKNOWN
    }

    /**
     * An answer.
     *
     * @param format there when it is known
     */
    public record Verdict(Certainty certainty, @Nullable MediaFormat format) {
        private static final Verdict MORE = new Verdict(Certainty.NEEDS_MORE, null);
        private static final Verdict UNKNOWN = new Verdict(Certainty.UNKNOWN, null);
    }

    /**
     * Looks at bytes from the beginning; the answer does not depend on how many there are beyond what it takes.
     *
     * @param last no more will come
     */
    public static Verdict look(ByteWindow in, boolean last) {
        MediaFormat beginning = beginning(in);
        if (beginning != null) {
            return new Verdict(Certainty.KNOWN, beginning);
        }
        if (in.size() < MAX_BYTES && !last) {
            return Verdict.MORE;
        }
        MediaFormat inside = inside(in);
        return inside == null ? Verdict.UNKNOWN : new Verdict(Certainty.KNOWN, inside);
    }

    private static @Nullable MediaFormat beginning(ByteWindow in) {
        if (in.size() < 4) {
            return null;
        }
        if (begins(in, "FLV\u0001")) {
            return MediaFormat.FLV;
        }
        if (begins(in, "RIFF") && in.size() >= 12 && in.intAt(8) == 0x57415645) { // WAVE
            return MediaFormat.WAV;
        }
        if (begins(in, "YUV4MPEG2")) {
            return MediaFormat.Y4M;
        }
        if (in.mediumAt(0) == 0xFFD8FF) {
            return MediaFormat.MJPEG;
        }
        if (begins(in, "--") || begins(in, "\r\n--")) {
            return part(in);
        }
        if (in.mediumAt(0) == 1 || in.intAt(0) == 1) {
            return annexB(in, 0);
        }
        if (transportAt(in, 0)) {
            return MediaFormat.MPEG_TS;
        }
        return adtsAt(in, 0) ? MediaFormat.ADTS : null;
    }

    private static boolean begins(ByteWindow in, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < wanted.length; i++) {
            if (i >= in.size() || in.at(i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** A boundary, headers, and then an image. */
    private static @Nullable MediaFormat part(ByteWindow in) {
        int at = imageAt(in, 0);
        return at >= 0 ? MediaFormat.MJPEG : null;
    }

    private static int imageAt(ByteWindow in, int from) {
        int end = Math.min(in.size(), MAX_BYTES);
        for (int at = in.indexOf(0xFF, from); at >= 0 && at + 2 < end; at = in.indexOf(0xFF, at + 1)) {
            if (in.mediumAt(at) == 0xFFD8FF) {
                return at;
            }
        }
        return -1;
    }

    /** The first NAL unit that only one of both codecs can have there. */
    private static @Nullable MediaFormat annexB(ByteWindow in, int from) {
        int at = in.indexOfStartCode(from);
        while (at >= 0 && at + 4 < Math.min(in.size(), MAX_BYTES)) {
            int first = in.at(at + 3);
            boolean h265 = first >= 0x40 && first <= 0x46 && (first & 1) == 0 || first == 0x4E; // VPS … AUD, SEI
            if (h265 && in.at(at + 4) == 1) {
                return MediaFormat.H265;
            }
            int type = first & 0x1F;
            int importance = first >> 5;
            boolean set = (type == 7 || type == 8 || type == 5) && importance > 0 && importance < 4;
            boolean other = (type == 6 || type == 9) && importance == 0;
            if (set || other) {
                return MediaFormat.H264;
            }
            at = in.indexOfStartCode(at + 3);
        }
        return null;
    }

    private static boolean transportAt(ByteWindow in, int at) {
        for (int i = 0; i < TS_PACKETS; i++) {
            int sync = at + i * TsReader.PACKET_BYTES;
            if (sync >= in.size() || in.at(sync) != TsReader.SYNC) {
                return false;
            }
        }
        return true;
    }

    private static boolean adtsAt(ByteWindow in, int from) {
        int at = from;
        for (int i = 0; i < ADTS_FRAMES; i++) {
            AdtsHeader header = at + AdtsHeader.BYTES > in.size() ? null : AdtsHeader.read(in, at);
            if (header == null) {
                return false;
            }
            at += header.frameBytes();
        }
        return true;
    }

    /** What a program that was running already, or one that says something before, sends. */
    private static @Nullable MediaFormat inside(ByteWindow in) {
        int end = Math.min(in.size(), MAX_BYTES);
        for (int at = in.indexOf(TsReader.SYNC, 0); at >= 0 && at < end; at = in.indexOf(TsReader.SYNC, at + 1)) {
            if (transportAt(in, at)) {
                return MediaFormat.MPEG_TS;
            }
        }
        for (int at = in.indexOf('F', 0); at >= 0 && at + 9 < end; at = in.indexOf('F', at + 1)) {
            if (in.intAt(at) == 0x464C5601 && in.intAt(at + 5) == 9) {
                return MediaFormat.FLV;
            }
        }
        if (imageAt(in, 0) >= 0) {
            return MediaFormat.MJPEG;
        }
        MediaFormat pictures = annexB(in, 0);
        if (pictures != null) {
            return pictures;
        }
        for (int at = in.indexOf(0xFF, 0); at >= 0 && at < end; at = in.indexOf(0xFF, at + 1)) {
            if (adtsAt(in, at)) {
                return MediaFormat.ADTS;
            }
        }
        return null;
    }
}
