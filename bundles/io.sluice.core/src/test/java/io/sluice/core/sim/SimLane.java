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
    private boolean here;
    /** Planted bug: a command given on the lane runs at once, in the middle of another. */
    boolean plantedReentrance;
    /** Planted bug: cancelling a timer has no effect. */
    boolean plantedDeafTimers;

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
        if (plantedReentrance && here) {
            task.run();
        } else {
            queue.add(task);
        }
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        var timer = new Timer(clock.nowNs() + delay.toNanos(), timerNumber++, task);
        timers.add(timer);
        return () -> timer.cancelled = !plantedDeafTimers;
    }

    @Override
    public boolean isHere() {
        return here;
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
