/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaTracks;
import io.sluice.lib.flv.FlvReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an FLV file with one H.264 and one AAC track into memory. */
final class FlvClipReader implements MediaTracks {
    private static final int MAX_BYTES = 8 << 20;

    private @Nullable Kept video;
    private @Nullable Kept audio;

    /** The units of one track. */
    private static final class Kept implements TrackSink {
        private final List<AccessUnit> units = new ArrayList<>();
        private Codec codec;

        private Kept(Codec codec) {
            this.codec = codec;
        }

        @Override
        public Delivery deliver(AccessUnit unit) {
            units.add(unit);
            return Delivery.ACCEPTED;
        }

        @Override
        public void codec(Codec changed) {
            codec = changed;
        }
    }

    private FlvClipReader() {}

    /**
     * Reads everything.
     *
     * @param in is read to its end and not closed
     * @throws IOException when it is anything but such a file of at most 8 MiB
     */
    static Clip read(InputStream in) throws IOException {
        byte[] all = in.readNBytes(MAX_BYTES + 1);
        if (all.length > MAX_BYTES) {
            throw new IOException("the clip is larger than " + MAX_BYTES + " bytes");
        }
        var clip = new FlvClipReader();
        var reader = new FlvReader(clip);
        try {
            reader.read(ByteBuffer.wrap(all));
            reader.end();
        } catch (CodecException broken) {
            throw new IOException("the clip is broken", broken);
        }
        return clip.made();
    }

    @Override
    public TrackSink track(MediaKind kind, Codec codec) {
        var kept = new Kept(codec);
        if (kind == MediaKind.VIDEO) {
            video = kept;
        } else {
            audio = kept;
        }
        return kept;
    }

    @Override
    public void tracksComplete() {
        // It is the end of the file that counts.
    }

    private Clip made() throws IOException {
        Kept pictures = video;
        Kept frames = audio;
        if (pictures == null || frames == null || pictures.units.isEmpty() || frames.units.isEmpty()) {
            throw new IOException("the clip lacks a track");
        }
        return new Clip(
                pictures.codec,
                frames.codec,
                pictures.units.stream()
                        .map(unit -> new Clip.Picture(bytes(unit), unit.key()))
                        .toList(),
                frames.units.stream().map(FlvClipReader::bytes).toList());
    }

    private static byte[] bytes(AccessUnit unit) {
        byte[] bytes = new byte[unit.sizeBytes()];
        unit.payload().get(bytes);
        return bytes;
    }
}
