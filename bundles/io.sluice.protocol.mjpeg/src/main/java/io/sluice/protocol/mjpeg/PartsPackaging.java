/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.UnitWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Images as the parts of a {@code multipart/x-mixed-replace} body (RFC 2046, 5.1), each with its length. */
final class PartsPackaging implements Packaging {
    static final String BOUNDARY = "frame";

    private static final byte[] HEAD = ascii("--" + BOUNDARY + "\r\nContent-Type: image/jpeg\r\nContent-Length: ");
    private static final byte[] BLANK = ascii("\r\n\r\n");
    private static final byte[] END = ascii("\r\n");
    private static final int LENGTH_BYTES = 10;

    @Override
    public void begin(List<Track> tracks, UnitWriter preamble) {
        // Each image has all its headers.
    }

    @Override
    public int boundBytes(int track, AccessUnit unit) {
        return HEAD.length + LENGTH_BYTES + BLANK.length + unit.sizeBytes() + END.length;
    }

    @Override
    public void append(int track, AccessUnit unit, UnitWriter out) {
        ByteBuffer buffer = out.buffer();
        buffer.put(HEAD).put(ascii(Integer.toString(unit.sizeBytes()))).put(BLANK);
        unit.copyTo(0, buffer, unit.sizeBytes());
        buffer.put(END);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
