/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Our ends of a program's standard streams. Closing them wakes whoever reads or writes, and never blocks.
 *
 * @param output its standard output, null when nobody wants it
 * @param input its standard input, null when it has none
 * @param errors its standard error, polled
 */
record Pipes(@Nullable FileChannel output, @Nullable FileChannel input, FileInputStream errors) {
    /** The program gets SIGPIPE for its next write and an end of file for its next read. */
    void closeMedia() {
        close(output);
        close(input);
    }

    void closeErrors() {
        close(errors);
    }

    static void close(@Nullable AutoCloseable end) {
        if (end != null) {
            try {
                end.close();
            } catch (Exception gone) {
                // Closed is what it shall be.
            }
        }
    }

    /** Takes what the program has said and not more: never waits. */
    int errors(byte[] buffer) {
        try {
            int available = errors.available();
            return available <= 0 ? 0 : Math.max(0, errors.read(buffer, 0, Math.min(available, buffer.length)));
        } catch (IOException e) {
            return 0; // closed
        }
    }
}
