/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.UnitWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Key units as they are, for whoever takes one picture: never sent anywhere, only read by {@link PictureReader}. Each
 * epoch begins with the codec: {@code 'C'}, its name and its parameter sets; each unit is {@code 'U'} and its bytes;
 * all of them behind their length in 4 bytes.
 */
final class PicturePackaging implements Packaging {
    private static final int PREAMBLE_BYTES = 64 * 1024;
    private static final int FRAME_BYTES = 5;

    @Override
    public int preambleBoundBytes() {
        return PREAMBLE_BYTES;
    }

    @Override
    public void begin(List<Track> tracks, UnitWriter preamble) {
        Codec codec = tracks.get(0).codec();
        ByteBuffer out = preamble.buffer();
        byte[] name = codec.name().getBytes(StandardCharsets.US_ASCII);
        out.put((byte) 'C').putInt(name.length).put(name);
        int room = PREAMBLE_BYTES - name.length - 2 * FRAME_BYTES;
        int total = codec.parameterSets().stream()
                .mapToInt(set -> set.size() + Integer.BYTES)
                .sum();
        // More than any real codec has: then they must be in band.
        List<Bytes> sets = total > room ? List.of() : codec.parameterSets();
        out.putInt(sets.size());
        sets.forEach(set -> out.putInt(set.size()).put(set.asBuffer()));
    }

    @Override
    public int boundBytes(int track, AccessUnit unit) {
        return unit.key() ? FRAME_BYTES + unit.sizeBytes() : 0;
    }

    @Override
    public void append(int track, AccessUnit unit, UnitWriter out) {
        if (unit.key()) {
            ByteBuffer buffer = out.buffer();
            buffer.put((byte) 'U').putInt(unit.sizeBytes());
            unit.copyTo(0, buffer, unit.sizeBytes());
        }
    }
}
