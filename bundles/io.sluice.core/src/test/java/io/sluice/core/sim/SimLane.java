/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.sim;

import io.sluice.core.lane.Lane;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/**
 * A lane that the simulation runs by hand, one command at a time; its timers fire when the simulation moves the clock.
 */
final class SimLane implements Lane {
    private final SimClock clock;
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::dueNs).thenComparingLong(Timer::number));
    private long timerNumber;
    private final Thread home = Thread.currentThread();
    private boolean here;
    /** Planted bug: one command in fifty is lost. */
    boolean plantedLoss;

    private long commands;

    private static final class Timer {
        final long dueNs;
        final long number;
        final Runnable task;
        boolean cancelled;

        Timer(long dueNs, long number, Runnable task) {
            this.dueNs = dueNs;
            this.number = number;
            this.task = task;
        }

        long dueNs() {
            return dueNs;
        }

        long number() {
            return number;
        }
    }

    SimLane(SimClock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable task) {
        if (!plantedLoss || ++commands % 50 != 0) {
            queue.add(task);
        }
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        var timer = new Timer(clock.nowNs() + delay.toNanos(), timerNumber++, task);
        timers.add(timer);
        return () -> timer.cancelled = true;
    }

    @Override
    public boolean isHere() {
        return here && Thread.currentThread() == home;
    }

    boolean hasWork() {
        return !queue.isEmpty();
    }

    /** Runs the next command. */
    void runOne() {
        here = true;
        try {
            queue.remove().run();
        } finally {
            here = false;
        }
    }

    /** Runs something as if it were a command, without queueing it. */
    void runNow(Runnable task) {
        boolean before = here;
        here = true;
        try {
            task.run();
        } finally {
            here = before;
        }
    }

    boolean hasTimers() {
        while (!timers.isEmpty() && timers.peek().cancelled) {
            timers.remove();
        }
        return !timers.isEmpty();
    }

    /** Time of the next timer. */
    long nextTimerNs() {
        return hasTimers() ? timers.peek().dueNs : Long.MAX_VALUE;
    }

    /** Moves the clock to the next timer and queues its task. */
    void fireNext() {
        if (hasTimers()) {
            Timer timer = timers.remove();
            clock.moveTo(timer.dueNs);
            queue.add(() -> {
                if (!timer.cancelled) {
                    timer.task.run();
                }
            });
        }
    }
}
