/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The one thread of a desk. */
final class DeskThread extends ScheduledThreadPoolExecutor {
    /** @param name of the thread, which is not waited for at the JVM's end */
    DeskThread(String name) {
        super(1, task -> {
            var made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** What comes after the shutdown is left out: whoever waited was told. */
    void executeIfOpen(Runnable task) {
        try {
            execute(task);
        } catch (RejectedExecutionException closed) {
            return;
        }
    }
}
