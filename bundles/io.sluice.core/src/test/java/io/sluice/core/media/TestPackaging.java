/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.UnitWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Frames each unit as its track and its presentation time, so that tests can read what viewers get. */
class TestPackaging implements Packaging {
    private static final int FRAME_BYTES = 10;

    /** What {@link #begin} was told, one entry for each epoch. */
    final List<List<Track>> begun = new ArrayList<>();

    @Override
    public int preambleBoundBytes() {
        return FRAME_BYTES;
    }

    @Override
    public void begin(List<Track> tracks, UnitWriter preamble) {
        begun.add(tracks);
        preamble.buffer().put((byte) 'P').put((byte) 0).putLong(begun.size());
    }

    @Override
    public int boundBytes(int track, AccessUnit unit) {
        return FRAME_BYTES;
    }

    @Override
    public void append(int track, AccessUnit unit, UnitWriter out) {
        out.buffer().put((byte) 'U').put((byte) track).putLong(unit.pts());
    }

    /** All that the cursor has now: {@code P1} for a preamble, {@code track:pts} for a unit. */
    static List<String> read(Cursor cursor) {
        var found = new ArrayList<String>();
        for (ByteBuffer region = cursor.region(); region != null; region = cursor.region()) {
            int length = region.remaining();
            while (region.hasRemaining()) {
                boolean unit = region.get() == 'U';
                int track = region.get();
                long number = region.getLong();
                found.add(unit ? track + ":" + number : "P" + number);
            }
            cursor.advance(length);
        }
        return found;
    }
}
