/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Whether a server runs in a home; while this is held, none starts there. */
final class HomeLock implements AutoCloseable {
    private final @Nullable FileChannel channel;
    private final boolean held;

    private HomeLock(@Nullable FileChannel channel, boolean held) {
        this.channel = channel;
        this.held = held;
    }

    static HomeLock tryHold(Path home) throws IOException {
        Path file = home.resolve("run").resolve("server.lock");
        if (!Files.exists(file)) {
            return new HomeLock(null, true); // never was a server here
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            return new HomeLock(channel, channel.tryLock() != null);
        } catch (OverlappingFileLockException ownProcess) {
            return new HomeLock(channel, false);
        }
    }

    /** No server runs. */
    boolean isHeld() {
        return held;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
