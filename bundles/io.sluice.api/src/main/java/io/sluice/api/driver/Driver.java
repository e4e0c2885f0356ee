/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens sources of one or more URI schemes. Registered as an OSGi service with the property {@value #SCHEMES}; core
 * uses all services of a scheme, the best first: by {@code service.ranking}, then by the bundle's version, then the
 * oldest. See {@code docs/driver-guide.md}.
 */
@ConsumerType
public interface Driver {
    /** Service property, {@code String+}: the schemes in lower case. */
    String SCHEMES = "sluice.driver.schemes";

    /**
     * Service property, {@code Boolean}: its sources reach the machine itself (programs, files, devices), so they come
     * from the configuration file only, never over HTTP.
     */
    String LOCAL = "sluice.driver.local";

    /**
     * Opens a source. Called on a thread of its own that may block; after the deadline of {@code tuning.open} core goes
     * on without it, interrupts the thread, and closes a producer that comes late. Never two calls at once for the same
     * source of a stream.
     *
     * @param source with a scheme of this driver, with credentials
     * @param context of this attempt; its sinks may be used from any thread until the producer is closed
     * @return what it led to; every expected failure is a {@link Opened.Refused}
     * @throws Exception anything unexpected; counts as a failure that is tried again
     */
    Opened open(Source source, ProducerContext context) throws Exception;
}
