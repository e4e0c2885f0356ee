/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest.view;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.UnitWriter;
import java.util.List;

/** Frames a toy's unit as it is: number, generation, version, {@value #UNIT_BYTES} bytes in all. */
final class ToyPackaging implements Packaging {
    static final int UNIT_BYTES = 24;

    @Override
    public void begin(List<Track> tracks, UnitWriter preamble) {
        // No viewer needs anything before the first unit.
    }

    @Override
    public int boundBytes(int track, AccessUnit unit) {
        return UNIT_BYTES;
    }

    @Override
    public void append(int track, AccessUnit unit, UnitWriter out) {
        unit.copyTo(0, out.buffer(), UNIT_BYTES);
    }
}
