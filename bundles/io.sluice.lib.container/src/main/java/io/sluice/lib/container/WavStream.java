/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.codec.SteppedReader;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * WAV: linear PCM of 16 bits, A-law and µ-law, given out in pieces of 20 ms. What a program that writes to a pipe says
 * of the size is not believed.
 */
public final class WavStream extends SteppedReader {
    private static final int RIFF_BYTES = 12;
    private static final int CHUNK_BYTES = 8;
    private static final int FORMAT_BYTES = 16;
    private static final int MAX_CHUNK_BYTES = 1 << 20;
    private static final int PIECES_PER_SECOND = 50;
    private static final int PCM = 1;
    private static final int PCMA = 6;
    private static final int PCMU = 7;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int SUBFORMAT_AT = 24;

    private final MediaTracks tracks;
    private final LongSupplier clockNs;
    private boolean begun;
    private boolean linear;
    private int frameBytes;
    private int pieceFrames;
    private @Nullable Codec codec;
    private @Nullable TrackSink sink;
    private @Nullable CountedTimes times;

    /** @param clockNs monotonic; asked once for each piece */
    public WavStream(MediaTracks tracks, LongSupplier clockNs) {
        super("WAV");
        this.tracks = tracks;
        this.clockNs = clockNs;
    }

    @Override
    protected boolean step() throws CodecException {
        if (sink != null) {
            return samples();
        }
        if (begun) {
            return chunk();
        }
        if (window.size() < RIFF_BYTES) {
            return false;
        }
        if (window.intAt(0) != 0x52494646 || window.intAt(8) != 0x57415645) { // RIFF, WAVE
            garbage(1);
            return true;
        }
        window.skip(RIFF_BYTES);
        begun = true;
        return true;
    }

    private boolean chunk() throws CodecException {
        if (window.size() < CHUNK_BYTES) {
            return false;
        }
        int id = window.intAt(0);
        int size = Integer.reverseBytes(window.intAt(4));
        if (id == 0x64617461) { // data
            window.skip(CHUNK_BYTES);
            declare();
            return true;
        }
        if (size < 0 || size > MAX_CHUNK_BYTES) {
            throw new CodecException("WAV chunk of " + Integer.toUnsignedString(size) + " bytes");
        }
        int whole = CHUNK_BYTES + size + (size & 1);
        if (window.size() < whole) {
            return false;
        }
        if (id == 0x666D7420) { // fmt
            format(size);
        }
        window.skip(whole);
        return true;
    }

    private void format(int size) throws CodecException {
        if (size < FORMAT_BYTES) {
            throw new CodecException("WAV format of " + size + " bytes");
        }
        int format = little(0);
        if (format == EXTENSIBLE && size >= SUBFORMAT_AT + 2) {
            format = little(SUBFORMAT_AT);
        }
        int channels = little(2);
        int rateHz = little(4) | little(6) << 16;
        int bits = little(14);
        boolean known = format == PCM && bits == 16 || (format == PCMA || format == PCMU) && bits == 8;
        if (!known) {
            throw CodecException.unsupported("WAV of format " + format + " with " + bits
                    + " bits, which cannot be sent on; PCM of 16 bits, A-law and µ-law can");
        }
        if (channels < 1 || channels > 8 || rateHz < 1_000 || rateHz > 384_000) {
            throw new CodecException("WAV with " + channels + " channels at " + rateHz + " Hz");
        }
        linear = format == PCM;
        frameBytes = channels * bits / 8;
        pieceFrames = rateHz / PIECES_PER_SECOND;
        codec = Codec.of(linear ? Codec.L16 : format == PCMA ? Codec.PCMA : Codec.PCMU, rateHz, channels);
    }

    private int little(int at) {
        return window.at(CHUNK_BYTES + at) | window.at(CHUNK_BYTES + at + 1) << 8;
    }

    private void declare() throws CodecException {
        if (codec == null) {
            throw new CodecException("WAV without a format");
        }
        times = new CountedTimes(clockNs, codec.clockRateHz());
        sink = tracks.track(MediaKind.AUDIO, codec);
        tracks.tracksComplete();
    }

    private boolean samples() {
        if (window.size() < pieceFrames * frameBytes) {
            return false;
        }
        deliver(pieceFrames);
        return true;
    }

    private void deliver(int frames) {
        byte[] piece = window.take(frames * frameBytes);
        if (linear) {
            for (int i = 0; i + 1 < piece.length; i += 2) { // L16 is big endian (RFC 3551, 4.5.11)
                byte low = piece[i];
                piece[i] = piece[i + 1];
                piece[i + 1] = low;
            }
        }
        if (sink != null && times != null) {
            long pts = times.next(frames);
            sink.deliver(AccessUnit.of(piece, pts, pts, true, AccessUnit.UNKNOWN));
        }
    }

    @Override
    public void end() {
        int frames = sink == null ? 0 : window.size() / frameBytes;
        if (frames > 0) {
            deliver(frames);
        }
    }
}
