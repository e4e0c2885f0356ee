/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit.camera;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The faults that hold until they are taken back, and those that happen once to the next frame. Any thread. */
final class CameraFaults {
    volatile boolean stalled;
    volatile boolean pictureStalled;
    volatile boolean soundStalled;
    volatile boolean mute;
    volatile boolean drip;
    /** Frames are kept until there are so many bytes; 0 sends each at once. */
    volatile int burstBytes;
    /** Over TCP; 0 as fast as it goes. */
    volatile int bytesPerSecond;
    /** Shares of the RTP packets. */
    volatile double loss;

    volatile double reorder;
    volatile double duplicate;
    /** Up to so much later than its time, at random, is each picture sent. */
    volatile Duration delay = Duration.ZERO;
    /** So many bytes of rubbish before the next frame. */
    final AtomicInteger garbage = new AtomicInteger();
    /** So many of the next frames say a greater length than they have. */
    final AtomicInteger wrongLengths = new AtomicInteger();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition thawed = lock.newCondition();
    private boolean frozen;

    static boolean happens(double share) {
        return share > 0 && ThreadLocalRandom.current().nextDouble() < share;
    }

    void freeze(boolean on) {
        lock.lock();
        try {
            frozen = on;
            thawed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns at once unless the whole camera is frozen. */
    void awaitThawed() {
        lock.lock();
        try {
            while (frozen) {
                thawed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
