/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who wants to hear of appended units: usually one task for each event loop. One that throws or hangs is not called
 * again.
 */
final class WakeUps {
    private static final Logger LOG = LoggerFactory.getLogger(WakeUps.class);

    private final List<WakeUp> wakeUps = new CopyOnWriteArrayList<>();

    /** One registration; the same task may have several. */
    private final class WakeUp implements GuardedCall {
        private final Runnable task;

        WakeUp(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            task.run();
        }

        @Override
        public void overtaken() {
            remove();
        }

        void remove() {
            wakeUps.remove(this);
        }
    }

    /** Any thread. */
    Runnable add(Runnable task) {
        var wakeUp = new WakeUp(task);
        wakeUps.add(wakeUp);
        return wakeUp::remove;
    }

    /** Media thread. */
    void run(CallGuard guard) {
        for (WakeUp wakeUp : wakeUps) {
            Throwable thrown = guard.run(wakeUp);
            if (thrown != null) {
                wakeUp.remove();
                LOG.atWarn()
                        .addKeyValue("event", "feed.wakeup.failed")
                        .setCause(thrown)
                        .log("a reader's wake-up failed and is not called any more");
            }
        }
    }

    void clear() {
        wakeUps.clear();
    }
}
