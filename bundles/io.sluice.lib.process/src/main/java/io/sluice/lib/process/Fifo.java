/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A named pipe between a program and us, instead of the JDK's: closing a FileChannel wakes whoever is blocked in it,
 * closing a stream of {@link Process} does not and may itself block for ever. Closed, and without a name, once the
 * program was started.
 */
final class Fifo implements AutoCloseable {
    private final Path path;
    // Open for both directions: opening our end does not wait for the program, and a read sees no end before it comes.
    private final RandomAccessFile hold;

    Fifo(Posix posix, Path path) throws IOException {
        this.path = path;
        posix.mkfifo(path);
        hold = new RandomAccessFile(path.toFile(), "rw");
    }

    Path path() {
        return path;
    }

    FileChannel reader() throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    FileChannel writer() throws IOException {
        return FileChannel.open(path, StandardOpenOption.WRITE);
    }

    /** For polling: {@link FileInputStream#available()} asks the pipe. */
    FileInputStream polled() throws IOException {
        return new FileInputStream(path.toFile());
    }

    @Override
    public void close() throws IOException {
        hold.close();
        Files.deleteIfExists(path);
    }
}
