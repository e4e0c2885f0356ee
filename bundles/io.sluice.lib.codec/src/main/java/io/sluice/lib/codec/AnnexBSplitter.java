/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Cuts a byte stream (ISO/IEC 14496-10, Annex B) that comes in pieces into NAL units. One that is larger than a unit
 * may be is left out, as is what comes before the first start code. Not safe on several threads.
 */
public final class AnnexBSplitter {
    /** Largest NAL unit: as large as an access unit may be. */
    public static final int MAX_NAL_BYTES = 8 << 20;

    private static final int PIECE_BYTES = 64 << 10;

    private final ByteWindow window = new ByteWindow();
    private final Consumer<Bytes> nals;
    private int scanned;
    private boolean inside;
    private long strayBytes;

    /** @param nals takes each NAL unit, without start code and trailing zeros, never empty */
    public AnnexBSplitter(Consumer<Bytes> nals) {
        this.nals = nals;
    }

    /** The next bytes; a NAL unit is complete when the next one begins. */
    public void add(ByteBuffer data) {
        while (data.hasRemaining()) {
            window.add(data, PIECE_BYTES);
            split();
        }
    }

    private void split() {
        int at = window.indexOfStartCode(scanned);
        while (at >= 0) {
            give(at);
            window.skip(3);
            scanned = 0;
            inside = true;
            at = window.indexOfStartCode(0);
        }
        scanned = Math.max(0, window.size() - 2);
        if (!inside || window.size() > MAX_NAL_BYTES) {
            inside = false;
            strayBytes += scanned;
            window.skip(scanned);
            scanned = 0;
        }
    }

    private void give(int length) {
        int size = length;
        while (size > 0 && window.at(size - 1) == 0) {
            size--;
        }
        if (inside && size > 0) {
            strayBytes = 0;
            nals.accept(window.peek(size));
        } else if (!inside) {
            strayBytes += length;
        }
        window.skip(length);
    }

    /** No more bytes belong to the last NAL unit: it is given out. */
    public void flush() {
        give(window.size());
        restart();
    }

    /** Forgets what came: the rest of it was lost. */
    public void restart() {
        window.skip(window.size());
        scanned = 0;
        inside = false;
    }

    /** How many bytes came since the last NAL unit that are none. */
    public long strayBytes() {
        return strayBytes;
    }
}
