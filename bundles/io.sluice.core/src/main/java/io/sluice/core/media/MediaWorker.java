/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.media;

import io.sluice.core.feed.GuardedCall;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that serves the queue of a {@link MediaThread} until that ends or another worker takes over. */
final class MediaWorker extends Thread {
    private static final Logger LOG = LoggerFactory.getLogger(MediaWorker.class);
    private static final long OVERTAKEN = -1;

    private final MediaThread home;
    private final @Nullable Runnable first;

    /**
     * Odd while plug-in code runs, another number for each call. Publishes {@link #call} and {@link #task} to the
     * watchdog.
     */
    private final AtomicLong stamp = new AtomicLong();

    private @Nullable GuardedCall call;
    private @Nullable Runnable task;
    // Only the watchdog's.
    private long seenStamp;
    private int looks;

    MediaWorker(String name, MediaThread home, @Nullable Runnable first) {
        super(name);
        setDaemon(true);
        this.home = home;
        this.first = first;
    }

    @Override
    public void run() {
        try {
            if (first != null) {
                perform(first);
            }
            for (Runnable next = home.take(); next != null; next = home.take()) {
                perform(next);
            }
        } catch (Overtaken e) {
            LOG.atInfo().addKeyValue("event", "media.thread.back").log("{} is back from a plug-in and ends", getName());
        }
    }

    private void perform(Runnable next) {
        task = next;
        try {
            next.run();
        } catch (Overtaken e) {
            throw e;
        } catch (Throwable e) {
            LOG.atError()
                    .addKeyValue("event", "media.failed")
                    .setCause(e)
                    .log("{} failed at a task and goes on", getName());
        }
        task = null;
    }

    /** On this thread: runs plug-in code. Returns what it threw, or null. */
    @Nullable
    Throwable guard(GuardedCall guarded) {
        call = guarded;
        long inside = stamp.get() + 1;
        stamp.set(inside);
        Throwable thrown = null;
        try {
            guarded.run();
        } catch (Throwable e) {
            thrown = e;
        }
        if (!stamp.compareAndSet(inside, inside + 1)) {
            throw new Overtaken();
        }
        call = null;
        // Whatever the plug-in did with this thread must not reach the next one.
        Thread.interrupted();
        return thrown;
    }

    /**
     * Watchdog, called at even intervals: what another worker must run to take over, when this many looks in a row
     * found one and the same call; from then on this one changes nothing. Looks are counted, not time, because time
     * also passes while the whole machine stands still.
     */
    @Nullable
    Runnable overtake(int maxLooks) {
        long now = stamp.get();
        if (now != seenStamp) {
            seenStamp = now;
            looks = 0;
            return null;
        }
        looks++;
        if (now % 2 == 0 || now == OVERTAKEN || looks < maxLooks || !stamp.compareAndSet(now, OVERTAKEN)) {
            return null;
        }
        GuardedCall hanging = call;
        Runnable interrupted = task;
        return () -> {
            if (hanging != null) {
                hanging.overtaken();
            }
            if (interrupted != null) {
                interrupted.run();
            }
        };
    }
}
