/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.media.Bytes;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;

/** Reads a state that another version wrote; whatever is wrong with it is an {@link IOException}. */
public final class StateReader {
    private static final int MAX_ITEMS = 256;

    private final DataInputStream in;

    public StateReader(Bytes state) {
        in = new DataInputStream(new ByteArrayInputStream(state.toByteArray()));
    }

    public long number() throws IOException {
        return in.readLong();
    }

    public int whole() throws IOException {
        return Math.toIntExact(in.readLong());
    }

    /** How many items follow. */
    public int count() throws IOException {
        long count = in.readLong();
        if (count < 0 || count > MAX_ITEMS) {
            throw new IOException(count + " items");
        }
        return (int) count;
    }

    public boolean flag() throws IOException {
        return in.readBoolean();
    }

    public String text() throws IOException {
        return in.readUTF();
    }

    public Bytes bytes() throws IOException {
        int size = in.readInt();
        if (size < 0 || size > in.available()) {
            throw new IOException(size + " bytes, but " + in.available() + " are there");
        }
        return Bytes.of(in.readNBytes(size));
    }
}
