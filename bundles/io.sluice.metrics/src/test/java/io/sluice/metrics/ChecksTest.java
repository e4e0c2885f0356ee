/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.net.Listeners;
import io.sluice.api.stream.StreamRegistry;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private static StreamRegistry answering(CompletableFuture<List<?>> answer) {
        return (StreamRegistry) Proxy.newProxyInstance(
                ChecksTest.class.getClassLoader(),
                new Class<?>[] {StreamRegistry.class},
                (proxy, method, args) -> answer);
    }

    private static Status lane(StreamRegistry registry) {
        var check = new LaneCheck();
        check.registry = registry;
        return check.execute().getStatus();
    }

    @Test
    void aLaneThatDoesNotAnswerIsCritical() {
        assertThat(lane(answering(CompletableFuture.completedFuture(List.of()))))
                .isEqualTo(Status.OK);
        assertThat(lane(answering(new CompletableFuture<>()))).isEqualTo(Status.CRITICAL);
        assertThat(lane(answering(CompletableFuture.failedFuture(new IllegalStateException()))))
                .isEqualTo(Status.CRITICAL);
        assertThat(lane(null)).isEqualTo(Status.CRITICAL);
    }

    @Test
    void aPortThatIsTakenIsCritical() {
        var open = new Listeners.Info("rtsp", "127.0.0.1:8554", "127.0.0.1:8554", null, 0);
        var taken = new Listeners.Info("http", "127.0.0.1:1984", null, "it is taken", 0);

        assertThat(new ListenersCheck(() -> List.of(open)).execute().getStatus())
                .isEqualTo(Status.OK);
        Result result = new ListenersCheck(() -> List.of(open, taken)).execute();
        assertThat(result.getStatus()).isEqualTo(Status.CRITICAL);
        assertThat(result.iterator().next().getMessage()).isEqualTo("http at 127.0.0.1:1984: it is taken");
    }
}
