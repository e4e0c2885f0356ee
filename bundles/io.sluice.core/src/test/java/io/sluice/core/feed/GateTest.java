/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.UnitWriter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Packaging packaging = new Packaging() {
        @Override
        public void begin(List<Track> tracks, UnitWriter preamble) {}

        @Override
        public int boundBytes(int track, AccessUnit unit) {
            return 0;
        }

        @Override
        public void append(int track, AccessUnit unit, UnitWriter out) {}
    };
    private final Gate gate = new Gate(() -> packaging);

    @Test
    void letsOneCallInAtATimeUntilItIsClosed() {
        gate.hold(packaging);
        assertThat(gate.supplier()).isNull();
        assertThat(gate.enter()).isTrue();
        gate.leave();
        assertThat(gate.enter()).isTrue();
        gate.leave();
        assertThat(gate.close().toCompletableFuture()).isCompleted();
        assertThat(gate.enter()).isFalse();
        assertThat(gate.packaging()).isNull();
    }

    @Test
    void closesWhenTheRunningCallReturns() {
        gate.hold(packaging);
        gate.enter();
        var idle = gate.close().toCompletableFuture();
        assertThat(gate.packaging()).as("dropped at once").isNull();
        assertThat(idle).isNotDone();
        gate.leave();
        assertThat(idle).isCompleted();
        assertThat(gate.close().toCompletableFuture()).isCompleted();
        assertThat(gate.enter()).isFalse();
    }

    @Test
    void closesWhenTheRunningCallIsOvertaken() {
        gate.enter();
        var idle = gate.close().toCompletableFuture();
        gate.overtaken();
        assertThat(idle).isCompleted();
    }

    @Test
    void keepsNothingThatWasMadeWhileItWasClosed() {
        gate.enter();
        gate.close();
        gate.hold(packaging);
        assertThat(gate.packaging()).isNull();
        assertThat(gate.supplier()).isNull();
    }

    @RepeatedTest(20)
    void noCallRunsOnceItIsIdle() throws Exception {
        gate.hold(packaging);
        var inside = new AtomicBoolean();
        var started = new CountDownLatch(1);
        var wrong = new AtomicBoolean();
        var idleSaid = new AtomicBoolean();
        var caller = new Thread(
                () -> {
                    while (gate.enter()) {
                        inside.set(true);
                        started.countDown();
                        wrong.compareAndSet(false, idleSaid.get());
                        inside.set(false);
                        gate.leave();
                    }
                },
                "gate-caller");
        caller.start();
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
        gate.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        idleSaid.set(true);
        assertThat(inside).isFalse();
        caller.join(5000);
        assertThat(caller.isAlive()).isFalse();
        assertThat(wrong).isFalse();
    }
}
