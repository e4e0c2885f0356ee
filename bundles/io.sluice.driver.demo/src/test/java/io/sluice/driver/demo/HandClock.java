/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import java.util.PriorityQueue;

/** A clock that a test moves by hand; tasks run when it passes their time. */
final class HandClock implements DemoClock {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>((a, b) -> Long.compare(a.atNs, b.atNs));
    private long nowNs = 5_000_000_007L;

    private record Task(long atNs, Runnable task) {}

    @Override
    public long nanoTime() {
        return nowNs;
    }

    @Override
    public long epochNs() {
        return 1_700_000_000_000_000_000L + nowNs;
    }

    @Override
    public void after(long delayNs, Runnable task) {
        tasks.add(new Task(nowNs + delayNs, task));
    }

    /** Time passes and every task runs on time. */
    void pass(long ns) {
        long end = nowNs + ns;
        while (!tasks.isEmpty() && tasks.peek().atNs <= end) {
            Task next = tasks.remove();
            nowNs = Math.max(nowNs, next.atNs);
            next.task.run();
        }
        nowNs = end;
    }

    /** Time passes while nothing can run, as on a suspended machine. */
    void stall(long ns) {
        nowNs += ns;
    }

    boolean idle() {
        return tasks.isEmpty();
    }
}
