/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.metrics;

import org.osgi.annotation.versioning.ProviderType;

/** Takes numbers down. */
@ProviderType
public interface Readings {
    /**
     * One number.
     *
     * @param metric its name, one of those in {@code docs/metrics.md}; others are left out
     * @param value counters only grow as long as the server runs
     * @param labels values of the metric's labels, in their order
     */
    void add(String metric, Number value, String... labels);
}
