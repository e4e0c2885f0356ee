/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.lane;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Callbacks on a small pool of threads {@code sluice-dispatch-N}. */
public final class ThreadDispatch implements Dispatch, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadDispatch.class);
    private static final int MAX_THREADS = 32;
    private static final int MAX_WAITING = 65_536;

    private final ThreadPoolExecutor pool;
    /** Has its one thread from the start and keeps it: for when the system gives no more. */
    private final ThreadPoolExecutor reserve;

    public ThreadDispatch() {
        this("sluice-dispatch-", MAX_THREADS);
    }

    /** With one thread everything is done in its order. */
    public ThreadDispatch(String name, int threads) {
        pool = pool(name, threads);
        reserve = threads > 1 ? pool(name + "reserve-", 1) : pool;
        // A new thread would be another one to whoever keeps an order by thread.
        pool.allowCoreThreadTimeOut(threads > 1);
        reserve.prestartAllCoreThreads();
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        var number = new AtomicInteger();
        return new ThreadPoolExecutor(
                threads,
                threads,
                5,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                task -> {
                    var thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                (task, full) -> {
                    if (!full.isShutdown()) {
                        LOG.atError()
                                .addKeyValue("event", "dispatch.full")
                                .log("{} callbacks wait; one is lost", MAX_WAITING);
                    }
                });
    }

    private void run(Runnable task) {
        try {
            pool.execute(task);
        } catch (OutOfMemoryError noThread) {
            // The pool wanted one more, and the system has a limit (ulimit -u, a pids cgroup).
            reserve.execute(task);
        }
    }

    @Override
    public void execute(Runnable task) {
        run(() -> guarded(task));
    }

    @Override
    public Executor mailbox() {
        return new Mailbox();
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.atWarn().addKeyValue("event", "dispatch.failed").setCause(e).log("A callback threw");
        }
    }

    /** Ends the threads; what waits is dropped. */
    @Override
    public void close() {
        pool.shutdownNow();
        reserve.shutdownNow();
    }

    /** One receiver's tasks in order; holds a thread only while there is something to do. */
    private final class Mailbox implements Executor {
        private final ReentrantLock lock = new ReentrantLock();
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private boolean active;

        @Override
        public void execute(Runnable task) {
            lock.lock();
            try {
                tasks.add(task);
                if (active) {
                    return;
                }
                active = true;
            } finally {
                lock.unlock();
            }
            run(this::drain);
        }

        private void drain() {
            while (true) {
                Runnable task;
                lock.lock();
                try {
                    task = tasks.poll();
                    if (task == null) {
                        active = false;
                        return;
                    }
                } finally {
                    lock.unlock();
                }
                guarded(task);
            }
        }
    }
}
