/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

/**
 * One call of plug-in code on a media thread. It keeps what it makes to itself until it has returned, so that a thread
 * that is overtaken while it is inside changes nothing that others see.
 */
public interface GuardedCall {
    /** The plug-in's code; may throw anything, or not return. */
    void run();

    /** Instead of returning: runs on the thread that took over. */
    void overtaken();
}
