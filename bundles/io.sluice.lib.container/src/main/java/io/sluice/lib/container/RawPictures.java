/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.api.media.Codec;
import java.util.List;
import java.util.Map;

/**
 * Raw pictures as the RTP payloads of RFC 4175: Cb Y Cr Y, 8 bits, which is what ffmpeg, GStreamer and VLC read alike.
 * Colour that has fewer lines is repeated, colour of each pixel is halved. Of an odd width the last column is left out,
 * because two pixels are the least that can be sent.
 */
final class RawPictures {
    /** Of pixels in one payload: it fits into an Ethernet frame. */
    private static final int RUN = 700;

    private static final int PIXEL_BYTES = 2;
    /** {@link Codec#OPAQUE}: the length and the marker. */
    private static final int PREFIX_BYTES = 5;
    /** RFC 4175, 4.3: the extended sequence number, then length, line and offset. */
    private static final int HEADER_BYTES = 8;

    private static final byte GREY = (byte) 128;

    private final Y4mHeader format;
    private final int width;
    private final int colours;
    private byte[] out = new byte[0];
    private int at;

    RawPictures(Y4mHeader format) {
        this.format = format;
        this.width = format.width() & ~1;
        this.colours = format.colourWidth();
    }

    Codec codec() {
        String fmtp = "sampling=YCbCr-4:2:2; width=" + width + "; height=" + format.height()
                + "; depth=8; colorimetry=BT601-5";
        return new Codec(Codec.OPAQUE, 90_000, 0, Map.of("encoding", "raw", "fmtp", fmtp), List.of());
    }

    /** Of one unit. */
    long unitBytes() {
        int runs = (width + RUN - 1) / RUN;
        return (long) format.height() * (runs * (PREFIX_BYTES + HEADER_BYTES) + width * PIXEL_BYTES);
    }

    /** @param planes the picture as YUV4MPEG2 has it: Y, Cb, Cr */
    byte[] unit(byte[] planes) {
        out = new byte[(int) unitBytes()];
        at = 0;
        for (int line = 0; line < format.height(); line++) {
            for (int from = 0; from < width; from += RUN) {
                int pixels = Math.min(RUN, width - from);
                boolean last = line == format.height() - 1 && from + pixels == width;
                prefix(line, from, pixels, last);
                pixels(planes, line, from, pixels);
            }
        }
        byte[] made = out;
        out = new byte[0];
        return made;
    }

    /**
     * The extended sequence number stays 0: what it extends is chosen where packets are sent, and receivers pass over
     * it.
     */
    private void prefix(int line, int from, int pixels, boolean last) {
        int length = pixels * PIXEL_BYTES;
        number(HEADER_BYTES + length, 4);
        number(last ? 1 : 0, 1);
        number(0, 2);
        number(length, 2);
        number(line, 2);
        number(from, 2);
    }

    private void number(int value, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out[at++] = (byte) (value >> shift);
        }
    }

    private void pixels(byte[] planes, int line, int from, int pixels) {
        int luma = line * format.width();
        int blue = format.planeBytes() + format.colourLine(line);
        int red = blue + format.colourBytes();
        for (int x = from; x < from + pixels; x += 2) {
            out[at] = colour(planes, blue, x);
            out[at + 1] = planes[luma + x];
            out[at + 2] = colour(planes, red, x);
            out[at + 3] = planes[luma + x + 1];
            at += 4;
        }
    }

    /** Of two pixels. */
    private byte colour(byte[] planes, int lineAt, int x) {
        return switch (format.sampling()) {
            case C420, C422 -> planes[lineAt + x / 2];
            case C411 -> planes[lineAt + Math.min(colours - 1, x / 4)];
            case C444 -> (byte) ((planes[lineAt + x] & 0xFF) + (planes[lineAt + x + 1] & 0xFF) + 1 >> 1);
            case MONO -> GREY;
        };
    }
}
