/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One server's directory, locked for as long as it runs; the operating system gives the lock back however we end. */
final class ServerHome implements AutoCloseable {
    private static final List<String> FOLDERS = List.of("cache", "conf", "deploy", "logs", "run");

    private final Path directory;
    private final FileChannel channel;

    private ServerHome(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static ServerHome open(Path directory) throws StartRefusedException {
        try {
            for (String folder : FOLDERS) {
                Files.createDirectories(directory.resolve(folder));
            }
            return lock(directory);
        } catch (IOException e) {
            throw new StartRefusedException(
                    ExitCode.HOME_NOT_USABLE, "home " + directory + " is not usable: " + reason(e));
        }
    }

    private static ServerHome lock(Path directory) throws IOException, StartRefusedException {
        Path file = directory.resolve("run").resolve("server.lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String owner = Files.readString(file).strip();
            channel.close();
            throw new StartRefusedException(
                    ExitCode.HOME_NOT_USABLE,
                    "home " + directory + " is in use by another server"
                            + (owner.isEmpty() ? "" : " (process " + owner + ")"));
        }
        channel.truncate(0);
        long pid = ProcessHandle.current().pid();
        channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new ServerHome(directory, channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return e.getClass().getSimpleName().replace("Exception", "") + (reason == null ? "" : ", " + reason);
    }

    Path directory() {
        return directory;
    }

    Path cache() {
        return directory.resolve("cache");
    }

    Path log() {
        return directory.resolve("logs").resolve("sluice.log");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
