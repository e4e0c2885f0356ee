/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What all connections share. */
record HttpContext(
        Gatekeeper gatekeeper,
        Backends backends,
        Passes passes,
        Supplier<GatewaySettings> settings,
        LongSupplier nanoTime,
        HttpTally tally) {
    String pass(Decision.Relay relay) {
        Request request = relay.request();
        return passes.issue(new Passes.Pass(
                relay.identity(),
                request.method(),
                relay.path(),
                relay.client().address(),
                relay.client().secure()));
    }
}
