/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a file held when it was read.
 *
 * @param bytes never more than one above {@link YamlText#MAX_BYTES}; empty when it could not be read
 * @param problem why it could not be read, or null
 */
record FileContent(byte[] bytes, @Nullable String problem) {
    private static final byte[] NOTHING = {};

    static FileContent of(Path file) {
        if (Files.isDirectory(file)) {
            return new FileContent(NOTHING, "is a directory");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new FileContent(in.readNBytes(YamlText.MAX_BYTES + 1), null);
        } catch (NoSuchFileException missing) {
            return new FileContent(NOTHING, "does not exist");
        } catch (IOException unreadable) {
            return new FileContent(
                    NOTHING, "cannot be read (" + unreadable.getClass().getSimpleName() + ")");
        }
    }

    boolean sameAs(@Nullable FileContent other) {
        return other != null && Arrays.equals(bytes, other.bytes) && java.util.Objects.equals(problem, other.problem);
    }
}
