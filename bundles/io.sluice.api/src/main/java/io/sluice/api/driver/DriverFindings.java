/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.driver;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a driver has found out about the machine, for people: which hardware works, for example. A service of the
 * driver's bundle, whose properties say it all: API and console show them, and nobody calls the driver for that.
 */
@ConsumerType
public interface DriverFindings {
    /**
     * Service property, {@code String[]}: lines in the order in which they are to be shown; changed when there are
     * more.
     */
    String LINES = "sluice.driver.findings";
}
