/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import org.jspecify.annotations.Nullable;

/**
 * How a program ended.
 *
 * @param how what it took
 * @param code its exit code, 128 + N when signal N ended it (the shell's convention); null while it is not gone
 * @param tookMs from the order to stop until it was gone, or given up; 0 for one that ended by itself
 */
public record Exit(How how, @Nullable Integer code, long tookMs) {
    /** What it took. */
    public enum How {
        /** It ended by itself. */
        EXITED,
        /** The polite signal was enough. */
        STOPPED,
        /** It had to be killed. */
        KILLED,
        /** It was gone, but had left processes outside its group, which were found and killed. */
        SWEPT,
        /** It is in a state that even SIGKILL does not end (D), and was given up. */
        ABANDONED
    }
}
