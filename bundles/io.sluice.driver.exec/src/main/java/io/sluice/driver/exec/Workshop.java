/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import io.sluice.lib.loopback.Loopback;
import io.sluice.lib.process.Limits;
import io.sluice.lib.process.ProgramException;
import io.sluice.lib.process.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What all programs of this bundle share; there from the first one on. */
final class Workshop {
    private static final String NAME = "exec";

    private final Path directory;
    private @Nullable Programs programs;
    private @Nullable Loopback loopback;
    private boolean closed;

    Workshop(Path directory) {
        this.directory = directory;
    }

    /** The supervisor. */
    synchronized Programs programs() throws ProgramException, IOException {
        checkOpen();
        Programs made = programs == null ? new Programs(NAME, directory, Limits.DEFAULT) : programs;
        programs = made;
        return made;
    }

    /** Where programs give their media by RTSP. */
    synchronized Loopback loopback() throws IOException {
        checkOpen();
        Loopback made = loopback == null ? new Loopback(NAME) : loopback;
        loopback = made;
        return made;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the driver ends");
        }
    }

    /** Ends all programs; waits for it, but not for ever. */
    void close() {
        Programs running;
        Loopback open;
        synchronized (this) {
            closed = true;
            running = programs;
            open = loopback;
        }
        if (running != null) {
            running.close();
        }
        if (open != null) {
            open.close();
        }
    }

    /** What a program that was not started is to core. */
    static Opened.Refused refused(ProgramException e) {
        String text = String.valueOf(e.getMessage());
        return switch (e.reason()) {
            case NOT_FOUND, UNSUPPORTED -> new Opened.Refused(Reason.PROGRAM_MISSING, text, Opened.Retry.YES);
            case TOO_MANY -> new Opened.Refused(Reason.LIMIT, text, Opened.Retry.YES);
            case CLOSED -> new Opened.Refused(Reason.BUNDLE_STOPPED, text, Opened.Retry.YES);
            case FAILED -> new Opened.Refused(Reason.FAILED, text, Opened.Retry.YES);
        };
    }

    /** The longest that a stopped program is waited for: its supervisor gives it up before. */
    static Duration longestEnd() {
        return Limits.DEFAULT.abandon().plusSeconds(1);
    }
}
