/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Runs what belongs to one connection or UDP port on its loop, and tells what it throws. Any thread. */
final class LoopTasks {
    private final EventLoop executor;
    private final Consumer<Throwable> failed;

    /** @param failed gets what a task throws, where the task ran */
    LoopTasks(EventLoop executor, Consumer<Throwable> failed) {
        this.executor = executor;
        this.failed = failed;
    }

    void execute(Runnable task) {
        try {
            executor.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            run(task); // the loops have ended, nothing runs there any more
        }
    }

    /** At once when it is called on the loop, so that what a handler says happens in its order. */
    void onLoop(Runnable task) {
        if (executor.inEventLoop()) {
            run(task);
        } else {
            execute(task);
        }
    }

    /** Here and now. */
    void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        }
    }
}
