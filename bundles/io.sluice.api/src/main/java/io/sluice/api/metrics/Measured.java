/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.metrics;

import org.osgi.annotation.versioning.ConsumerType;

/** Something that counts: an OSGi service of a bundle, asked whenever somebody reads the metrics. */
@ConsumerType
public interface Measured {
    /** Says how things stand now. Any thread; returns at once and never blocks. */
    void measure(Readings readings);
}
