/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import io.sluice.api.stream.StreamRegistry;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Whether the lane, on which everything about streams happens, answers in time. */
@Component(
        property = {
            HealthCheck.NAME + "=lane",
            HealthCheck.TAGS + "=" + Probe.ALIVE,
            HealthCheck.TAGS + "=" + Probe.READY
        })
public final class LaneCheck implements HealthCheck {
    private static final long LIMIT_MS = 1_000;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable StreamRegistry registry;

    @Override
    public Result execute() {
        StreamRegistry there = registry;
        if (there == null) {
            return new Result(Result.Status.CRITICAL, "the registry is not there");
        }
        long asked = System.nanoTime();
        try {
            int streams = there.streams()
                    .toCompletableFuture()
                    .get(LIMIT_MS, TimeUnit.MILLISECONDS)
                    .size();
            long ms = (System.nanoTime() - asked) / 1_000_000;
            return new Result(Result.Status.OK, streams + " streams, answered in " + ms + " ms");
        } catch (TimeoutException late) {
            return new Result(Result.Status.CRITICAL, "no answer within " + LIMIT_MS + " ms");
        } catch (ExecutionException failed) {
            return new Result(Result.Status.CRITICAL, "the registry failed; the log has more");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Result(Result.Status.TEMPORARILY_UNAVAILABLE, "interrupted");
        }
    }
}
