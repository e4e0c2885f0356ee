/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.LateTrack;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.codec.SteppedReader;
import java.util.function.LongSupplier;

/**
 * JPEG images one after the other, with anything between them: raw, or each after the header of a part
 * ({@code multipart/x-mixed-replace}). An image ends at its own end (ITU-T T.81, B.1.1.2), whatever a header says of
 * its length, and thumbnails inside of it do not end it.
 */
public final class JpegStream extends SteppedReader {
    /** Largest image. */
    public static final int MAX_BYTES = 8 << 20;

    private static final Codec CODEC = Codec.of(Codec.MJPEG, 90_000, 0);
    private static final int START = 0xFFD8;
    private static final int SCAN = 0xDA;
    private static final int END = 0xD9;

    private final LateTrack track;
    private final ArrivalTimes times;
    private boolean inside;
    private boolean scanning;
    private int at;
    private long pts;

    /** @param clockNs monotonic; asked once for each image */
    public JpegStream(MediaTracks tracks, LongSupplier clockNs) {
        super("JPEG");
        this.track = LateTrack.only(tracks, MediaKind.VIDEO);
        this.times = new ArrivalTimes(clockNs);
    }

    @Override
    protected boolean step() throws CodecException {
        if (!inside) {
            return search();
        }
        if (window.size() > MAX_BYTES) {
            inside = false;
            window.skip(window.size());
            return true;
        }
        return scanning ? scan() : marker();
    }

    /** FF D8 FF: the start of an image, and the next marker. */
    private boolean search() throws CodecException {
        int found = window.indexOf(0xFF, 0);
        if (found != 0) {
            garbage(found < 0 ? window.size() : found);
            return true;
        }
        if (window.size() < 3) {
            return false;
        }
        if (window.shortAt(0) != START || window.at(2) != 0xFF) {
            garbage(1);
            return true;
        }
        inside = true;
        scanning = false;
        at = 2;
        return true;
    }

    private boolean marker() throws CodecException {
        if (window.size() < at + 2) {
            return false;
        }
        if (window.at(at) != 0xFF) {
            return broken();
        }
        int marker = window.at(at + 1);
        if (marker == 0xFF) { // fill byte
            at++;
            return true;
        }
        if (marker == END) {
            deliver(at + 2);
            return true;
        }
        if (marker == 0x01 || marker >= 0xD0 && marker <= 0xD7) {
            at += 2;
            return true;
        }
        if (marker == 0 || marker == 0xD8) {
            return broken();
        }
        if (window.size() < at + 4) {
            return false;
        }
        int length = window.shortAt(at + 2);
        if (length < 2) {
            return broken();
        }
        if (window.size() < at + 2 + length) {
            return false;
        }
        at += 2 + length;
        scanning = marker == SCAN;
        return true;
    }

    /** Up to the next marker that is neither a stuffed byte nor a restart. */
    private boolean scan() {
        int found = window.indexOf(0xFF, at);
        if (found < 0 || found + 1 >= window.size()) {
            at = found < 0 ? window.size() : found;
            return false;
        }
        int next = window.at(found + 1);
        boolean data = next == 0 || next >= 0xD0 && next <= 0xD7;
        at = found + (data ? 2 : 0);
        scanning = data;
        return true;
    }

    private boolean broken() throws CodecException {
        inside = false;
        garbage(Math.max(1, at));
        return true;
    }

    private void deliver(int length) {
        inside = false;
        found();
        byte[] image = window.take(length);
        pts = times.next(0);
        track.describe(CODEC);
        track.deliver(AccessUnit.of(image, pts, pts, true, AccessUnit.UNKNOWN));
    }
}
