/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.stream.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners that wait for the next version of their protocol, and the time that they wait. */
class SuccessionsTest {
    private final NetRig rig = new NetRig(Map.of());
    private final ScheduledExecutorService control = Executors.newSingleThreadScheduledExecutor();
    private final List<Runnable> timers = new ArrayList<>();
    private final Successions successions = new Successions(() -> 5_000, (delayNs, task) -> timers.add(task), () -> {});
    private final Listener listener = listener("echo", "127.0.0.1:1");

    private Listener listener(String name, String address) {
        Admission admission = new Admission(System::nanoTime, 0, (delayNs, task) -> {});
        return new Listener(name, address, NetRig.Recorder.echo(), rig.loops, admission, rig.tls, control, () -> {});
    }

    @AfterEach
    void close() {
        control.shutdownNow();
        rig.close();
    }

    @Test
    void theTimeOfOneWaitDoesNotEndTheNext() {
        successions.await(listener, "stopped");
        assertThat(successions.take("echo", "127.0.0.1:1")).isSameAs(listener);
        successions.await(listener, "stopped");
        timers.get(0).run();
        assertThat(successions.all()).containsExactly(listener);
        timers.get(1).run();
        assertThat(successions.all()).isEmpty();
    }

    @Test
    void onlyTheSameNameAtTheSameAddressSucceeds() {
        successions.await(listener, "stopped");
        assertThat(successions.take("other", "127.0.0.1:2")).isNull();
        assertThat(successions.all()).containsExactly(listener);
        assertThat(successions.take("echo", "127.0.0.1:2")).isNull();
        assertThat(successions.all()).isEmpty();
        successions.await(listener, "stopped");
        successions.stop(Reason.SHUTDOWN, "the end");
        assertThat(successions.take("echo", "127.0.0.1:1")).isNull();
    }
}
