/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import java.util.List;

/**
 * A driver's service as the registry sees it.
 *
 * @param schemes what it serves
 * @param bundle symbolic name and version
 * @param state whether it is used
 * @param producers how many of its producers are open
 * @param abandoned how many of its calls did not return in time and may still hang
 * @param text why it is not used, for people
 */
public record DriverInfo(List<String> schemes, String bundle, State state, int producers, int abandoned, String text) {
    public DriverInfo {
        schemes = List.copyOf(schemes);
    }

    /** Whether a driver is used. */
    public enum State {
        /** It is the first choice for at least one of its schemes. */
        ACTIVE,
        /** Another one is preferred for all of its schemes; it takes over when that one goes. */
        STANDBY,
        /** It did not return from close three times, or broke its contract as often. */
        QUARANTINED,
        /** It was built against a private copy of the API and cannot be called. */
        INCOMPATIBLE
    }
}
