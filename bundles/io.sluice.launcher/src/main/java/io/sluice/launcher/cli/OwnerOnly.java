/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** New files that nobody else may read. */
final class OwnerOnly {
    private OwnerOnly() {}

    /** Fails when the file is there. */
    static OutputStream create(Path file) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean posix =
                Files.getFileStore(file.resolveSibling("").toAbsolutePath()).supportsFileAttributeView("posix");
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        SeekableByteChannel channel =
                posix ? Files.newByteChannel(file, options, ownerOnly) : Files.newByteChannel(file, options);
        return Channels.newOutputStream(channel);
    }
}
