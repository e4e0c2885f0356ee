/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core.driver;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;

/**
 * A driver's service without the driver: the object is fetched on a call's thread and never kept here, because it
 * belongs to a bundle that may go at any time.
 */
public interface DriverHandle {
    /**
     * Fetches the driver and opens a source with it; unless that gives a producer, the driver is given back. May block.
     */
    Opened open(Source source, ProducerContext context) throws Exception;

    /** Gives the driver back after a producer of {@link #open} was closed. May block. */
    void release();
}
