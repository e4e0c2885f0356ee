/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Tells cheaply whether a file may be another one than before: by what a link points to, by inode, size and time.
 *
 * @param real the file behind links, null when there is none
 */
record FileStamp(@Nullable Path real, @Nullable Object fileKey, long size, long modifiedMs) {
    /** Some file systems count whole seconds: for that long two contents may have the same stamp. */
    private static final long COARSEST_CLOCK_MS = 2_000;

    static FileStamp of(Path file) {
        try {
            Path real = file.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return new FileStamp(
                    real,
                    attributes.fileKey(),
                    attributes.size(),
                    attributes.lastModifiedTime().toMillis());
        } catch (IOException unreadable) {
            return new FileStamp(null, null, 0, 0);
        }
    }

    /** True when the file may have changed once more without its stamp showing it. */
    boolean isFresh(long nowMs) {
        return Math.abs(nowMs - modifiedMs) < COARSEST_CLOCK_MS;
    }
}
