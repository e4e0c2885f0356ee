/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtpstream;

import io.sluice.api.media.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes what {@link StateReader} reads. */
public final class StateWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(bytes);

    private interface Step {
        void run() throws IOException;
    }

    private StateWriter write(Step step) {
        try {
            step.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text of more than 64 KiB
        }
    }

    public StateWriter number(long value) {
        return write(() -> out.writeLong(value));
    }

    public StateWriter flag(boolean value) {
        return write(() -> out.writeBoolean(value));
    }

    public StateWriter text(String value) {
        return write(() -> out.writeUTF(value));
    }

    public StateWriter bytes(Bytes value) {
        return write(() -> {
            out.writeInt(value.size());
            out.write(value.toByteArray());
        });
    }

    public Bytes toBytes() {
        return Bytes.of(bytes.toByteArray());
    }
}
