/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a file changed, by whatever means: written in place, renamed over, deleted and made again, a link that
 * points elsewhere. It polls, because change notifications miss links and network file systems. One thread.
 */
final class ConfigWatcher {
    /** Time between two polls; a change is seen after one and told after two. */
    static final long POLL_MS = 400;
    /** A file that is gone for fewer polls is being replaced. */
    private static final int POLLS_UNTIL_MISSING = 5;

    private final Path file;
    private final Consumer<FileContent> changed;
    private FileContent told;
    private @Nullable FileStamp settled;
    private @Nullable FileContent seen;
    private int missing;

    /**
     * @param told what is known already
     * @param changed gets what the file holds once it holds something else, and the same twice in a row: half-written
     *     files are not told
     */
    ConfigWatcher(Path file, FileContent told, Consumer<FileContent> changed) {
        this.file = file;
        this.told = told;
        this.changed = changed;
    }

    /** What the file holds by now, and is known already. */
    void told(FileContent content) {
        told = content;
    }

    /** Looks once. */
    void poll() {
        FileStamp now = FileStamp.of(file);
        if (now.equals(settled) && !now.isFresh(System.currentTimeMillis())) {
            return;
        }
        FileContent content = FileContent.of(file);
        missing = content.problem() == null ? 0 : missing + 1;
        boolean steady = content.sameAs(seen) && (missing == 0 || missing >= POLLS_UNTIL_MISSING);
        seen = content;
        if (!steady) {
            settled = null;
            return;
        }
        settled = now;
        if (!content.sameAs(told)) {
            told = content;
            changed.accept(content);
        }
    }
}
