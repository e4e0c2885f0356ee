/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.container;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.AdtsHeader;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.LateTrack;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.codec.SteppedReader;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** AAC in ADTS frames. */
public final class AdtsStream extends SteppedReader {
    private final LateTrack track;
    private final LongSupplier clockNs;
    private boolean synced;
    private @Nullable CountedTimes times;

    /** @param clockNs monotonic; asked once for each frame */
    public AdtsStream(MediaTracks tracks, LongSupplier clockNs) {
        super("ADTS");
        this.track = LateTrack.only(tracks, MediaKind.AUDIO);
        this.clockNs = clockNs;
    }

    @Override
    protected boolean step() throws CodecException {
        if (window.size() < AdtsHeader.BYTES) {
            return false;
        }
        AdtsHeader header = AdtsHeader.read(window, 0);
        if (header == null) {
            synced = false;
            garbage(1);
            return true;
        }
        // What looks like a header between others is none unless another one follows it.
        int needed = header.frameBytes() + (synced ? 0 : AdtsHeader.BYTES);
        if (window.size() < needed) {
            return false;
        }
        if (!synced && AdtsHeader.read(window, header.frameBytes()) == null) {
            garbage(1);
            return true;
        }
        synced = true;
        found();
        deliver(header);
        return true;
    }

    private void deliver(AdtsHeader header) {
        declare(header.codec());
        window.skip(header.headerBytes());
        byte[] payload = window.take(header.frameBytes() - header.headerBytes());
        if (times != null) {
            long pts = times.next(AdtsHeader.SAMPLES);
            track.deliver(AccessUnit.of(payload, pts, pts, true, AccessUnit.UNKNOWN));
        }
    }

    private void declare(Codec described) {
        if (track.describe(described)) {
            times = new CountedTimes(clockNs, described.clockRateHz());
        }
    }
}
