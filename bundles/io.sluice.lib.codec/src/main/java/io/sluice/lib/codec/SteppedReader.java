/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import java.nio.ByteBuffer;

/**
 * A reader that goes through its bytes in steps, each of which waits until all its bytes are there: so it does not
 * matter how the stream is cut.
 */
public abstract class SteppedReader implements MediaReader {
    /** More than this without any media between means that there is none. */
    public static final int MAX_GARBAGE_BYTES = 1 << 20;

    private static final int PIECE_BYTES = 64 << 10;

    /** What came and was not used yet. */
    protected final ByteWindow window = new ByteWindow();

    private final String format;
    private int garbageBytes;

    /** @param format for people, for example {@code FLV} */
    protected SteppedReader(String format) {
        this.format = format;
    }

    @Override
    public final void read(ByteBuffer data) throws CodecException {
        while (data.hasRemaining()) {
            window.add(data, PIECE_BYTES);
            while (window.size() > 0 && step()) {
                // once more
            }
        }
    }

    @Override
    public void end() throws CodecException {
        // Nothing waits for its successor.
    }

    /** Uses what is at the beginning of the window; false when it needs more. */
    protected abstract boolean step() throws CodecException;

    /** Leaves out bytes that are no media. */
    protected final void garbage(int length) throws CodecException {
        window.skip(length);
        garbageBytes += length;
        if (garbageBytes > MAX_GARBAGE_BYTES) {
            throw new CodecException("no " + format + " in " + garbageBytes + " bytes");
        }
    }

    /** There was media again. */
    protected final void found() {
        garbageBytes = 0;
    }
}
