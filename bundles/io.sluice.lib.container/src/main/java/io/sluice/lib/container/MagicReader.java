/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.lib.codec.ByteWindow;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaReader;
import io.sluice.lib.codec.MediaTracks;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads whatever it is: finds the format by {@link Magic}, then has its reader go on. */
public final class MagicReader implements MediaReader {
    private final MediaTracks tracks;
    private final LongSupplier clockNs;
    private ByteWindow window = new ByteWindow();
    private int askAgainAt = 1;
    private @Nullable MediaReader reader;
    private @Nullable MediaFormat format;

    /** @param clockNs monotonic, for formats that say nothing of time */
    public MagicReader(MediaTracks tracks, LongSupplier clockNs) {
        this.tracks = tracks;
        this.clockNs = clockNs;
    }

    /** The format, once it is known. */
    public @Nullable MediaFormat format() {
        return format;
    }

    @Override
    public void read(ByteBuffer data) throws CodecException {
        while (reader == null && data.hasRemaining()) {
            window.add(data, Magic.MAX_BYTES - window.size());
            if (window.size() >= askAgainAt) {
                find(false);
                // Not at each byte: what is long without an answer is looked at again when it is a quarter longer.
                askAgainAt = Math.min(Magic.MAX_BYTES, window.size() + 1 + window.size() / 4);
            }
        }
        if (reader != null && data.hasRemaining()) {
            reader.read(data);
        }
    }

    private void find(boolean last) throws CodecException {
        Magic.Verdict verdict = Magic.look(window, last);
        switch (verdict.certainty()) {
            case KNOWN -> begin(verdict.format());
            case UNKNOWN ->
                throw CodecException.unsupported("a format that is not known: neither H.264, H.265, MPEG-TS, FLV, "
                        + "MJPEG, ADTS, WAV nor YUV4MPEG2; it begins with " + window.peek(Math.min(8, window.size())));
            case NEEDS_MORE -> {
                // more will come
            }
        }
    }

    private void begin(@Nullable MediaFormat found) throws CodecException {
        if (found != null) {
            format = found;
            MediaReader made = found.reader(tracks, clockNs);
            reader = made;
            byte[] first = window.take(window.size());
            window = new ByteWindow();
            made.read(ByteBuffer.wrap(first));
        }
    }

    @Override
    public void end() throws CodecException {
        if (reader == null && window.size() > 0) {
            find(true);
        }
        if (reader != null) {
            reader.end();
        }
    }
}
