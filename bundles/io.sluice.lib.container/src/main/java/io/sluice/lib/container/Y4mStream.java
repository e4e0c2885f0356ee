/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.LateTrack;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.codec.SteppedReader;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** YUV4MPEG2: raw pictures, which go on as RTP carries them ({@link RawPictures}). */
public final class Y4mStream extends SteppedReader {
    /** Largest picture, as it goes on: what core takes as one unit. */
    public static final int MAX_BYTES = 8 << 20;

    private static final int MAX_LINE_BYTES = 1024;
    private static final String FRAME = "FRAME";

    private final LateTrack track;
    private final ArrivalTimes times;
    private @Nullable Y4mHeader header;
    private @Nullable RawPictures pictures;
    /** Whether the line before the next picture was read. */
    private boolean inside;

    /** @param clockNs monotonic; asked once for each picture */
    public Y4mStream(MediaTracks tracks, LongSupplier clockNs) {
        super("YUV4MPEG2");
        this.track = LateTrack.only(tracks, MediaKind.VIDEO);
        this.times = new ArrivalTimes(clockNs);
    }

    @Override
    protected boolean step() throws CodecException {
        Y4mHeader format = header;
        RawPictures maker = pictures;
        if (format != null && maker != null && inside) {
            if (window.size() < format.pictureBytes()) {
                return false;
            }
            inside = false;
            deliver(format, maker);
            return true;
        }
        String line = line();
        if (line == null) {
            return false;
        }
        if (format == null) {
            begin(Y4mHeader.of(line));
        } else if (line.equals(FRAME) || line.startsWith(FRAME + " ")) {
            inside = true;
        } else {
            throw new CodecException("YUV4MPEG2 with something else where a picture should begin");
        }
        return true;
    }

    private @Nullable String line() throws CodecException {
        int end = window.indexOf('\n', 0);
        if (end > MAX_LINE_BYTES || end < 0 && window.size() > MAX_LINE_BYTES) {
            throw new CodecException("YUV4MPEG2 with a line of more than " + MAX_LINE_BYTES + " bytes");
        }
        if (end < 0) {
            return null;
        }
        String line = new String(window.take(end), StandardCharsets.ISO_8859_1);
        window.skip(1);
        return line;
    }

    private void begin(Y4mHeader read) throws CodecException {
        var maker = new RawPictures(read);
        if (maker.unitBytes() > MAX_BYTES) {
            throw CodecException.unsupported("raw pictures (YUV4MPEG2) of " + read.width() + "x" + read.height()
                    + " pixels, " + maker.unitBytes() + " bytes each; at most " + MAX_BYTES + " can be sent on");
        }
        header = read;
        pictures = maker;
    }

    private void deliver(Y4mHeader format, RawPictures maker) {
        byte[] unit = maker.unit(window.take(format.pictureBytes()));
        long pts = times.next(format.frameNs());
        if (!track.isDeclared()) {
            track.describe(maker.codec());
        }
        track.deliver(AccessUnit.of(unit, pts, pts, true, AccessUnit.UNKNOWN));
    }
}
