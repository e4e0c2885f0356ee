/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Cursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link PicturePackaging} wrote; the codec may come in a region of its own. One thread. */
final class PictureReader {
    private static final int VIDEO_HZ = 90_000;

    private @Nullable Codec codec;

    /** The first picture that the cursor has, or null when it has none yet. */
    @Nullable
    Picture take(Cursor cursor) {
        for (ByteBuffer region = cursor.region(); region != null; region = cursor.region()) {
            int bytes = region.remaining();
            Picture picture = read(region.duplicate());
            if (picture != null) {
                return picture;
            }
            cursor.advance(bytes);
        }
        return null;
    }

    private @Nullable Picture read(ByteBuffer region) {
        while (region.hasRemaining()) {
            if (region.get() == 'C') {
                codec = codec(region);
            } else {
                byte[] unit = new byte[region.getInt()];
                region.get(unit);
                if (codec != null) {
                    return new Picture(codec, AccessUnit.of(unit, 0, true));
                }
            }
        }
        return null;
    }

    private static Codec codec(ByteBuffer region) {
        byte[] name = new byte[region.getInt()];
        region.get(name);
        var sets = new ArrayList<Bytes>();
        for (int left = region.getInt(); left > 0; left--) {
            byte[] set = new byte[region.getInt()];
            region.get(set);
            sets.add(Bytes.of(set));
        }
        return new Codec(new String(name, StandardCharsets.US_ASCII), VIDEO_HZ, 0, Map.of(), sets);
    }
}
