/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.lib.process.Exit;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every program gets, and how its end is waited for. */
final class Surroundings {
    private static final Logger LOG = LoggerFactory.getLogger(Surroundings.class);

    /** Nothing of the server's own environment, which may hold secrets. */
    static final Map<String, String> VARIABLES =
            Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG", "C.UTF-8");

    private Surroundings() {}

    /** Waits for an end, but not for ever. */
    static void await(CompletionStage<Exit> end, Duration limit) {
        try {
            end.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("A program did not end in time", e);
        }
    }
}
