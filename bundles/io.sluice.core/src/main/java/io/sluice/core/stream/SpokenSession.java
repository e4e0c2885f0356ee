/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.stream;

import io.sluice.api.driver.BackChannel.Talk;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.TalkSession;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One turn as its talker sees it: a bounded queue in front of the driver, whose code runs on threads of the dispatch. A
 * driver that blocks there delays this turn only. Any thread.
 */
final class SpokenSession implements TalkSession {
    /** No audio frame is larger; it would not fit into an RTP packet either. */
    private static final int MAX_UNIT_BYTES = 65_000;

    private final Talks talks;
    private final Talker talker;
    private final StreamName stream;
    private final Talk device;
    private final Executor mailbox;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong units = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile boolean over;

    SpokenSession(Talks talks, Talker talker, StreamName stream, Talk device) {
        this.talks = talks;
        this.talker = talker;
        this.stream = stream;
        this.device = device;
        this.mailbox = talker.mailbox;
    }

    @Override
    public String id() {
        return talker.id;
    }

    @Override
    public StreamName stream() {
        return stream;
    }

    @Override
    public Delivery deliver(AccessUnit unit) {
        if (over) {
            return Delivery.CLOSED;
        }
        if (unit.sizeBytes() > MAX_UNIT_BYTES) {
            dropped.incrementAndGet();
            return Delivery.DROPPED_TOO_LARGE;
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            dropped.incrementAndGet();
            return Delivery.DROPPED_QUEUE_FULL;
        }
        mailbox.execute(() -> pass(unit));
        return Delivery.ACCEPTED;
    }

    private void pass(AccessUnit unit) {
        waiting.decrementAndGet();
        if (over) {
            return;
        }
        try {
            switch (device.deliver(unit)) {
                case ACCEPTED -> {
                    units.incrementAndGet();
                    bytes.addAndGet(unit.sizeBytes());
                }
                case CLOSED -> talks.over(talker, Reason.ENDED, "the device takes nothing more");
                default -> dropped.incrementAndGet();
            }
        } catch (RuntimeException | LinkageError driversFault) {
            talks.over(talker, Reason.DRIVER_FAILED, "the driver failed when it was spoken to: " + driversFault);
        }
    }

    @Override
    public void codec(Codec codec) {
        // Another codec takes another turn.
    }

    /** From now on nothing is taken; what waits is dropped. */
    void stop() {
        over = true;
    }

    Talk device() {
        return device;
    }

    long units() {
        return units.get();
    }

    long bytes() {
        return bytes.get();
    }

    long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        talks.leave(talker);
    }

    @Override
    public String toString() {
        return talker.id + " speaks to " + stream;
    }
}
