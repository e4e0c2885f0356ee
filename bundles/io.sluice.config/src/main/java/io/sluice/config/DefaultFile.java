/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The configuration of the first start. */
final class DefaultFile {
    private DefaultFile() {}

    /**
     * Makes the file unless it is there. Only its owner may read it, because sources hold passwords.
     *
     * @return true when it was made
     */
    static boolean ensure(Path file) throws IOException {
        if (Files.exists(file)) {
            return false;
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        try {
            if (Files.getFileStore(directory == null ? file : directory).supportsFileAttributeView("posix")) {
                var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
                Files.newByteChannel(
                                file,
                                Set.of(
                                        java.nio.file.StandardOpenOption.CREATE_NEW,
                                        java.nio.file.StandardOpenOption.WRITE),
                                ownerOnly)
                        .close();
            }
            Files.write(file, content());
            return true;
        } catch (FileAlreadyExistsException race) {
            return false;
        }
    }

    /** What a new file holds. */
    static byte[] content() throws IOException {
        try (InputStream in = DefaultFile.class.getResourceAsStream("default.yaml")) {
            if (in == null) {
                throw new IOException("the bundle has no default.yaml");
            }
            return in.readAllBytes();
        }
    }
}
