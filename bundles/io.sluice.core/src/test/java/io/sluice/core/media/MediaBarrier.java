/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.api.stream.StreamName;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits until the only media thread has done everything it was given. */
public final class MediaBarrier {
    private final MediaThread thread;

    public MediaBarrier(MediaThreads threads) {
        thread = threads.assign(StreamName.of("barrier"));
    }

    public void await() {
        var done = new CountDownLatch(1);
        thread.execute(done::countDown);
        try {
            if (!done.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("the media thread is stuck");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
