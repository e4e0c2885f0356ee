/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import java.nio.ByteBuffer;

/**
 * Takes the bytes of a container or an elementary stream, cut anywhere, and gives tracks and access units to
 * {@link MediaTracks}. One thread at a time; nothing blocks. Where bytes are no media it goes on at the next place
 * where they are again.
 */
public interface MediaReader {
    /**
     * The next bytes.
     *
     * @param data all that remains is taken; valid during the call only
     * @throws CodecException when they are not what they should be and nothing can be made of what follows; the reader
     *     is not used any more then
     */
    void read(ByteBuffer data) throws CodecException;

    /** There are no more bytes: what is complete but waits for its successor is given out. */
    void end() throws CodecException;
}
