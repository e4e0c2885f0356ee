/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.ConsumerInfo;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.StreamState;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the registry says; when it does not answer the rest of the page comes without it. */
final class StreamReadings {
    private static final long LIMIT_MS = 2_000;

    private StreamReadings() {}

    static void read(StreamRegistry registry, Exposition page) {
        long asked = System.nanoTime();
        List<StreamInfo> streams = answer(registry.streams());
        page.add(Metric.LANE_ANSWER, (System.nanoTime() - asked) / 1e9);
        for (StreamState state : StreamState.values()) {
            page.add(Metric.STREAMS, 0, state.name());
        }
        page.add(Metric.FEEDS, 0);
        for (StreamInfo stream : streams) {
            page.add(Metric.STREAMS, 1, stream.state().name());
            page.add(Metric.FEEDS, stream.feeds().size());
            for (ConsumerInfo viewer : stream.consumers()) {
                page.add(Metric.VIEWERS, 1, viewer.protocol());
                if (!viewer.transport().isEmpty()) {
                    page.add(Metric.TRANSPORTS, 1, viewer.transport());
                }
            }
        }
        List<DriverInfo> drivers = answer(registry.drivers());
        page.add(Metric.ABANDONED, 0);
        for (DriverInfo driver : drivers) {
            page.add(Metric.PRODUCERS, driver.producers(), driver.bundle());
            page.add(Metric.ABANDONED, driver.abandoned());
        }
    }

    private static <T> List<T> answer(CompletionStage<List<T>> asked) {
        try {
            return asked.toCompletableFuture().get(LIMIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException late) {
            return List.of();
        }
    }
}
